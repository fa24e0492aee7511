"""Read measurements and figures back from a lab's stored outputs.

Needs nbformat only, so that the site can be built without a kernel. Nothing is read that its own bounds, its controls or the
line beside it contradict.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import nbformat

from utils.book.in_words import ends, line
from utils.book.ladder import STATED, on_ladder

UNMEASURED = ("name", "says", "seeds", "near", "tolerance", "low", "high", "stated", "moves")  # alike in every run
FIELDS = {"measurement": {*UNMEASURED, "values", "controls"}, "figure": {"name", "alt", "svg"}}


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
        If the file is not a notebook, one name is used twice in it, or a record cannot be right: a field is missing, a value
        lies outside the bounds that it was stored with, a control within them, or the line beside it says something else.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)  # reading only logs what is wrong
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, AttributeError, TypeError) as error:
        raise ValueError(f"{path}: not a notebook ({error})") from error
    pairs = [(Found(Path(path).stem, cell.get("id", ""), dict(output.metadata[kind])), output)
             for cell in notebook.cells if cell.cell_type == "code"
             for output in cell.outputs if kind in output.get("metadata", {})]
    found = [each for each, _ in pairs]
    for each in found:
        refuse_incomplete(each, FIELDS[kind], path)
    refuse_twice(found, path)
    for each, output in pairs if kind == "measurement" else []:
        refuse_false(each, output.get("data", {}).get("text/plain"), path)
    return found


def refuse_incomplete(found, fields, path):
    """Raise ValueError if a record lacks a field."""
    missing = fields - set(found.record)
    if missing:
        raise ValueError(f"{path}: a record of cell {found.cell!r} has no {', '.join(sorted(missing))}")


def refuse_false(found, text, path):
    """Raise ValueError unless a measurement's values, bounds, controls and line agree."""
    record, where = found.record, f"{path}: {key_of(found)}"
    refuse_outside(record, where)
    refuse_kept(record, where)
    if text != line(record):
        raise ValueError(f"{where}: got the line {text!r}, expected {line(record)!r}, which the record says")


def refuse_outside(record, where):
    """Raise ValueError unless there is a number for each seed, each within its bounds and as it is stated."""
    values, low, high = record["values"], *ends(record)
    if not isinstance(values, list) or len(values) != max(1, len(record["seeds"])):
        raise ValueError(f"{where}: values: got {values!r}, expected a number for each of the seeds {record['seeds']}")
    if low == -math.inf and high == math.inf:
        raise ValueError(f"{where}: got neither low nor high, expected bounds that a value can break")
    if record["stated"] not in STATED:
        raise ValueError(f"{where}: stated: got {record['stated']!r}, expected one of {', '.join(STATED)}")
    for value in values:
        if type(value) not in (int, float) or not low <= value <= high:
            raise ValueError(f"{where}: values: got {value!r}, expected a number between {low} and {high}, its bounds")
        if not on_ladder(value, record["stated"]):
            raise ValueError(f"{where}: values: got {value!r}, expected one that is stated as {record['stated']!r}")


def refuse_kept(record, where):
    """Raise ValueError if a control lies within the bounds, or a claim has none."""
    low, high = ends(record)
    if "claim" in record and not record["controls"]:
        raise ValueError(f"{where}: controls: got none, expected what is measured where the claim is false")
    for control in record["controls"]:
        value = control["value"]
        if type(value) not in (int, float) or not math.isfinite(value) or low <= value <= high:
            raise ValueError(f"{where}: controls: got {value!r}, expected a number outside {low} to {high}, the bounds")


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
