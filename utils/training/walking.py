"""Splits of one long record in time order, and the split at random that they are held against; scores per block of a test."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from utils.checks import whole


class Fold(NamedTuple):
    """Places in the record: of training, of validation and of test."""

    train: np.ndarray
    validate: np.ndarray
    test: np.ndarray


def walk_forward(n, blocks, train=1, gap=0):
    """Folds in time order: train on `train` blocks, validate on the next, test on the one after; then all move on by a block.

    Parameters
    ----------
    n, blocks : int
        The record's length, and the number of equal blocks that it is cut into; what is left over is not used.
    train : int
        Blocks to train on.
    gap : int
        How many places are left out at the end of each block, so that a label that looks so far ahead ends within its part.

    Returns
    -------
    list of Fold

    Raises
    ------
    ValueError
        If there are not at least two blocks more than are trained on, or a gap leaves nothing of a block.
    """
    n, train, gap, size = whole("n", n, 1), whole("train", train, 1), whole("gap", gap), n // whole("blocks", blocks, 1)
    if blocks < train + 2:
        raise ValueError(f"blocks: got {blocks} with {train} to train on, expected at least {train + 2}")
    if gap >= size:
        raise ValueError(f"gap: got {gap} for blocks of {size}, expected less")
    folds = []
    for first in range(blocks - train - 1):
        ends = [(first + k) * size for k in (0, train, train + 1, train + 2)]
        folds.append(Fold(*(np.arange(a, b - gap) for a, b in pairwise(ends))))
    return folds


def at_random(n, share, seed=0):
    """A share of the places 0 to n - 1 drawn at random for test, and the others: two sorted arrays, the others first."""
    n = whole("n", n, 2)
    order = np.random.default_rng(seed).permutation(n)
    held = round(n * share)
    if not 0 < held < n:
        raise ValueError(f"share: got {share} of {n}, expected a share that leaves something on either side")
    return np.sort(order[held:]), np.sort(order[:held])


def by_blocks(right, blocks):
    """Means of `right` (n,) over so many blocks of neighbouring places, (blocks,); what is left over at the end is not used."""
    right, blocks = np.asarray(right, float), whole("blocks", blocks, 1)
    size = len(right) // blocks
    if size == 0:
        raise ValueError(f"blocks: got {blocks} for {len(right)} values, expected no more than there are")
    return right[: size * blocks].reshape(blocks, size).mean(axis=1)
