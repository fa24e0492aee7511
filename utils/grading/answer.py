"""A student's function as the checks see it: something to call, which runs in the box."""

import time
from functools import partial

import numpy as np

from utils.grading.gradients import follow, leaves_of
from utils.grading.wire import arrays


class Answer:
    """A student's function.

    Parameters
    ----------
    judge : talk.Judge
    name : str
    seconds : float
        For all its calls together.
    """

    def __init__(self, judge, name, seconds):
        self.judge, self.name, self.until = judge, name, time.monotonic() + seconds

    def __call__(self, *given):
        """What it gives; what it changes of arrays that it is given changes here too, and PyTorch's gradients pass through."""
        left = self.until - time.monotonic()
        found, flows, way, changed = self.judge.ask("call", self.name, given, seconds=left)
        mine = arrays(given)
        for k, now in changed:
            change(mine[k], now)
        return follow(partial(self.judge.again, "way", way), leaves_of(given), found, flows)

    def inside(self, check):
        """What a check says that runs in the box; empty if nothing is wrong. Code in the box can forge it."""
        return self.judge.ask("inside", check, self.name, seconds=self.until - time.monotonic())


def change(mine, now):
    """Make an array that was given what it has become in the box."""
    if isinstance(mine, np.ndarray):
        mine[...] = now
    else:
        mine.data[...] = now.detach()
