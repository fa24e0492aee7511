"""Remaining life: what normalising, windows, averages, ridge, score, alarms and costs must do, by hand and by other routes."""

from dataclasses import dataclass

import numpy as np
import pytest

from utils.data import telemetry
from utils.layers import GRU, Affine, Network
from utils.training import engines
from utils.training.engines import PerRegime


@dataclass
class Known:
    """An engine with the readings that a test wants."""

    sensors: np.ndarray
    conditions: np.ndarray


@pytest.fixture
def fleet():
    return telemetry.fleet(12, 6, conditions=3, longest=400)


def test_in_each_regime_the_readings_learnt_from_have_mean_0_and_deviation_1(fleet):
    normalise = PerRegime(fleet)
    readings, regimes = np.concatenate([normalise(e) for e in fleet]), np.concatenate([e.conditions for e in fleet])
    for j in range(3):
        np.testing.assert_allclose(readings[regimes == j].mean(axis=0), 0, atol=1e-9)
        np.testing.assert_allclose(readings[regimes == j].std(axis=0), 1)


def test_a_new_engine_is_measured_by_what_was_learnt_from_the_others(fleet):
    normalise, new = PerRegime(fleet[:-1]), fleet[-1]
    others = np.concatenate([e.sensors[e.conditions == 1] for e in fleet[:-1]])
    t = int(np.flatnonzero(new.conditions == 1)[5])
    np.testing.assert_allclose(normalise(new)[t], (new.sensors[t] - others.mean(axis=0)) / others.std(axis=0))


def test_taken_together_regimes_share_one_mean(fleet):
    together = PerRegime(fleet, apart=False)
    readings = np.concatenate([together(e) for e in fleet])
    np.testing.assert_allclose(readings.mean(axis=0), 0, atol=1e-9)
    one = np.concatenate([e.conditions for e in fleet]) == 1
    assert np.abs(readings[one].mean(axis=0)).max() > 0.3


def test_a_reading_that_never_moves_becomes_0_and_a_new_value_of_it_stays_finite():
    still = Known(np.full((5, 2), 518.67), np.zeros(5, int))
    assert not PerRegime([still])(still).any()
    assert PerRegime([still])(Known(np.full((1, 2), 520.67), np.zeros(1, int))) == pytest.approx(2)


def test_no_engine_and_an_unknown_regime_are_refused(fleet):
    with pytest.raises(ValueError, match=r"^engines: got none, expected those to learn from"):
        PerRegime([])
    with pytest.raises(ValueError, match=r"^engine: got regime 7, expected one of those learnt from: \[0, 1, 2\]"):
        PerRegime(fleet)(Known(np.zeros((2, 6)), np.array([0, 7])))


def test_age_is_counted_in_hundreds_from_the_first_cycle_on():
    np.testing.assert_array_equal(engines.with_age(np.zeros((3, 2))), [[0, 0, 0.01], [0, 0, 0.02], [0, 0, 0.03]])


def test_a_window_holds_the_last_rows_the_oldest_first_and_ends_at_its_own_step():
    x = np.arange(10.0).reshape(5, 2)
    np.testing.assert_array_equal(engines.windows(x, 3), [[0, 1, 2, 3, 4, 5], [2, 3, 4, 5, 6, 7], [4, 5, 6, 7, 8, 9]])
    np.testing.assert_array_equal(engines.windows(x, 1), x)
    with pytest.raises(ValueError, match=r"^inputs: got 5 steps, expected at least w = 6"):
        engines.windows(x, 6)
    with pytest.raises(ValueError, match=r"^w: got 0"):
        engines.windows(x, 0)


def test_averages_are_of_the_past_alone_and_keep_the_age_once():
    x = np.c_[[1.0, 3, 5, 7], [0.01, 0.02, 0.03, 0.04]]
    np.testing.assert_allclose(engines.averages(x, (1, 2)), np.c_[[1, 3, 5, 7], [1, 2, 4, 6], x[:, 1]])
    np.testing.assert_allclose(engines.averages(x, (1, 2), first=3), np.c_[[5, 7], [4, 6], [0.03, 0.04]])


def test_pieces_are_of_one_engine_each_with_their_own_targets_and_both_ends_are_there():
    lives = [np.arange(20.0), np.arange(100.0, 112)]
    x, y = engines.pieces([np.c_[life, -life] for life in lives], lives, 8, 5, np.random.default_rng(0))
    assert x.shape == (8, 10, 2) and y.shape == (8, 10, 1)
    np.testing.assert_array_equal(x[..., 0], y[..., 0])
    assert (np.diff(y[..., 0], axis=0) == 1).all()
    assert y[0, 0] == 0 and y[-1, 1] == 19 and y[0, 5] == 100 and y[-1, 6] == 111
    first, last = (engines.pieces([lives[0][:, None]], lives[:1], 20, 9, np.random.default_rng(0))[1][end] for end in (0, -1))
    assert (first == 0).all() and (last == 19).all()
    with pytest.raises(ValueError, match=r"^inputs: got an engine of 12 steps, expected at least length = 13"):
        engines.pieces([life[:, None] for life in lives], lives, 13, 5, np.random.default_rng(0))


