"""Causal convolutions with and without dilation, an LSTM that reads frames, and the two ways to make one answer of many steps.

The convolutional stack is that of Bai, Kolter & Koltun (2018) with one convolution per level and no weight normalisation. At
step t it sees `field` steps, t included, and no later one.
"""

import torch
from torch import nn
from torch.nn.functional import pad

from utils.checks import one_of, whole
from utils.models.cells import LSTM
from utils.models.kernels.stages import hoisted

POOLS = ("max", "last")


class Causal(nn.Module):
    """Levels of causal convolution, each with a ReLU, and each but the first added to what it read.

    Parameters
    ----------
    input_size, channels, kernel : int
    dilations : sequence of int
        Steps between the taps of each level.
    device, dtype
        As for any PyTorch module.
    """

    def __init__(self, input_size, channels, kernel, dilations, *, device=None, dtype=None):
        super().__init__()
        sizes = [whole("input_size", input_size, 1)] + [whole("channels", channels, 1)] * (len(dilations) - 1)
        self.kernel, self.dilations = whole("kernel", kernel, 2), [whole("dilations", gap, 1) for gap in dilations]
        self.levels = nn.ModuleList(nn.Conv1d(size, channels, kernel, dilation=gap, device=device, dtype=dtype)
                                    for size, gap in zip(sizes, dilations, strict=True))

    def forward(self, x):
        """Outputs (T, B, channels) of x (T, B, d), and None in the place of a state."""
        seen = x.permute(1, 2, 0)  # (B, d, T)
        for level, gap in zip(self.levels, self.dilations, strict=True):
            made = torch.relu(level(pad(seen, ((self.kernel - 1) * gap, 0))))
            seen = made + seen if made.shape == seen.shape else made
        return seen.permute(2, 0, 1), None


def field(kernel, dilations):
    """How many steps an output sees, its own included: 1 + (kernel - 1) times the sum of the dilations."""
    return 1 + (kernel - 1) * sum(dilations)


class Framed(nn.Module):
    """An LSTM that reads frames of so many samples, one after another, instead of single samples.

    Parameters
    ----------
    input_size, hidden_size, frame : int
        Of one sample, of the state, and samples per frame.
    device, dtype
        As for any PyTorch module.
    """

    def __init__(self, input_size, hidden_size, frame=1, *, device=None, dtype=None):
        super().__init__()
        self.frame = whole("frame", frame, 1)
        self.cell = LSTM(input_size * frame, hidden_size, forget_bias=1.0, device=device, dtype=dtype)

    def forward(self, x):
        """States (T / frame, B, m) of x (T, B, d), and None. ValueError if the frames do not fill the window."""
        steps, B, d = x.shape
        if steps % self.frame:
            raise ValueError(f"x: got {steps} steps, expected a multiple of the frame, {self.frame}")
        frames = x.reshape(steps // self.frame, self.frame, B, d).transpose(1, 2).flatten(2)
        return hoisted(self.cell, frames)[0], None


class Pooled(nn.Module):
    """One answer for a window: a body reads it, its outputs are pooled over time, and a linear layer says the scores.

    Parameters
    ----------
    body : module
        x (T, B, d) -> outputs (steps, B, m) and anything.
    size, classes : int
        m, and the classes.
    pool : "max" or "last"
        The largest value of each output over time, or the last step's.
    """

    def __init__(self, body, size, classes, pool, *, device=None, dtype=None):
        super().__init__()
        self.body, self.pool = body, one_of("pool", pool, POOLS)
        self.readout = nn.Linear(size, classes, device=device, dtype=dtype)

    def forward(self, x):
        """Scores (B, classes) of windows x (T, B, d)."""
        outputs = self.body(x)[0]
        return self.readout(outputs.amax(0) if self.pool == "max" else outputs[-1])


class Stepwise(nn.Module):
    """An answer after every step: a body, and a linear layer."""

    def __init__(self, body, size, classes, *, device=None, dtype=None):
        super().__init__()
        self.body, self.readout = body, nn.Linear(size, classes, device=device, dtype=dtype)

    def forward(self, x):
        """Scores (T, B, classes) of x (T, B, d)."""
        return self.readout(self.body(x)[0])


DILATED, FLAT = (1, 4, 16, 64), (1, 1, 1, 1)
BODIES = ("short", "dilated", "LSTM")


def reader(body, pool, *, classes=2, device=None, dtype=None):
    """One of the three networks for windows of one number per sample, of 4,742 to 4,902 parameters.

    "short": four levels of eight taps without dilation, which see 29 samples; "dilated": the same with dilations from 1 to 64,
    596 samples; "LSTM": 30 units, frames of eight samples.
    """
    place = {"device": device, "dtype": dtype}
    if one_of("body", body, BODIES) == "LSTM":
        return Pooled(Framed(1, 30, 8, **place), 30, classes, pool, **place)
    gaps = DILATED if body == "dilated" else FLAT
    return Pooled(Causal(1, 14, 8, gaps, **place), 14, classes, pool, **place)


def seen_by(body, x):
    """Which steps of x (T, 1, d) the last output depends on, truth values (T,): where its gradient is not zero."""
    x = x.detach().clone().requires_grad_()
    body(x)[0][-1].sum().backward()
    return (x.grad != 0).any(-1).any(-1)


def writer(body, input_size, outputs, *, device=None, dtype=None):
    """A network with an answer after every step: "LSTM" of 30 units, "dilated", which sees 218 steps, or "short", 36.

    The convolutions have 11 channels in five levels of eight taps, with dilations 1 to 16 or without.
    """
    place = {"device": device, "dtype": dtype}
    if one_of("body", body, BODIES) == "LSTM":
        return Stepwise(Framed(input_size, 30, **place), 30, outputs, **place)
    gaps = (1, 2, 4, 8, 16) if body == "dilated" else (1,) * 5
    return Stepwise(Causal(input_size, 11, 8, gaps, **place), 11, outputs, **place)
