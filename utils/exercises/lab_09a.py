"""Lab 9a: the score of probabilities, days prepared without a leak, a network of one's own, a choice, and reliability."""

from functools import cache

import numpy as np

from utils.book.checking import Exercise
from utils.data import weather
from utils.exercises.slips import slips
from utils.training import rain
from utils.training.logistic import logistic_fit, logistic_odds


def uneven(*shape):
    """Numbers between -1 and 1 that all differ."""
    return np.sin(1.7 * np.arange(1, np.prod(shape) + 1) ** 1.1).reshape(shape)


# Exercise 1.
def mean_square(p, wet):
    """An answer: the mean squared distance from what happened."""
    return np.mean((p - wet) ** 2)


SURE = (0.5 + 0.45 * uneven(23), uneven(24)[1:] > -0.2)
brier = Exercise("Exercise 1", [SURE, (0.6 + 0.3 * uneven(8), uneven(11)[3:] > 0.3)], mean_square, slips=slips(mean_square, {
    "a mean of absolute values: it rewards a forecaster who rounds, expected squares": (
        "np.mean((p - wet) ** 2)", "np.mean(np.abs(p - wet))"),
    "a root of the mean, expected the mean itself": ("np.mean((p - wet) ** 2)", "np.sqrt(np.mean((p - wet) ** 2))"),
    "a sum, expected a mean": ("np.mean(", "np.sum("),
    "the square of the mean, in which misses of both signs cancel: square first": (
        "np.mean((p - wet) ** 2)", "np.mean(p - wet) ** 2"),
    "the share of days that are wrong: that takes p for yes or no before it is scored": (
        "np.mean((p - wet) ** 2)", "np.mean((p > 0.5) != wet)"),
    "the share of days that are right: that takes p for yes or no before it is scored": (
        "np.mean((p - wet) ** 2)", "np.mean((p > 0.5) == wet)"),
    "the cross-entropy, another honest score; here squares are asked for": (
        "np.mean((p - wet) ** 2)", "-np.mean(np.log(np.where(wet, p, 1 - p)))"),
    "the squared distance from what did not happen: wet days count as 1, dry ones as 0": ("p - wet", "p - (1 - wet)"),
    "both classes are summed, as Brier's own paper does: here one square per day": ("np.mean(", "2 * np.mean("),
    "only the wet days are scored: a dry day's forecast can be wrong too": ("(p - wet) ** 2", "((p - wet) ** 2)[wet]")}))


# Exercise 2: columns of different scale; origins that are not in a row; half of the rows to learn from.
def scaled_days(rows, training, origins, w):
    """An answer: scaled by the training rows, then the last w days up to and with each origin."""
    scaled = (rows - rows[training].mean(axis=0)) / rows[training].std(axis=0)
    return scaled[origins + np.arange(1 - w, 1)[:, None]]


ROWS = 5 * uneven(40, 3) * [1, 10, 0.1] + np.arange(40)[:, None]
CASES = [(ROWS, np.arange(40) < 20, np.array([9, 22, 31, 35]), 4), (ROWS[:, :2], np.arange(40) < 12, np.arange(14, 30), 7)]
prepared = Exercise("Exercise 2", CASES, scaled_days, each="time first: one row per day of the window",
                    slips=slips(scaled_days, {
    "mean and deviation of all rows: that tells the past something of the test": ("rows[training]", "rows"),
    "the mean of all rows: it is to come from the training rows, as the deviation does": (
        "rows[training].mean(axis=0)", "rows.mean(axis=0)"),
    "the deviation of all rows: it is to come from the training rows, as the mean does": (
        "rows[training].std(axis=0)", "rows.std(axis=0)"),
    "not divided by the deviation": (" / rows[training].std(axis=0)", ""),
    "divided by the variance, expected the deviation": ("rows[training].std(axis=0)", "rows[training].var(axis=0)"),
    "one mean and deviation for all columns, expected one per column": (
        "rows[training].mean(axis=0)", "rows[training].mean()", "rows[training].std(axis=0)", "rows[training].std()"),
    "not scaled at all": ("return scaled[", "return rows["),
    "the windows end with the day after the origin: that is the day to foretell": (
        "np.arange(1 - w, 1)", "np.arange(2 - w, 2)"),
    "the windows end the day before the origin: the origin itself may be seen": ("np.arange(1 - w, 1)", "np.arange(-w, 0)"),
    "the newest day comes first, expected the oldest": ("np.arange(1 - w, 1)", "np.arange(0, -w, -1)"),
    "the windows begin at the origin, and run into what is to be foretold": ("np.arange(1 - w, 1)", "np.arange(w)"),
    "a row per origin, expected time first: (w, N, d)": ("return scaled[origins + np.arange(1 - w, 1)[:, None]]",
                                                         "return scaled[origins[:, None] + np.arange(1 - w, 1)]")}))


