"""Seattle's days: all there, in order, as the package has them."""

import sys

import numpy as np
import pytest

from utils.data import series, weather


def test_every_day_of_four_years_is_there_once():
    found = weather.load()
    assert found.days.shape == found.rain.shape == found.wind.shape == found.years.shape == (1461,)
    assert str(found.days[0]) == "2012-01-01" and str(found.days[-1]) == "2015-12-31"
    assert (np.diff(found.days).astype(int) == 1).all()
    assert [int((found.years == year).sum()) for year in range(2012, 2016)] == [366, 365, 365, 365]


def test_values_are_those_of_the_table_and_possible():
    found = weather.load()
    assert [part[1] for part in (found.rain, found.highest, found.lowest, found.wind)] == [10.9, 10.6, 2.8, 4.5]
    assert (found.highest >= found.lowest).all() and found.rain.min() == 0 and found.wind.min() > 0
    np.testing.assert_array_equal(found.highest, series.load("seattle").values)
    assert found.wet.dtype == bool and found.wet[:4].tolist() == [False, True, True, True] and found.wet.sum() == 623


def test_without_the_package_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "vega_datasets", None)
    with pytest.raises(ImportError, match=series.WEATHER):
        weather.load()
