"""Networks that say a class after every step: symbols, one or more recurrences, a layer of tanh units, scores.

The tanh layer stands between state and scores for all recurrences alike, so that a linear one is not asked to be read
linearly.
"""

import torch
from torch import nn
from torch.nn.functional import one_hot

from utils.checks import one_of, whole
from utils.models.cells import CELLS
from utils.models.linear import MinGRU, MinLSTM, Rotation
from utils.models.mirrors import Mirrors

RECURRENCES = {**CELLS, "minGRU": MinGRU, "minLSTM": MinLSTM, "rotation": Rotation, "mirrors": Mirrors,
               "signed minGRU": lambda *sizes, **how: MinGRU(*sizes, signed=True, **how)}


class Tracker(nn.Module):
    """A network that reads symbols and answers at every step.

    Parameters
    ----------
    kind : str
        One of `RECURRENCES`.
    symbols, hidden_size, classes : int
        k symbols come in, m units carry the state, and one of so many classes is said.
    layers : int
        Recurrences on top of each other, with a tanh layer after each.
    device, dtype
        As for any PyTorch module.
    """

    def __init__(self, kind, symbols, hidden_size, classes, *, layers=1, device=None, dtype=None):
        super().__init__()
        kind, place, m = one_of("kind", kind, RECURRENCES), {"device": device, "dtype": dtype}, hidden_size
        self.symbols = whole("symbols", symbols, 2)
        sizes = [self.symbols] + [m] * (whole("layers", layers, 1) - 1)
        self.recurrences = nn.ModuleList(RECURRENCES[kind](size, m, **place) for size in sizes)
        self.between = nn.ModuleList(nn.Linear(getattr(r, "output_size", m), m, **place) for r in self.recurrences)
        self.readout = nn.Linear(m, classes, **place)

    def forward(self, x):
        """Scores (T, B, classes) of symbols x (T, B)."""
        seen = one_hot(x, self.symbols).to(self.readout.weight.dtype)
        for recurrence, mix in zip(self.recurrences, self.between, strict=True):
            seen = torch.tanh(mix(recurrence(seen)[0]))
        return self.readout(seen)


def parameters(kind, symbols, hidden_size, classes, **how):
    """How many numbers a tracker learns."""
    return sum(p.numel() for p in Tracker(kind, symbols, hidden_size, classes, device="meta", **how).parameters())


def units_for(budget, kind, symbols, classes, **how):
    """The largest hidden size with which a tracker learns at most `budget` numbers."""
    size = 1
    while parameters(kind, symbols, size + 1, classes, **how) <= budget:
        size += 1
    return size
