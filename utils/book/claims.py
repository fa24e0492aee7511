"""Measurements that a lab makes, and the claims that they decide.

`claim` and `number` assert that a measured value lies where it should, and show it in one line. `claim` also takes what is
measured where the claim is false, and asserts that this lies elsewhere: a bound that its control keeps could not fail. The
record of it all travels in the output's metadata; the ledger of claims and every number in the prose are rendered from there.
"""

import math
from collections.abc import Iterable, Mapping, Set

from IPython.display import display

from utils.book.in_words import ends, line
from utils.book.kernel import check_seeded, once
from utils.book.ladder import SHARE, STATED, place, state
from utils.book.registry import REGISTRY, VERDICTS, registered
from utils.checks import check_name, one_of, real, whole

__all__ = ["REGISTRY", "VERDICTS", "claim", "number", "registered"]


def claim(identifier, name, value, *, says, control, between=None, near=None, tolerance=None, seeds=None, stated="digits",
          moves=None):
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
    control : dict from str to float or sequence of float
        What is measured where the claim is false, by its words: ``{"untrained": losses, "always answering even": 2 / 3}``.
        Every one must lie outside the bounds.
    between : (float, float), optional
        Bounds that every value must keep, ends included; either may be infinite.
    near, tolerance : float, optional
        Instead of `between`: the expected value and how far from it a value may lie.
    seeds : sequence of int, optional
        The seeds of the values, in order: 0, 1, 2, ...
    stated : str
        ``"digits"``; ``"order"`` for a rounding error; ``"ratio"`` for a ratio of two times (see `utils.book.ladder`).
    moves : float, optional
        How far a value may move from one machine to another, where that is less than the bounds' width.

    Raises
    ------
    KeyError
        If the registry has no such claim.
    ValueError
        If the value is no finite real number, the arguments do not fit each other, or the name was recorded already.
    RuntimeError
        If PyTorch was imported after `start` and drew random numbers without its seed.
    AssertionError
        If a value lies outside its bounds, or a control within.
    """
    claims = registered()
    if identifier not in claims:
        raise KeyError(f"identifier: got {identifier!r}, expected one of {', '.join(sorted(claims))}")
    record = measurement(name, value, says, between, near, tolerance, seeds, stated, moves)
    record |= {"controls": controls(control, record), "claim": identifier}
    emit(f"{identifier}/{name}", record)


def number(name, value, *, says, between=None, near=None, tolerance=None, seeds=None, stated="digits", moves=None):
    """Record a number that the prose needs and no claim rests on. Arguments and errors are those of `claim`."""
    emit(name, measurement(name, value, says, between, near, tolerance, seeds, stated, moves))


def measurement(name, value, says, between, near, tolerance, seeds, stated="digits", moves=None):
    """Check the arguments, assert that every value lies within bounds, and return the record of it all."""
    check_name(name)
    check_words("says", says)
    one_of("stated", stated, STATED)
    near, tolerance, moves = (None if given is None else real(argument, given)
                              for argument, given in (("near", near), ("tolerance", tolerance), ("moves", moves)))
    low, high = bounds(between, near, tolerance)
    values, seeds = per_seed(value, seeds)
    recorded = [state(v, stated) for v in values]
    if not all(low <= v <= high for v in values + recorded):
        # raised, not asserted: `python -O` leaves assertions out
        raise AssertionError(f"{says}: measured {values}, stated as {recorded}, expected every value between {low} and {high}")
    check_moves(moves, recorded, stated)
    return {"name": name, "says": says, "values": recorded, "seeds": seeds, "near": near, "tolerance": tolerance,
            "low": low if math.isfinite(low) else None, "high": high if math.isfinite(high) else None,
            "stated": stated, "moves": moves, "controls": []}


def controls(control, record):
    """The controls as a list of value and words.

    Raises
    ------
    ValueError
        If there is none, or one is no finite number.
    AssertionError
        If one lies within the record's bounds.
    """
    if not isinstance(control, Mapping) or not control:
        raise ValueError(f"control: got {control!r}, expected a dict from words to what is measured where the claim is false")
    found = [{"value": real(f"control {words!r}", value), "words": words} for words, given in control.items()
             for value in (listed("control", given) if in_list(given) else [given])]
    for words in control:
        check_words("control", words)
        if words not in [each["words"] for each in found]:
            raise ValueError(f"control: got no value for {words!r}, expected one or more")
    low, high = ends(record)
    for each in found:
        if low <= each["value"] <= high:
            raise AssertionError(f"{record['says']}: the control {each['words']!r} gives {each['value']}, expected it outside "
                                 f"{low} to {high}: bounds that a control keeps cannot fail")
    return found


def check_words(argument, says):
    """Raise ValueError unless `says` is text that one line can go on from."""
    if not isinstance(says, str) or not says or says != " ".join(says.split()) or says.endswith("."):
        raise ValueError(f"{argument}: got {says!r}, expected words that the line can go on from, without a full stop")


def check_moves(moves, values, stated):
    """Raise ValueError if a value could move so far that another first digit would pass."""
    most = min((SHARE * place(v) for v in values if v), default=math.inf)
    if moves is not None and (stated != "digits" or not 0 <= moves <= most):
        raise ValueError(f"moves: got {moves} for values stated as {stated!r}, expected at least 0 and at most {most:g}, less "
                         "than half the place of the first digit; what moves further is stated as 'order' or 'ratio'")


def bounds(between, near, tolerance):
    """The interval that either way of giving it stands for."""
    if (between is None) == (near is None) or (near is None) != (tolerance is None):
        raise ValueError("between: give either between=(low, high), or near=... with tolerance=...")
    if near is None:
        return interval(between)
    if tolerance < 0:
        raise ValueError(f"tolerance: got {tolerance}, expected none below 0")
    return near - tolerance, near + tolerance


def interval(between):
    """The two ends of `between`, as floats."""
    pair = listed("between", between)
    if len(pair) != 2:
        raise ValueError(f"between: got {between!r}, expected (low, high)")
    low, high = (end if end in (-math.inf, math.inf) else real("between", end) for end in pair)
    if not low <= high:
        raise ValueError(f"between: got ({low}, {high}), expected low <= high")
    if math.isinf(low) and math.isinf(high):
        raise ValueError(f"between: got ({low}, {high}) without a finite end, expected bounds that a value can break")
    return float(low), float(high)


def per_seed(value, seeds):
    """The values as a list of finite floats, and the seeds as a list of integers (empty where there are none)."""
    seeds = [] if seeds is None else in_order(seeds)
    values = listed("value", value) if seeds or in_list(value) else [value]
    if len(values) != max(1, len(seeds)):
        raise ValueError(f"value: got {len(values)} values for {len(seeds)} seeds, expected one each")
    return [real("value", v) for v in values], seeds


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


def emit(key, record):
    """Show the record's line; the record goes along as metadata."""
    check_seeded()
    once("measurement", key)
    display({"text/plain": line(record)}, metadata={"measurement": record}, raw=True)
