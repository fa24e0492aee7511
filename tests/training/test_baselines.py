"""The simple predictors, by hand and by what must hold: exact on what they can tell, none the wiser where nothing can be."""

import numpy as np
import pytest

from utils.data.arma import Arma
from utils.training.baselines import (
    ar_fit,
    ar_predict,
    explained,
    explained_of_each,
    lagged,
    lead,
    r_squared,
    ridge,
    rms,
    running_mean,
)


def test_rms_by_hand():
    assert rms(np.array([[3.0], [-4.0]])) == pytest.approx(np.sqrt(12.5))
    assert isinstance(rms([2]), float)


def test_autoregression_finds_the_weights_of_a_series_without_noise():
    x = np.ones((12, 2))
    x[1] = (0.5, -2)
    for t in range(2, 12):
        x[t] = 0.3 * x[t - 2] - 0.8 * x[t - 1] + 2
    weights = ar_fit(x, 2)
    np.testing.assert_allclose(weights, [0.3, -0.8, 2])
    predictions = ar_predict(weights, x)
    assert predictions.shape == x.shape and np.all(predictions[:2] == 0)
    np.testing.assert_allclose(predictions[2:], x[2:])


def test_autoregression_of_one_value_finds_the_autocorrelation():
    process = Arma(ar=[0.6])
    x, _ = process.simulate(300, 200, seed=1)
    np.testing.assert_allclose(ar_fit(x, 1), [0.6, 0], atol=0.02)


def test_a_prediction_uses_earlier_values_only():
    x = np.random.default_rng(0).standard_normal((9, 2))
    changed = x.copy()
    changed[5:] += 1
    weights = np.array([0.2, 0.7, 0.1])
    np.testing.assert_array_equal(ar_predict(weights, x)[:6], ar_predict(weights, changed)[:6])
    np.testing.assert_allclose(ar_predict(weights, x)[6], 0.2 * x[4] + 0.7 * x[5] + 0.1)


def test_rows_pair_each_frame_with_those_at_its_lags_within_a_recording():
    first, second = np.arange(10.0).reshape(5, 2), 100 + np.arange(6.0).reshape(3, 2)
    x, y = lagged([first, second], [1])
    np.testing.assert_array_equal(y, np.concatenate([first[1:], second[1:]]))
    np.testing.assert_array_equal(x, np.c_[np.concatenate([first[:-1], second[:-1]]), np.ones(6)])
    x, y = lagged([first], [2, -1])
    np.testing.assert_array_equal(y, first[2:-1])
    np.testing.assert_array_equal(x, np.c_[first[:2], first[3:], np.ones(2)])
    x, y = lagged([first], [-2])
    np.testing.assert_array_equal(y, first[:3])
    np.testing.assert_array_equal(x[:, :2], first[2:])


def test_r_squared_by_hand_is_a_mean_over_columns():
    truth = np.array([[1.0, 10], [3, 30], [5, 50]])
    assert r_squared(truth, truth) == 1
    assert r_squared(truth, np.full_like(truth, [3, 30])) == 0
    guess = truth + np.array([[1, 0], [0, 0], [0, 0]])  # misses 1 of 8 in one column, nothing in the other
    assert r_squared(truth, guess) == pytest.approx(1 - 1 / 16)
    assert r_squared(truth, truth[::-1]) == pytest.approx(-3) and isinstance(r_squared(truth, truth), float)


def walks(count, T=400, seed=0):
    """Recordings whose frames keep nine tenths of the frame before."""
    rng = np.random.default_rng(seed)
    found = [rng.standard_normal((T, 2)) for _ in range(count)]
    for frames in found:
        for t in range(1, T):
            frames[t] += 0.9 * frames[t - 1]
    return found


