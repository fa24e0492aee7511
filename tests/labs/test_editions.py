"""The students' editions, and the checks of their exercises.

Each edition is run from top to bottom: it stops only where the student has something to write, and Run All goes on past
that. In the same kernel then, with all that later cells have made and changed, every answer of `answers/` goes through its
check: right ones pass however they are written, wrong ones get the sentence that names their slip.
"""

import ast

import nbformat
import pytest
from nbclient import NotebookClient

from tests.labs.answering import answers
from tests.paths import LABS, ROOT
from utils.book.students import student_edition

MOST_SECONDS = 5  # of a check, by the clock of a machine on which nothing else runs
SLOWNESS = "from utils.bench.pace import slowness as __slowness\nprint(__slowness())"
FEWEST = {"wrong": 4, "right": 2}


@pytest.fixture(params=LABS, ids=lambda path: path.stem)
def lab(request):
    return request.param


@pytest.fixture
def edition(lab):
    return student_edition(nbformat.read(lab, as_version=4), lab.stem)


def tagged(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def defined(cell):
    """The name of the last function that a cell defines."""
    return [node.name for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)][-1]


def checks(notebook):
    """The check of each exercise, by the name of the function to write."""
    pairs = zip(tagged(notebook, "exercise"), tagged(notebook, "check"), strict=True)
    return {defined(exercise): check for exercise, check in pairs}


def test_every_exercise_has_wrong_answers_and_right_ones_written_differently(lab, edition):
    given = answers(lab.stem)
    exercises = checks(edition)
    assert {answer.exercise for answer in given} == set(exercises)
    for name in exercises:
        mine = [answer for answer in given if answer.exercise == name]
        counts = {"wrong": sum(a.message is not None for a in mine), "right": sum(a.message is None for a in mine)}
        assert all(counts[which] >= fewest for which, fewest in FEWEST.items()), f"{name}: {counts}"


class Kernel(NotebookClient):
    """A kernel in which cells are run one after the other, whatever becomes of them."""

    def run(self, source, tag=None):
        """(name of the error or None, what the student sees) for one more cell."""
        cell = nbformat.v4.new_code_cell(source)
        self.nb.cells.append(cell)
        self.execute_cell(cell, len(self.nb.cells) - 1)
        errors = [output for output in cell.outputs if output.output_type == "error"]
        seen = [o.get("text", "") for o in cell.outputs] + ["\n".join(error.traceback) for error in errors]
        return (errors[0].ename if errors else None), "".join(seen)


def test_an_edition_stops_only_at_what_is_to_be_written_and_every_answer_gets_what_it_deserves(lab, edition):
    kernel = Kernel(edition, timeout=300, allow_errors=True, resources={"metadata": {"path": str(ROOT / "labs")}})
    assert "SOLUTION" not in nbformat.writes(edition) and not any(cell.get("outputs") for cell in edition.cells)
    with kernel.setup_kernel():
        for index, cell in enumerate(list(edition.cells)):
            kernel.execute_cell(cell, index)
        stops = {cell.id: output for cell in edition.cells for output in cell.get("outputs", [])
                 if output.output_type == "error"}
        others = {name: stop.evalue for name, stop in stops.items() if stop.ename != "NotWritten"}
        assert not others
        assert stops.keys() == {cell.id for cell in checks(edition).values()}
        faults = [fault for answer in answers(lab.stem) if (fault := judged(kernel, answer, checks(edition)))]
    assert not faults, "\n".join(faults)


def judged(kernel, answer, checks):
    """What is wrong with the way that a check receives an answer, or None."""
    where = f"{answer.exercise}, line {answer.line}"
    error, seen = kernel.run(answer.source)
    if error:
        return f"{where}: the answer itself cannot be defined: {seen}"
    error, seen = kernel.run(f"__begin = __import__('time').process_time()\n{checks[answer.exercise].source}")
    seconds = float(kernel.run("print(__import__('time').process_time() - __begin)")[1])
    if seconds > MOST_SECONDS and seconds > MOST_SECONDS * float(kernel.run(SLOWNESS)[1]):
        return f"{where}: its check took {seconds:.0f} s of processor time, at most {MOST_SECONDS} are allowed"
    if answer.message is None:
        return None if error is None and "passed" in seen else f"{where}: right, and refused: {seen}"
    if error != "Wrong" or answer.message not in seen:
        return f"{where}: wrong; expected {answer.message!r}, got {error}: {seen}"
    return None
