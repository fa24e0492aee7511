"""ETS and ARIMA from every origin: what statsmodels gives where it is told the values up to that origin and none later."""

import numpy as np
import pytest

from utils.training import forecasting, statespace


@pytest.fixture(scope="module")
def task():
    rng = np.random.default_rng(0)
    values = rng.standard_normal(130).cumsum() + 3 * np.sin(np.arange(130) * np.pi / 2) + 0.1 * np.arange(130)
    return forecasting.task("seasonal", values, 4, w=8, k=5)


MODELS = {"ets": statespace.ets, "arima": lambda task: statespace.arima(task, (1, 1, 1), (0, 1, 1)),
          "ar": lambda task: statespace.arima(task, (2, 0, 0))}


@pytest.mark.parametrize("name", MODELS)
def test_forecasts_are_those_of_statsmodels_told_the_past_alone(name, task):
    fitted, origins = MODELS[name](task), task.origins("test")
    found = statespace.forecasts(task, fitted, origins)
    assert found.mean.shape == found.deviation.shape == (len(origins), 5)
    for row in (0, 7, len(origins) - 1):
        past = fitted.apply(task.values[: origins[row] + 1])
        told = past.get_forecast(5)
        np.testing.assert_allclose(found.mean[row], told.predicted_mean, rtol=1e-7)
        as_trained = np.sqrt(fitted.filter_results.scale / past.filter_results.scale)  # 1 but for ETS
        np.testing.assert_allclose(found.deviation[row], told.se_mean * as_trained, rtol=1e-7)


def test_parameters_come_from_the_training_part_alone(task):
    other = forecasting.task("seasonal", np.r_[task.training, np.zeros(130 - task.validation)], 4, w=8, k=5)
    changed = forecasting.task("seasonal", np.r_[task.values[: task.test], np.zeros(130 - task.test)], 4, w=8, k=5)
    for model in MODELS.values():
        np.testing.assert_array_equal(model(task).params, model(other).params)
        first = [statespace.forecasts(t, model(t), t.origins("test")[:1]) for t in (task, changed)]
        np.testing.assert_allclose(first[0].mean, first[1].mean, rtol=1e-9)
        np.testing.assert_allclose(first[0].deviation, first[1].deviation, rtol=1e-9)


def test_a_season_is_modelled_where_it_is_short_enough(task):
    long = forecasting.task("long", task.values, 30, w=8, k=5)
    none = forecasting.task("none", task.values, 1, w=8, k=5)
    assert len(statespace.ets(task).params) > len(statespace.ets(long).params) == len(statespace.ets(none).params)
