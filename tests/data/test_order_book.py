"""The simulated order book shows its pressure as it says, and its labels look where they say."""

import numpy as np
import pytest

from utils.data.order_book import Market, move_over, next_move, smoothed_move, windows

LONG = Market().simulate(100_000, seed=3)


def test_pressure_stays_as_often_as_stated_and_takes_either_side():
    stayed = np.mean(LONG.pressure[1:] == LONG.pressure[:-1])
    assert stayed == pytest.approx(0.95, abs=0.004)
    assert set(np.unique(LONG.pressure)) == {-1, 1}
    assert np.mean(LONG.pressure) == pytest.approx(0, abs=0.06)


def test_what_is_seen_leans_as_stated_under_either_pressure():
    for side in (1, -1):
        sign, imbalance, move = (LONG.inputs[LONG.pressure == side] * side).T
        assert np.mean(sign == 1) == pytest.approx(0.65, abs=0.01) and set(np.unique(sign)) == {-1, 1}
        assert (imbalance.mean(), imbalance.std()) == pytest.approx((0.4, 1), abs=0.02)
        assert (np.mean(move == 1), np.mean(move == -1)) == pytest.approx((0.25, 0.1), abs=0.01)


def test_given_the_pressure_the_three_tell_nothing_of_each_other():
    shown = LONG.inputs - np.array([[0.3, 0.4, 0.15]]) * LONG.pressure[:, None]
    off = np.corrcoef(shown.T) - np.eye(3)
    assert np.abs(off).max() < 0.02
    assert np.abs(np.corrcoef(shown[:-1, 0], shown[1:, 1])[0, 1]) < 0.02


def test_a_book_depends_on_its_seed_and_starts_on_either_side():
    assert np.array_equal(Market().simulate(50, seed=1).inputs, Market().simulate(50, seed=1).inputs)
    assert not np.array_equal(Market().simulate(50, seed=1).inputs, Market().simulate(50, seed=2).inputs)
    assert {Market().simulate(1, seed=s).pressure[0] for s in range(20)} == {-1, 1}


def test_the_mid_price_is_the_sum_of_the_moves():
    book = Market().simulate(30, seed=0)
    assert np.array_equal(np.diff(book.mid), book.moves[1:]) and book.mid[0] == book.moves[0]


def test_the_next_move_is_the_first_after_the_tick_by_hand():
    assert next_move([1, 0, -1, 0, 0, 1, 0]).tolist() == [-1, -1, 1, 1, 1, 0, 0]


def test_a_move_over_h_ticks_by_hand():
    assert move_over([0, 1, 3, 2, 2], 2).tolist() == [3, 1, -1]


def test_a_smoothed_move_by_hand_and_half_of_it_is_known():
    mid = [0, 2, 4, 4, 10, 2]
    assert smoothed_move(mid, 2).tolist() == [4 - 1, 7 - 3, 6 - 4]
    changed = [0, 2, 4, 4, 10, 200]
    assert smoothed_move(changed, 2)[:2].tolist() == smoothed_move(mid, 2)[:2].tolist()


def test_windows_hold_the_last_ticks_oldest_first_and_none_after():
    inputs = np.arange(10.0).reshape(5, 2)
    found = windows(inputs, 3)
    assert found.shape == (3, 3, 2) and np.array_equal(found[1], inputs[1:4])


@pytest.mark.parametrize(("call", "said"), [
    (lambda: Market(stay=1.0), "stay: got 1.0"), (lambda: Market(with_it=0), "with_it: got 0"),
    (lambda: Market(tilt=-1), "tilt: got -1"), (lambda: Market(along=0.7, against=0.4), r"along \+ against: got 1.1"),
    (lambda: Market().simulate(0), "ticks: got 0"), (lambda: windows(np.ones((3, 2)), 4), "w: got 4 for 3 ticks"),
    (lambda: move_over([1, 2, 3], 2), "h: got 2 for 3 ticks"), (lambda: smoothed_move([1, 2, 3, 4], 0), "h: got 0")])
def test_what_cannot_be_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_half_of_the_ticks_is_the_longest_horizon():
    assert smoothed_move([1, 1, 2, 2], 2).tolist() == [1]
