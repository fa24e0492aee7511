"""The records of longer runs: where they lie, what they hold, where they come from. Needs the standard library only."""

import ast
import json
from pathlib import Path

from utils.experiments.fingerprint import fingerprint

FOLDER = Path(__file__).with_name("records")
EXPERIMENTS = Path(__file__).parent
FIELDS = ("name", "kind", "date", "processor", "kernels", "simd", "versions", "commit", "command", "settings", "code", "rows")
PARTS = {"search": "search", "report": "reported"}  # of a trial, and what its seeds are called


def load(name, folder=FOLDER):
    """The record of an experiment as a dict, or None where it has not been measured.

    A record holds name, kind, date, processor, kernels (of OpenBLAS), simd (instruction sets that NumPy found), versions,
    commit (None outside git), command, settings, code (a fingerprint for each module), and rows, a list of
    {"trial": {...}, "result": {...}}. Where a result was NaN or infinite it is None, and the row has one more entry,
    "not_finite", which says what it was.
    Where a machine could not run the kernel that the trial names, the row's entry "kernel" says which one it ran. A row's
    "seconds" is the processor time of its trial; records made before this was kept have none.

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
    over = seeds(record["rows"])
    failed = sum("not_finite" in row for row in record["rows"])
    over += f", {failed} of them with a result that is not finite" if failed else ""
    kernels = f"kernel {' and '.join(record['kernels'])}; " if record["kernels"] else ""
    spent = "" if minutes(record) is None else f"; {minutes(record):.1f} minutes of one core"
    return (f"Longer run {name!r}: {len(record['rows'])} trials{over}; {record['date']}; {record['processor']}; {kernels}"
            f"{versions}{spent}; `{record['command']}`.")


def seeds(rows):
    """The seeds of each part of the trials, as in " (search seeds 100 to 101, reported seeds 0 to 9)"; empty without parts."""
    found = []
    for part, word in PARTS.items():
        numbers = [seed for row in rows if row["trial"].get("part") == part for seed in seeds_of(row["trial"])]
        found += [f"{word} seeds {min(numbers)} to {max(numbers)}"] if numbers else []
    return f" ({', '.join(found)})" if found else ""


def seeds_of(trial):
    """The seeds of a trial: one, or those of the networks that it runs side by side."""
    return trial["seeds"] if "seeds" in trial else [trial["seed"]]


def minutes(record):
    """The processor time of all trials of a record, in minutes; None where it was not kept."""
    spent = [row.get("seconds") for row in record["rows"]]
    return None if None in spent else sum(spent) / 60


def changed(record):
    """The modules whose code is not what it was when the record was made, in order; not whether a number would change."""
    now = fingerprint(f"utils.experiments.{record['name']}")
    return sorted(name for name in now | record["code"] if now.get(name) != record["code"].get(name))


def on_gpus(folder=FOLDER):
    """Which experiments for a GPU have been measured, on which card and when, and which not, in a sentence or two."""
    found = {name: load(name, folder) for name in names() if kind(name) == "gpu"}
    done = [f"{name} on {record['processor']} ({record['date']})" for name, record in found.items() if record]
    if not done:
        return "Nothing in this book has been measured on a GPU yet; on a machine that has one, `make gpu` measures it all."
    left = [f"`{command(name)}`" for name, record in found.items() if not record]
    return f"Measured: {', '.join(done)}." + (f" Not measured yet; it takes {' and '.join(left)}." if left else "")


def table(name, columns, folder=FOLDER):
    """The rows of an experiment's record as a table in Markdown; empty without a record.

    Parameters
    ----------
    name : str
    columns : dict
        From headings to what stands below: a key of the trials or of their results. Where a row has none, a dash.

    Raises
    ------
    ValueError
        If no row has a key.
    """
    record = load(name, folder)
    if record is None:
        return ""
    rows = [row["trial"] | row["result"] for row in record["rows"]]
    unknown = [key for key in columns.values() if not any(key in row for row in rows)]
    if unknown:
        raise ValueError(f"columns: got {', '.join(unknown)}, which no row of {name} has")
    lines = [columns, ["---"] * len(columns), *[[in_table(row.get(key)) for key in columns.values()] for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def in_table(value):
    """A trial's value or result as a table shows it: three digits, and a dash for none."""
    return "–" if value is None else f"{value:.3g}" if isinstance(value, float) else str(value)


def standing(name, folder=FOLDER):
    """Why an experiment's record still counts, in a sentence; empty while the code is that of the record, or without one.

    Not part of `origin`: labs print that line, and their stored outputs must not change with every refactoring.
    """
    record = load(name, folder)
    if record is None or not changed(record):
        return ""
    if record["kind"] == "gpu":
        return "The code has changed since; only a GPU can tell whether the numbers have."
    return "The code has changed since; `make test` runs some of the trials again, whole, and finds the same numbers."


def command(name):
    """The command that measures an experiment."""
    return f"make {kind(name)} NAME={name}"


def save(record, folder=FOLDER):
    """Write a record; its path. ValueError if a number in it is not finite."""
    path = Path(folder) / f"{record['name']}.json"
    head = json.dumps({key: record[key] for key in FIELDS if key != "rows"}, indent=1, allow_nan=False)
    rows = ",\n  ".join(json.dumps(row, allow_nan=False) for row in record["rows"])  # a line each
    write(path, head[: -len("\n}")] + ',\n "rows": [\n  ' + rows + "\n ]\n}\n")
    return path


def write(path, text):
    """Put a text in the place of a file: all of it, or none if this is cut off."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
