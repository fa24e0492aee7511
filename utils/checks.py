"""Clear errors for bad input. Each names the argument, what came and what was expected."""

import math
import re
import sys
from numbers import Integral, Real

import numpy as np

# complex128 is there for the complex-step proof of gradients and nothing else
DTYPES = (np.float32, np.float64, np.complex128)
NAME = re.compile(r"[a-z][a-z0-9_]*")


def check_name(name):
    """Raise ValueError unless `name` is lower-case letters, digits and underscores, starting with a letter."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ValueError(f"name: got {name!r}, expected lower-case letters, digits and underscores, starting with a letter")


def unwrapped(value):
    """What a NumPy scalar, or an array or a tensor of no dimension, holds; anything else as it is, masked values too."""
    return value.item() if getattr(value, "ndim", None) == 0 and not isinstance(value, np.ma.MaskedArray) else value


def whole(name, value, least=0):
    """`value` as an int of at least `least` (a size, a seed); ValueError otherwise."""
    plain = unwrapped(value)
    if isinstance(plain, bool) or not isinstance(plain, Integral) or plain < least:
        raise ValueError(f"{name}: got {value!r}, expected a whole number of at least {least}")
    return int(plain)


def real(name, value, *, above=-math.inf, below=math.inf):
    """`value` as a float strictly between `above` and `below`; ValueError otherwise, also where no float equals an integer."""
    plain = unwrapped(value)
    number = not isinstance(plain, bool) and isinstance(plain, Real)
    if not number or not above < plain < below:
        anywhere = (above, below) == (-math.inf, math.inf)
        wanted = "a finite number" if anywhere else f"a number above {above:g} and below {below:g}"
        raise ValueError(f"{name}: got {value!r}, expected {wanted}")
    if isinstance(plain, Integral) and not exact(int(plain)):
        raise ValueError(f"{name}: got an integer of {int(plain).bit_length()} bits, expected one that a float equals")
    return float(plain)


def exact(integer):
    """Whether a float holds this integer without a loss."""
    return abs(integer) <= sys.float_info.max and float(integer) == integer


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


def check_dtype(dtype, name="dtype"):
    """Return `dtype` as a NumPy dtype, one of `DTYPES`, or raise ValueError."""
    if np.dtype(dtype) not in [np.dtype(d) for d in DTYPES]:
        raise ValueError(f"{name}: got {np.dtype(dtype)}, expected float32 or float64")
    return np.dtype(dtype)


def check_plain(name, value):
    """Return `value` as an array; ValueError for a masked one, whose mask the layers would not see."""
    if isinstance(value, np.ma.MaskedArray):
        raise ValueError(f"{name}: got a masked array, expected a plain one; true lengths go into lengths, or a mask into mask")
    return np.asarray(value)


def check_array(name, value, shape, dtype):
    """Return `value`, a finite array of that shape and dtype, or raise ValueError.

    A `None` in `shape` stands for any size of at least 1.
    """
    if not isinstance(value, np.ndarray):
        raise ValueError(f"{name}: got {type(value).__name__}, expected a NumPy array of shape {in_words(shape)}")
    check_plain(name, value)
    fits = value.ndim == len(shape) and all(n == s or (s is None and n > 0) for n, s in zip(value.shape, shape, strict=True))
    if not fits:
        raise ValueError(f"{name}: got shape {value.shape}, expected {in_words(shape)}")
    if value.dtype != dtype:
        raise ValueError(f"{name}: got dtype {value.dtype}, expected {dtype}; convert with {name}.astype('{dtype}')")
    if not np.isfinite(value).all():
        raise ValueError(f"{name}: got NaN or infinite values, expected finite numbers")
    return value


def in_words(shape):
    """A shape as Python writes it, "any" for None."""
    return str(tuple(shape)).replace("None", "any")


def check_names(what, arrays, shapes, dtype):
    """Raise ValueError unless the dict `arrays` has the names of `shapes`, each a plain array of its shape and that dtype."""
    if arrays.keys() != shapes.keys():
        raise ValueError(f"{what}: got names {sorted(arrays)}, expected {sorted(shapes)}")
    for name, array in arrays.items():
        if type(array) is not np.ndarray or array.shape != shapes[name] or array.dtype != dtype:
            check_array(f"{what}[{name!r}]", array, shapes[name], dtype)


def check_mask(lengths, T, B):
    """Turn true lengths (B,) into a mask (T, B), True within each sequence; None stays None.

    Raises ValueError unless `lengths` holds B integers from 0 to T.
    """
    if lengths is None:
        return None
    lengths = check_plain("lengths", lengths)
    if lengths.shape != (B,) or lengths.dtype.kind not in "iu":
        raise ValueError(f"lengths: got shape {lengths.shape} of {lengths.dtype}, expected ({B},) integers")
    if lengths.min() < 0 or lengths.max() > T:
        raise ValueError(f"lengths: got values from {lengths.min()} to {lengths.max()}, expected 0 to {T}")
    return np.arange(T)[:, None] < lengths
