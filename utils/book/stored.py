"""Read measurements and figures back from a lab's stored outputs.

Needs nbformat only, so that the site can be built without a kernel.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import nbformat

FIELDS = {
    "measurement": {"name", "says", "values", "seeds", "near", "tolerance", "low", "high"},
    "figure": {"name", "alt", "svg"},
}
DIGITS = range(6, 18)  # significant digits of a bound in words; 17 tell any two floats apart


@dataclass(frozen=True)
class Found:
    """Something that a lab stored: in which lab (file stem), in which cell (its id), and the record itself."""

    lab: str
    cell: str
    record: dict


def labs(folder):
    """The paths of all labs, sorted by name."""
    return sorted(p for p in Path(folder).glob("*.ipynb"))


def stored(path, kind):
    """Everything of one kind (``"measurement"`` or ``"figure"``) in a notebook's outputs, in order.

    Raises
    ------
    ValueError
        If the file is not a notebook, one name is used twice in it, or a record cannot be right: a field is missing, or
        a value lies outside the bounds that it was stored with.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)  # reading only logs what is wrong
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, AttributeError, TypeError) as error:
        raise ValueError(f"{path}: not a notebook ({error})") from error
    found = [Found(Path(path).stem, cell.get("id", ""), dict(output.metadata[kind]))
             for cell in notebook.cells if cell.cell_type == "code"
             for output in cell.outputs if kind in output.get("metadata", {})]
    for each in found:
        refuse_incomplete(each, FIELDS[kind], path)
    refuse_twice(found, path)
    for each in found if kind == "measurement" else []:
        refuse_outside(each, path)
    return found


def refuse_incomplete(found, fields, path):
    """Raise ValueError if a record lacks a field."""
    missing = fields - set(found.record)
    if missing:
        raise ValueError(f"{path}: a record of cell {found.cell!r} has no {', '.join(sorted(missing))}")


def refuse_outside(found, path):
    """Raise ValueError unless a measurement has a number for each seed, each within its bounds."""
    record, where = found.record, f"{path}: {key_of(found)}"
    values, low, high = record["values"], *ends(record)
    if not isinstance(values, list) or len(values) != max(1, len(record["seeds"])):
        raise ValueError(f"{where}: values: got {values!r}, expected a number for each of the seeds {record['seeds']}")
    if low == -math.inf and high == math.inf:
        raise ValueError(f"{where}: got neither low nor high, expected bounds that a value can break")
    for value in values:
        if type(value) not in (int, float) or not low <= value <= high:
            raise ValueError(f"{where}: values: got {value!r}, expected a number between {low} and {high}, its bounds")


def ends(record):
    """A record's bounds, infinite where it has none."""
    return (-math.inf if record["low"] is None else record["low"], math.inf if record["high"] is None else record["high"])


def refuse_twice(found, path):
    """Raise ValueError if two records of a lab share a key."""
    keys = [key_of(f) for f in found]
    twice = sorted({k for k in keys if keys.count(k) > 1})
    if twice:
        raise ValueError(f"{path}: stored twice: {', '.join(twice)}")


def key_of(found):
    """How prose names a record: ``claim/name`` where it decides a claim, else ``lab/name``."""
    return f"{found.record.get('claim', found.lab)}/{found.record['name']}"


def index(folder, kind):
    """All records of one kind in a folder of labs, by key.

    Raises
    ------
    ValueError
        If two labs store the same key.
    """
    table = {}
    for path in labs(folder):
        for found in stored(path, kind):
            if key_of(found) in table:
                raise ValueError(f"{key_of(found)}: stored by {table[key_of(found)].lab} and by {found.lab}")
            table[key_of(found)] = found
    return table


def expectation(record):
    """The bounds in words, the same on every machine."""
    low, high = ends(record)
    near, tolerance, seeds = record["near"], record["tolerance"], record["seeds"]
    on = f" on every seed from 0 to {seeds[-1]}" if seeds else ""
    if near is not None:
        about = f" to within {plain(tolerance, tolerance)}" if tolerance else ""
        return f"is {plain(near, tolerance)}{about}{on}"
    if math.isinf(low):
        return f"is at most {plain(high, math.inf)}{on}"
    if math.isinf(high):
        return f"is at least {plain(low, math.inf)}{on}"
    return f"lies between {plain(low, high - low)} and {plain(high, high - low)}{on}"


def plain(number, scale):
    """A bound in words: whole numbers whole, others with as many digits as it takes to be off by less than `scale` / 100."""
    if float(number).is_integer() and abs(number) < 1e15:
        return str(int(number))
    texts = [f"{number:.{digits}g}" for digits in DIGITS]
    return next(text for text in texts if abs(float(text) - number) <= scale / 100)
