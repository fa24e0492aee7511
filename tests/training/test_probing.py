"""Linear probes: networks set by hand, of which it is known what can be read from their states."""

import numpy as np
import pytest

from utils.layers import RNN
from utils.training.probing import blurred, gone, reach, read_back


def set_by_hand(W_hh, d=3, m=16):
    layer = RNN(d, m)
    for name, value in {"W_hh": W_hh, "W_xh": np.eye(m, 1) * [-0.5, 0.5, *[0] * (d - 2)], "b_h": 0}.items():
        layer.parameters[name][...] = value
    return layer


@pytest.mark.parametrize("d", [2, 3])
def test_a_shift_register_gives_back_as_many_bits_as_it_has_units(d):
    layer = set_by_hand(np.eye(16, k=-1), d)
    np.testing.assert_array_equal(read_back(layer, 0), np.ones(16))
    longer = read_back(layer, 0, lags=20)
    assert (longer[:16] == 1).all() and longer[16:] == pytest.approx(0.5, abs=0.03)


def test_without_recurrence_only_the_last_bit_is_there():
    accuracy = read_back(set_by_hand(0), 1, lags=5)
    assert accuracy[0] == 1 and accuracy[1:] == pytest.approx(0.5, abs=0.03)


def test_noise_hides_what_is_small_and_none_hides_nothing():
    layer = set_by_hand(0)  # the bit stands in one unit, as tanh(0.5) = 0.46 or its negative
    assert read_back(layer, 0, blur=0, lags=1) == 1
    assert read_back(layer, 0, blur=0.46, lags=1, count=400) == pytest.approx(0.8413, abs=0.01)  # one deviation away
    assert read_back(layer, 0, blur=100, lags=1) == pytest.approx(0.5, abs=0.03)


def test_accuracy_is_that_of_sequences_the_probe_was_not_fitted_to():
    few = read_back(set_by_hand(0), 0, lags=2, steps=12, count=2)[1]  # 17 weights fit 10 positions whatever they say
    assert few < 0.9


def test_coins_and_noise_follow_the_seed():
    layer = RNN(3, 16, seed=0)
    np.testing.assert_array_equal(read_back(layer, 4), read_back(layer, 4))
    assert (read_back(layer, 4) != read_back(layer, 5)).any()


def test_blurred_states_have_the_deviation_asked_for_and_a_column_of_ones():
    states = blurred(np.full((300, 40, 2), 3.0), np.random.default_rng(0), 0.2)
    assert states.shape == (300, 40, 3) and (states[..., 2] == 1).all()
    assert states[..., :2].mean() == pytest.approx(3, abs=0.01) and states[..., :2].std() == pytest.approx(0.2, rel=0.02)
    assert blurred(np.zeros((300, 40, 2)), np.random.default_rng(0))[..., :2].std() == pytest.approx(0.01, rel=0.02)


@pytest.mark.parametrize(("accuracy", "reached", "lost"), [
    ([1, 0.99, 0.98, 1, 0.55, 0.54, 0.6], 2, 5), ([0.9, 0.5], 0, 1), ([1, 1, 1], 3, 3), ([0.5], 0, 0), ([], 0, 0)])
def test_reach_ends_at_the_first_fault_and_gone_is_the_first_lag_at_chance(accuracy, reached, lost):
    assert reach(accuracy) == reached and gone(accuracy) == lost
