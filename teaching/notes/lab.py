"""What a lab says that its teacher needs, read from where it stands already: solved notebook, tested answers, claims.

Nothing is written here. Predictions, tasks and model answers are cells of the lab; slips are the wrong answers of
`tests/labs/answers`, each with the piece of the message that a test expects; to discuss are the claims that the lab decides.
"""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat

from tests.labs.answering import answers
from utils.book.grading import POINTS, WRITTEN, kind, tags
from utils.book.markers import split
from utils.book.outcome import DECIDED
from utils.book.registry import registered
from utils.book.stored import stored

ROOT = Path(__file__).resolve().parents[2]
HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
FOLD = re.compile(r"<details>.*?</details>", re.DOTALL)
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z'(\"\[$`])")
TIME = re.compile(r"\*\*Time\.\*\* (.+)")


@dataclass(frozen=True)
class Task:
    """An exercise: its heading, kind, points, the solved code, and answers to it, right and wrong."""

    heading: str
    function: str
    kind: str
    points: int
    solution: str
    wrong: list
    right: list


class Lab:
    """A solved lab as its teacher reads it."""

    def __init__(self, path):
        self.path = Path(path)
        self.cells = nbformat.read(path, as_version=4).cells

    @property
    def title(self):
        """Its first heading."""
        return next(self.headings())[1]

    @property
    def time(self):
        """What it says of its time."""
        return next(found[1] for cell in self.cells if (found := TIME.search(cell.source)))

    def headings(self):
        """(cell, heading) of each cell of text that has one: the last that it has."""
        return ((cell, HEADING.findall(cell.source)[-1]) for cell in self.cells
                if cell.cell_type == "markdown" and HEADING.search(cell.source))

    def under(self, cell):
        """The heading under which a cell stands."""
        last, at = "", {found.id: heading for found, heading in self.headings()}
        for each in self.cells:
            last = at.get(each.id, last)
            if each.id == cell.id:
                return last
        raise ValueError(f"cell: got {cell.id}, expected one of {self.path.name}")

    def predictions(self):
        """(what is asked, None) and (None, what decides it) in the order of the lab: often one comes well after the other."""
        for before, cell in zip([None, *self.cells], self.cells, strict=False):
            if "prediction" in tags(cell):
                yield question(before.source), None
            for answer in DECIDED.findall(cell.source):
                yield None, answer

    def tasks(self):
        """Its exercises in order."""
        for cell in self.cells:
            if "exercise" in tags(cell):
                solution = split(cell.source, "")[1]
                name = [node.name for node in ast.parse(solution).body if isinstance(node, ast.FunctionDef)][-1]
                mine = [answer for answer in answers(self.path.stem) if answer.exercise == name]
                yield Task(self.under(cell), name, kind(cell), POINTS[kind(cell)], solution,
                           [answer for answer in mine if answer.message], [answer for answer in mine if not answer.message])

    def model_answers(self):
        """(heading, sentences) of each written answer."""
        return [(self.under(cell), SENTENCE.split(cell.source.strip())) for cell in self.cells if "answer" in tags(cell)]

    def points(self):
        """(points that the checks give, points that a person gives)."""
        return sum(task.points for task in self.tasks()), WRITTEN * len(self.model_answers())

    def to_discuss(self):
        """The claims that it decides, those first that do not simply hold: (identifier, entry of the registry)."""
        mine = {found.record["claim"] for found in stored(self.path, "measurement") if "claim" in found.record}
        found = [(name, entry) for name, entry in registered().items() if name in mine]
        return sorted(found, key=lambda each: each[1]["verdict"] == "holds")


def question(text):
    """The last paragraphs of a text, from the one that asks: its folds left out."""
    paragraphs = [part.strip() for part in FOLD.sub("", text).split("\n\n") if part.strip()]
    asking = [k for k, part in enumerate(paragraphs) if "?" in part]
    return "\n\n".join(paragraphs[asking[-1] if asking else -1:])


def whole_message(lab, piece):
    """The sentence of the checks that holds a piece, where exactly one does; else the piece."""
    for module in (f"lab_{lab.split('_')[0]}", None):
        found = {text for name, text in sentences() if piece in text and module in (None, name)}
        if found:
            return found.pop() if len(found) == 1 else piece
    return piece


@cache
def sentences():
    """(module, text) of every text in the rooms of the checks."""
    files = [*sorted((ROOT / "utils" / "exercises").glob("*.py")), ROOT / "utils" / "book" / "checking.py"]
    return {(path.stem, text) for path in files for text in texts(ast.parse(path.read_text(encoding="utf-8")))}


def texts(node):
    """Every text below a node of Python's syntax; in one that is put together, a mark where a value goes in."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "\N{HORIZONTAL ELLIPSIS}" for part in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node) if not isinstance(node, ast.JoinedStr) else ():
        yield from texts(child)
