"""A notebook's cells, read from its JSON without nbformat, whose import takes longer than grading some labs does.

What is wrong in a notebook but does not matter here (a missing id, metadata of no kind) is passed over; what cannot be read is
an error. Notebooks of older formats are made new by nbformat.
"""

import json
import re
from dataclasses import dataclass, field

FORMAT = 4
HALF = re.compile(r"\\u[dD][89a-fA-F]")  # how JSON writes a half of a character


@dataclass(eq=False)
class Cell:
    """A cell: its id (or None), its type, its text, its metadata."""

    id: str | None
    cell_type: str
    source: str
    metadata: dict = field(default_factory=dict)


@dataclass
class Notebook:
    """Cells and the notebook's metadata."""

    cells: list
    metadata: dict


def parse(text):
    """The notebook in a text.

    Raises
    ------
    Exception
        Of many kinds, if there is none.
    """
    if HALF.search(text):  # a whole character stays; a half alone, which no file can hold, becomes a question mark
        text = json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    found = json.loads(text)
    if found["nbformat"] < FORMAT:
        import nbformat

        found = nbformat.convert(nbformat.reader.reads(text), FORMAT)
    return Notebook([cell_of(cell) for cell in found["cells"]], as_dict(found.get("metadata")))


def cell_of(found):
    """A cell from its JSON."""
    source = found["source"] if isinstance(found["source"], str) else "".join(found["source"])
    name = found.get("id")
    return Cell(name if isinstance(name, str) else None, str(found["cell_type"]), source, as_dict(found.get("metadata")))


def as_dict(value):
    """A dict, empty where there is none."""
    return dict(value) if isinstance(value, dict) else {}
