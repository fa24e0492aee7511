"""Hidden checks of lab 5a."""

import numpy as np

from utils.exercises.lab_05a import made


def diagnose(rng):
    """Logs of other lengths: a burst of the gradient, a broken record, a rate that is too large."""
    return [burst(rng), broken(rng), too_fast(rng)]


def calm(rng, steps):
    """Loss, norm and weight of a run in which nothing happens."""
    return rng.uniform(0.5, 1, steps), rng.uniform(1, 2, steps), 1 + 0.01 * np.arange(steps)


def burst(rng):
    """One gradient of a thousand times the size, and steps later no number."""
    loss, norm, weight = calm(rng, 12)
    k = int(rng.integers(4, 9))
    norm[k], weight[k:] = 2000.0, weight[k:] + 70
    loss[-1] = norm[-1] = weight[-1] = np.nan
    return made(loss, norm, weight)


def broken(rng):
    """A loss that is no number from one step to the next."""
    loss, norm, weight = calm(rng, 9)
    k = int(rng.integers(3, 8))
    for column in (loss, norm, weight):
        column[k:] = np.nan
    return made(loss, norm, weight)


def too_fast(rng):
    """Everything grows by a factor, from some step on."""
    loss, norm, weight = calm(rng, 11)
    k, factor = int(rng.integers(3, 6)), rng.uniform(2.3, 4)
    for column in (loss, norm, weight):
        column[k:] = column[k - 1] * factor ** np.arange(1, len(column) - k + 1)
    return made(loss, norm, weight)
