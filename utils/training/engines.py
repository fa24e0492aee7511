"""Remaining life of engines: readings normalised per regime, windows, an asymmetric score, alarms and costs.

An engine is anything with `sensors` (T, s), `conditions` (T,) and `remaining(cap)`: a simulated `telemetry.Unit`, or an
`Engine` of the C-MAPSS files (`utils.data.cmapss`).
"""

import numpy as np

from utils.checks import finite, real, whole
from utils.training.baselines import rms, running_mean

EARLY, LATE = 13.0, 10.0  # cycles too short, and too long, that cost e - 1 = 1.72 (Saxena et al. 2008)


class PerRegime:
    """Readings less their regime's mean, over its deviation. Both come from the engines given here, and from no other.

    `apart=False` takes all regimes for one, to see what goes wrong then.

    Raises
    ------
    ValueError
        If there is no engine.
    """

    def __init__(self, engines, *, apart=True):
        if not engines:
            raise ValueError("engines: got none, expected those to learn from")
        self.apart = apart
        readings = np.concatenate([engine.sensors for engine in engines])
        regimes = np.concatenate([self.regimes(engine) for engine in engines])
        self.known = np.unique(regimes)
        self.means = np.array([readings[regimes == j].mean(axis=0) for j in self.known])
        spread = np.array([readings[regimes == j].std(axis=0) for j in self.known])
        self.deviations = np.where(spread > 1e-9 * np.maximum(1, np.abs(self.means)), spread, 1)  # 1 for what never moves

    def regimes(self, engine):
        """The regime at each step, (T,), or zeros where all count as one."""
        return np.asarray(engine.conditions) if self.apart else np.zeros(len(engine.sensors), int)

    def __call__(self, engine):
        """The engine's readings, normalised: (T, s).

        ValueError for a regime that no engine learnt from was in.
        """
        regimes = self.regimes(engine)
        self.check_known(regimes)
        place = np.searchsorted(self.known, regimes)
        return (engine.sensors - self.means[place]) / self.deviations[place]

    def check_known(self, regimes):
        """Raise ValueError if one of these regimes was in none of the engines learnt from."""
        if new := sorted(set(regimes.tolist()) - set(self.known.tolist())):
            raise ValueError(f"engine: got regime {new[0]}, expected one of those learnt from: {self.known.tolist()}")


def with_age(readings):
    """Readings (T, s) and the age, in hundreds of cycles, as a last column: (T, s + 1)."""
    return np.c_[readings, np.arange(1, len(readings) + 1) / 100]


def windows(inputs, w):
    """The last `w` rows at each step from the w-th on, side by side and the oldest first: (T - w + 1, w * d), from (T, d).

    Raises ValueError if there are fewer than `w` steps.
    """
    w = whole("w", w, 1)
    if len(inputs) < w:
        raise ValueError(f"inputs: got {len(inputs)} steps, expected at least w = {w}")
    view = np.lib.stride_tricks.sliding_window_view(inputs, w, axis=0)  # (T - w + 1, d, w)
    return view.swapaxes(1, 2).reshape(len(view), -1)


def averages(inputs, widths, first=1):
    """Means of the last 1, 3, ... rows (`widths`) at each step from `first` on, side by side, and the age once, from (T, d).

    The age is the last column of `inputs`. A step with fewer rows before it takes the mean of those that there are.
    """
    means = [running_mean(inputs[:, :-1], width) for width in widths]
    return np.hstack([*means, inputs[:, -1:]])[first - 1 :]


def pieces(inputs, targets, length, count, rng):
    """`count` pieces of `length` steps of each engine: x (length, N, d) and y (length, N, 1), all engines' one after another.

    The first piece of an engine begins where it begins, the second ends where it ends, the others lie anywhere. `inputs` and
    `targets` hold an array per engine, (T, d) and (T,). Raises ValueError if an engine has fewer steps than `length`.
    """
    length, count = whole("length", length, 1), whole("count", count, 2)
    if (shortest := min(map(len, inputs))) < length:
        raise ValueError(f"inputs: got an engine of {shortest} steps, expected at least length = {length}")
    x, y = [], []
    for read, target in zip(inputs, targets, strict=True):
        last = len(read) - length
        for start in (0, last, *rng.integers(last + 1, size=count - 2)):
            x.append(read[start : start + length])
            y.append(target[start : start + length, None])
    return np.stack(x, axis=1), np.stack(y, axis=1)


def read_along(network, inputs):
    """What a network of one output says at each step of each engine, read from its first step on: a list of arrays (T,)."""
    x = np.zeros((max(map(len, inputs)), len(inputs), inputs[0].shape[1]))
    for i, read in enumerate(inputs):
        x[: len(read), i] = read
    outputs = network.forward(x)[0][..., 0]
    return [outputs[: len(read), i] for i, read in enumerate(inputs)]


def error(predicted, true, cap):
    """Root mean squared error over all steps of all engines, predictions cut to 0 ... `cap`; lists of arrays (T,)."""
    return rms(np.clip(np.concatenate(predicted), 0, cap) - np.concatenate(true))


def asymmetric_score(predicted, true):
    """What each prediction of remaining life costs after Saxena et al. (2008), as an array: late costs more than early.

    With E = predicted - true: exp(-E / 13) - 1 where E < 0, exp(E / 10) - 1 elsewhere. The data sets' score is the sum
    over engines, so it grows with their number; a mean does not.
    """
    missed = np.asarray(predicted, dtype=np.float64) - np.asarray(true, dtype=np.float64)
    return np.expm1(np.where(missed < 0, -missed / EARLY, missed / LATE))


def left_at_alarm(predicted, threshold):
    """Cycles that an engine has left at its first prediction below a threshold; 0 if it fails without an alarm.

    `predicted` (n,) are an engine's predictions up to the last step before it fails, at which one cycle is left. Of
    several thresholds an array comes back, one of them a number.
    """
    lowest = np.minimum.accumulate(finite("predicted", predicted))
    left = len(lowest) - np.searchsorted(-lowest, -np.asarray(threshold, dtype=np.float64), side="right")
    return int(left) if np.ndim(threshold) == 0 else left


def cost(left, failure, notice=1):
    """Mean cost of engines with `left` cycles when they were called in, `notice` cycles before they are taken out.

    A cycle that an engine could still have run costs 1. One that had fewer than `notice` cycles left has failed first, and
    costs `failure`. With an array (engines, policies), a mean per policy.
    """
    left, failure, notice = finite("left", left, (1, 2)), real("failure", failure, above=0), whole("notice", notice, 1)
    means = np.where(left >= notice, left - notice, failure).mean(axis=0)
    return float(means) if left.ndim == 1 else means


def best_threshold(predicted, failure, notice, highest=125):
    """The whole number below which an alarm costs least on these engines, a list of arrays (T,); ties go to the lower."""
    tried = np.arange(np.floor(min(each.min() for each in predicted)), highest + 1)
    return float(tried[np.argmin(cost([left_at_alarm(each, tried) for each in predicted], failure, notice))])


def best_age(lives, failure, notice):
    """The age at which calling every engine in costs least, of engines that lived `lives` cycles; ties go to the younger."""
    lives = finite("lives", lives)
    tried = np.arange(lives.max() + 1)
    return float(tried[np.argmin(cost(np.maximum(lives[:, None] - tried, 0), failure, notice))])
