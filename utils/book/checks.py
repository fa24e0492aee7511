"""Checks of arguments that `claim`, `show` and `start` share. Needs the standard library only."""

import numbers
import re
import sys

NAME = re.compile(r"[a-z][a-z0-9_]*")


def check_name(name):
    """Raise ValueError unless `name` is lower-case letters, digits and underscores, starting with a letter."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ValueError(f"name: got {name!r}, expected lower-case letters, digits and underscores, starting with a letter")


def real(argument, value):
    """Python's own int or float for a real number of Python's, NumPy's or PyTorch's (arrays of no dimension included).

    Raises
    ------
    ValueError
        If it is none (a truth value, a text, a complex number), or a float cannot hold it.
    """
    plain = unwrapped(value)
    if isinstance(plain, bool) or not isinstance(plain, numbers.Real):
        raise ValueError(f"{argument}: got {value!r}, expected a real number")
    if not isinstance(plain, numbers.Integral):
        return float(value)
    plain = int(plain)
    if not exact(plain):
        raise ValueError(f"{argument}: got an integer of {plain.bit_length()} bits, expected one that a float equals")
    return plain


def unwrapped(value):
    """What a NumPy scalar, or an array or a tensor of no dimension, holds; anything else as it is."""
    return value.item() if getattr(value, "ndim", None) == 0 else value


def exact(integer):
    """Whether a float holds this integer without a loss."""
    return abs(integer) <= sys.float_info.max and float(integer) == integer


def whole(argument, value):
    """Python's own int for an integer of Python's or NumPy's.

    Raises
    ------
    ValueError
        If it is none: a truth value and a float are not, even where they stand for one.
    """
    plain = unwrapped(value)
    if isinstance(plain, bool) or not isinstance(plain, numbers.Integral):
        raise ValueError(f"{argument}: got {value!r}, expected an integer")
    return int(plain)
