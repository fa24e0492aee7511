"""ARMA: closed forms, an independent reference, and the floor that no predictor passes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.data.arma import Arma, autocorrelation


@given(st.floats(-0.95, 0.95), st.floats(0.1, 3))
@settings(max_examples=30, deadline=None)
def test_ar1_closed_forms(phi, sigma):
    process = Arma(ar=[phi], sigma=sigma)
    variance = sigma**2 / (1 - phi**2)
    np.testing.assert_allclose(process.autocovariance(5), variance * phi ** np.arange(6), rtol=1e-9, atol=1e-12)
    series, _ = process.simulate(40)
    predictions, variances = process.predict(series)
    np.testing.assert_allclose(predictions, np.r_[0, phi * series[:-1]], atol=1e-10)
    np.testing.assert_allclose(variances, np.r_[variance, np.full(39, sigma**2)], rtol=1e-9)


@given(st.floats(-0.95, 0.95))
@settings(max_examples=30, deadline=None)
def test_ma1_closed_forms(theta):
    process = Arma(ma=[theta])
    np.testing.assert_allclose(process.autocovariance(3), [1 + theta**2, theta, 0, 0], atol=1e-12)
    n = np.arange(1, 31)  # Brockwell & Davis, example 5.2.1: error after n - 1 observations
    expected = (1 - theta ** (2 * (n + 1))) / (1 - theta ** (2 * n))
    _, variances = process.predict(process.simulate(30)[0])
    np.testing.assert_allclose(variances, expected, rtol=1e-8)


@pytest.mark.parametrize("ar, ma", [([0.5, -0.3], [0.6, 0.2, -0.1]), ([0.4, -0.2, 0.1, 0.2], [0.3]), ([0.3, 0.1, -0.4], [])])
def test_predictions_equal_the_projection_on_the_whole_past(ar, ma):
    """The best linear predictor solved directly from the covariance matrix, at each step."""
    process = Arma(ar, ma, sigma=1.5)
    series, _ = process.simulate(25, seed=3)
    predictions, variances = process.predict(series)
    covariance = process.autocovariance(25)
    for t in range(1, 25):
        past = covariance[np.abs(np.subtract.outer(np.arange(t), np.arange(t)))]
        weights = np.linalg.solve(past, covariance[t:0:-1])
        assert predictions[t] == pytest.approx(weights @ series[:t], abs=1e-9)
        assert variances[t] == pytest.approx(covariance[0] - weights @ covariance[t:0:-1], rel=1e-9)


def test_autocorrelation_equals_statsmodels():
    statsmodels = pytest.importorskip("statsmodels.tsa.arima_process")
    process = Arma(ar=[0.75, -0.25], ma=[0.65, 0.35])
    reference = statsmodels.ArmaProcess.from_coeffs([0.75, -0.25], [0.65, 0.35]).acf(10)
    np.testing.assert_allclose(process.autocorrelation(9), reference, atol=1e-10)


def test_simulation_obeys_the_recursion_and_its_variance():
    process = Arma(ar=[0.7, -0.2], ma=[0.4], sigma=0.5)
    series, noise = process.simulate(20_000, seed=1)
    assert series.shape == noise.shape == (20_000,) and series.dtype == np.float64
    rebuilt = 0.7 * series[1:-1] - 0.2 * series[:-2] + noise[2:] + 0.4 * noise[1:-1]
    np.testing.assert_allclose(series[2:], rebuilt, atol=1e-12)
    assert series.var() == pytest.approx(process.autocovariance(0)[0], rel=0.05)
    np.testing.assert_allclose(autocorrelation(series, 5), process.autocorrelation(5), atol=0.03)


def test_the_floor_is_sigma_squared_and_the_filter_reaches_it():
    process = Arma(ar=[0.7], ma=[0.4])
    series, noise = process.simulate(10_000)
    predictions, variances = process.predict(series)
    assert variances[-1] == pytest.approx(1)
    np.testing.assert_allclose(predictions[100:], (series - noise)[100:], atol=1e-9)
    assert np.mean((series - predictions) ** 2) == pytest.approx(1, abs=0.05)


def test_many_series_at_once_and_seeds():
    process = Arma(ar=[0.5], ma=[0.3])
    series, _ = process.simulate(50, 4, seed=2)
    assert series.shape == (50, 4)
    predictions, _ = process.predict(series)
    np.testing.assert_allclose(predictions[:, 2], process.predict(series[:, 2])[0], atol=1e-14)
    np.testing.assert_array_equal(series, process.simulate(50, 4, seed=2)[0])
    assert not np.array_equal(series, process.simulate(50, 4, seed=3)[0])


def test_predictions_do_not_look_ahead():
    process = Arma(ar=[0.5], ma=[0.3])
    series, _ = process.simulate(30)
    changed = series.copy()
    changed[20] += 100
    np.testing.assert_array_equal(process.predict(series)[0][:21], process.predict(changed)[0][:21])


def test_white_noise_is_an_arma_too():
    process = Arma(sigma=2)
    series, noise = process.simulate(10)
    np.testing.assert_array_equal(series, noise)
    np.testing.assert_array_equal(process.predict(series)[0], np.zeros(10))
    assert process.autocovariance(1).tolist() == [4, 0]


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"ar": [1.0]}, "ar: .*not stationary.*modulus 1.; expected every root of its polynomial.*unit circle"),
        ({"ar": [0.5, 0.6]}, "not stationary"),
        ({"ma": [2.0]}, "ma: .*not invertible.*modulus 2"),
        ({"sigma": 0}, "sigma: got 0"),
        ({"ar": [float("nan")]}, "^ar: got nan"),
        ({"ma": [float("nan")]}, "^ma: got nan"),
    ],
)
def test_construction_refuses(arguments, says):
    with pytest.raises(ValueError, match=says):
        Arma(**arguments)


def test_calls_refuse():
    process = Arma(ar=[0.5])
    with pytest.raises(ValueError, match="length: got 0"):
        process.simulate(0)
    with pytest.raises(ValueError, match=r"series: got nan at index \(1,\)"):
        process.predict([1.0, np.nan])
    with pytest.raises(ValueError, match="lags: got 3, expected less than the 3 values"):
        autocorrelation([1.0, 2.0, 3.0], 3)
    with pytest.raises(ValueError, match=r"^values: got a constant series, whose"):
        autocorrelation([1.0, 1.0], 1)


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda p: p.simulate(5, 0), "count: got 0, expected a whole number of at least 1"),
        (lambda p: p.simulate(5, burn_in=-1), "burn_in: got -1, expected a whole number of at least 0"),
        (lambda p: p.autocovariance(-1), "lags: got -1"),
        (lambda p: autocorrelation([1.0, 2.0], 0.5), "lags: got 0.5"),
        (lambda p: autocorrelation([1.0, np.inf], 1), "values: got inf"),
    ],
)
def test_each_argument_is_refused_by_its_name(call, says):
    with pytest.raises(ValueError, match=f"^{says}"):
        call(Arma(ar=[0.5]))


def test_the_burn_in_is_what_comes_before_and_one_series_is_the_first_of_one():
    process = Arma(ar=[0.5], ma=[0.3])
    whole, _ = process.simulate(1005, seed=0, burn_in=0)
    np.testing.assert_array_equal(process.simulate(5)[0], whole[1000:])
    np.testing.assert_array_equal(process.simulate(5)[0], process.simulate(5, 1)[0][:, 0])
    assert process.simulate(1)[0].shape == (1,)
