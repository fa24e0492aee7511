"""Lab 3d: units for a budget, the class of a sequence, an interval for differences, and how far a search reaches."""

import numpy as np

from utils.book.checking import Exercise
from utils.exercises import searches
from utils.exercises.compared import (
    BLOCKS,
    SEEDS,
    SETTINGS,
    T_QUANTILE,
    around,
    by_pair,
    by_seeds,
    closest,
    ends,
    fixed,
    half,
    nearest,
    numbers,
    one_hot,
    reaching,
    within,
)
from utils.experiments import summary

units_for = Exercise(
    "Exercise 1",
    # in this order the first case that a slip fails is one that no slip named before it fails alike
    [("RNN", 1, 400), ("GRU", 3, 501), ("GRU", 2, 1659), ("GRU", 8, 3265), ("GRU", 5, 1348), ("RNN", 1, 1982),
     ("GRU", 5, 3363), ("LSTM", 2, 9_800), ("RNN", 2, 3_000_000)],
    nearest,
    slips={
        "the GRU has m numbers more, the bias within its reset": closest(lambda *of: numbers(*of, reset=0)),
        "only the GRU has m numbers more": closest(lambda kind, d, m: BLOCKS[kind] * m * (m + d + 1) + m),
        "each block has a bias too": closest(lambda *of: numbers(*of, biases=0)),
        "each block has a bias too, and the GRU one more": closest(lambda *of: numbers(*of, biases=0, reset=0)),
        "one bias per block; PyTorch has two": closest(lambda *of: numbers(*of, biases=2, reset=0)),
        "one bias per block, and one more within the GRU's reset": closest(lambda *of: numbers(*of, biases=2)),
        "the candidate is a block as well, besides the gates":
            closest(lambda kind, d, m: numbers(kind, d, m) - (kind != "RNN") * m * (m + d + 1)),
        "the GRU has three blocks and the LSTM four, not one":
            closest(lambda kind, d, m: numbers("RNN", d, m) + m * (kind == "GRU")),
        "a block has a matrix for the d inputs too": closest(lambda kind, d, m: numbers(kind, 0, m)),
        "a block has a matrix for the m units of the last state too":
            closest(lambda kind, d, m: BLOCKS[kind] * m * (d + 1) + m * (kind == "GRU")),
        "this is the largest layer within the budget; one unit more may come closer": within,
        "this is the smallest layer that reaches the budget; one unit less may come closer": reaching,
        "this is a number of parameters; return the units, m": lambda *of: numbers(*of[:2], nearest(*of)),
        "this is how far the layer is from the budget; return its units, m":
            lambda *of: abs(numbers(*of[:2], nearest(*of)) - of[2]),
        "a budget can call for more units than you try: go up to 2,000": closest(numbers, 1000)},
)


order_class = Exercise(
    "Exercise 2",
    [(one_hot("XabYcdb", "YdaXbca", "aXXcdbb", "cabbdYY", "aYcdbaX", "XbacdbX", "bcYaYdd", "abcXdYa"),),
     (one_hot("abcdXYab", "YaXbcdda", "caXdbbaX"),), (one_hot("dYYa"),)],
    by_pair(lambda first, second: 2 * first + second),
    each="one class per sequence: time is axis 0, the sequences are axis 1",
    slips={
        "the letters have changed places: the first counts 2, the second 1": by_pair(lambda first, second: first + 2 * second),
        "X and Y have changed places: X counts 0": by_pair(lambda first, second: 3 - 2 * first - second),
        "counting the Y is not enough: XY and YX differ in order": by_pair(lambda first, second: first + second),
        "whether there is a Y is not enough: there are four classes": by_pair(lambda first, second: first | second),
        "the second letter counts too, not the first alone": by_pair(lambda first, second: first),
        "the first letter counts too, not the second alone": by_pair(lambda first, second: second),
        "your second letter is the first once more": by_pair(lambda first, second: 3 * first),
        "your first letter is the second once more": by_pair(lambda first, second: 3 * second),
        "the classes begin with 0, for XX": by_pair(lambda first, second: 2 * first + second + 1),
        "X and Y may stand at any steps: look for them": fixed},
)

interval = Exercise(
    "Exercise 3",
    [([0.030, 0.034, 0.026, 0.032, 0.035],), (np.array([2.0, 2.5, 2.1]),),
     (-np.array([3.0, 2.5, 4.0, 3.5, 2.0, 3.1, 4.4, 1.9, 3.3, 2.6]),), ([-1.5, -1.0, -1.25, -1.75],)],
    lambda d: ends(*summary.mean_interval(d)),
    parts=("low", "high"),
    slips={
        "divide the squares by n - 1, not by n": around(lambda d: half(d, ddof=0)),
        "this is how far single seeds lie apart; their mean varies less, by the root of n": around(lambda d: half(d, n=1)),
        "divide by the root of n, not by n": around(lambda d: half(d, n=len(d) ** 2)),
        "divide by the root of n, not of n - 1: the n - 1 is in the standard deviation":
            around(lambda d: half(d, n=len(d) - 1)),
        "t is missing": around(lambda d: half(d, t=1)),
        "1.96 is for many seeds; with few, t is larger": around(lambda d: half(d, t=1.96)),
        "the table is by n, not by n - 1": around(lambda d: half(d, t=T_QUANTILE[len(d) - 1])),
        "t depends on n: yours is that of five": around(lambda d: half(d, t=T_QUANTILE[5])),
        "the root is of n, not always of 5": around(lambda d: half(d, n=5)),
        "t and n are those of these differences, not always of five": around(lambda d: half(d, t=T_QUANTILE[5], n=5)),
        "this is the variance; take its root": around(lambda d: T_QUANTILE[len(d)] * np.var(d, ddof=1) / np.sqrt(len(d))),
        "half the width on each side, not all of it": around(lambda d: 2 * half(d)),
        "the lower end comes first": lambda d: ends(np.mean(d) + half(d), np.mean(d) - half(d)),
        "the interval lies around the mean, not around 0": lambda d: ends(-half(d), half(d)),
        "return both ends, not the mean and what lies on each side": lambda d: ends(np.mean(d), half(d))},
)

reach = Exercise(
    "Exercise 4",
    [(searches.pretended, (10, 20, 40, 30), SETTINGS, SEEDS)],
    by_seeds(max),
    each="one row per length, one column per setting",
    slips={
        "a setting counts by its worst seed, not by its best": by_seeds(min),
        "a setting counts by its worst seed, not by the mean": by_seeds(np.mean),
        "a setting counts by its worst seed, not by the sum": by_seeds(sum),
        "all seeds count, not the first alone": by_seeds(max, SEEDS[:1]),
        "all seeds count, not the last alone": by_seeds(max, SEEDS[-1:]),
        "take the seeds that are given, not 0, 1, and so on": by_seeds(max, range(len(SEEDS))),
        "take the seeds that are given, not 0 and 1": by_seeds(max, range(2)),
        "every column is the first setting's": by_seeds(max, SEEDS, SETTINGS[:1] * 3),
        "every row is the first length's": lambda error, lengths, *others: by_seeds(max)(error, lengths[:1] * 4, *others)},
    also=[searches.wasted, searches.on_record],
)
