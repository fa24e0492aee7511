"""The page on forecasting: its listing, its worked numbers and its answers are what the code gives."""

import re

import numpy as np
import pytest

from tests.paths import ROOT
from utils.training import forecasting, intervals

TEXT = (ROOT / "book" / "06b_forecasting.md").read_text(encoding="utf-8")


def test_the_listing_is_ridge():
    space = {"np": np}
    exec(re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)[1], space)
    task = forecasting.task("walk", np.random.default_rng(0).standard_normal(200).cumsum(), 1)
    view, origins = forecasting.Levels.standard(task.training), task.origins("training")
    x = np.c_[view.inputs(task, origins, 12), np.ones(len(origins))]
    np.testing.assert_allclose(space["ridge"](x, view.targets(task, origins), 0.1), forecasting.ridge(task, 12, 0.1, view))


def test_worked_numbers_are_those_of_the_code():
    worked = forecasting.Task("worked", np.array([2.0, 5, 3, 9]), 1, 4, 4, w=1, k=1)
    assert "on average by $11 / 3$" in TEXT and worked.yardstick == pytest.approx(11 / 3)
    assert f"which is {3 / worked.yardstick:.2f} of that" in TEXT
    asked = forecasting.Task("exercise 1", np.array([4.0, 6, 5, 9, 7, 10]), 2, 6, 6, w=1, k=1)
    assert f"on average {asked.yardstick:.2f}" in TEXT and f"$2 / 1.75 = {2 / asked.yardstick:.2f}$" in TEXT


def test_the_18th_of_19_and_none_of_8():
    assert "With 19 residuals that is the 18th" in TEXT and "there is no ninth" in TEXT
    residuals = np.arange(1.0, 20)[:, None]
    assert intervals.conformal(residuals) == [18] and intervals.conformal(residuals[:8]) == [np.inf]
    assert "At least nine" in TEXT and intervals.conformal(residuals[:9]) == [9]


def test_thirty_steps_apart_no_value_is_shared():
    task = forecasting.task("counted", np.arange(300.0), 1)
    known, asked = forecasting.blocked(task, 20, np.random.default_rng(0))
    assert "30 steps." in TEXT and np.abs(known[:, None] - asked).min() == 30
