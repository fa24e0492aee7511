"""Lab 6b: the yardstick of MASE, origins that share no value, half a conformal width, how sure a mean over origins is."""

import numpy as np

from utils.book.checking import Exercise
from utils.data import series
from utils.exercises.slips import slips
from utils.training import forecasting

TITLES = {"sunspots": "sunspots", "elnino": "sea temperature", "co2_monthly": "CO2, Mauna Loa",
          "unemployment": "unemployment, USA", "equipment": "turnover, electrical equipment", "seattle": "Seattle, daily highs"}
UNITS = {"sunspots": "number", "elnino": "°C", "co2_monthly": "ppm", "unemployment": "per cent", "equipment": "index",
         "seattle": "°C"}
LEADS = {"sunspots": (0.146, 0.822), "elnino": (-0.084, 0.023), "co2_monthly": (0.074, 0.248),  # expected ends of intervals
         "unemployment": (-0.077, 0.305), "equipment": (0.214, 0.387), "seattle": (-0.019, 0.044)}


def uneven(*shape):
    """Numbers between -1 and 1 that all differ."""
    return np.sin(1.7 * np.arange(1, np.prod(shape) + 1) ** 1.1).reshape(shape)


# Exercise 1.
def mean_change(training, season):
    """An answer: the mean absolute change over a season."""
    return np.mean(np.abs(training[season:] - training[:-season]))


yardstick = Exercise("Exercise 1", [(5 * uneven(40), 12), (5 * uneven(17), 1), (5 * uneven(29), 4)], mean_change,
                     slips=slips(mean_change, {
    "the change over one step, expected that over a season": ("season:] - training[:-season", "1:] - training[:-1"),
    "the changes' signs cancel: take absolute values first": ("np.abs(", "("),
    "the absolute value of the mean, expected the mean of absolute values": ("np.mean(np.abs(", "np.abs(np.mean("),
    "a sum, expected a mean": ("np.mean(", "np.sum("),
    "a mean square, expected the mean of absolute values": ("np.mean(np.abs(training[season:] - training[:-season]))",
                                                            "np.mean((training[season:] - training[:-season]) ** 2)"),
    "a root mean square, expected the mean of absolute values": (
        "np.mean(np.abs(training[season:] - training[:-season]))",
        "np.sqrt(np.mean((training[season:] - training[:-season])**2))"),
    "a median, expected a mean": ("np.mean(", "np.median("),
    "divided by the number of values: the first season has no partner, so there are fewer changes": (
        "np.mean(np.abs(training[season:] - training[:-season]))",
        "np.sum(np.abs(training[season:] - training[:-season])) / len(training)"),
    "the mean distance from the mean, expected the change over a season": ("training[season:] - training[:-season]",
                                                                           "training - training.mean()")}))


# Exercise 2: origins on both sides of those asked, some just near enough and some just far enough.
CASES = [(np.arange(5, 60), np.arange(30, 34), 4, 6), (np.arange(40), np.array([12, 7, 30]), 2, 1),
         (np.setdiff1d(np.arange(20, 200), [90, 91, 150]), np.array([90, 91, 150]), 8, 3)]


def far_enough(known, asked, w, k):
    """An answer: origins at least w + k away from all that are asked."""
    distance = np.abs(known[:, None] - asked)
    return known[distance.min(axis=1) >= w + k]


unseen = Exercise("Exercise 2", CASES, far_enough, each="one step per origin that is kept", slips=slips(far_enough, {
    "one step too careful: at a distance of w + k nothing is shared any more": (">= w + k", "> w + k"),
    "one step too near: at a distance of w + k - 1 one value is shared": (">= w + k", ">= w + k - 1"),
    "the targets are forgotten: k more steps belong to an origin": (">= w + k", ">= w"),
    "the windows are forgotten: w steps before belong to an origin": (">= w + k", ">= k"),
    "far from one of those asked is not enough: the nearest one counts": ("distance.min(axis=1)", "distance.max(axis=1)"),
    "the origins that share values, expected those that do not": (">= w + k", "< w + k"),
    "True and False, expected the origins themselves": ("known[distance.min(axis=1) >= w + k]",
                                                        "distance.min(axis=1) >= w + k"),
    "places in known, expected the origins that stand there": ("known[distance.min(axis=1) >= w + k]",
                                                               "np.flatnonzero(distance.min(axis=1) >= w + k)"),
    "only the asked origins themselves are left out: their neighbours share values with them": (">= w + k", "> 0"),
    "on one side only: later origins share values too": ("np.abs(known[:, None] - asked)",
                                                         "np.where(known[:, None] > asked, 999, asked - known[:, None])")}))


