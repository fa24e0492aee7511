"""Small networks that read a sequence of symbols and write one: an encoder and a decoder, both GRUs.

Several networks are run at once, side by side and apart from each other: each has weights and sequences of its own, and
the products of all of them are one call. What the decoder reads as its previous symbol, `run` is told symbol by symbol:
the true one (teacher forcing), its own (free running), or a draw between the two (scheduled sampling, Samy Bengio et al.,
Scheduled Sampling for Sequence Prediction with Recurrent Neural Networks, 2015).
"""

import torch
from torch.nn.functional import embedding

from utils.checks import whole


class Writers(torch.nn.Module):
    """S encoder-decoder networks over an alphabet of k symbols.

    Parameters
    ----------
    seeds : sequence of int
        One network for each; it draws this network's first weights.
    symbols : int
        k, at least 2. The decoder's first input is a symbol more, the start.
    hidden_size : int
    dtype : torch.dtype
        Of weights and states. With float64 a training comes out alike on all machines.
    device : torch.device, optional
        Where the weights lie. They are drawn on the processor, so they are the same on each.
    """

    def __init__(self, seeds, symbols, hidden_size, dtype=torch.float64, device=None):
        super().__init__()
        self.count, self.symbols, self.m = len(seeds), whole("symbols", symbols, 2), whole("hidden_size", hidden_size, 1)
        sources = [torch.Generator().manual_seed(seed) for seed in seeds]
        for name, shape in self.shapes().items():
            drawn = torch.stack([torch.rand(shape, generator=source, dtype=dtype) for source in sources])
            setattr(self, name, torch.nn.Parameter(((2 * drawn - 1) / self.m**0.5).to(device)))

    def shapes(self):
        """Shape of each parameter, without the axis of the networks, in the order in which they are drawn."""
        k, m = self.symbols, self.m
        return {"E_read": (k, 3 * m), "U_read": (m, 3 * m), "c_read": (1, m),  # the encoder
                "E_write": (k + 1, 3 * m), "E_beside": (k, 3 * m), "U_write": (m, 3 * m), "c_write": (1, m),  # the decoder
                "W_hy": (m, k), "b_y": (1, k)}

    def look_up(self, table, symbols):
        """The rows of each network's table: from symbols (..., S, B) to (..., S, B, 3m)."""
        first = torch.arange(self.count, device=symbols.device)[:, None] * table.shape[1]
        return embedding(symbols + first, table.flatten(0, 1))

    def encode(self, x):
        """The state (S, B, m) after reading x (T, S, B)."""
        h = self.begin(None, x)
        for seen in self.look_up(self.E_read, x):
            h = gru_step(seen, h, self.U_read, self.c_read)
        return h

    def begin(self, x, y):
        """The decoder's first state: what the encoder made of x, or zeros (S, B, m) where x is None; y (T, S, B)."""
        return self.b_y.new_zeros(*y.shape[1:], self.m) if x is None else self.encode(x)

    def forward(self, x, y, forced, beside=None):
        """The scores (T, S, B, k) of a sequence y that is written after reading x; arguments as for `begin` and `run`."""
        return self.run(self.begin(x, y), y, forced, beside)[0]

    def run(self, h, y, forced, beside=None):
        """Write a sequence from the state h (S, B, m).

        Parameters
        ----------
        h : tensor (S, B, m)
        y : integers (T, S, B)
            The true symbols. Symbol t is what step t should write, and what step t + 1 may be given.
        forced : truth values (T, S, B)
            Where step t is given the true symbol t - 1; elsewhere it is given what it wrote. Row 0 says nothing: the first
            step reads the start symbol.
        beside : integers (T, S, B), optional
            A symbol that each step reads besides.

        Returns
        -------
        scores : tensor (T, S, B, k)
        written : integers (T, S, B)
            The symbol of the highest score at each step.
        """
        scores, written, given = [], [], torch.full_like(y[0], self.symbols)
        for t in range(len(y)):
            if t:
                given = torch.where(forced[t], y[t - 1], written[-1])
            seen = self.look_up(self.E_write, given)
            if beside is not None:
                seen = seen + self.look_up(self.E_beside, beside[t])
            h = gru_step(seen, h, self.U_write, self.c_write)
            scores.append(torch.baddbmm(self.b_y, h, self.W_hy))
            written.append(scores[-1].detach().argmax(-1))
        return torch.stack(scores), torch.stack(written)


def gru_step(seen, h, U, c):
    """A GRU's new state (S, B, m); seen (S, B, 3m) is what the symbols add to reset gate, update gate and candidate."""
    m = h.shape[-1]
    gates, kept = torch.bmm(h, U).split([2 * m, m], dim=-1)
    r, z = torch.sigmoid(seen[..., : 2 * m] + gates).split(m, dim=-1)
    n = torch.tanh(seen[..., 2 * m :] + r * (kept + c))
    return n + z * (h - n)
