"""The tasks that ask for a state: what they ask, by hand and by the laws of the group."""

import numpy as np
import pytest

from utils.data import state_tracking as tracking


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_parity_counts_ones(rng):
    x, y = tracking.parity(7, 50, rng)
    assert x.shape == y.shape == (7, 50)
    for t in range(7):
        assert (y[t] == [sum(column[: t + 1]) % 2 for column in x.T]).all()


def test_permutations_move_three_things(rng):
    x, y = tracking.permutations(9, 40, rng)
    for b in range(40):
        places = np.arange(3)
        for t in range(9):
            places = tracking.ARRANGEMENTS[x[t, b]][places]
            assert (tracking.ARRANGEMENTS[y[t, b]] == places).all()


def test_the_table_is_that_of_the_group_s3():
    A = tracking.AFTER
    assert (np.sort(A, axis=0) == np.arange(6)[:, None]).all() and (np.sort(A, axis=1) == np.arange(6)).all()
    assert (A[0] == np.arange(6)).all() and (A[:, 0] == np.arange(6)).all() and (A != A.T).any()
    assert (A[A[:, :, None], np.arange(6)] == A[np.arange(6)[:, None, None], A[None]]).all()  # associative


@pytest.mark.parametrize("task", tracking.TASKS)
def test_symbols_and_last_states_are_equally_frequent(task, rng):
    x, y = tracking.TASKS[task](20, 20_000, rng)
    k = tracking.SYMBOLS[task]
    for drawn in (x[0], x[-1], y[-1]):
        np.testing.assert_allclose(np.bincount(drawn, minlength=k) / 20_000, 1 / k, atol=0.02)


@pytest.mark.parametrize("task", tracking.TASKS)
def test_empty_data_are_refused(task, rng):
    with pytest.raises(ValueError, match="length: got 0"):
        tracking.TASKS[task](0, 3, rng)
    with pytest.raises(ValueError, match="count: got 0"):
        tracking.TASKS[task](3, 0, rng)