# Exercise 3.
def conformal(residuals, level):
    """An answer: a place in the sorted absolute residuals."""
    place = int(np.ceil((len(residuals) + 1) * level))
    return np.sort(np.abs(residuals), axis=0)[place - 1]


half_width = Exercise("Exercise 3", [(3 * uneven(19, 4) + 0.4, 0.9), (uneven(57, 3) - 0.2, 0.8), (uneven(33, 2), 0.5)],
                      conformal, each="one width per step ahead", slips=slips(conformal, {
    "a quantile of the N residuals: the one to come is the (N + 1)-th, so the place is a little higher": (
        "np.sort(np.abs(residuals), axis=0)[place - 1]", "np.quantile(np.abs(residuals), level, axis=0)"),
    "N in place of N + 1": ("len(residuals) + 1", "len(residuals)"),
    "one place too far: Python counts from 0": ("[place - 1]", "[min(place, len(residuals) - 1)]"),
    "rounded down, expected up": ("np.ceil", "np.floor"),
    "signed residuals: take absolute values before you sort": ("np.abs(residuals)", "residuals"),
    "sorted first, absolute values after: the other way round": ("np.sort(np.abs(residuals), axis=0)",
                                                                 "np.abs(np.sort(residuals, axis=0))"),
    "one width for all steps ahead: each step has its own residuals": (
        "[place - 1]", "[place - 1] * 0 + np.sort(np.abs(residuals).ravel())[int(np.ceil((residuals.size + 1) * level)) - 1]"),
    "the whole width, expected half": ("[place - 1]", "[place - 1] * 2"),
    "the width of normal errors, expected a place among the sorted residuals": (
        "np.sort(np.abs(residuals), axis=0)[place - 1]",
        "__import__('statistics').NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(np.mean(residuals ** 2, axis=0))")}))


# Exercise 4: small cases to compare, then ridge's error at each test origin to look at.
def by_blocks(values, lengths):
    """An answer: the standard error of the mean, by block length."""
    found = []
    for b in lengths:
        count = len(values) // b
        means = values[: count * b].reshape(count, b).mean(axis=1)
        found.append(means.std(ddof=1) / np.sqrt(count))
    return np.array(found)


def shown(answer):
    """Print what an answer finds for ridge's errors on two series."""
    lengths = (1, 2, 4, 6, 8, 12, 16)
    print("block length    " + "".join(f"{length:<8}" for length in lengths))
    for name, season in (("elnino", 12), ("seattle", 365)):
        task = forecasting.task(name, series.load(name).values, season)
        origins = task.origins("test")
        errors = task.mase(forecasting.ridge_forecast(task, forecasting.ridge(task, 24, 0.01), origins), origins)
        print(f"{TITLES[name].split(',')[0]:16}" + "".join(f"{value:<8.3f}" for value in np.asarray(answer(errors, lengths))))


standard_errors = Exercise("Exercise 4", [(uneven(50).cumsum(), (1, 3, 7)), (uneven(24) + 2, (2, 5, 12))], by_blocks,
                           also=[shown], each="one standard error per block length", slips=slips(by_blocks, {
    "ddof=0, expected ddof=1": ("ddof=1", "ddof=0"),
    "the deviation of the means, not yet over the root of their number": (" / np.sqrt(count)", ""),
    "over the root of the number of values, expected that of blocks": ("np.sqrt(count)", "np.sqrt(len(values))"),
    "over the number of blocks, expected its root": ("np.sqrt(count)", "count"),
    "the variance of the means, expected their deviation": ("means.std(ddof=1)", "means.var(ddof=1)"),
    "the deviation of the values, expected that of the block means": ("means.std(ddof=1)", "values.std(ddof=1)"),
    "blocks of values that do not stand side by side: consecutive ones belong to one block": (
        "reshape(count, b).mean(axis=1)", "reshape(b, count).mean(axis=0)"),
    "the rest at the end is taken as a block: it is shorter, leave it out": (
        "values[: count * b].reshape(count, b).mean(axis=1)",
        "np.array([values[a : a + b].mean() for a in range(0, len(values), b)])"),
    "the first values are left out, expected the rest at the end": ("values[: count * b]",
                                                                    "values[len(values) - count * b :]")}))
