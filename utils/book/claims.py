"""Measurements that a lab makes, and the claims that they decide.

`claim` and `number` assert that a measured value lies where it should, and show one line that reads the same on every
machine. The value itself, which may differ in its last digits, travels in the output's metadata, which nbval does not
compare. The ledger of claims and every number in the prose are rendered from there.
"""

import math
from collections.abc import Iterable, Mapping, Set

from IPython.display import display

from utils.book.checks import check_name, real, whole
from utils.book.kernel import check_seeded, once
from utils.book.registry import REGISTRY, VERDICTS, registered
from utils.book.stored import expectation

__all__ = ["REGISTRY", "VERDICTS", "claim", "expectation", "number", "registered"]


def claim(identifier, name, value, *, says, between=None, near=None, tolerance=None, seeds=None):
    """Record a measurement that decides a claim.

    Parameters
    ----------
    identifier : str
        The claim's identifier in the registry, for instance ``"ar-ma"``.
    name : str
        The measurement's name, unique in its claim; prose refers to it as ``ar-ma/name``.
    value : float or sequence of float
        What was measured; with `seeds`, one value a seed.
    says : str
        What the value is, in words, with its unit.
    between : (float, float), optional
        Bounds that every value must keep, ends included; either may be infinite.
    near, tolerance : float, optional
        Instead of `between`: the expected value and how far from it a value may lie.
    seeds : sequence of int, optional
        The seeds of the values, in order: 0, 1, 2, ...

    Raises
    ------
    KeyError
        If the registry has no such claim.
    ValueError
        If the value is no finite real number, the arguments do not fit each other, or the name was recorded already.
    RuntimeError
        If PyTorch was imported after `start` and drew random numbers without its seed.
    AssertionError
        If a value lies outside its bounds.
    """
    claims = registered()
    if identifier not in claims:
        raise KeyError(f"identifier: got {identifier!r}, expected one of {', '.join(sorted(claims))}")
    record = measurement(name, value, says, between, near, tolerance, seeds)
    record["claim"] = identifier
    emit(f"{identifier}/{name}", record, f"✓ {identifier} ({claims[identifier]['verdict']}): {says} {expectation(record)}.")


def number(name, value, *, says, between=None, near=None, tolerance=None, seeds=None):
    """Record a number that the prose needs and no claim rests on. Arguments and errors are those of `claim`."""
    record = measurement(name, value, says, between, near, tolerance, seeds)
    emit(name, record, f"✓ {name}: {says} {expectation(record)}.")


def measurement(name, value, says, between, near, tolerance, seeds):
    """Check the arguments, assert that every value lies within bounds, and return the record of it all."""
    check_name(name)
    check_words(says)
    near, tolerance = (None if given is None else finite(argument, given)
                       for argument, given in (("near", near), ("tolerance", tolerance)))
    low, high = bounds(between, near, tolerance)
    values, seeds = per_seed(value, seeds)
    if not all(low <= v <= high for v in values):
        # raised, not asserted: `python -O` leaves assertions out
        raise AssertionError(f"{says}: measured {values}, expected every value between {low} and {high}")
    return {"name": name, "says": says, "values": values, "seeds": seeds, "near": near, "tolerance": tolerance,
            "low": low if math.isfinite(low) else None, "high": high if math.isfinite(high) else None}


def check_words(says):
    """Raise ValueError unless `says` is text that one line can go on from."""
    if not isinstance(says, str) or not says or says != " ".join(says.split()) or says.endswith("."):
        raise ValueError(f"says: got {says!r}, expected words that the line can go on from, without a full stop")


def finite(argument, value):
    """A real number of Python's own that is finite."""
    plain = real(argument, value)
    if not math.isfinite(plain):
        raise ValueError(f"{argument}: got {plain}, expected a finite number")
    return plain


def bounds(between, near, tolerance):
    """The interval that either way of giving it stands for."""
    if (between is None) == (near is None) or (near is None) != (tolerance is None):
        raise ValueError("between: give either between=(low, high), or near=... with tolerance=...")
    if near is None:
        return interval(between)
    if tolerance < 0:
        raise ValueError(f"tolerance: got {tolerance}, expected none below 0")
    return float(near - tolerance), float(near + tolerance)


def interval(between):
    """The two ends of `between`, as floats."""
    pair = listed("between", between)
    if len(pair) != 2:
        raise ValueError(f"between: got {between!r}, expected (low, high)")
    low, high = (float(real("between", end)) for end in pair)
    if not low <= high:
        raise ValueError(f"between: got ({low}, {high}), expected low <= high")
    if math.isinf(low) and math.isinf(high):
        raise ValueError(f"between: got ({low}, {high}) without a finite end, expected bounds that a value can break")
    return low, high


def per_seed(value, seeds):
    """The values as a list of finite floats, and the seeds as a list of integers (empty where there are none)."""
    seeds = [] if seeds is None else in_order(seeds)
    values = listed("value", value) if seeds or in_list(value) else [value]
    if len(values) != max(1, len(seeds)):
        raise ValueError(f"value: got {len(values)} values for {len(seeds)} seeds, expected one each")
    return [float(finite("value", v)) for v in values], seeds


def in_order(seeds):
    """The seeds as a list of integers, which must be 0, 1, 2, ..."""
    numbers = [whole("seeds", seed) for seed in listed("seeds", seeds)]
    if not numbers or numbers != list(range(len(numbers))):
        raise ValueError(f"seeds: got {numbers}, expected 0, 1, 2, ... in order: seeds are never chosen")
    return numbers


def listed(argument, values):
    """The values as a list."""
    if not in_list(values):
        raise ValueError(f"{argument}: got {values!r}, expected a list, a tuple or an array")
    return list(values)


def in_list(values):
    """Whether these are several values in order. A text, a mapping and a set iterate over something else, or in no order."""
    unordered = isinstance(values, (str, bytes, Mapping, Set))
    return isinstance(values, Iterable) and not unordered and getattr(values, "ndim", 1) > 0


def emit(key, record, line):
    """Show the line; the record goes along as metadata."""
    check_seeded()
    once("measurement", key)
    display({"text/plain": line}, metadata={"measurement": record}, raw=True)
