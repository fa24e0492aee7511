"""Checks of arguments, shared by the data rooms: each error names the argument, what came, what was expected."""

from numbers import Integral, Real

import numpy as np


def whole(name, value, least=0):
    """`value` as an int of at least `least`; ValueError otherwise."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{name}: got {value!r}, expected a whole number of at least {least}")
    return int(value)


def real(name, value, *, above=-np.inf, below=np.inf):
    """`value` as a float strictly between `above` and `below`; ValueError otherwise."""
    if isinstance(value, bool) or not isinstance(value, Real) or not above < value < below:
        raise ValueError(f"{name}: got {value!r}, expected a number above {above:g} and below {below:g}")
    return float(value)


def deviation(name, value):
    """`value` as the deviation of some noise: finite and at least 0; ValueError otherwise."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= value < np.inf:
        raise ValueError(f"{name}: got {value!r}, expected a deviation of at least 0")
    return float(value)


def finite(name, values, ranks=(1,)):
    """`values` as a float64 array with a rank in `ranks`, at least one number, none NaN or infinite."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: got {type(values).__name__}, expected numbers") from error
    if array.ndim not in ranks or array.size == 0:
        wanted = " or ".join(str(rank) for rank in ranks)
        raise ValueError(f"{name}: got shape {array.shape}, expected a filled array of rank {wanted}")
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name}: got {array[where]} at index {where}, expected finite numbers only")
    return array


def one_of(name, value, choices):
    """`value` if it is among `choices`; a ValueError that lists them otherwise."""
    choices = list(choices)
    if value not in choices:
        raise ValueError(f"{name}: got {value!r}, expected one of {', '.join(map(repr, choices))}")
    return value