# Exercise 3: made days, on which what comes follows from the day three before, seven times in eight.
W, LEARNT, ASKED, BEFORE = 6, 240, 200, 3
KEPT, BEST = 0.875, 0.109  # how often it follows; Brier score of whoever knows the rule
GUESS, ENOUGH = 0.25, 0.19


def days_by(before, seed, learnt=LEARNT, turned=False):
    """Windows (w, N, 1), whether the next day is wet (N,), windows to ask for, and their answers.

    What comes follows from the day so many before the last one, or if `turned` from its opposite.
    """
    rng = np.random.default_rng(seed)
    x = rng.choice([-1.0, 1.0], size=(W, learnt + ASKED, 1))
    wet = (x[W - 1 - before, :, 0] > 0) ^ turned ^ (rng.random(learnt + ASKED) > KEPT)
    return x[:, :learnt], wet[:learnt], x[:, learnt:], wet[learnt:]


@cache
def made_days():
    """The days of the check."""
    return days_by(BEFORE, seed=0)


def in_other_words(x):
    """The windows as they are, with other days before the last one, and with the same days in the reverse order."""
    return np.concatenate([x, np.concatenate([-x[:-1], x[-1:]]), x[::-1]], axis=1)


def learns(answer):
    """What is wrong with a network's probabilities on the made days, or None."""
    x, wet, asked, truth = made_days()
    p = answer(x, wet, in_other_words(asked))
    p = p.detach().numpy() if hasattr(p, "detach") else p
    if fault := no_probabilities(p, 3 * ASKED):
        return fault
    plain, recent, reverse = np.split(np.asarray(p, float), 3)
    score = rain.brier(plain, truth).mean()
    if score <= ENOUGH:
        return None
    return (f"{why(plain, recent, reverse)} On made days, which follow from the one {BEFORE} before in {KEPT:.0%} of cases, "
            f"its Brier score is {score:.2f}; a guess has {GUESS}, and whoever knows the rule {BEST:.2f}")


def no_probabilities(p, count):
    """Why these are not `count` probabilities, or None."""
    if p is None:
        return "your function returns nothing: does it end with return?"
    p = np.asarray(p, float)
    if p.shape != (count,):
        return f"got shape {p.shape} for {count} windows, expected ({count},): one probability per window"
    if not np.isfinite(p).all():
        return "got NaN or infinity: is the rate too high?"
    if p.min() < 0 or p.max() > 1:
        return f"got values from {p.min():.2f} to {p.max():.2f}, and no probability lies there: has the sigmoid been forgotten?"
    if set(np.unique(p)) <= {0, 1}:
        return "got only 0 and 1: a forecast is a probability, and whoever rounds it throws away what it is worth"
    return None


def why(plain, recent, reverse):
    """What the probabilities of the three kinds of windows say about a network that has not learnt."""
    if np.ptp(plain) < 1e-3:
        return "it says the same whatever it is shown."
    if np.allclose(plain, recent, atol=1e-6):
        return "it looks at the last day alone."
    if np.allclose(plain, reverse, atol=1e-6):
        return "the order of the days makes no difference to it."
    if np.corrcoef(plain, made_days()[3])[0, 1] < -0.3:
        return "it learnt the opposite: is it the probability of a dry day?"
    return "it has not learnt: train it longer, or at another rate."


foretell = Exercise("Exercise 3", also=[learns])


# Exercise 4.
def by_validation(validation, test):
    """An answer: the setting with the least mean on validation, and what it has on test."""
    place = int(validation.mean(axis=1).argmin())
    return place, test[place].mean()


TABLES = []
for seed in (6, 93, 565):  # on these no two slips give the same
    draws = np.random.default_rng(seed)
    TABLES.append((0.2 + 0.05 * draws.random((5, 3)), 0.2 + 0.05 * draws.random((5, 3))))