def test_pieces_begin_anywhere_up_to_the_last_place():
    _, y = engines.pieces([np.zeros((10, 1))], [np.arange(10.0)], 8, 60, np.random.default_rng(0))
    assert set(y[0, 2:, 0]) == {0, 1, 2}


def test_an_engine_is_read_the_same_alone_and_among_longer_ones():
    network, rng = Network(GRU(3, 4, seed=0), Affine(4, 1, seed=0)), np.random.default_rng(0)
    inputs = [rng.standard_normal((T, 3)) for T in (7, 12, 5)]
    for found, alone in zip(engines.read_along(network, inputs), inputs, strict=True):
        np.testing.assert_allclose(found, network.forward(alone[:, None])[0][:, 0, 0])


def test_the_error_is_over_all_steps_with_predictions_cut_to_what_can_be():
    assert engines.error([np.array([200.0, 124]), np.array([-5.0])], [np.array([125.0, 120]), np.array([3.0])], 125) == (
        pytest.approx(np.sqrt((0 + 16 + 9) / 3)))


@pytest.mark.parametrize(("missed", "costs"), [(10, np.e - 1), (-13, np.e - 1), (20, np.e**2 - 1), (-26, np.e**2 - 1), (0, 0)])
def test_ten_cycles_late_cost_what_thirteen_early_do(missed, costs):
    assert engines.asymmetric_score([50 + missed], [50]) == pytest.approx(costs)


def test_late_costs_more_than_early():
    late, early = (engines.asymmetric_score(50 + sign * np.arange(1.0, 60), 50) for sign in (1, -1))
    assert (late > early).all()


def test_an_alarm_is_the_first_prediction_below_and_cycles_are_counted_from_failure():
    predicted = [50.0, 30, 8, 40, 9, 2]  # six cycles left at the first, one at the last
    thresholds, left = (60, 31, 10, 8.5, 8, 5, 2, 1), [6, 5, 4, 4, 1, 1, 0, 0]
    assert [engines.left_at_alarm(predicted, threshold) for threshold in thresholds] == left
    np.testing.assert_array_equal(engines.left_at_alarm(predicted, [10, 1, 60]), [4, 0, 6])


def test_an_alarm_agrees_with_a_plain_loop():
    rng = np.random.default_rng(0)
    for _ in range(50):
        predicted, threshold = rng.integers(0, 6, 8).astype(float), float(rng.integers(0, 7))
        left = next((8 - t for t, value in enumerate(predicted) if value < threshold), 0)
        assert engines.left_at_alarm(predicted, threshold) == left


def test_cycles_thrown_away_cost_one_each_and_a_failure_its_price():
    assert engines.cost([1, 5, 0], 200) == pytest.approx((0 + 4 + 200) / 3)
    assert engines.cost([20, 25, 19], 200, notice=20) == pytest.approx((0 + 5 + 200) / 3)
    np.testing.assert_allclose(engines.cost([[1, 0], [3, 9]], 10), [1, 9])
    with pytest.raises(ValueError, match=r"^failure: got 0"):
        engines.cost([1], 0)
    with pytest.raises(ValueError, match=r"^notice: got 0"):
        engines.cost([1], 5, 0)


def test_the_best_threshold_and_the_best_age_cost_no_more_than_any_other():
    rng = np.random.default_rng(0)
    predicted = [np.arange(40.0, 0, -1) + rng.normal(0, 4, 40) for _ in range(9)]
    lives = rng.integers(60, 90, 9)
    best, age = engines.best_threshold(predicted, 30, 5, highest=60), engines.best_age(lives, 30, 5)
    least = engines.cost([engines.left_at_alarm(each, best) for each in predicted], 30, 5)
    assert all(least <= engines.cost([engines.left_at_alarm(each, t) for each in predicted], 30, 5) for t in range(-10, 61))
    cheapest = engines.cost(np.maximum(lives - age, 0), 30, 5)
    assert all(cheapest <= engines.cost(np.maximum(lives - a, 0), 30, 5) for a in range(0, 95))


def test_where_a_failure_costs_nothing_much_engines_run_to_the_end_and_where_it_costs_all_none_does():
    lives = np.array([50, 80])
    assert engines.best_age(lives, 1e-6, 1) == 79 and engines.best_age(lives, 1e9, 10) == 40
    assert engines.best_threshold([np.array([3.0, 2, 1])], 1e9, 1) == 2
