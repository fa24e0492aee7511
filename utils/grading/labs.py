"""What grading must know of a lab, read from the solved notebook: its cells, its exercises, and what each is worth."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from utils.book.grading import POINTS, WRITTEN, kind, tags
from utils.experiments.fingerprint import ROOT
from utils.grading.notebooks import parse

UNGRADED = "ungraded"  # the tag of a cell that only trains, draws or records: grading leaves it out
LEFT_OUT = {UNGRADED, "check", "colab", "triton"}
FOLDER = ROOT / "labs"


@dataclass(frozen=True)
class Task:
    """One exercise: its cell's id, the function to write, its points, and the id of the written answer after it or None."""

    cell: str
    function: str
    points: int
    written: str | None

    @property
    def most(self):
        """Points with the written answer's."""
        return self.points + WRITTEN * bool(self.written)


@dataclass(frozen=True)
class Lab:
    """A lab: its name (``"05b"``), its file's stem, its cells, and its exercises in order."""

    name: str
    stem: str
    cells: list
    tasks: list

    @property
    def ids(self):
        """The ids of all cells."""
        return {cell.id for cell in self.cells}


@cache
def all_labs(folder=FOLDER):
    """Every lab, by name."""
    return {lab.name: lab for lab in map(read_lab, sorted(Path(folder).glob("*.ipynb")))}


def read_lab(path):
    """A lab from its solved notebook."""
    stem = Path(path).stem
    cells = parse(Path(path).read_text(encoding="utf-8")).cells
    return Lab(stem.split("_")[0], stem, cells, list(tasks(cells)))


def tasks(cells):
    """The exercises among cells."""
    for number, cell in enumerate(cells):
        if "exercise" in tags(cell):
            after = cells[number + 2] if number + 2 < len(cells) else None
            written = after.id if after is not None and "answer" in tags(after) else None
            yield Task(cell.id, defined(cell.source), POINTS[kind(cell)], written)


def defined(source):
    """The last function that a cell defines."""
    return [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)][-1]


def defines(source, name):
    """Whether a text that need not be Python defines a function of this name."""
    return re.search(rf"^(async )?def {name}\s*\(", source, re.M) is not None
