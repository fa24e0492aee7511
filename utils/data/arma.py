"""Simulated: series of an ARMA(p, q) process with Gaussian noise, and their best one-step predictor, exactly.

    x_t = ar_1 x_{t-1} + ... + ar_p x_{t-p} + e_t + ma_1 e_{t-1} + ... + ma_q e_{t-q},   e_t ~ N(0, sigma^2)

No predictor of x_t from its past, linear or not, has a mean squared error below sigma^2, since e_t is
independent of that past. `predict` is the best that a finite past allows (it is linear, and no other is better
because the noise is Gaussian), and reaches the floor as the past grows. Source: Brockwell & Davis, Time Series:
Theory and Methods (1991), chapters 3 and 12; the state-space form is Harvey's.
"""

import numpy as np

from utils.checks import finite, real, whole


class Arma:
    """An ARMA process with mean 0: coefficients `ar` and `ma` (either may be empty), noise of deviation `sigma`.

    Raises ValueError unless the process is stationary and invertible: then the past alone determines the
    noise, and sigma^2 is the best error that can be had.
    """

    def __init__(self, ar=(), ma=(), sigma=1.0):
        self.ar = _coefficients("ar", ar)
        self.ma = _coefficients("ma", ma)
        self.sigma = real("sigma", sigma, above=0)
        _inside("ar", -self.ar, "stationary")
        _inside("ma", self.ma, "invertible")

    def simulate(self, length, count=None, *, seed=0, burn_in=1000):
        """(series, noise), each float64 (length,), or (length, count) for `count` independent series.

        The first `burn_in` steps, started at zero, are thrown away. `series - noise` is the conditional
        mean given the infinite past: the prediction that nothing can beat, with mean squared error sigma^2.
        """
        length, burn_in = whole("length", length, 1), whole("burn_in", burn_in)
        width = 1 if count is None else whole("count", count, 1)
        noise = self.sigma * np.random.default_rng(seed).standard_normal((burn_in + length, width))
        series = self._recur(noise)[burn_in:]
        return (series[:, 0], noise[burn_in:, 0]) if count is None else (series, noise[burn_in:])

    def predict(self, series):
        """Best prediction of each x_t from x_1 ... x_{t-1} (Kalman filter): (predictions, variances).

        `series` is (T,) or (T, B), finite; `predictions` has its shape, `predictions[t]` uses only
        `series[:t]`. `variances` (T,) is the exact mean squared error of each: it falls from the process's
        variance at t = 0, where nothing is known, to sigma^2.
        """
        series = finite("series", series, ranks=(1, 2))
        columns = series.reshape(len(series), -1)
        transition, loading, spread = self._state_space()
        state = np.zeros((len(loading), columns.shape[1]))
        predictions, variances = np.empty_like(columns), np.empty(len(columns))
        for t, value in enumerate(columns):
            predictions[t], variances[t] = state[0], spread[0, 0]
            gain = transition @ spread[:, 0] / spread[0, 0]
            state = transition @ state + np.outer(gain, value - state[0])
            spread = transition @ spread @ transition.T + loading - np.outer(gain, gain) * variances[t]
        return predictions.reshape(series.shape), variances

    def autocovariance(self, lags):
        """Exact autocovariance at lags 0 ... `lags`, shape (lags + 1,); entry 0 is the process's variance."""
        transition, _, spread = self._state_space()
        column, values = spread[:, 0], []
        for _ in range(whole("lags", lags) + 1):
            values.append(column[0])
            column = transition @ column
        return np.array(values)

    def autocorrelation(self, lags):
        """Exact autocorrelation at lags 0 ... `lags`, shape (lags + 1,); entry 0 is 1."""
        covariance = self.autocovariance(lags)
        return covariance / covariance[0]

    def _recur(self, noise):
        p, q = len(self.ar), len(self.ma)
        padded = np.concatenate([np.zeros((q, noise.shape[1])), noise])
        driven = sum(w * padded[q - j : len(padded) - j] for j, w in enumerate(np.r_[1.0, self.ma]))
        series = np.concatenate([np.zeros((p, noise.shape[1])), driven])
        for t in range(p, len(series)):
            series[t] += self.ar @ series[t - p : t][::-1]
        return series[p:]

    def _state_space(self):
        """Transition F (r, r), noise covariance Q (r, r) and the stationary covariance P = F P F' + Q; x is
        entry 0."""
        size = max(len(self.ar), len(self.ma) + 1)
        transition = np.eye(size, k=1)
        transition[: len(self.ar), 0] = self.ar
        drive = np.zeros(size)
        drive[: len(self.ma) + 1] = self.sigma * np.r_[1.0, self.ma]
        loading = np.outer(drive, drive)
        system = np.eye(size**2) - np.kron(transition, transition)
        return transition, loading, np.linalg.solve(system, loading.ravel()).reshape(size, size)


def autocorrelation(values, lags):
    """Sample autocorrelation of `values` (T,) at lags 0 ... `lags` < T, shape (lags + 1,), about its mean."""
    values = finite("values", values)
    if whole("lags", lags) >= len(values):
        raise ValueError(f"lags: got {lags}, expected less than the {len(values)} values")
    centred = values - values.mean()
    if not centred.any():
        raise ValueError("values: got a constant series, whose autocorrelation is not defined")
    return np.array([centred[: len(values) - k] @ centred[k:] for k in range(lags + 1)]) / (centred @ centred)


def _coefficients(name, values):
    return np.empty(0) if np.size(values) == 0 else finite(name, values)


def _inside(name, tail, property_):
    roots = np.abs(np.roots(np.r_[1.0, tail]))
    if roots.size and roots.max() >= 1:
        raise ValueError(
            f"{name}: got a process that is not {property_} (a root of modulus {roots.max():.3g}); "
            "expected every root of its polynomial, in z to the minus one, inside the unit circle"
        )
