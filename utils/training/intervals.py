"""Prediction intervals from residuals, what they cover, and intervals for a mean over origins that are not independent."""

from statistics import NormalDist

import numpy as np


def gaussian(residuals, level=0.9):
    """Half the width of an interval for normal errors: (k,), each by the root mean square of a column of residuals (n, k)."""
    return NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(np.mean(np.square(residuals), axis=0))


def conformal(residuals, level=0.9):
    """Half the width of a split-conformal interval: (k,) from n held-out residuals (n, k), infinite where n is too small.

    It is the ceil((n + 1) level)-th smallest absolute residual. If the next residual is as likely as any of them to take any
    place among them, it covers with a probability of at least `level`.
    Source: J. Lei and others (2018). Distribution-free predictive inference for regression. Journal of the American Statistical
    Association 113, 1094-1111.
    """
    place = int(np.ceil((len(residuals) + 1) * level))
    if place > len(residuals):
        return np.full(np.shape(residuals)[1], np.inf)
    return np.sort(np.abs(residuals), axis=0)[place - 1]


def coverage(truth, forecasts, half):
    """The share of true values (n, k) within `half` of their forecasts, at each origin: (n,)."""
    return np.mean(np.abs(truth - forecasts) <= half, axis=-1)


def over_origins(values, block=12, draws=2000, level=0.95, seed=0):
    """A percentile interval for the mean of values (n,) or (seeds, n) by a bootstrap over blocks of origins, and over seeds.

    Neighbouring origins share most of what they foretell, so blocks of neighbours are drawn, with replacement and round the
    end. Seeds are drawn anew as well.
    Source: H. R. Kuensch (1989). The jackknife and the bootstrap for general stationary observations. Annals of Statistics 17.
    """
    values, rng = np.atleast_2d(values), np.random.default_rng(seed)
    seeds, n = values.shape
    firsts = rng.integers(n, size=(draws, -(-n // block)))
    origins = ((firsts[:, :, None] + np.arange(block)) % n).reshape(draws, -1)[:, :n]
    drawn = rng.integers(seeds, size=(draws, seeds))
    means = values[drawn[:, :, None], origins[:, None, :]].mean(axis=(1, 2))
    return tuple(float(end) for end in np.quantile(means, [(1 - level) / 2, (1 + level) / 2]))