def test_each_recording_is_told_from_the_others_first_halves_and_scored_on_its_second():
    recordings = walks(3)
    scores = explained_of_each(recordings, 1)
    assert len(scores) == 3 and explained(recordings, 1) == pytest.approx(np.mean(scores))
    changed = [recordings[0].copy(), recordings[1].copy(), recordings[2].copy()]
    changed[0][:200] = 7  # its own first half, and the others' second halves, are not seen
    changed[1][200:] = changed[2][200:] = np.arange(400).reshape(200, 2)
    assert explained_of_each(changed, 1)[0] == pytest.approx(scores[0])
    changed[1][:200] = walks(1, seed=5)[0][:200]
    assert explained_of_each(changed, 1)[0] != pytest.approx(scores[0], abs=1e-9)


def test_a_single_recording_is_told_from_its_own_first_half():
    frames, = walks(1)
    x, y = lagged([frames[:200]], [2])
    x_new, y_new = lagged([frames[200:]], [2])
    expected = r_squared(y_new, x_new @ np.linalg.lstsq(x, y, rcond=None)[0])
    assert explained([frames], 2) == pytest.approx(expected)


def test_what_is_told_is_what_the_process_allows():
    recordings = walks(4, T=4000)
    assert explained(recordings, 1) == pytest.approx(0.81, abs=0.03)
    assert explained(recordings, 3) == pytest.approx(0.81**3, abs=0.05)
    assert explained(recordings, 1, -1) > explained(recordings, 1, 2) + 0.05
    noise = [np.random.default_rng(k).standard_normal((4000, 2)) for k in range(4)]
    assert abs(explained(noise, 1)) < 0.01


@pytest.mark.parametrize("width, expected", [(1, [1, 3, 8, 4]), (2, [1, 2, 5.5, 6]), (3, [1, 2, 4, 5]), (9, [1, 2, 4, 4])])
def test_running_mean_by_hand(width, expected):
    x = np.array([1.0, 3, 8, 4])
    np.testing.assert_allclose(running_mean(x, width), expected)
    both = running_mean(np.stack([x, 2 * x], axis=1)[:, :, None], width)
    np.testing.assert_allclose(both[:, :, 0], np.stack([expected, 2 * np.array(expected)], axis=1))


@pytest.mark.parametrize("share, expected", [
    ([1, 0.95, 0.9, 0.8, 0.9], 3), ([0.89, 1, 1], 0), ([1, 1, 1], 3), ([0.9], 1), ([1, 0.5, 1, 1], 1)])
def test_the_lead_is_the_run_up_to_the_end(share, expected):
    assert lead(share) == expected == lead(np.array(share))
    assert lead(share, level=0) == len(share) and lead(share, level=1.1) == 0 and type(lead(share)) is int


def test_ridge_is_least_squares_with_extra_rows():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((40, 3)) + 5, rng.standard_normal(40)
    for penalty, found in zip((0.1, 2.0), ridge(x, y, (0.1, 2.0)), strict=True):
        more = np.c_[np.sqrt(penalty * 40) * np.eye(3), np.zeros(3)]
        expected = np.linalg.lstsq(np.r_[np.c_[x, np.ones(40)], more], np.r_[y, np.zeros(3)], rcond=None)[0]
        np.testing.assert_allclose(found, expected)


def test_a_huge_penalty_leaves_the_mean_and_one_below_0_is_refused():
    x, y = np.arange(6.0)[:, None], np.array([1.0, 2, 3, 4, 5, 9])
    np.testing.assert_allclose(ridge(x, y, [1e12]), [[0, 4]], atol=1e-9)
    with pytest.raises(ValueError, match=r"^penalty: got -1"):
        ridge(x, y, [1, -1])
    with pytest.raises(ValueError, match=r"^targets: got shape \(5,\) for inputs \(6, 1\), expected one per row"):
        ridge(x, y[:5], [1])


def test_ridge_of_several_targets_is_one_of_each_and_without_a_penalty_the_smallest_that_fits():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((40, 3)), rng.standard_normal((40, 2))
    for k in range(2):
        np.testing.assert_allclose(ridge(x, y, [0.1])[0][:, k], ridge(x, y[:, k], [0.1])[0])
    twice = np.c_[x[:, 0], x[:, 0]]  # any split of the weight fits as well
    np.testing.assert_allclose(ridge(twice, 3 * x[:, 0] + 1, [0]), [[1.5, 1.5, 1]])
