"""Whether tomorrow is wet: what a day shows of itself, the last days up to an origin, LSTMs side by side and what they say.

An *origin* is the last day that a forecaster sees; what it foretells is whether the day after is wet.
"""

from copy import deepcopy

import numpy as np

from utils.checks import whole
from utils.layers import LSTM, Affine, Network
from utils.training.loops import numpy_step, train
from utils.training.lstms_together import LSTMs
from utils.training.optimisers import Adam

YEAR = 365.25  # days


def season(days):
    """Sine and cosine of the time of year of each day, (n, 2): 31 December and 1 January are neighbours."""
    angle = 2 * np.pi * (days - days.astype("datetime64[Y]")).astype(int) / YEAR
    return np.stack([np.sin(angle), np.cos(angle)], axis=1)


def seen(weather):
    """What each day shows, (n, 7): wet or not, the logarithm of 1 + rain, both temperatures, wind, its season."""
    return np.c_[weather.wet, np.log1p(weather.rain), weather.highest, weather.lowest, weather.wind, season(weather.days)]


def origins(weather, years, w):
    """The origins whose next day lies in one of these years, and which have w days up to and with them."""
    w = whole("w", w, 1)
    found = np.flatnonzero(np.isin(weather.years[1:], years))
    return found[found >= w - 1]


def last_days(values, origins, w):
    """The last w of values (n, ...) up to and with each origin, the oldest first and time first: (w, N, ...)."""
    return values[np.asarray(origins) + np.arange(1 - w, 1)[:, None]]


def brier(p, wet):
    """The squared error of each probability, (..., N): what wet days have of 1, and dry days of 0.

    Its mean is the score of G. W. Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather
    Review 78, without the factor of two that his sum over both classes gives.
    """
    return (p - wet) ** 2


def fit(x, wet, units, rate, *, seeds, updates, every, batch=16):
    """Train LSTMs to say after each day whether the next is wet, and keep them as they are every so many updates.

    Parameters
    ----------
    x : array (w, N, d)
        The last days up to each of N origins.
    wet : array (w, N)
        Whether the day after each of them is wet.
    units : int
    rate : float
        Adam's, which stays.
    seeds : sequence of int
        One network each: its start and the draws of its batches.
    updates, every, batch : int

    Returns
    -------
    dict
        By the number of updates a list of `Network`s, one per seed.
    """
    every = whole("every", every, 1)
    networks = [Network(LSTM(x.shape[2], units, seed=s, forget_bias=1.0), Affine(units, 2, seed=s)) for s in seeds]
    together, rngs, kept = LSTMs(networks, [False] * len(networks)), [np.random.default_rng(s) for s in seeds], {}
    x, wet = x.transpose(1, 2, 0), wet.astype(int).T  # a row per origin

    def learn(_):
        rows = np.stack([rng.integers(len(x), size=batch) for rng in rngs])
        return together.learn(x[rows].transpose(3, 0, 2, 1), wet[rows].transpose(2, 0, 1))

    step = numpy_step(learn, together, Adam(rate))
    for done in range(every, updates + 1, every):
        train(step, range(every), label=f"{units} units, rate {rate}", bar=False)
        together.hand_back([network.layer for network in networks], [network.readout for network in networks])
        kept[done] = deepcopy(networks)
    return kept


def probability(network, x):
    """The probability that the day after the last is wet, (N,), from x (w, N, d)."""
    logits = network.forward(x)[0][-1]
    return 0.5 + 0.5 * np.tanh((logits[:, 1] - logits[:, 0]) / 2)
