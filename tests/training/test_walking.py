"""Splits in time order use no future, leave gaps, and move on by a block; blocks of a score are means of neighbours."""

import numpy as np
import pytest

from utils.training.walking import at_random, by_blocks, walk_forward


@pytest.mark.parametrize(("n", "blocks", "train", "gap"), [(103, 10, 4, 3), (60, 5, 1, 0), (84, 7, 3, 11)])
def test_each_part_ends_a_gap_before_the_next_begins(n, blocks, train, gap):
    folds, size = walk_forward(n, blocks, train, gap), n // blocks
    assert len(folds) == blocks - train - 1
    for j, fold in enumerate(folds):
        assert fold.train[0] == j * size
        assert fold.validate[0] - fold.train[-1] == fold.test[0] - fold.validate[-1] == gap + 1
        assert [len(part) for part in fold] == [train * size - gap, size - gap, size - gap]
    assert folds[-1].test[-1] == blocks * size - gap - 1


def test_test_parts_do_not_overlap_and_are_blocks_in_order():
    tested = np.concatenate([fold.test for fold in walk_forward(100, 10, 2)])
    assert np.array_equal(tested, np.arange(30, 100))


def test_at_random_parts_all_places_in_two():
    rest, held = at_random(50, 0.2, seed=1)
    assert len(held) == 10 and np.array_equal(np.sort(np.r_[rest, held]), np.arange(50))
    assert np.all(np.diff(held) > 0) and np.all(np.diff(rest) > 0)
    assert not np.array_equal(held, at_random(50, 0.2, seed=2)[1])


def test_means_by_blocks_by_hand():
    assert by_blocks([1, 0, 1, 1, 0, 0, 1], 3).tolist() == [0.5, 1, 0]


@pytest.mark.parametrize(("call", "said"), [
    (lambda: walk_forward(100, 5, 4), "blocks: got 5 with 4 to train on, expected at least 6"),
    (lambda: walk_forward(100, 10, 2, 10), "gap: got 10 for blocks of 10"), (lambda: walk_forward(0, 3), "n: got 0"),
    (lambda: at_random(10, 0), "share: got 0 of 10"), (lambda: at_random(10, 1.0), "share: got 1.0 of 10"),
    (lambda: by_blocks([1, 2], 3), "blocks: got 3 for 2 values")])
def test_what_cannot_be_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
