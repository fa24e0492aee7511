"""A model of the next character on any device: symbols in, an LSTM of PyTorch's own, and a score per symbol."""

from utils.optional import need

torch = need("torch")
nn = torch.nn


class Characters(nn.Module):
    """Scores of the next symbol at every step.

    Parameters
    ----------
    symbols, hidden_size : int
        k and m. A symbol goes in as one of k columns.
    device, dtype
        As for any PyTorch module.
    """

    def __init__(self, symbols, hidden_size, *, device=None, dtype=None):
        super().__init__()
        place = {"device": device, "dtype": dtype}
        self.layer = nn.LSTM(symbols, hidden_size, **place)
        self.readout = nn.Linear(hidden_size, symbols, **place)

    def forward(self, symbols):
        """Scores (T, B, k) from symbols (T, B), whole numbers from 0 to k - 1; the state starts at zero."""
        columns = torch.arange(self.readout.out_features, device=symbols.device)
        one_hot = (symbols[..., None] == columns).to(self.readout.weight.dtype)
        return self.readout(self.layer(one_hot)[0])


def nats(scores, targets):
    """The mean loss per character, from scores (T, B, k) and the symbols that came (T, B)."""
    return nn.functional.cross_entropy(scores.flatten(0, 1), targets.flatten())
