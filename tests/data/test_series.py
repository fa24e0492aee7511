"""The real series: sizes, dates, missing values, and windows that never look ahead."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.data import series


@pytest.mark.parametrize(
    "name, length, first, last, value, unit, source",
    [
        ("sunspots", 309, "1700", "2008", 5.0, "mean number of sunspots in a year", "US National Geophysical Data Center"),
        ("elnino", 732, "1950-01", "2010-12", 23.11, "degrees Celsius, mean of a month", series.NOAA),
        ("inflation", 202, "1959-04", "2009-07", 2.34, "per cent a year, from quarter to quarter", series.FRED),
        ("unemployment", 203, "1959-01", "2009-07", 5.8, "per cent, seasonally adjusted", series.FRED),
        ("equipment", 257, "1995-01", "2016-05", 66.19, "turnover, mean of 2010 is 100", series.EUROSTAT),
        ("seattle", 1461, "2012-01-01", "2015-12-31", 12.8, "degrees Celsius, highest of a day",
         "NOAA, by way of vega_datasets"),
    ],
)
def test_series_without_gaps(name, length, first, last, value, unit, source):
    found = series.load(name)
    assert (found.name, found.missing, found.unit, found.source) == (name, 0, unit, source)
    assert found.values.shape == found.times.shape == (length,) and found.values.dtype == np.float64
    assert np.isfinite(found.values).all() and found.values[0] == value
    assert (str(found.times[0]), str(found.times[-1])) == (first, last)
    assert (np.diff(found.times.astype("datetime64[D]")).astype(int) > 0).all()


def test_every_name_loads():
    assert series.names() == ["co2", "co2_monthly", "elnino", "equipment", "inflation", "seattle", "sunspots",
                              "unemployment"]


def test_gaps_are_never_silent():
    with pytest.raises(ValueError, match=r'lacks 59 of its 2284 values; expected "keep" \(leaves NaN\) or "interpolate" \(a'):
        series.load("co2")
    kept, filled = series.load("co2", missing="keep"), series.load("co2", missing="interpolate")
    gaps = np.isnan(kept.values)
    assert gaps.sum() == kept.missing == filled.missing == 59
    np.testing.assert_array_equal(filled.values[~gaps], kept.values[~gaps])
    assert 313 <= filled.values.min() <= filled.values.max() <= 373.9
    assert np.abs(np.diff(filled.values)).max() < 5


def test_monthly_co2_is_the_mean_of_the_weeks_that_have_a_value():
    weekly, monthly = series.load("co2", missing="keep"), series.load("co2_monthly", missing="keep")
    assert monthly.values.shape == monthly.times.shape == (526,) and monthly.missing == np.isnan(monthly.values).sum() == 5
    assert (np.diff(monthly.times).astype(int) == 1).all() and str(monthly.times[0]) == "1958-03"
    for month in ("1958-04", "1984-07", "2001-12"):
        of_month = weekly.values[weekly.times.astype("datetime64[M]") == np.datetime64(month)]
        assert monthly.values[monthly.times == np.datetime64(month)] == pytest.approx(np.nanmean(of_month))
    assert not np.isnan(series.load("co2_monthly", missing="interpolate").values).any()
    assert str(monthly.times[np.isnan(monthly.values)][-1]) == "1964-04" and "month" in monthly.unit


def test_load_refuses():
    with pytest.raises(ValueError, match="name: got 'moonspots', expected one of 'co2'"):
        series.load("moonspots")
    with pytest.raises(ValueError, match="missing: got 'zero'"):
        series.load("co2", missing="zero")


def test_split_is_consecutive():
    pieces = series.split(np.arange(20), (0.5, 0.25, 0.25))
    assert [piece.tolist() for piece in pieces] == [list(range(10)), list(range(10, 15)), list(range(15, 20))]


@pytest.mark.parametrize("parts", [(0.5, 0.6), (1.5, -0.5), (1.0, 0.0)])
def test_split_refuses_parts(parts):
    with pytest.raises(ValueError, match="positive shares"):
        series.split(np.arange(9), parts)


def test_split_refuses_too_few():
    with pytest.raises(ValueError, match="got 2 steps, too few for 3 parts"):
        series.split([1.0, 2.0])


@given(st.integers(1, 6), st.integers(1, 4), st.integers(0, 12), st.booleans())
def test_windows_by_definition(width, horizon, extra, wide):
    values = np.arange((width + horizon + extra) * 3.0).reshape(-1, 3)
    values = values if wide else values[:, 0]
    inputs, targets = series.windows(values, width, horizon)
    assert len(inputs) == len(targets) == extra + 1
    for i in range(extra + 1):
        np.testing.assert_array_equal(inputs[i], values[i : i + width])
        np.testing.assert_array_equal(targets[i], values[i + width + horizon - 1])


def test_windows_are_copies_and_refuse():
    values = np.arange(6.0)
    inputs, targets = series.windows(values, 2)
    inputs[:], targets[:] = -1, -1
    assert values.min() == 0
    with pytest.raises(ValueError, match=r"got 6 steps, expected at least width \+ horizon = 7"):
        series.windows(values, 6)
    with pytest.raises(ValueError, match="values: got nan"):
        series.windows([1.0, np.nan, 2.0], 1)
    with pytest.raises(ValueError, match="width: got 0"):
        series.windows(values, 0)


def test_carbon_dioxide_comes_week_by_week():
    found = series.load("co2", missing="keep")
    assert (found.unit, found.source) == ("parts per million by volume", "Keeling & Whorf (2004), Mauna Loa")
    assert (str(found.times[0]), str(found.times[-1])) == ("1958-03-29", "2001-12-29")
    assert found.values.dtype == np.float64 and set(np.diff(found.times).astype(int)) == {7}


def test_a_gap_is_closed_in_proportion_to_the_days_passed():
    times = np.array(["2001-01", "2001-02", "2001-03"], dtype="datetime64[M]")  # 31 days, then 28
    filled = series._interpolated(np.array([0.0, np.nan, 59.0]), times, np.array([False, True, False]))
    np.testing.assert_allclose(filled, [0, 31, 59])


def test_each_argument_is_refused_by_its_name(monkeypatch):
    with pytest.raises(ValueError, match=r"^horizon: got 0, expected a whole number of at least 1"):
        series.windows([1.0, 2.0], 1, 0)
    with pytest.raises(ValueError, match=r"^parts: got list, expected numbers"):
        series.split([1.0, 2.0], ["a"])
    monkeypatch.setitem(sys.modules, "statsmodels.datasets.co2", None)
    with pytest.raises(ImportError, match=rf"pip install {series.REQUIREMENT}$"):
        series.load("co2")
