"""Real: sunspots by year, sea temperature, CO2 and industry by month, two quarterly series of the US economy, a city's days.

Source: the data sets of statsmodels (BSD licence; the data are in the public domain) and, for Seattle's weather, those that
vega_datasets has within its package (MIT), each with its own origin in `Series.source`. Also here: cutting a series in time
order, and windows that never look ahead.
"""

from dataclasses import dataclass

import numpy as np

from utils.checks import finite, one_of, whole
from utils.optional import need

REQUIREMENT = "statsmodels==0.15.0"
WEATHER = "vega_datasets==0.9.0"
NOAA = "NOAA, ERSST.V3B, region Nino 1+2"
EUROSTAT = "Eurostat, euro area, manufacture of electrical equipment, adjusted for working days only"
FRED = "Federal Reserve Bank of St. Louis (FRED) and US Bureau of Labor Statistics"


@dataclass(frozen=True)
class Series:
    """One series: `values` float64 (T,), `times` datetime64 (T,), their `unit`, and how many were `missing`."""

    name: str
    values: np.ndarray
    times: np.ndarray
    unit: str
    source: str
    missing: int = 0


def names():
    """The names that `load` knows."""
    return sorted(_READERS)


def load(name, missing=None):
    """The series `name` as a `Series` of plain arrays.

    CO2 has 59 weeks without a value, and 5 months. `missing` says what to do then: "keep" leaves NaN, "interpolate" draws a
    straight line in time between the neighbours; without it, gaps are a ValueError. `Series.missing` counts them in
    every case. An unknown name is a ValueError that lists the names, a missing package an ImportError.
    """
    one_of("name", name, names())
    one_of("missing", missing, [None, "keep", "interpolate"])
    values, times, unit, source = _READERS[name]()
    gaps = np.isnan(values)
    if gaps.any() and missing is None:
        raise ValueError(
            f"missing: got None, but {name!r} lacks {gaps.sum()} of its {len(values)} values; "
            'expected "keep" (leaves NaN) or "interpolate" (a straight line in time)'
        )
    if missing == "interpolate":
        values = _interpolated(values, times, gaps)
    return Series(name, values, times, unit, source, int(gaps.sum()))


def split(values, parts=(0.7, 0.15, 0.15)):
    """`values` (T, ...) cut into consecutive pieces, in order of time: training first, the latest last.

    Windows made within each piece share no value with another piece's, so nothing leaks. Every piece must get a step.
    """
    parts = finite("parts", parts)
    if parts.min() <= 0 or not np.isclose(parts.sum(), 1):
        raise ValueError(f"parts: got {tuple(parts.tolist())}, expected positive shares with sum 1")
    values = np.asarray(values)
    pieces = np.split(values, np.round(np.cumsum(parts)[:-1] * len(values)).astype(int))
    if min(map(len, pieces)) == 0:
        raise ValueError(f"values: got {len(values)} steps, too few for {len(parts)} parts with a step each")
    return tuple(pieces)


def windows(values, width, horizon=1):
    """Every window and what follows it `horizon` steps after its end: (inputs, targets), for values (T,) or (T, d).

    `inputs` is (N, width) or (N, width, d), oldest step first, `targets` (N,) or (N, d), N = T - width - horizon + 1.
    Window i is values[i : i + width], its target values[i + width + horizon - 1]. For a recurrent layer, which wants
    time first, a (N, width) array becomes `inputs.T[:, :, None]`.
    """
    values = finite("values", values, ranks=(1, 2))
    width, horizon = whole("width", width, 1), whole("horizon", horizon, 1)
    count = len(values) - width - horizon + 1
    if count < 1:
        raise ValueError(f"values: got {len(values)} steps, expected at least width + horizon = {width + horizon}")
    view = np.lib.stride_tricks.sliding_window_view(values, width, axis=0)[:count]
    return np.moveaxis(view, -1, 1).copy(), values[width + horizon - 1 :].copy()


def _interpolated(values, times, gaps):
    days = times.astype("datetime64[D]").astype(np.float64)
    return np.where(gaps, np.interp(days, days[~gaps], values[~gaps]), values)


def _table(name):
    return need(f"statsmodels.datasets.{name}", REQUIREMENT).load_pandas().data


def _sunspots():
    table = _table("sunspots")
    times = (table["YEAR"].to_numpy() - 1970).astype("datetime64[Y]")
    values = table["SUNACTIVITY"].to_numpy()
    return values, times, "mean number of sunspots in a year", "US National Geophysical Data Center"


def _elnino():
    table = _table("elnino")
    values = table.drop(columns="YEAR").to_numpy().ravel()
    first = np.datetime64(f"{int(table['YEAR'].iloc[0])}-01")  # a month
    return values, first + np.arange(len(values)), "degrees Celsius, mean of a month", NOAA


def _co2():
    table = _table("co2")
    times = table.index.to_numpy().astype("datetime64[D]")
    return table["co2"].to_numpy(), times, "parts per million by volume", "Keeling & Whorf (2004), Mauna Loa"


def _co2_monthly():
    values, times, unit, source = _co2()
    months, each = np.unique(times.astype("datetime64[M]"), return_inverse=True)
    weeks, known = np.bincount(each, ~np.isnan(values)), np.bincount(each, np.nan_to_num(values))
    return np.where(weeks > 0, known / np.maximum(weeks, 1), np.nan), months, f"{unit}, mean of a month's weeks", source


def _equipment():
    table = _table("elec_equip")
    times = table.index.to_numpy().astype("datetime64[M]")
    return table.iloc[:, 0].to_numpy(np.float64), times, "turnover, mean of 2010 is 100", EUROSTAT


def _seattle():
    table = need("vega_datasets", WEATHER).local_data.seattle_weather()
    times = table["date"].to_numpy().astype("datetime64[D]")
    return table["temp_max"].to_numpy(), times, "degrees Celsius, highest of a day", "NOAA, by way of vega_datasets"


def _economy(column, unit, first=0):
    table = _table("macrodata").iloc[first:]
    months = 12 * (table["year"].to_numpy() - 1970) + 3 * (table["quarter"].to_numpy() - 1)
    return table[column].to_numpy(), months.astype("datetime64[M]"), unit, FRED


_READERS = {
    "co2": _co2,
    "co2_monthly": _co2_monthly,
    "elnino": _elnino,
    "equipment": _equipment,
    "inflation": lambda: _economy(
        "infl", "per cent a year, from quarter to quarter", first=1
    ),  # the table's 0 there is no value
    "seattle": _seattle,
    "sunspots": _sunspots,
    "unemployment": lambda: _economy("unemp", "per cent, seasonally adjusted"),
}
