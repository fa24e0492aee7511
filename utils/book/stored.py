"""Read measurements and figures back from a lab's stored outputs.

Needs nbformat only, so that the site can be built without a kernel.
"""

from dataclasses import dataclass
from pathlib import Path

import nbformat


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
        If the file is not a notebook, or one name is used twice in it.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)  # reading only logs what is wrong
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, AttributeError, TypeError) as error:
        raise ValueError(f"{path}: not a notebook ({error})") from error
    found = [Found(Path(path).stem, cell.get("id", ""), dict(output.metadata[kind]))
             for cell in notebook.cells if cell.cell_type == "code"
             for output in cell.outputs if kind in output.get("metadata", {})]
    refuse_twice(found, path)
    return found


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
    low, high, near = record["low"], record["high"], record["near"]
    seeds = record["seeds"]
    on = f" on every seed from 0 to {seeds[-1]}" if seeds else ""
    if near is not None:
        return (f"is {near:g}" if record["tolerance"] == 0 else f"is {near:g} to within {record['tolerance']:g}") + on
    if low is None:
        return f"is at most {high:g}{on}"
    return (f"is at least {low:g}" if high is None else f"lies between {low:g} and {high:g}") + on
