"""How a measured value is stated, and how far it may move from one machine to the next. Standard library only.

A value is stated in one of three ways:

``"digits"``
    As it is. Between two machines it may move by its bounds' width, or, where it is expected near a known value, by a tenth of
    the tolerance; or by what the lab declares; and never by half the place of its first digit: so a first digit that is
    changed by hand is always further off than that, and with it each digit that a tolerance vouches for.
``"order"``
    A rounding error, which differs between machines as noise does, or a time over one that no machine changes: the power of ten
    at or above it. It may move by one power.
``"ratio"``
    A ratio of times of one machine: the nearest of six rungs a decade (1, 1.5, 2.2, 3.2, 4.6, 6.8). It may move by two rungs, a
    factor of 2.2.
    No two of these, and no two powers of ten, differ in the first digit alone.
"""

import math

RUNGS = {"order": 1, "ratio": 6}  # rungs a decade
STEPS = {"order": 1, "ratio": 2}  # rungs by which a value may move
STATED = ("digits", *RUNGS)
SMALLEST = 1e-16  # an error of zero is stated as this: below it float64 tells nothing
SHARE = 0.45  # of the place of the first digit
NEAR = 0.1  # of the tolerance, where a value is near a known one


def state(value, stated):
    """The value as it is recorded and printed.

    Raises
    ------
    ValueError
        If an error is below 0, or a ratio not above.
    """
    if stated == "digits":
        return value
    if value < 0 or (stated == "ratio" and value == 0):
        raise ValueError(f"value: got {value}, expected one above 0 to be stated as {stated!r}")
    if stated == "order":
        return rung(math.ceil(math.log10(max(value, SMALLEST)) - 1e-9), stated)
    return rung(round(height(value, stated)), stated)


def rung(number, stated):
    """The rung of that number; 0 is 1."""
    whole, part = divmod(number, RUNGS[stated])
    return float(f"{10 ** (part / RUNGS[stated]):.3g}e{whole}")


def height(value, stated):
    """On which rung a value above 0 lies; between two, a number between."""
    return RUNGS[stated] * math.log10(value)


def on_ladder(value, stated):
    """Whether a value reads as one that `state` gives."""
    return stated == "digits" or (value > 0 and value == rung(round(height(value, stated)), stated))


def moved(stored, fresh, record):
    """Whether a stored value is further from the one measured afresh than the record allows."""
    if stored == fresh:
        return False
    if not math.isfinite(stored):
        return True
    if record["stated"] in RUNGS:
        return not on_ladder(stored, record["stated"]) or steps(stored, fresh, record["stated"]) > STEPS[record["stated"]]
    return abs(stored - fresh) > reach(record, stored, fresh)


def steps(a, b, stated):
    """How many rungs lie between two values above 0."""
    return round(abs(height(a, stated) - height(b, stated)))


def reach(record, *values):
    """How far a value that is stated in digits may move."""
    declared = usual(record) if record["moves"] is None else record["moves"]
    return min(declared, *[SHARE * place(v) for v in values if v])


def usual(record):
    """How far a value may move where the lab declares nothing."""
    if record.get("tolerance"):
        return NEAR * record["tolerance"]
    ends = record["low"], record["high"]
    return math.inf if None in ends else ends[1] - ends[0]


def place(value):
    """The place of a number's first digit: 0.1 for 0.976."""
    return 10.0 ** math.floor(math.log10(abs(value)))
