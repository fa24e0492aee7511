"""The temporal order task of 1997: where its letters stand, how long sequences are, and what the answer is."""

import numpy as np
import pytest

from utils.data.order_1997 import LETTERS, temporal_order


@pytest.mark.parametrize("shortest", [10, 20, 100])
def test_letters_stand_where_the_paper_says(shortest):
    x, lengths, y = temporal_order(shortest, 3_000, np.random.default_rng(0))
    tenth, steps = shortest // 10, np.arange(shortest + shortest // 10)
    assert x.shape == (len(steps), 3_000, 8) and y.shape == (3_000, 4)
    assert set(lengths) == set(range(shortest, shortest + tenth + 1))
    assert (x.sum(axis=-1) == (steps[:, None] < lengths)).all()
    letters, at = x.argmax(axis=-1), np.argsort(x[..., :2].sum(axis=-1), axis=0, kind="stable")[-2:]
    assert set(at[0]) == set(range(tenth, 2 * tenth + 1)) and set(at[1]) == set(range(5 * tenth, 6 * tenth + 1))
    first, second = np.take_along_axis(letters, at, axis=0)
    assert (y.argmax(axis=-1) == 2 * first + second).all() and (y.sum(axis=-1) == 1).all()
    assert np.bincount(y.argmax(axis=-1)).min() > 600
    assert (letters[0] == LETTERS.index("E")).all() and (x[1:, :, 6].sum(axis=0) == 0).all()
    assert (letters[lengths - 1, np.arange(3_000)] == LETTERS.index("B")).all() and (x[..., 7].sum(axis=0) == 1).all()
    assert x[..., 2:6].sum(axis=(0, 1)).min() > 0.9 * x[..., 2:6].sum() / 4


@pytest.mark.parametrize("given", [{"shortest": 9}, {"count": 0}])
def test_too_short_or_none_is_refused(given):
    with pytest.raises(ValueError, match=next(iter(given))):
        temporal_order(**{"shortest": 10, "count": 1, "rng": np.random.default_rng(0)} | given)
