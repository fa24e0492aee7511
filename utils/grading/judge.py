"""stub"""

from functools import partial

import numpy as np

from utils.grading.gradients import follow, leaves_of
from utils.grading.student import arrays


class Answer:
    """A student's function, called where it is."""

    def __init__(self, judge, name, seconds):
        self.judge, self.name, self.seconds = judge, name, seconds

    def __call__(self, *given):
        """What it gives."""
        found, flows, way, changed = self.judge.ask("call", self.name, given, seconds=self.seconds)
        mine = arrays(given)
        for k, now in changed:
            change(mine[k], now)
        return follow(partial(self.judge.again, "way", way), leaves_of(given), found, flows)


def change(mine, now):
    """Make an array that was given what it has become there."""
    if isinstance(mine, np.ndarray):
        mine[...] = now
    else:
        mine.data[...] = now.detach()
