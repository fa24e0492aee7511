"""The errata museum: `book/errata.toml`, a table per exhibit, read and checked.

An exhibit is a mistake from well-known material in a few lines written by us, with what is true instead, the measurement that
tells one from the other, and where the mistake lives on. What an exhibit has to have `SCHEMA` says; what it names has to exist.
"""

import re
import tomllib
from pathlib import Path

from jsonschema import Draft202012Validator

from utils.book.interview import CITED, MEASURED, WORDS, expected, known, several, table
from utils.book.registry import IDENTIFIER

FILE = Path(__file__).parents[2] / "book" / "errata.toml"
ROOMS = {"gates": "Gates", "gradients": "Gradients", "state": "State", "scores": "Scores", "baselines": "Baselines"}
"""The rooms of the museum in order, with their headings."""

ADDRESS = "https://"  # with which a source begins that is a page of documentation, and no key of the bibliography
LINE = {"type": "string", "pattern": r"^\S.{0,79}$"}
SCHEMA = table(
    room={"enum": list(ROOMS)}, title=WORDS, said=LINE, code=WORDS, true=WORDS, mend=WORDS, witness=WORDS, format=WORDS,
    also=several(WORDS), page=WORDS, sources=several(WORDS), lives_on=WORDS)
SCHEMA["required"] = [field for field in SCHEMA["required"] if field not in {"also", "format"}]


def errata(path=FILE, book=None):
    """The exhibits by identifier, in order, each with its `number`.

    Parameters
    ----------
    path : Path
        Where the file is.
    book : Known, optional
        What the exhibits may name; without it the repository is read.

    Raises
    ------
    ValueError
        If the file cannot be read; if an exhibit lacks a field, has another one or one of the wrong kind, names what is not
        there, has the witness of another one, or stands outside the order of the rooms. The error names the exhibit and the
        field, what came, and what was expected.
    """
    book = known() if book is None else book
    exhibits = read(path)
    for identifier, entry in exhibits.items():
        where = f"{Path(path).name}: exhibit {identifier!r}"
        check_fields(identifier, entry, where)
        check_names(entry, where, book)
    check_all(exhibits, Path(path).name)
    return exhibits


def read(path=FILE):
    """The exhibits with their numbers, unchecked: the build has the tests for that."""
    try:
        exhibits = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{Path(path).name}: {error}") from error
    return {identifier: entry | {"number": number} for number, (identifier, entry) in enumerate(exhibits.items(), start=1)}


def check_fields(identifier, entry, where):
    """Raise ValueError unless identifier and fields are as `SCHEMA` says."""
    if not IDENTIFIER.fullmatch(identifier):
        raise ValueError(f"{where}: got this identifier, expected lower-case words with hyphens between")
    written = {field: value for field, value in entry.items() if field != "number"}
    for error in Draft202012Validator(SCHEMA).iter_errors(written):
        field = "".join(f" {part}:" for part in error.absolute_path)
        raise ValueError(f"{where}:{field} {error.message}; expected {expected(error)}")


def check_names(entry, where, book):
    """Raise ValueError if an exhibit names a measurement, section or source that is not there."""
    text = "\n".join(entry[field] for field in ("true", "lives_on"))
    measured = [("witness", entry["witness"]), *(("also", name) for name in entry.get("also", [])),
                *(("text", name) for name in MEASURED.findall(text))]
    named = [(field, name, book.measurements, "a measurement") for field, name in measured]
    named += [("page", entry["page"], book.pages, "page#section")]
    named += [("sources", name, book.sources, "a key of references.bib")
              for name in entry["sources"] if not name.startswith(ADDRESS)]
    named += [("text", name, entry["sources"], "a source that the exhibit lists")
              for names in CITED.findall(text) for name in names.split(",")]
    for field, name, there, what in named:
        if name not in there:
            raise ValueError(f"{where}: {field}: got {name!r}, expected {what} that is there")


def check_all(exhibits, name):
    """Raise ValueError if two exhibits have one witness, or a room's exhibits do not stand together in the rooms' order."""
    rooms, witnesses = list(ROOMS), {}
    for identifier, entry in exhibits.items():
        other = witnesses.setdefault(entry["witness"], identifier)
        if other != identifier:
            raise ValueError(f"{name}: exhibit {identifier!r}: witness: got {entry['witness']!r}, which {other!r} has too, "
                             "expected one of its own")
    order = [rooms.index(entry["room"]) for entry in exhibits.values()]
    for identifier, before, here in zip(list(exhibits)[1:], order, order[1:], strict=False):
        if here < before:
            raise ValueError(f"{name}: exhibit {identifier!r}: room: got {rooms[here]!r} after {rooms[before]!r}, expected the "
                             f"order {', '.join(rooms)}")


def shown(entry):
    """An exhibit as lab 8b shows it: its number, what is said, and the piece of code."""
    return f"# Exhibit {entry['number']}. {entry['said']}\n{entry['code'].strip()}"


def documented(address):
    """What a page of documentation is about, from its address: ``torch.nn.LSTM``."""
    return re.sub(r"\.html$", "", address.rstrip("/").rpartition("/")[2])
