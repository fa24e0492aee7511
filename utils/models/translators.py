"""Encoder and decoder without attention: a GRU reads a source, another writes a target, and one vector passes between.

Several networks run side by side, as in `writers`. What is new is that source and target have words of their own, that
sentences of one batch differ in length, and that the decoder says itself where it ends.

Source: Ilya Sutskever, Oriol Vinyals and Quoc V. Le, Sequence to Sequence Learning with Neural Networks, 2014; Kyunghyun Cho
et al., Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation, 2014.
"""

import torch

from utils.checks import whole
from utils.models.writers import Writers, gru_step

REACH = 0.6


class Translators(Writers):
    """S encoder-decoder networks from `reads` source symbols to `symbols` target symbols.

    Symbol 0 of the target is the stop. Parameters as for `Writers`.
    """

    def __init__(self, seeds, reads, symbols, hidden_size, dtype=torch.float64, device=None):
        self.reads = whole("reads", reads, 2)
        super().__init__(seeds, symbols, hidden_size, dtype, device)

        with torch.no_grad():
            for table in (self.E_read, self.E_write):  # of a table one row is read per step: it starts between -REACH and REACH
                table *= REACH * self.m**0.5

    def shapes(self):
        """Shape of each parameter, without the axis of the networks."""
        k, m = self.symbols, self.m
        return {"E_read": (self.reads, 3 * m), "U_read": (m, 3 * m), "c_read": (1, m),
                "E_write": (k + 1, 3 * m), "U_write": (m, 3 * m), "c_write": (1, m), "W_hy": (m, k), "b_y": (1, k)}

    def encode(self, x, lengths=None):
        """The context (S, B, m): the state after the last word of each source.

        Parameters
        ----------
        x : integers (T, S, B)
        lengths : integers (S, B), optional
            Words of each source. After them its state stays. Without lengths the padding is read like words, and the
            context depends on how long the longest sentence of the batch is: for showing that, and for nothing else.
        """
        h = x.new_zeros((*x.shape[1:], self.m), dtype=self.b_y.dtype)
        for t, seen in enumerate(self.look_up(self.E_read, x)):
            new = gru_step(seen, h, self.U_read, self.c_read)
            h = new if lengths is None else torch.where((t < lengths)[..., None], new, h)
        return h

    def step(self, h, given):
        """One word more: from states (S, N, m) and the words before (S, N) to log-probabilities (S, N, k) and new states."""
        h = gru_step(self.look_up(self.E_write, given), h, self.U_write, self.c_write)
        return torch.log_softmax(torch.baddbmm(self.b_y, h, self.W_hy), -1), h

    def greedy(self, h, most):
        """The likeliest word at each step, from contexts h (S, B, m): symbols (most, S, B), 0 from the stop on."""
        y = torch.zeros(most, *h.shape[:2], dtype=torch.long, device=h.device)
        with torch.no_grad():
            return stopped(self.run(h, y, y > 0)[1])

    def per_network(self):
        """How many parameters each network has."""
        return sum(p.numel() for p in self.parameters()) // self.count


def stopped(written):
    """What was written (T, ...), with 0 from the first 0 on."""
    return written * (written != 0).cumprod(0)
