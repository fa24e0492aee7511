"""What a lab stored, held against what a fresh run of it measured. Standard library only."""

from utils.book.ladder import moved
from utils.book.stored import UNMEASURED

__all__ = ["differences"]
# A control lies outside the bounds, so they say nothing of how far it may move.
FREE = {"stated": "digits", "low": None, "high": None, "moves": None}


def differences(stored, fresh):
    """What differs between a cell's stored outputs and those of a fresh run, a sentence each.

    Everything that is not measured must be the same: names, words, seeds, bounds. A measured value, or a control's, may
    differ by as much as the record allows (`utils.book.ladder`).

    Parameters
    ----------
    stored, fresh : list of outputs
        As nbformat holds them; what is no measurement is passed over.
    """
    old, new = by_key(stored), by_key(fresh)
    found = [f"{key}: stored, and not measured by a fresh run" for key in old if key not in new]
    found += [f"{key}: measured by a fresh run, and not stored" for key in new if key not in old]
    return found + [text for key in old if key in new for text in record_differences(key, old[key], new[key])]


def by_key(outputs):
    """The measurements among outputs, by claim and name."""
    records = [output["metadata"]["measurement"] for output in outputs if "measurement" in output.get("metadata", {})]
    return {f"{record.get('claim', '')}/{record['name']}".lstrip("/"): record for record in records}


def record_differences(key, old, new):
    """What differs between two records of one measurement."""
    found = [f"{key}: {field}: stored {old.get(field)!r}, a fresh run says {new.get(field)!r}"
             for field in UNMEASURED if old.get(field) != new.get(field)]
    if shape(old) != shape(new):
        return [*found, f"{key}: stored {shape(old)} (values, words of controls), a fresh run has {shape(new)}"]
    pairs = [("values", a, b, new) for a, b in zip(old["values"], new["values"], strict=True)]
    pairs += [("control", a["value"], b["value"], new | FREE) for a, b in zip(old["controls"], new["controls"], strict=True)]
    return found + [f"{key}: {what}: stored {a!r}, measured {b!r} by a fresh run: further apart than the record allows"
                    for what, a, b, record in pairs if moved(a, b, record)]


def shape(record):
    """How many values a record has, and the words of its controls."""
    return len(record["values"]), [control["words"] for control in record["controls"]]
