"""ETS and ARIMA by statsmodels, fitted once on the training part; from every origin they forecast by their Kalman filter.

Refitting at each origin would cost seconds each. Here the filter goes once over the whole series with the fitted parameters.
The state that it expects for the step after an origin knows nothing later; the model's own equations take it k steps ahead.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from utils.data.series import REQUIREMENT
from utils.optional import need


@dataclass(frozen=True)
class Forecasts:
    """Means and deviations of the next k values from each origin, both (number of origins, k)."""

    mean: np.ndarray
    deviation: np.ndarray


def ets(task):
    """A fitted model of exponential smoothing: level, damped trend, and a season where it has at most 24 steps."""
    season = task.season if 1 < task.season <= 24 else None
    statespace = need("statsmodels.tsa.statespace.exponential_smoothing", REQUIREMENT)
    return _fitted(statespace.ExponentialSmoothing(task.training, trend=True, damped_trend=True, seasonal=season))


def arima(task, order, seasonal_order=(0, 0, 0)):
    """A fitted ARIMA model of these orders, the seasonal ones at the task's season."""
    sarimax = need("statsmodels.tsa.statespace.sarimax", REQUIREMENT)
    season = (*seasonal_order, task.season) if any(seasonal_order) else (0, 0, 0, 0)
    return _fitted(sarimax.SARIMAX(task.training, order=order, seasonal_order=season, trend="n" if order[1] else "c"))


def _fitted(model):
    with warnings.catch_warnings():  # starting values that are no stationary process are only a start
        warnings.simplefilter("ignore")
        return model.fit(disp=False)


def forecasts(task, fitted, origins):
    """The `Forecasts` of a fitted model from each origin: it is told all values up to the origin and none later."""
    found = fitted.apply(task.values)
    ssm = filtered = found.filter_results
    Z, R, Q = ssm.design[:, :, 0], ssm.selection[:, :, 0], ssm.state_cov[:, :, 0]
    T, c, d, H = ssm.transition[:, :, 0], ssm.state_intercept[:, :1], ssm.obs_intercept[0, 0], ssm.obs_cov[0, 0, 0]
    a, P = filtered.predicted_state[:, np.asarray(origins) + 1], filtered.predicted_state_cov[:, :, np.asarray(origins) + 1]
    P, noise, mean, variance = np.moveaxis(P, -1, 0), R @ Q @ R.T, [], []
    scale = fitted.filter_results.scale / filtered.scale  # ETS takes its variance from the data it goes over, later ones too
    for _ in range(task.k):
        mean.append((Z @ a)[0] + d)
        variance.append((Z @ P @ Z.T)[:, 0, 0] + H)
        a, P = T @ a + c, T @ P @ T.T + noise
    return Forecasts(np.stack(mean, axis=1), np.sqrt(scale * np.stack(variance, axis=1)))
