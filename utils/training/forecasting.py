"""Forecasts of one series, several steps ahead from every origin: parts in time order, windows, plain forecasters, their score.

An *origin* is the last step that a forecaster sees. From every origin it foretells the next k values, and its parameters stay
as they were fitted on the training part. What is learnt sees the same windows, in which every value is taken relative to
another value of the window, so nothing that comes later than the origin can be told from them.
"""

from dataclasses import dataclass

import numpy as np

from utils.checks import finite, whole
from utils.training import baselines


@dataclass(frozen=True)
class Task:
    """A series to forecast: `values` (T,), the steps at which validation and test begin, season S, window w, k steps ahead."""

    name: str
    values: np.ndarray
    season: int
    validation: int
    test: int
    w: int = 24
    k: int = 6

    @property
    def training(self):
        """The values of the training part."""
        return self.values[: self.validation]

    @property
    def yardstick(self):
        """The mean absolute change over a season within the training part: what MASE divides by."""
        return float(np.mean(np.abs(self.training[self.season :] - self.training[: -self.season])))

    @property
    def scale(self):
        """The root mean square change over 1 to k steps within the training part, by which learners' values are divided."""
        ends = np.arange(self.validation - self.k)
        return float(np.sqrt(np.mean(self.changes(ends) ** 2)))

    def origins(self, part):
        """The origins of "training", "validation" or "test": the k steps to foretell lie within the part, w values come before.
        """
        first, last = {"training": (self.w, self.validation), "validation": (self.validation, self.test),
                       "test": (self.test, len(self.values))}[part]
        return np.arange(first - 1, last - self.k)

    def truth(self, origins):
        """The k values after each origin, (number of origins, k)."""
        return self.values[np.asarray(origins)[:, None] + np.arange(1, self.k + 1)]

    def changes(self, origins):
        """The k values after each origin less the value at the origin."""
        return self.truth(origins) - self.values[origins][:, None]

    def past(self, origins, w=None):
        """The last w values up to each origin, the oldest first, (number of origins, w)."""
        return self.values[np.asarray(origins)[:, None] + np.arange(1 - (w or self.w), 1)]

    def mase(self, forecasts, origins):
        """The mean absolute error at each origin over the yardstick, (..., number of origins), for forecasts (..., origins, k).

        Source: R. J. Hyndman and A. B. Koehler (2006). Another look at measures of forecast accuracy. International Journal of
        Forecasting 22, 679-688.
        """
        return np.mean(np.abs(forecasts - self.truth(origins)), axis=-1) / self.yardstick


def task(name, values, season, *, w=24, k=6, parts=(0.6, 0.2, 0.2)):
    """A `Task` whose parts are these shares of the values, in the order of time. ValueError where a part is too short."""
    values, season, w, k = finite("values", values), whole("season", season, 1), whole("w", w, 1), whole("k", k, 1)
    first, second = np.round(np.cumsum(parts)[:2] * len(values)).astype(int)
    if min(first - max(season, w), second - first, len(values) - second) < k:
        raise ValueError(f"values: got {len(values)}, too few for k = {k} steps in each part after a season and a window")
    return Task(name, values, season, int(first), int(second), w, k)


def persistence(task, origins):
    """The last value, k times."""
    return np.repeat(task.values[origins][:, None], task.k, axis=1)


def seasonal_naive(task, origins):
    """The value of one season before, or of as many seasons as are needed for it to be known at the origin."""
    ahead = np.arange(1, task.k + 1)
    return task.values[np.asarray(origins)[:, None] + ahead - task.season * -(-ahead // task.season)]


class Relative:
    """How learners may see values: inputs less the window's first value, targets less that at the origin, over the `scale`.

    Relative to the window's *last* value, inputs of a network that speaks at every step would tell where the window ends.
    """

    @staticmethod
    def inputs(task, origins, w=None):
        """The last w values, (number of origins, w)."""
        past = task.past(origins, w)
        return (past - past[:, :1]) / task.scale

    @staticmethod
    def targets(task, origins):
        """The k values after each origin, (number of origins, k)."""
        return task.changes(origins) / task.scale

    @staticmethod
    def forecasts(task, origins, outputs):
        """Values again, from outputs (number of origins, k)."""
        return task.values[origins][:, None] + task.scale * outputs


@dataclass(frozen=True)
class Levels:
    """The other way to see values: less `shift`, over `spread`. From which part of the series these come is the question."""

    shift: float
    spread: float

    @classmethod
    def standard(cls, values):
        """Mean and standard deviation of the values given."""
        return cls(float(np.mean(values)), float(np.std(values)))

    @classmethod
    def to_one(cls, values):
        """So that the values given run from 0 to 1."""
        return cls(float(np.min(values)), float(np.max(values) - np.min(values)))

    def inputs(self, task, origins, w=None):
        """The last w values, (number of origins, w)."""
        return (task.past(origins, w) - self.shift) / self.spread

    def targets(self, task, origins):
        """The k values after each origin, (number of origins, k)."""
        return (task.truth(origins) - self.shift) / self.spread

    def forecasts(self, task, origins, outputs):
        """Values again, from outputs (number of origins, k)."""
        return self.shift + self.spread * outputs


def ridge(task, lags, penalty, view=Relative, known=None):
    """Weights (lags + 1, k) of the last `lags` values and of a one, for the next k, by `baselines.ridge` on the training part.

    `known`: other origins to learn from.
    """
    origins = task.origins("training") if known is None else known
    return baselines.ridge(view.inputs(task, origins, lags), view.targets(task, origins), [penalty])[0]


def ridge_forecast(task, weights, origins, view=Relative):
    """What `ridge`'s weights foretell from each origin, (number of origins, k)."""
    inputs = view.inputs(task, origins, len(weights) - 1)
    return view.forecasts(task, origins, inputs @ weights[:-1] + weights[-1])


def shuffled(task, count, rng):
    """All origins of a series dealt out at random: (to learn from, `count` to ask). A leak, since their windows overlap."""
    origins = np.arange(task.w - 1, len(task.values) - task.k)
    asked = np.sort(rng.choice(origins, count, replace=False))
    return np.setdiff1d(origins, asked), asked


def blocked(task, count, rng):
    """The same with a block of neighbours asked, and nothing learnt from that shares a value with the block."""
    origins = np.arange(task.w - 1, len(task.values) - task.k)
    first = rng.integers(len(origins) - count + 1)
    asked = origins[first : first + count]
    return origins[np.abs(origins[:, None] - asked).min(axis=1) >= task.w + task.k], asked
