"""The two memory tasks: what is marked, what the answer is, and what guessing costs."""

import numpy as np
import pytest

from utils.data import recall


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("length", [2, 3, 10, 41])
def test_adding_marks_one_number_in_each_half_and_asks_for_their_sum(rng, length):
    x, y = recall.adding(length, 500, rng)
    assert x.shape == (length, 500, 2) and y.shape == (500, 1) and x.dtype == y.dtype == np.float32
    assert (x[: length // 2, :, 1].sum(axis=0) == 1).all() and (x[length // 2 :, :, 1].sum(axis=0) == 1).all()
    np.testing.assert_allclose((x[..., 0] * x[..., 1]).sum(axis=0), y[:, 0], rtol=1e-6)
    assert x[..., 0].min() >= 0 and x[..., 0].max() <= 1


def test_always_answering_one_costs_a_sixth(rng):
    assert np.mean((recall.adding(10, 100_000, rng)[1] - 1) ** 2) == pytest.approx(recall.ADDING_BASELINE, rel=0.02)


@pytest.mark.parametrize("length", [10, 19, 60])
def test_temporal_order_asks_which_pair_came_in_which_order(rng, length):
    x, y = recall.temporal_order(length, 400, rng)
    assert x.shape == (length, 400, 6) and (x.sum(axis=-1) == 1).all()
    letters = x.argmax(axis=-1)
    for b in range(400):
        (places,) = np.nonzero(letters[:, b] < 2)
        first, second = letters[places, b]
        assert y[b] == 2 * first + second
        assert length // 10 <= places[0] < 2 * (length // 10) and 5 * (length // 10) <= places[1] < 6 * (length // 10)


def test_the_four_pairs_are_equally_frequent(rng):
    counts = np.bincount(recall.temporal_order(10, 20_000, rng)[1], minlength=4)
    np.testing.assert_allclose(counts / 20_000, recall.ORDER_BASELINE, atol=0.02)


@pytest.mark.parametrize(("task", "length"), [(recall.adding, 1), (recall.temporal_order, 9)])
def test_sequences_too_short_for_the_task_are_refused(rng, task, length):
    with pytest.raises(ValueError, match=f"length: got {length}"):
        task(length, 5, rng)


def test_each_sequence_of_a_batch_has_places_of_its_own_everywhere_they_may_stand(rng):
    marks = recall.adding(6, 500, rng)[0][:, :, 1].argmax(axis=0)
    last = 5 - recall.adding(6, 500, rng)[0][::-1, :, 1].argmax(axis=0)
    assert set(marks) == {0, 1, 2} and set(last) == {3, 4, 5}
    letters = recall.temporal_order(30, 500, rng)[0].argmax(axis=-1)
    assert set((letters[:15] < 2).argmax(axis=0)) == {3, 4, 5}
    assert set(15 + (letters[15:] < 2).argmax(axis=0)) == {15, 16, 17}


def test_letters_that_say_nothing_are_equally_frequent(rng):
    x, _ = recall.temporal_order(100, 500, rng)
    assert x.dtype == np.float32
    np.testing.assert_allclose(x.sum(axis=(0, 1))[2:] / (98 * 500), 1 / 4, atol=0.01)


@pytest.mark.parametrize(("task", "least"), [(recall.adding, 2), (recall.temporal_order, 10)])
def test_one_sequence_is_enough_and_none_is_refused_by_name(rng, task, least):
    assert task(least, 1, rng)[0].shape[:2] == (least, 1)
    with pytest.raises(ValueError, match=r"^count: got 0, expected a whole number of at least 1"):
        task(least, 0, rng)
