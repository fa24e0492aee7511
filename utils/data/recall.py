"""Synthetic: two tasks that only a memory solves, with the lag as a parameter.

Adding: numbers come in, two of them marked; the answer is the sum of these two. Temporal order: letters come in, two of them
X or Y; the answer is which came first and which second. Both after Hochreiter & Schmidhuber, Long Short-Term Memory (1997),
experiments 4 and 6a, with inputs as small as can be.
"""

import numpy as np

from utils.checks import whole

ADDING_BASELINE = 1 / 6  # mean squared error of always answering 1: the variance of the sum of two uniform numbers
ORDER_BASELINE = 1 / 4  # share of right answers of a guess among four
LETTERS = "XYabcd"


def adding(length, count, rng):
    """Sequences of numbers, one marked in the first half and one in the second, and the sum of the two.

    Parameters
    ----------
    length, count : int
        Steps (at least 2) and sequences.
    rng : numpy.random.Generator

    Returns
    -------
    x : array (length, count, 2), float32
        A number, uniform in [0, 1], and its mark, 0 or 1.
    y : array (count, 1), float32
        The sum of the two marked numbers.
    """
    length, count = whole("length", length, 2), whole("count", count, 1)
    x = np.stack([rng.random((length, count)), np.zeros((length, count))], axis=-1).astype(np.float32)
    first, second = rng.integers(length // 2, size=count), rng.integers(length // 2, length, size=count)
    columns = np.arange(count)
    x[first, columns, 1] = x[second, columns, 1] = 1
    return x, (x[first, columns, 0] + x[second, columns, 0])[:, None]


def temporal_order(length, count, rng):
    """Sequences of letters with two of X or Y, and which of the four pairs it was.

    The first stands in the second tenth of the sequence, the second in the sixth; all other letters say nothing.

    Parameters
    ----------
    length, count : int
        Steps (at least 10) and sequences.
    rng : numpy.random.Generator

    Returns
    -------
    x : array (length, count, 6), float32
        Letters of `LETTERS`, one-hot.
    y : integers (count,)
        0 for XX, 1 for XY, 2 for YX, 3 for YY.
    """
    length, count = whole("length", length, 10), whole("count", count, 1)
    letters = rng.integers(2, 6, (length, count))
    tenth, columns = length // 10, np.arange(count)
    first, second = rng.integers(2, size=(2, count))
    letters[rng.integers(tenth, 2 * tenth, size=count), columns] = first
    letters[rng.integers(5 * tenth, 6 * tenth, size=count), columns] = second
    return np.eye(6, dtype=np.float32)[letters], 2 * first + second
