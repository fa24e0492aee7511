"""Measurements that a lab makes, and the claims that they decide.

`claim` and `number` assert that a measured value lies where it should, and show one line that reads the same on every
machine. The value itself, which may differ in its last digits, travels in the output's metadata, which nbval does not
compare. The ledger of claims and every number in the prose are rendered from there.
"""

import math
import numbers

from IPython.display import display

from utils.book.figures import check_name
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
        If the value is not finite, or the arguments do not fit each other.
    AssertionError
        If a value lies outside its bounds.
    """
    claims = registered()
    if identifier not in claims:
        raise KeyError(f"identifier: got {identifier!r}, expected one of {', '.join(sorted(claims))}")
    record = measurement(name, value, says, between, near, tolerance, seeds)
    record["claim"] = identifier
    emit(record, f"✓ {identifier} ({claims[identifier]['verdict']}): {says} {expectation(record)}.")


def number(name, value, *, says, between=None, near=None, tolerance=None, seeds=None):
    """Record a number that the prose needs and no claim rests on. Arguments and errors are those of `claim`."""
    record = measurement(name, value, says, between, near, tolerance, seeds)
    emit(record, f"✓ {name}: {says} {expectation(record)}.")


def measurement(name, value, says, between, near, tolerance, seeds):
    """Check the arguments, assert that every value lies within bounds, and return the record of it all."""
    check_name(name)
    if not says or says != says.strip() or says.endswith("."):
        raise ValueError(f"says: got {says!r}, expected words that the line can go on from, without a full stop")
    low, high = bounds(between, near, tolerance)
    values, seeds = per_seed(value, seeds)
    outside = [v for v in values if not low <= v <= high]
    assert not outside, f"{says}: measured {values}, expected every value between {low} and {high}"
    return {"name": name, "says": says, "values": values, "seeds": seeds, "near": near, "tolerance": tolerance,
            "low": low if math.isfinite(low) else None, "high": high if math.isfinite(high) else None}


def bounds(between, near, tolerance):
    """The interval that either way of giving it stands for."""
    if (between is None) == (near is None) or (near is None) != (tolerance is None):
        raise ValueError("between: give either between=(low, high), or near=... with tolerance=...")
    low, high = between if near is None else (near - tolerance, near + tolerance)
    if not low <= high:
        raise ValueError(f"between: got ({low}, {high}), expected low <= high")
    if math.isinf(low) and math.isinf(high):
        raise ValueError("between: got no finite end, expected bounds that a value can break")
    return float(low), float(high)


def per_seed(value, seeds):
    """The values as a list of finite floats, and the seeds as a list of integers (empty where there are none)."""
    values = [value] if isinstance(value, numbers.Real) or getattr(value, "ndim", 1) == 0 else list(value)
    seeds = [] if seeds is None else [int(s) for s in seeds]
    if len(values) != max(1, len(seeds)):
        raise ValueError(f"value: got {len(values)} values for {len(seeds)} seeds, expected one each")
    if seeds != list(range(len(seeds))):
        raise ValueError(f"seeds: got {seeds}, expected 0, 1, 2, ... in order: seeds are never chosen")
    values = [float(v) for v in values]
    if not all(math.isfinite(v) for v in values):
        raise ValueError(f"value: got {values}, expected finite numbers")
    return values, seeds


def emit(record, line):
    """Show the line; the record goes along as metadata."""
    display({"text/plain": line}, metadata={"measurement": record}, raw=True)
