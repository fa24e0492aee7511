"""Which lab a notebook is of, which cell is which, and what is run of it."""

import nbformat
import pytest

from tests.grading.making import notebook, right
from utils.book.markers import STUB
from utils.grading.labs import LEFT_OUT, all_labs, defines
from utils.grading.matching import Refused, assemble, which

STEM = "05b_truncated_bptt"


@pytest.fixture
def lab():
    return all_labs()["05b"]


@pytest.fixture
def work():
    return notebook("05b", right(STEM))


def answers(lab, work):
    """The texts that are taken for answers."""
    return assemble(lab, work).answers


def test_every_lab_is_known_with_its_tasks():
    assert len(all_labs()) >= 27 and {task.function for task in all_labs()["05b"].tasks} == set(right(STEM))
    assert [task.points for task in all_labs()["05b"].tasks] == [2, 3, 3, 3, 1]
    assert [bool(task.written) for task in all_labs()["05b"].tasks] == [False, False, False, True, False]


def test_what_is_run_is_the_teachers_but_for_the_exercises(lab, work):
    for cell in work.cells:
        if cell.cell_type == "code" and "exercise" not in cell.metadata.get("tags", []):
            cell.source = "evil()"
    made = assemble(lab, work)
    assert not any("evil" in cell.source for cell in made.cells) and made.answers == right(STEM)
    assert "of the lab's own cells had been changed" in made.notes[0]
    run = [cell.name for cell in made.cells if cell.whose == "lab"]
    assert run and all(not LEFT_OUT & set(cell.metadata.get("tags", [])) for cell in lab.cells if cell.id in run)


def test_ids_that_a_program_has_dropped_are_found_by_nbgraders_metadata_or_by_the_function(lab, work):
    for cell in work.cells:
        cell.id = nbformat.v4.new_code_cell().id
    assert which(work, all_labs()) == lab and answers(lab, work) == right(STEM)
    for cell in work.cells:
        cell.metadata.pop("nbgrader", None)
    assert which(work, all_labs()) == lab and answers(lab, work) == right(STEM)


def test_an_answer_moved_to_another_cell_is_found_and_counts_only_where_none_has_its_name(lab, work):
    moved = next(cell for cell in work.cells if "def gone_back" in cell.source)
    text, moved.source = moved.source, "# moved"
    work.cells.append(nbformat.v4.new_code_cell(text))
    assert answers(lab, work)["gone_back"] == text
    moved.source = text.replace("return", "return 1 *")
    assert answers(lab, work)["gone_back"] == moved.source


def test_of_an_exercise_and_its_copies_the_last_that_is_written_in_counts(lab, work):
    place, cell = next((k, cell) for k, cell in enumerate(work.cells) if "def gone_back" in cell.source)
    box = next(cell for cell in work.cells if "answer" in cell.metadata.get("tags", []))
    text, blank = cell.source, f"def gone_back(x):\n    {STUB}"
    for above, below, expected in ((blank, text, text), (text, blank, text), (text, text + "\n# again", text + "\n# again")):
        copies = [nbformat.from_dict(dict(cell)) for _ in range(2)]
        copies[0].source, copies[1].source = above, below
        work.cells[place : place + 1] = copies
        assert answers(lab, work)["gone_back"] == expected
        work.cells[place : place + 2] = [cell]
    work.cells.append(nbformat.from_dict(dict(box)))
    box.source = "Three sentences."
    assert assemble(lab, work).written == {"kept_directions": "Three sentences."}


def test_an_exercise_that_is_gone_is_missing(lab, work):
    work.cells = [cell for cell in work.cells if "def gone_back" not in cell.source]
    assert "gone_back" not in answers(lab, work) and "kept_directions" in answers(lab, work)


def test_own_cells_run_before_the_exercise_that_follows(lab, work):
    place = next(k for k, cell in enumerate(work.cells) if "def gone_back" in cell.source)
    work.cells.insert(place, nbformat.v4.new_code_cell("helper = 1"))
    work.cells.append(nbformat.v4.new_code_cell("too_late = 1"))
    made = assemble(lab, work)
    names = [(cell.whose, cell.name) for cell in made.cells]
    assert names[names.index(("exercise", "gone_back")) - 1] == ("own", "gone_back")
    assert not any("too_late" in cell.source for cell in made.cells)
    assert made.notes == ["1 code cell that you added ran before the exercise that follows"]


def test_a_written_answer_is_kept_for_a_person(lab, work):
    for cell in work.cells:
        if "answer" in cell.metadata.get("tags", []):
            cell.source = "Three sentences."
    assert assemble(lab, work).written == {"kept_directions": "Three sentences."}


def test_another_notebook_is_of_no_lab():
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("def f(x):\n    return x")])
    with pytest.raises(Refused, match="it belongs to no lab"):
        which(other, all_labs())


@pytest.mark.parametrize(("text", "found"), [("def f(x):", True), ("x = 1\ndef f (x", True), ("    def f(x)", False),
                                             ("def f2(x):", False), ("# def f(x):", False), ("async def f():", True)])
def test_a_function_is_found_in_a_text_that_need_not_be_python(text, found):
    assert defines(text, "f") is found
