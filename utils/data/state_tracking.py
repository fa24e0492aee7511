"""Synthetic: two tasks whose answer after each step is the state of a small machine, exactly.

Parity: bits come in, and the answer is whether the ones so far are odd. Permutations: shuffles of three things come in, six
kinds, and the answer is how the things lie now. The first forgets the order of its symbols, the second does not.
"""

from itertools import permutations as orders

import numpy as np

from utils.checks import whole

ARRANGEMENTS = np.array(list(orders(range(3))))  # S3: what stands at place p goes to place p of the row; class 0 moves nothing
AFTER = np.array([[int((then[now] == ARRANGEMENTS).all(axis=1).argmax()) for now in ARRANGEMENTS] for then in ARRANGEMENTS])
SYMBOLS = {"parity": 2, "permutations": 6}  # that come in, and classes that are answered: the same number


def parity(length, count, rng):
    """Bits x and y, whether the ones up to and with each step are odd: integers (length, count) each."""
    x = rng.integers(2, size=shape_of(length, count))
    return x, x.cumsum(axis=0) % 2


def permutations(length, count, rng):
    """Shuffles x, 0 to 5, and y, how three things lie after each of them: integers (length, count) each.

    `AFTER[x, y]` is the class of shuffle x done after what y stands for; the first x is done on things as they were.
    """
    x = rng.integers(6, size=shape_of(length, count))
    y = x.copy()
    for t in range(1, len(x)):
        y[t] = AFTER[x[t], y[t - 1]]
    return x, y


TASKS = {"parity": parity, "permutations": permutations}


def shape_of(length, count):
    """Steps and sequences, checked."""
    return whole("length", length, 1), whole("count", count, 1)
