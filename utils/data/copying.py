"""Synthetic: copy memory, ten digits that are to be written again after a wait, as Bai, Kolter & Koltun (2018) set it.

The task is older; the form with ten digits and a signal is that of Arjovsky, Shah & Bengio (2016), Unitary evolution recurrent
neural networks.
"""

import math

import numpy as np

from utils.checks import whole

DIGITS, KEPT, SYMBOLS = 8, 10, 10  # digits 1 to 8, ten of them are kept; 0 is a blank and 9 the signal


def copying(wait, count, rng):
    """Sequences of T = wait + 20 symbols, and what is to be written at each step.

    Ten digits, then blanks, then the signal 9 at each of the last eleven steps. To be written: blanks, and at the last ten
    steps the ten digits.

    Parameters
    ----------
    wait, count : int
        Both at least 1.
    rng : numpy.random.Generator

    Returns
    -------
    x : array (T, count, 10), float32
        Symbols, one-hot.
    y : integers (T, count)
    """
    wait, count = whole("wait", wait, 1), whole("count", count, 1)
    digits = rng.integers(1, DIGITS + 1, (KEPT, count))
    x, y = np.zeros((2, wait + 2 * KEPT, count), dtype=int)
    x[:KEPT], x[-KEPT - 1 :], y[-KEPT:] = digits, SYMBOLS - 1, digits
    return np.eye(SYMBOLS, dtype=np.float32)[x], y


def without_memory(wait):
    """The mean loss of the best answer that has kept no digit: blanks for sure, then each of eight digits alike."""
    return KEPT * math.log(DIGITS) / (whole("wait", wait, 1) + 2 * KEPT)
