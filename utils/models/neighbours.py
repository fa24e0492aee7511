"""The vote of the nearest neighbours: a model that keeps its training data, and so shows at once where a split leaks."""

import numpy as np

from utils.checks import whole

AT_ONCE = 500  # rows whose distances are held at once


def nearest_vote(known, labels, rows, k=1, apart=None):
    """The mean label of the k nearest known rows, by Euclidean distance, for each of `rows`.

    Parameters
    ----------
    known, rows : arrays (N, d) and (n, d)
    labels : array (N,)
    k : int
        How many vote, at most N.
    apart : (array (N,), array (n,), int), optional
        The places of `known` and of `rows` in a record, and how far from a row's place a neighbour must be at least.

    Returns
    -------
    array (n,)
    """
    if whole("k", k, 1) > len(known):
        raise ValueError(f"k: got {k} for {len(known)} known rows, expected no more than there are")
    found, half = [], (known**2).sum(axis=1) / 2
    for first in range(0, len(rows), AT_ONCE):
        here = slice(first, first + AT_ONCE)
        far = half - rows[here] @ known.T  # half the squared distance, less what is the same for all known rows
        if apart is not None:
            places, own, least = apart
            far[np.abs(places - own[here][:, None]) < least] = np.inf
        found.append(labels[np.argpartition(far, k - 1, axis=1)[:, :k]].mean(axis=1))
    return np.concatenate(found)
