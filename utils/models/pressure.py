"""The Bayes filter of `utils.data.order_book`: what the past tells of the hidden pressure, and so of the next move.

With l_t the log odds of buying pressure after tick t and kappa = 2 stay - 1,

    l_t = 2 artanh(kappa tanh(l_{t-1} / 2)) + omega . x_t

The first term lets pressure change, the second weighs what the tick shows. It is exact, so no function of the past does better.
Hidden Markov models: L. R. Rabiner, A tutorial on hidden Markov models, Proceedings of the IEEE 77 (1989), section III A.
"""

import math
from itertools import product

import numpy as np

from utils.checks import finite, whole

LONGEST = 16  # ticks of a stream whose hidden paths are all gone through


def weights(market):
    """omega (3,): the evidence for buying of a unit of trade sign, of imbalance, and of mid move."""
    return np.array([math.log(market.with_it / (1 - market.with_it)), 2 * market.tilt,
                     math.log(market.along / market.against)])


def log_odds(market, inputs, start=0.0):
    """The log odds of buying pressure after each tick, (n,), from inputs (n, 3) and the log odds before the first."""
    evidence = finite("inputs", inputs, (2,)) @ weights(market)
    kappa, now, found = 2 * market.stay - 1, start, []
    for e in evidence.tolist():
        now = 2 * math.atanh(kappa * math.tanh(now / 2)) + e
        found.append(now)
    return np.array(found)


def linear_odds(market, inputs):
    """What the filter would say without its squashing, l_t = kappa l_{t-1} + omega . x_t: (n,) from inputs (n, 3)."""
    kappa, now, found = 2 * market.stay - 1, 0.0, []
    for e in (finite("inputs", inputs, (2,)) @ weights(market)).tolist():
        now = kappa * now + e
        found.append(now)
    return np.array(found)


def odds_of_windows(market, windows):
    """The same after the last tick of windows (n, w, 3), where nothing is known of what came before: (n,)."""
    evidence = np.asarray(windows) @ weights(market)
    now = np.zeros(len(evidence))
    for e in evidence.T:
        now = 2 * np.arctanh((2 * market.stay - 1) * np.tanh(now / 2)) + e
    return now


def by_enumeration(market, inputs):
    """The probability of buying pressure after the last tick, a float: the sum over all 2^n hidden paths of a short stream.

    It shares nothing with the filter but the market's own numbers. ValueError for more than `LONGEST` ticks.
    """
    inputs = finite("inputs", inputs, (2,))
    if len(inputs) > LONGEST:
        raise ValueError(f"inputs: got {len(inputs)} ticks, expected at most {LONGEST}: there are 2^n paths")
    mass = {1: 0.0, -1: 0.0}
    for path in product((1, -1), repeat=len(inputs)):
        mass[path[-1]] += joint(market, path, inputs)
    return mass[1] / (mass[1] + mass[-1])


def joint(market, path, inputs):
    """The density of a hidden path together with what was seen, up to a factor that is the same for all paths."""
    total = 0.5
    for t, (pressure, (sign, imbalance, move)) in enumerate(zip(path, inputs, strict=True)):
        if t:
            total *= market.stay if pressure == path[t - 1] else 1 - market.stay
        total *= market.with_it if sign == pressure else 1 - market.with_it
        total *= math.exp(-((imbalance - market.tilt * pressure) ** 2) / 2)
        moved = {pressure: market.along, -pressure: market.against}
        total *= moved.get(int(move), 1 - market.along - market.against)
    return total


def lead(market):
    """How much more likely than 1/2 the next move is up where pressure is known to be buying: a float below 1/2.

    With u for that probability and z for no move: u = stay (along + z u) + (1 - stay) (against + z (1 - u)).
    """
    none, leave = 1 - market.along - market.against, 1 - market.stay
    u = (market.stay * market.along + leave * (market.against + none)) / (1 - market.stay * none + leave * none)
    return u - 0.5


def next_up(market, odds):
    """The probability that the next move is up, given log odds of any shape."""
    return 0.5 + lead(market) * np.tanh(np.asarray(odds) / 2)


def expected_move(market, odds, h):
    """The expected move of the mid-price over the next h ticks, in price steps, given log odds of any shape."""
    kappa, h = 2 * market.stay - 1, whole("h", h, 1)
    known = (market.along - market.against) * sum(kappa**j for j in range(1, h + 1))
    return known * np.tanh(np.asarray(odds) / 2)
