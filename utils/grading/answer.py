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
        For all its calls together, and for all that is asked later of what they gave.
    """

    def __init__(self, judge, name, seconds):
        self.judge, self.name = judge, name
        judge.until = time.monotonic() + seconds

    def __call__(self, *given):
        """What it gives; what it changes of arrays that it is given changes here too, and PyTorch's gradients pass through."""
        found, flows, way, changed = self.judge.again("call", self.name, given)
        mine = arrays(given)
        for k, now in changed:
            change(mine[k], now)
        return follow(partial(self.judge.again, "way", way), leaves_of(given), found, flows)

    def inside(self, check):
        """What a check says that runs in the box; empty if nothing is wrong. Code in the box can forge it."""
        return self.judge.again("inside", check, self.name)


def change(mine, now):
    """Make an array that was given what it has become in the box."""
    if isinstance(mine, np.ndarray):
        mine[...] = now
    else:
        mine.data[...] = now.detach()
