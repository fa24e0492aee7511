"""Hidden checks of lab 6e."""

import numpy as np


def exact_share(rng):
    """Other sentences of six words at most: right ones, wrong ones, and right ones with something after their end."""
    y = rng.integers(1, 30, (7, 15)) * (np.arange(7)[:, None] < rng.integers(1, 6, 15))
    written = y.copy()
    wrong = rng.permutation(15)[:6]
    written[0, wrong] += 1
    ends = (y > 0).sum(axis=0)
    late = rng.permutation(15)[:8]
    written[ends[late] + 1, late] = 5
    return [(written, y)]
