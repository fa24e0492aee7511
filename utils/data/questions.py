"""Synthetic: endless streams in which a letter is shown once and asked for later, with the lag as a parameter.

Symbols are 0 and 1 for the two letters, 2 for the question, 3 for nothing. The answer is 0 where nothing is asked, else 1 or 2.
"""

import numpy as np

from utils.checks import whole

LETTERS, ASK, NOTHING = (0, 1), 2, 3


def asked_later(steps, count, lags, rng):
    """Streams of letters and questions.

    Parameters
    ----------
    steps, count : int
        Steps and streams.
    lags : (int, int)
        The least and the largest number of steps from a letter to its question, both included. Each lag is drawn anew.
    rng : numpy.random.Generator

    Returns
    -------
    symbols, answers : integers (steps, count)
        A letter comes one to three steps after the question before it.

    Raises
    ------
    ValueError
        If a number is no whole one, or too small, or the largest lag is below the least.
    """
    steps, count, low = whole("steps", steps, 1), whole("count", count, 1), whole("lags[0]", lags[0], 1)
    high, pairs = whole("lags[1]", lags[1], low), steps // (low + 1) + 1
    lag, pause = rng.integers(low, high + 1, (pairs, count)), rng.integers(1, 4, (pairs, count))
    ask = np.cumsum(lag + pause, axis=0) - 1
    pair, column = np.nonzero(ask < steps)
    asked, letter = ask[pair, column], rng.integers(2, size=(pairs, count))[pair, column]
    symbols, answers = np.full((steps, count), NOTHING), np.zeros((steps, count), int)
    symbols[asked - lag[pair, column], column] = letter
    symbols[asked, column], answers[asked, column] = ASK, 1 + letter
    return symbols, answers


def share_right(logits, answers):
    """The share of questions (answers above 0) where the right one of the two letters has the larger logit, (..., 3)."""
    asked = answers > 0
    return float(np.mean(logits[asked][:, 1:].argmax(axis=-1) + 1 == answers[asked]))
