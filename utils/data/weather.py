"""Real: the weather of Seattle, a row per day from 2012 to 2015.

Source: NOAA, by way of the data that vega_datasets has within its package (MIT); they are read where the package lies.
"""

from dataclasses import dataclass

import numpy as np

from utils.data.series import WEATHER
from utils.optional import need

COLUMNS = ("precipitation", "temp_max", "temp_min", "wind")  # as vega_datasets names them


@dataclass(frozen=True)
class Weather:
    """Days in order, arrays (n,): `days` datetime64, `rain` in mm, `highest` and `lowest` in degrees Celsius, `wind` in m/s."""

    days: np.ndarray
    rain: np.ndarray
    highest: np.ndarray
    lowest: np.ndarray
    wind: np.ndarray

    @property
    def wet(self):
        """Whether any rain or melted snow was measured on a day, (n,) bool."""
        return self.rain > 0

    @property
    def years(self):
        """The year of each day, (n,) int."""
        return self.days.astype("datetime64[Y]").astype(int) + 1970


def load():
    """The 1,461 days as `Weather`; ImportError with the pip command where `vega_datasets` is missing."""
    table = need("vega_datasets", WEATHER).local_data.seattle_weather()
    return Weather(table["date"].to_numpy().astype("datetime64[D]"), *(table[name].to_numpy(np.float64) for name in COLUMNS))
