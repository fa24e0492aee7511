"""Lab 6c: what is left of a life, readings per regime, a score that minds being late, and what a failure's price does."""

import numpy as np

from utils.book.checking import Exercise
from utils.exercises.slips import slips
from utils.training.engines import left_at_alarm


# Exercise 1: the target.
def left(life, cap):
    """An answer: cycles left at each cycle of a life, none above the cap, (life,)."""
    return np.minimum(np.arange(life, 0, -1), cap)


capped = Exercise("Exercise 1", [(7, 4), (9, 5), (3, 8)], left, each="one number per cycle", slips={
    "that is the age, which rises: what is left falls": lambda life, cap: np.minimum(np.arange(1, life + 1), cap),
    "the last cycle's number is 0, expected 1: it is still to be run": lambda life, cap: np.minimum(np.arange(life)[::-1], cap),
    "nothing is above the cap: where is it": lambda life, cap: np.arange(life, 0, -1),
    "the cap is a least, expected a most": lambda life, cap: np.maximum(np.arange(life, 0, -1), cap),
    "the cap comes off every number, expected only that none is above it": lambda life, cap: np.arange(life, 0, -1) - cap,
    "a share of the cap, expected cycles": lambda life, cap: left(life, cap) / cap,
    "what is above the cap is 0, expected the cap": lambda life, cap: np.where(left(life, life) > cap, 0, left(life, life)),
    "one number too many: a life has as many cycles as it is long": lambda life, cap: np.minimum(np.arange(life, -1, -1), cap)})


# Exercise 2: readings of two sensors, in regimes that shift and scale them.
def readings(seed, count):
    """Readings (count, 2) in three regimes, and the regimes (count,)."""
    rng = np.random.default_rng(seed)
    regimes = rng.permutation(np.arange(count) % 3)
    centres, scales = np.array([[0.0, 5], [9, -4], [-7, 2]]), np.array([1.0, 3, 0.5])
    return centres[regimes] + scales[regimes, None] * rng.normal(size=(count, 2)), regimes


def normalised(learn, learn_regimes, new, new_regimes):
    """An answer: new readings less their regime's mean over its deviation, both of the readings learnt from."""
    found = np.empty_like(new)
    for j in np.unique(new_regimes):
        of = learn[learn_regimes == j]
        found[new_regimes == j] = (new[new_regimes == j] - of.mean(axis=0)) / of.std(axis=0)
    return found


per_regime = Exercise("Exercise 2", lambda: [(*readings(0, 30), *readings(1, 12)), (*readings(2, 45), *readings(3, 9))],
                      normalised, each="one row per new reading", slips=slips(normalised, {
    "all regimes have one mean and one deviation, expected those of each": ("learn[learn_regimes == j]", "learn"),
    "mean and deviation come from the new readings, expected from those learnt from":
        ("learn[learn_regimes == j]", "new[new_regimes == j]"),
    "the mean is taken off, and nothing is divided by the deviation": (" / of.std(axis=0)", ""),
    "divided by the variance, expected by its root": (".std(axis=0)", ".var(axis=0)"),
    "the mean stays in: it comes off before the division": (" - of.mean(axis=0)", ""),
    "one mean for both sensors, expected one each": ("of.mean(axis=0)", "of.mean()"),
    "one deviation for both sensors, expected one each": ("of.std(axis=0)", "of.std()"),
    "the deviation divides by n - 1, expected by n as NumPy does": ("of.std(axis=0)", "of.std(axis=0, ddof=1)"),
    "the deviation is that of all regimes together": ("of.std(axis=0)", "learn.std(axis=0)")}))


# Exercise 3: the score.
def score(predicted, true):
    """An answer: the mean of what predictions cost."""
    missed = predicted - true
    return np.mean(np.where(missed < 0, np.exp(-missed / 13), np.exp(missed / 10)) - 1)


def apart(seed, count=9):
    """Predictions and truths (count,), some early and some late."""
    rng = np.random.default_rng(seed)
    true = rng.uniform(5, 120, count)
    return true + rng.uniform(-30, 25, count), true


