"""The records of longer runs: where they lie, what they hold, where they come from. Needs the standard library only."""

import ast
import json
from pathlib import Path

FOLDER = Path(__file__).with_name("records")
EXPERIMENTS = Path(__file__).parent
FIELDS = ("name", "kind", "date", "processor", "versions", "command", "settings", "code", "rows")


def load(name, folder=FOLDER):
    """The record of an experiment as a dict, or None where it has not been measured.

    A record holds name, kind, date, processor, versions, command, settings, code (a fingerprint for each module), and rows,
    a list of {"trial": {...}, "result": {...}}.

    Raises
    ------
    ValueError
        If there is no such experiment, or the file lacks a field.
    """
    kind(name)
    path = Path(folder) / f"{name}.json"
    if not path.exists():
        return None
    record = json.loads(path.read_text(encoding="utf-8"))
    missing = [field for field in FIELDS if field not in record]
    if missing:
        raise ValueError(f"{path}: got a record without {', '.join(missing)}")
    return record


def kind(name):
    """The kind of an experiment, "long" or "gpu", read from its source; ValueError if there is no such experiment."""
    path = EXPERIMENTS / f"{name}.py"
    lines = ast.parse(path.read_text(encoding="utf-8")).body if path.exists() else []
    found = [line.value.value for line in lines if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "KIND"]
    if not found:
        raise ValueError(f"name: got {name!r}, expected one of {', '.join(names())}")
    return found[0]


def names():
    """The names of all experiments: the modules that say of which kind they are."""
    return sorted(path.stem for path in EXPERIMENTS.glob("*.py") if "\nKIND = " in path.read_text(encoding="utf-8"))


def origin(name, folder=FOLDER):
    """Where an experiment's record comes from, in a line; or that there is none, and which command makes one."""
    record = load(name, folder)
    if record is None:
        where = "on a machine with a GPU" if kind(name) == "gpu" else "on any machine"
        return f"{name}: not measured yet. `{command(name)}` measures it {where}."
    versions = ", ".join(f"{library} {version}" for library, version in record["versions"].items())
    seeds = record["settings"].get("seeds")
    over = f", seeds {seeds[0]} to {seeds[-1]}" if seeds else ""
    return (f"Longer run {name!r}: {len(record['rows'])} trials{over}; {record['date']}; {record['processor']}; {versions}; "
            f"`{record['command']}`.")


def command(name):
    """The command that measures an experiment."""
    return f"make {kind(name)} NAME={name}"


def save(record, folder=FOLDER):
    """Write a record; its path. ValueError if a number in it is not finite."""
    path = Path(folder) / f"{record['name']}.json"
    head = json.dumps({key: record[key] for key in FIELDS if key != "rows"}, indent=1, allow_nan=False)
    rows = ",\n  ".join(json.dumps(row, allow_nan=False) for row in record["rows"])  # a line each
    path.write_text(head[: -len("\n}")] + ',\n "rows": [\n  ' + rows + "\n ]\n}\n", encoding="utf-8")
    return path
