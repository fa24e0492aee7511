"""Contenders for a stopwatch: modules whose passes take a known time by a clock of our own.

While an answer is checked, the functions of Python's `time` read that clock, which moves only where a contender works. So
its ratios are right or wrong to the last digit, however busy the machine is.
"""

import threading
import time
from contextlib import ExitStack
from unittest.mock import patch

import numpy as np

from utils.book.checking import as_array, difference, kind
from utils.optional import need

torch = need("torch")
CLOCKS = "perf_counter", "process_time", "thread_time", "monotonic", "time"
MAKING = 30  # seconds that it takes to make two contenders
FIRST = 80  # seconds more that a first pass takes, as where a kernel is chosen or memory fetched
# (T, B, d, m): seconds forward and backward of the loop, and of the layer
COSTS = {(2, 3, 4, 5): ((1, 11), (2, 1)), (7, 1, 6, 2): ((3, 5), (1, 3))}
RUNS = 5


class Clock:
    """A clock that stands still unless it is told to go on."""

    def __init__(self):
        self.now, self.reads, self.thread = 0, 0, threading.get_ident()

    def in_place_of(self, real, unit):
        """What this thread reads instead of a function of `time`, in that unit; other threads go on reading that function."""
        def read():
            if threading.get_ident() != self.thread:
                return real()
            self.reads += 1
            return self.now * unit
        return read

    def everywhere(self):
        """A context in which the functions of `time` read this clock."""
        stack = ExitStack()
        for name in CLOCKS:
            for suffix, unit in (("", 1.0), ("_ns", 10**9)):
                real = getattr(time, name + suffix)
                stack.enter_context(patch.object(time, name + suffix, self.in_place_of(real, unit)))
        return stack


class Work(torch.autograd.Function):
    """The weight itself; forward and backward take the seconds given."""

    @staticmethod
    def forward(ctx, weight, clock, forward, backward):
        """Take the time of a forward pass."""
        ctx.clock, ctx.seconds = clock, backward
        clock.now += forward
        return weight.clone()

    @staticmethod
    def backward(ctx, d_weight):
        """Take the time of a backward pass."""
        ctx.clock.now += ctx.seconds
        return d_weight, None, None, None


class Contender(torch.nn.Module):
    """A module that is called as `nn.LSTM` is, and whose passes take the seconds given."""

    def __init__(self, clock, seconds, m):
        super().__init__()
        self.clock, self.seconds, self.extra = clock, seconds, FIRST
        self.weight = torch.nn.Parameter(torch.ones(m))

    def forward(self, x, initial=None):
        """Outputs (T, B, m) and the last pair, each (B, m)."""
        forward, backward = self.seconds
        outputs = Work.apply(self.weight, self.clock, forward + self.extra, backward) * torch.ones(*x.shape[:2], 1)
        self.extra = 0
        return outputs, (outputs[-1], outputs[-1])


def timed(answer):
    """What is wrong with the ratios that an answer finds for contenders of known times, as a sentence, or None."""
    clock, calls = Clock(), []

    def make(*shape):
        calls.append(shape)
        clock.now += MAKING
        loop, layer = (Contender(clock, seconds, shape[-1]) for seconds in COSTS.get(shape, ((1, 1), (1, 1))))
        return loop, layer, torch.zeros(*shape[:3])

    with clock.everywhere():
        found = answer(list(COSTS), make)
    if unasked := [shape for shape in calls if shape not in COSTS]:
        return f"make was called with {unasked[0]}, expected T, B, d, m: for instance {next(iter(COSTS))}"
    array = as_array(found)
    if found is not None and (array is None or array.dtype.kind not in "iuf" or array.shape != (len(COSTS),)):
        came = f"shape {array.shape}" if array is not None and array.dtype.kind in "iuf" else kind(found)
        return f"got {came}, expected a list of two numbers for two shapes: one ratio per shape"
    if found is not None and set(calls) != set(COSTS):
        return "not every shape's contenders were made: call make(T, B, d, m) for each shape, and time what it returns"
    return named(found, clock)


def named(found, clock):
    """The slip that the ratios come from, as a sentence, or None where they are right."""
    right, *slips = outcomes().items()
    fault = difference(found, right[1], each="one ratio per shape")
    if fault and found is not None and not clock.reads:
        return "no clock was read: call time.perf_counter() under its full name, so that this check can set the clock"
    return next((sentence for sentence, ratios in slips if not difference(found, ratios)), fault) if fault else None


def outcomes():
    """The ratios, one per shape, by the sentence to say; the right ones first."""
    loop, layer = np.array(list(COSTS.values()), dtype=float).swapaxes(0, 1)  # each (shapes, 2)
    whole = loop.sum(axis=1), layer.sum(axis=1)
    mean, first, made = ([each + extra for each in whole] for extra in (FIRST / RUNS, FIRST, FIRST + MAKING))
    return {
        "right": whole[0] / whole[1],
        "only the forward pass is timed; the backward pass is more than half of the work": loop[:, 0] / layer[:, 0],
        "only the backward pass is timed": loop[:, 1] / layer[:, 1],
        "the fraction stands upside down: it is the loop's time over the layer's": whole[1] / whole[0],
        "the mean counts a slow first pass; the median does not": mean[0] / mean[1],
        "only first passes are timed, and those are slower: time the same two several times": first[0] / first[1],
        "the making of the contenders is timed as well": made[0] / made[1],
        "the same ratio for every shape: is it only the first that is timed?": np.full(2, whole[0][0] / whole[1][0]),
        "a difference of times is no ratio": whole[0] - whole[1],
        "these are the loop's times; divide them by the layer's": whole[0],
    }