mean_score = Exercise("Exercise 3", lambda: [apart(0), apart(1), (np.full(3, 40.0), np.array([41.0, 40, 39]))], score,
                      slips=slips(score, {
    "13 and 10 are exchanged, or the sign is turned: a prediction that is too long must cost more":
        ("predicted - true", "true - predicted"),
    "a sum, expected the mean": ("np.mean", "np.sum"),
    "1 is not taken off: a prediction without error costs nothing": (" - 1)", ")"),
    "early and late cost alike: where is 13": ("/ 13", "/ 10"),
    "early and late cost alike: where is 10": ("/ 10", "/ 13"),
    "early predictions bring something in: the exponent of a cost is above 0": ("np.exp(-missed / 13)", "np.exp(missed / 13)"),
    "that is a root mean square": ("np.mean(np.where(missed < 0, np.exp(-missed / 13), np.exp(missed / 10)) - 1)",
                                   "np.sqrt(np.mean(missed**2))"),
    "what one misses by on average is scored, expected the average of the scores":
        ("predicted - true", "np.mean(predicted - true)")}))


# Exercise 4: what the price of a failure does to the best threshold.
def priced(predicted, prices, notice):
    """An answer: for each price the threshold from 1 to 125 that costs least, its mean cost, the share that failed."""
    tried = np.arange(1, 126)
    left = np.array([[left_at_alarm(each, threshold) for threshold in tried] for each in predicted])
    rows = []
    for price in prices:
        costs = np.where(left >= notice, left - notice, price).mean(axis=0)
        best = np.argmin(costs)
        rows.append([tried[best], costs[best], np.mean(left[:, best] < notice)])
    return np.array(rows)


def foretold(seed, count, steps=150):
    """Predictions for so many engines up to the last cycle: true numbers and an error that wanders."""
    rng = np.random.default_rng(seed)
    noise = [np.convolve(rng.normal(0, 12, steps + 9), np.ones(10) / 10, "valid") + rng.normal(0, 4) for _ in range(count)]
    return [np.minimum(np.arange(steps, 0, -1), 125) + each * 2 for each in noise]


def shown(answer):
    """Print what an answer finds for 60 engines."""
    prices = (30, 100, 300, 1000, 3000)
    found = np.asarray(answer(foretold(5, 60), prices, 10))
    print("price of a failure   threshold   mean cost   share failed")
    for price, (threshold, cost, failed) in zip(prices, found, strict=True):
        print(f"{price:<21}{threshold:<12.0f}{cost:<12.1f}{failed:.2f}")


price_table = Exercise("Exercise 4", lambda: [(foretold(0, 12), (40, 400), 8), (foretold(1, 9), (25, 150, 900), 5)], priced,
                       also=[shown], each="a row per price", slips={
    "rows and columns are exchanged": lambda *given: priced(*given).T} | slips(priced, {
    "that is the dearest threshold, expected the cheapest": ("np.argmin(costs)", "np.argmax(costs)"),
    "the notice is not taken off: cycles run after the alarm are not thrown away": ("left - notice, price", "left, price"),
    "an engine with fewer cycles left than the notice has failed: 0 is not the only such number":
        ("left >= notice, left - notice", "left > 0, np.maximum(left - notice, 0)"),
    "just in time is in time: an engine with exactly the notice left has not failed": ("left >= notice", "left > notice"),
    "how many failed, expected the share": ("np.mean(left[:, best] < notice)", "np.sum(left[:, best] < notice)"),
    "the share that was in time, expected the share that failed": ("left[:, best] < notice", "left[:, best] >= notice"),
    "costs are added up, expected their mean": ("price).mean(axis=0)", "price).sum(axis=0)"),
    "the threshold's place, expected the threshold: the first is 1": ("[tried[best], ", "[best, "),
    "one threshold for all prices": ("best = np.argmin(costs)",
                                     "best = np.argmin(np.where(left >= notice, left - notice, prices[0]).mean(axis=0))")}))
