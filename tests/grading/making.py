"""Submissions for tests: a student's edition of a lab with answers written into it."""

import re
from functools import cache

import nbformat

from tests.labs.answering import answers
from utils.book.students import student_edition
from utils.grading.labs import FOLDER, all_labs


@cache
def given(lab):
    """A lab's answers of `tests/labs/answers`, by exercise: (right ones, wrong ones), as texts."""
    found = answers(lab)
    names = {answer.exercise for answer in found}
    return {name: ([a.source for a in found if a.exercise == name and a.message is None],
                   [a.source for a in found if a.exercise == name and a.message is not None]) for name in names}


def right(lab, k=0):
    """The k-th right answer to each exercise, by its function."""
    return {name: pair[0][k % len(pair[0])] for name, pair in given(lab).items()}


@cache
def edition(lab):
    """The student's edition of a lab, as a text."""
    stem = next(one.stem for one in all_labs().values() if one.name == lab or one.stem == lab)
    return nbformat.writes(student_edition(nbformat.read(FOLDER / f"{stem}.ipynb", as_version=4), stem))


def notebook(lab, written):
    """An edition of a lab with texts in place of its exercises, by function; also {"cell id": text} for other cells."""
    work = nbformat.reads(edition(lab), as_version=4)
    for cell in work.cells:
        for name, text in written.items():
            if name == cell.id or ("exercise" in cell.metadata.get("tags", []) and re.search(rf"def {name}\(", cell.source)):
                cell.source = cell.source.partition(f"def {name}(")[0] + text if f"def {name}(" in cell.source else text
    return work


def hand_in(path, work):
    """Write a notebook where a student would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(work, path)
    return path
