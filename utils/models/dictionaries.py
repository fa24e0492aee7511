"""Translate word by word with a dictionary that was counted: the yardstick of a translating network."""

import numpy as np


def dictionary(x, y, reads, symbols, least=0.9):
    """For each source word the target word that is most often in its translation, or 0 for none.

    Parameters
    ----------
    x, y : integers (T, N) and (U, N)
        N pairs of sentences, 0 for no word.
    reads, symbols : int
        How many symbols either language has, 0 included.
    least : float
        Of the sentences with a source word, this share at least must have the target word; else the source word has none.

    Returns
    -------
    integers (reads,)
        A target word per source word.
    """
    has_x, has_y = presence(x, reads), presence(y, symbols)
    share = has_x.T @ has_y / np.maximum(has_x.sum(0)[:, None], 1)
    return np.where(share.max(1) >= least, share.argmax(1), 0)


def presence(symbols, count):
    """Which words each sentence of symbols (T, N) has: numbers 0 and 1 (N, count), never for symbol 0."""
    found = np.zeros((symbols.shape[1], count))
    found[np.arange(symbols.shape[1]), symbols] = 1
    found[:, 0] = 0
    return found


def word_by_word(known, x):
    """The words of x (T, N) in their order, each by the dictionary `known`: (T, N), 0 from the end on."""
    y = known[x]
    return np.take_along_axis(y, np.argsort(y == 0, axis=0, kind="stable"), 0)