chosen = Exercise("Exercise 4", TABLES, by_validation, parts=("the place of the setting", "its score on test"),
                  slips=slips(by_validation, {
    "chosen by the test: then its score is the luckiest, and says nothing of days to come": (
        "validation.mean(axis=1)", "test.mean(axis=1)"),
    "chosen by the best single network: take the mean over seeds first": ("validation.mean(axis=1)", "validation.min(axis=1)"),
    "the largest mean, expected the least: these are errors": ("argmin()", "argmax()"),
    "the score on validation is reported, expected that on test": ("test[place].mean()", "validation[place].mean()"),
    "the luckiest seed on test is reported, expected the mean over seeds": ("test[place].mean()", "test[place].min()"),
    "one seed is reported, expected the mean over seeds": ("test[place].mean()", "test[place, 0]"),
    "the seed that did best on validation is reported, expected the mean over seeds": (
        "test[place].mean()", "test[place, validation[place].argmin()]"),
    "the least score on test of all settings is reported, expected that of the chosen one": (
        "test[place].mean()", "test.mean(axis=1).min()"),
    "the mean goes over settings, expected over seeds: axis 1": ("validation.mean(axis=1)", "validation.mean(axis=0)")}))


# Exercise 5: small cases to compare, then the forecasts of two forecasters for 2015 to look at.
def by_bins(p, wet, edges):
    """An answer: of each bin how many days, the mean probability, the share of wet days."""
    rows = np.zeros((len(edges) - 1, 3))
    for k in range(len(edges) - 1):
        inside = (p >= edges[k]) & (p < edges[k + 1])
        if inside.any():
            rows[k] = inside.sum(), p[inside].mean(), wet[inside].mean()
    return rows


EDGES = (0, 0.2, 0.4, 0.6, 0.8, 1.01)


@cache
def forecasts():
    """Whether the days of 2015 were wet, and probabilities for them: of the season, and of the last three days."""
    found = weather.load()
    tomorrow = np.r_[found.wet[1:], False]
    seasons, rows = rain.season(found.days + 1), rain.seen(found)
    rows = (rows - rows[found.years <= 2013].mean(axis=0)) / rows[found.years <= 2013].std(axis=0)
    known, asked = (rain.origins(found, years, 28) for years in ((2012, 2013), (2015,)))
    views = {"season": (seasons.__getitem__, 1.0), "three days": (lambda o: np.hstack(rain.last_days(rows, o, 3)), 30.0)}
    said = {}
    for name, (see, penalty) in views.items():
        odds = logistic_odds(logistic_fit(see(known), tomorrow[known], penalty), see(asked))
        said[name] = 0.5 + 0.5 * np.tanh(odds / 2)
    return tomorrow[asked], said


def shown(answer):
    """Print what an answer finds for the two forecasters."""
    wet, said = forecasts()
    for name, p in said.items():
        print(f"{name}, Brier score {rain.brier(p, wet).mean():.3f}")
        for count, mean, share in np.asarray(answer(p, wet, EDGES)):
            print(f"   {count:3.0f} days: said {mean:.2f}, came {share:.2f}" if count else "     0 days")


BINNED = [(0.5 + 0.49 * uneven(31), uneven(31) + 0.5 * uneven(62)[31:] > 0, EDGES),
          (0.3 + 0.25 * uneven(12), uneven(15)[3:] > 0.1, (0, 0.25, 0.5, 0.75, 1.0)),
          (np.array([0.2, 0.2, 0.4, 0.7, 0.1]), np.array([True, False, True, True, False]), (0, 0.2, 0.4, 0.8))]
reliability = Exercise("Exercise 5", BINNED, by_bins, also=[shown], each="one row per bin, of three numbers",
                       slips=slips(by_bins, {
    "a probability that equals an edge belongs to the bin above: edges[k] <= p < edges[k + 1]": (
        "(p >= edges[k]) & (p < edges[k + 1])", "(p > edges[k]) & (p <= edges[k + 1])"),
    "the middle of the bin, expected the mean of the probabilities in it": (
        "p[inside].mean()", "(edges[k] + edges[k + 1]) / 2"),
    "the number of wet days, expected their share": ("wet[inside].mean()", "wet[inside].sum()"),
    "the share of all wet days that fall in the bin, expected the share of the bin's days that are wet": (
        "wet[inside].mean()", "wet[inside].sum() / wet.sum()"),
    "the share of days in the bin, expected their number": ("inside.sum()", "inside.mean()"),
    "the share of wet days of all bins, expected that of each": ("wet[inside].mean()", "wet.mean()"),
    "the mean probability of all bins, expected that of each": ("p[inside].mean()", "p.mean()"),
    "said and came have changed places: first the mean probability, then the share": (
        "p[inside].mean(), wet[inside].mean()", "wet[inside].mean(), p[inside].mean()"),
    "each bin holds all days below its upper edge: leave out those below its lower one": (
        "(p >= edges[k]) & (p < edges[k + 1])", "p < edges[k + 1]"),
    "the share of dry days, expected that of wet ones": ("wet[inside].mean()", "1 - wet[inside].mean()")}))
