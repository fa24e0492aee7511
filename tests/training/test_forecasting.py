"""Forecasts of one series: parts that share nothing, forecasters that see nothing later, the score and its intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.training import forecasting, intervals
from utils.training.forecasting import Levels, Relative, Task, ridge, ridge_forecast


def series(n=200, seed=0):
    return np.random.default_rng(seed).standard_normal(n).cumsum() + 5 * np.sin(np.arange(n) * np.pi / 6)


@pytest.fixture
def task():
    return forecasting.task("a walk with a season", series(), 12)


def test_mase_by_hand():
    task = Task("four", np.array([2.0, 5, 3, 9, 10, 13]), season=1, validation=4, test=4, w=1, k=2)
    assert task.yardstick == pytest.approx(11 / 3)
    score = task.mase(np.array([[12.0, 9.0]]), np.array([3]))  # 10 and 13 come: errors of 2 and 4
    assert score == pytest.approx([9 / 11])
    assert task.mase(np.array([[[12.0, 9.0]], [[10.0, 13.0]]]), np.array([3])).tolist() == [[pytest.approx(9 / 11)], [0]]


def test_parts_follow_each_other_and_no_target_lies_in_two():
    task = forecasting.task("counted", np.arange(100.0), 1, w=7, k=3, parts=(0.5, 0.3, 0.2))
    targets = {part: task.truth(task.origins(part)) for part in ("training", "validation", "test")}
    assert (targets["training"].min(), targets["training"].max()) == (7, 49)
    assert (targets["validation"].min(), targets["validation"].max()) == (50, 79)
    assert (targets["test"].min(), targets["test"].max()) == (80, 99)
    assert task.past(task.origins("training"))[0].tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert task.past(np.array([20]), 2).tolist() == [[19, 20]]
    assert task.training.tolist() == list(range(50))


def test_the_scale_is_the_root_mean_square_change_within_the_training_part():
    task = forecasting.task("line", 2 * np.arange(60.0), 1, w=3, k=2)
    assert task.scale == pytest.approx(np.sqrt((2**2 + 4**2) / 2))


@pytest.mark.parametrize("values, season, settings, says", [
    (np.arange(20.0), 1, {}, "got 20, too few"), (np.arange(100.0), 61, {}, "too few"),
    (np.r_[np.arange(100.0), np.nan], 1, {}, "values"), (np.arange(100.0), 0, {}, "season"),
    (np.arange(100.0), 1, {"k": 0}, "k")])
def test_a_task_refuses(values, season, settings, says):
    with pytest.raises(ValueError, match=says):
        forecasting.task("short", values, season, **settings)


def test_naive_forecasts_by_definition():
    task = forecasting.task("counted", np.arange(100.0), 4, w=5, k=6)
    assert forecasting.persistence(task, [50]).tolist() == [[50] * 6]
    assert forecasting.seasonal_naive(task, [50]).tolist() == [[47, 48, 49, 50, 47, 48]]


@given(st.integers(0, 100))
def test_no_forecast_changes_with_a_later_value(seed):
    values, origin = series(seed=seed), 170
    changed = np.r_[values[: origin + 1], values[origin + 1 :] + 100]
    found = []
    for known in (values, changed):
        task = forecasting.task("both", known, 12)
        rows = [forecasting.persistence(task, [origin]), forecasting.seasonal_naive(task, [origin])]
        for view in (Relative, Levels.standard(task.training), Levels.to_one(task.training)):
            rows.append(ridge_forecast(task, ridge(task, 12, 0.01, view), np.array([origin]), view))
        found.append(np.vstack(rows))
    np.testing.assert_array_equal(*found)


def test_a_scale_from_all_values_lets_a_later_value_through():
    tasks = [forecasting.task("both", values, 12) for values in (series(), np.r_[series()[:-1], 500])]
    views = [Levels.standard(task.values) for task in tasks]
    first, second = (ridge_forecast(task, ridge(task, 12, 0.01, view), np.array([170]), view)
                     for task, view in zip(tasks, views, strict=True))
    assert np.abs(first - second).max() > 1e-3


def test_ridge_without_a_penalty_is_least_squares_and_finds_a_recursion():
    values = np.ones(120)
    for t in range(2, 120):
        values[t] = 1.6 * values[t - 1] - 0.8 * values[t - 2] + 3 + np.sin(t**2)
    task = forecasting.task("recursion", values, 1, w=2, k=1)
    weights = ridge(task, 2, 0, Levels(0.0, 1.0))
    x = np.c_[task.past(task.origins("training")), np.ones(len(task.origins("training")))]
    expected = np.linalg.lstsq(x, task.truth(task.origins("training")), rcond=None)[0]
    np.testing.assert_allclose(weights, expected, rtol=1e-8)


def test_a_penalty_shrinks_all_weights_but_that_of_the_one(task):
    view = Levels.standard(task.training)
    sizes = [np.abs(ridge(task, 12, penalty, view)[:-1]).sum() for penalty in (0.001, 0.1, 10.0)]
    assert sizes[0] > sizes[1] > sizes[2]
    heavy = ridge(task, 12, 1e9, view)
    np.testing.assert_allclose(heavy[-1], view.targets(task, task.origins("training")).mean(axis=0), rtol=1e-6)


def test_ridge_learns_from_the_origins_it_is_given(task):
    known = task.origins("training")[:60]
    assert np.abs(ridge(task, 12, 0.1, known=known) - ridge(task, 12, 0.1)).max() > 1e-4


@pytest.mark.parametrize("view", [Relative, Levels(3.0, 2.0)])
def test_a_view_gives_back_what_it_was_shown(view, task):
    origins = task.origins("test")
    np.testing.assert_allclose(view.forecasts(task, origins, view.targets(task, origins)), task.truth(origins))
    assert view.inputs(task, origins).shape == (len(origins), task.w)


def test_relative_inputs_tell_nothing_of_the_windows_end():
    tasks = [forecasting.task("ends", np.r_[series()[:99], end, series()[100:]], 1, parts=(0.45, 0.3, 0.25))
             for end in (0.0, 50.0)]
    first, second = (Relative.inputs(task, np.array([99])) for task in tasks)
    np.testing.assert_array_equal(first[:, :-1], second[:, :-1])
    assert first[0, -1] != second[0, -1] and first[0, 0] == 0


def test_levels_by_hand():
    values = np.array([1.0, 3.0, 8.0])
    assert Levels.to_one(values) == Levels(1, 7)
    assert Levels.standard(values) == Levels(4, pytest.approx(np.sqrt((9 + 1 + 16) / 3)))


def shared(task, known, asked):
    """Whether an origin of `known` shares a value with one of `asked`."""
    def steps(origins):
        return {step for t in origins for step in range(t - task.w + 1, t + task.k + 1)}

    return bool(steps(known) & steps(asked))


def test_shuffled_windows_share_values_and_blocked_ones_none(task):
    for seed in range(5):
        known, asked = forecasting.shuffled(task, 30, np.random.default_rng(seed))
        assert len(asked) == 30 and not set(known) & set(asked) and shared(task, known, asked)
        assert sorted([*known, *asked]) == list(range(task.w - 1, len(task.values) - task.k))
        known, asked = forecasting.blocked(task, 30, np.random.default_rng(seed))
        assert np.diff(asked).tolist() == [1] * 29 and not shared(task, known, asked)
        nearest = np.abs(known[:, None] - asked).min()
        assert nearest == task.w + task.k  # the gap is no larger than it must be


def test_gaussian_widths_by_hand():
    residuals = np.array([[1.0, 3.0], [-1.0, -3.0]])
    np.testing.assert_allclose(intervals.gaussian(residuals), [1.6448536, 4.9345609], rtol=1e-6)
    np.testing.assert_allclose(intervals.gaussian(residuals, 0.95), [1.959964, 5.879892], rtol=1e-6)


def test_conformal_widths_are_a_place_among_the_sizes():
    residuals = np.array([3.0, -1, 2, -9, 5, 4, -7, 8, 6])[:, None]
    assert intervals.conformal(residuals, 0.9).tolist() == [9]
    assert intervals.conformal(residuals, 0.5).tolist() == [5]
    assert intervals.conformal(residuals[:8], 0.9).tolist() == [np.inf]


def test_conformal_widths_cover_at_least_what_they_say():
    rng = np.random.default_rng(0)
    drawn = rng.standard_cauchy((4000, 30))  # 29 to take the width from, one to cover
    inside = [abs(row[-1]) <= intervals.conformal(row[:-1, None], 0.9)[0] for row in drawn]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.015)


def test_coverage_by_hand():
    truth, forecasts = np.array([[1.0, 2.0], [3.0, 9.0]]), np.zeros((2, 2))
    assert intervals.coverage(truth, forecasts, np.array([1.0, 5.0])).tolist() == [1, 0]


def test_a_bootstrap_over_blocks_is_wider_where_neighbours_are_alike():
    values = np.repeat(np.random.default_rng(0).standard_normal(20), 10)
    single, blocks = intervals.over_origins(values, block=1), intervals.over_origins(values, block=20)
    assert single[0] < values.mean() < single[1]
    assert blocks[1] - blocks[0] > 2 * (single[1] - single[0])
    independent = np.random.default_rng(1).standard_normal(400)
    low, high = intervals.over_origins(independent, block=1)
    assert high - low == pytest.approx(2 * 1.96 * independent.std() / 20, rel=0.1)


def test_a_bootstrap_draws_seeds_too():
    values = np.zeros((4, 50)) + np.arange(4.0)[:, None]
    low, high = intervals.over_origins(values)
    assert low < 1 and high > 2
    assert intervals.over_origins(values[:1]) == (0, 0)
    assert intervals.over_origins(values, level=0.5)[0] > low
