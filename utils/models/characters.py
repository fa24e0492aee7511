"""A network that foretells the next character of a text: one-hot characters, an LSTM or a GRU of PyTorch, a linear output."""

import torch
from torch.nn.functional import one_hot

from utils.checks import whole

KINDS = {"GRU": torch.nn.GRU, "LSTM": torch.nn.LSTM}


class CharacterModel(torch.nn.Module):
    """Scores of the next character, after each character of a text.

    Parameters
    ----------
    kind : str
        "GRU" (reset after the product) or "LSTM".
    symbols : int
        k, how many characters there are, at least 2.
    hidden_size : int
        m, at least 1.
    seed : int
        Draws the first weights: those on the input between -1 and 1, because of a one-hot input only one entry is ever on, all
        others between -1/sqrt(m) and 1/sqrt(m), as PyTorch does.
    """

    def __init__(self, kind, symbols, hidden_size, seed=0):
        super().__init__()
        if kind not in KINDS:
            raise ValueError(f"kind: got {kind!r}, expected one of {', '.join(KINDS)}")
        self.kind, self.symbols, self.m = kind, whole("symbols", symbols, 2), whole("hidden_size", hidden_size, 1)
        self.layer = KINDS[kind](self.symbols, self.m)
        self.readout = torch.nn.Linear(self.m, self.symbols)
        source = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for name, p in self.named_parameters():
                reach = 1 if name == "layer.weight_ih_l0" else self.m**-0.5
                p.copy_((2 * torch.rand(p.shape, generator=source) - 1) * reach)

    def states(self, x, state=None):
        """The hidden states (T, B, m) of characters x (T, B), integers, and the layer's state at the end.

        `state` is that at the start, as an earlier call gave it; zero if not given.
        """
        return self.layer(one_hot(x, self.symbols).to(self.readout.weight.dtype), state)

    def forward(self, x, state=None):
        """The scores (T, B, k), of which a softmax makes probabilities, and the state at the end; arguments as for `states`."""
        h, state = self.states(x, state)
        return self.readout(h), state

    def count(self):
        """How many parameters there are."""
        return sum(p.numel() for p in self.parameters())
