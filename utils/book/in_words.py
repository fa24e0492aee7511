"""A measurement as the line that a lab shows and the words that a page prints. Standard library only.

Measured digits stand between `MARKS`. nbval takes what is between them out of its comparison (tests/labs/sanitise.cfg) and
compares all else strictly; the digits themselves are compared with those measured afresh (`utils.book.afresh`).
"""

import math

MARKS = "⟨⟩"
DIGITS = range(6, 18)  # significant digits of a bound in words; 17 tell any two floats apart
MOST_VALUES = 5  # that are listed; of more the smallest, the median and the largest are shown


def line(record):
    """The line that stands for a record: what, how much, the bounds, and the controls with what they gave."""
    name = f"{record['claim']}/{record['name']}" if "claim" in record else record["name"]
    parts = [f"{record['says']}: {marked(values_in_words(record))}{on_seeds(record)}", f"bounds: {bounds_in_words(record)}"]
    parts += [f"control, {words}: {marked(values_in_words(record, values))}" for words, values in controls(record).items()]
    return f"✓ {name}: {'; '.join(parts)}."


def controls(record):
    """The values of each control, by its words, in order."""
    found = {}
    for control in record["controls"]:
        found.setdefault(control["words"], []).append(control["value"])
    return found


def marked(text):
    """Text between the marks."""
    return text.join(MARKS)


def values_in_words(record, values=None):
    """The values of a record (or others, such as a control's) with the digits that matter."""
    values = record["values"] if values is None else values
    printed = digits(values, width(record))
    if len(set(printed)) == 1:
        return printed[0]
    if len(values) <= MOST_VALUES:
        return ", ".join(printed)
    low, middle, high = digits([min(values), sorted(values)[len(values) // 2], max(values)], width(record))
    return f"{low} to {high}, median {middle}"


def on_seeds(record):
    """Where the values come from, if from seeds."""
    seeds = record["seeds"]
    return f" (seeds 0 to {seeds[-1]})" if len(seeds) > 1 else ""


def ends(record):
    """A record's bounds, infinite where it has none."""
    return (-math.inf if record["low"] is None else record["low"], math.inf if record["high"] is None else record["high"])


def width(record):
    """How far apart the bounds lie."""
    low, high = ends(record)
    return high - low


def digits(values, scale):
    """Measured numbers with as many digits as tell a hundredth of the bounds' width, but three at least and six at most."""
    for count in range(3, 7):
        printed = [brief(v, count) for v in values]
        if all(abs(float(text) - v) <= scale / 100 for text, v in zip(printed, values, strict=True)):
            break
    return printed


def brief(value, count):
    """A number with so many significant digits; whole numbers stand whole."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e9 else f"{value:.{count}g}"


def bounds_in_words(record):
    """The bounds in words, the same on every machine."""
    low, high = ends(record)
    near, tolerance = record["near"], record["tolerance"]
    if near is not None:
        return f"{plain(near, tolerance)} ± {plain(tolerance, tolerance)}" if tolerance else f"exactly {plain(near, 0)}"
    if math.isinf(low):
        return f"at most {plain(high, math.inf)}"
    if math.isinf(high):
        return f"at least {plain(low, math.inf)}"
    return f"{plain(low, high - low)} to {plain(high, high - low)}"


def plain(number, scale):
    """A bound in words: whole numbers whole, others with as many digits as it takes to be off by less than `scale` / 100."""
    if float(number).is_integer() and abs(number) < 1e15:
        return str(int(number))
    texts = [f"{number:.{n}g}" for n in DIGITS]
    return next(text for text in texts if abs(float(text) - number) <= scale / 100)
