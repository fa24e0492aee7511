"""Depth and work against what can be counted by hand."""

import math

import numpy as np
import pytest

from utils.models import counted
from utils.models.counted import fresh, measured


def test_a_chain_and_a_tree_of_the_same_sum():
    assert measured(lambda x: x.sum(), fresh(16)) == (15, 15)
    assert measured(counted.tree_sum, fresh(16)) == (4, 15)
    assert measured(counted.tree_sum, fresh(13)) == (4, 12)
    assert counted.tree_sum(np.arange(13)) == 78


@pytest.mark.parametrize("T", [1, 2, 5, 16, 100])
def test_by_hand(T):
    (w,), (h,) = fresh(1), fresh(1)
    assert measured(counted.tanh_loop, fresh(T), w, h) == (3 * T, 3 * T)
    levels = math.ceil(math.log2(T))
    assert measured(counted.dilated_convolution, fresh(T))[0] == 3 * levels
    pairs = T * (T + 1) // 2
    assert measured(counted.attention, fresh(T), fresh(T), fresh(T)) == (4 + levels if T > 1 else 4, 5 * pairs - T)


def test_a_number_that_is_none_has_no_depth():
    assert (2.0 * counted.Counted(3)).depth == (counted.Counted(3) + 1).depth == 4
