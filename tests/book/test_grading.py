"""nbgrader's metadata: what nbgrader itself makes of our editions."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum, determine_grade
from nbgrader.validator import Validator

from utils.book.grading import POINTS, WRITTEN, add_grading, kind
from utils.book.students import solved_edition, student_edition

CHECK = "assert double(2) == 4, 'twice'"


def exercise(made, which="line"):
    """A lab of one exercise with its check and a model answer."""
    answer = made.markdown("Three sentences of a good student.")
    answer.metadata["tags"] = ["answer"]
    solution = made.code(made.SOLVED.partition("\n\nprint")[0], tags=["exercise", which])
    return made.notebook(made.markdown("# Lab"), solution, made.code(CHECK, tags=["check"]), answer)


@pytest.fixture
def edition(made):
    return student_edition(exercise(made))


def test_nbgraders_own_schema_takes_every_cell(edition):
    MetadataValidator().validate_nb(edition)
    assert [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in edition.cells] == [
        None, *(cell.id for cell in edition.cells[1:])]


@pytest.mark.parametrize(("which", "points"), POINTS.items())
def test_a_check_has_the_points_of_its_exercise_and_an_answer_its_own(made, which, points):
    solution, check, answer = (cell.metadata.nbgrader for cell in student_edition(exercise(made, which)).cells[1:])
    assert "points" not in solution and check["points"] == points and answer["points"] == WRITTEN
    names = ("grade", "solution", "locked", "task")
    assert [[found[name] for name in names] for found in (solution, check, answer)] == [
        [False, True, False, False], [True, False, True, False], [True, True, False, False]]


def test_checksums_are_those_that_nbgrader_computes(edition):
    for cell in edition.cells[1:]:
        assert cell.metadata.nbgrader.checksum == compute_checksum(cell)


@pytest.mark.parametrize("tags", [["exercise"], ["exercise", "line", "steps"]])
def test_an_exercise_of_no_kind_or_of_two_is_refused(made, tags):
    with pytest.raises(ValueError, match=f"expected exactly one of {', '.join(POINTS)}"):
        add_grading(made.notebook(made.code("x", tags=tags)))
    assert kind(made.code("x", tags=["exercise", "steps"])) == "steps"


def test_a_check_without_an_exercise_before_it_is_refused(made):
    with pytest.raises(ValueError, match="got a check, expected an exercise before it"):
        add_grading(made.notebook(made.code("x", tags=["check"])))


WRITE, SAY = (1, "def double(x):\n    return 2 * x"), (3, "Twice is twice.")


@pytest.mark.parametrize(("changes", "result"), [
    ([], {"failed"}), ([WRITE], {"failed"}), ([SAY], {"failed"}), ([WRITE, SAY], set()),
    ([(1, "def double(x):\n    return 3 * x"), SAY], {"failed"}), ([WRITE, SAY, (2, "assert True")], {"changed"})])
def test_validate_approves_what_is_solved_and_written_only(edition, tmp_path, monkeypatch, changes, result):
    """What JupyterLab's button Validate calls."""
    for index, source in changes:
        edition.cells[index].source = source
    nbformat.write(edition, tmp_path / "lab.ipynb")
    monkeypatch.chdir(tmp_path)
    found = Validator().validate(str(tmp_path / "lab.ipynb"))
    assert set(found) - {"type"} == result


COURSE = """
c = get_config()
c.CourseDirectory.root = {root!r}
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError()"}}
c.Exchange.root = {root!r}
"""


def test_generate_autograde_and_feedback(made, tmp_path):
    """The round that a teacher makes: the source with our metadata, a submission written into our edition, marks, a page."""
    source, submitted = (tmp_path / part for part in ("source/one", "submitted/ada/one"))
    for folder, notebook in ((source, solved_edition(exercise(made))), (submitted, student_edition(exercise(made)))):
        folder.mkdir(parents=True)
        nbformat.write(with_ids(notebook), folder / "lab.ipynb")
    work = nbformat.read(submitted / "lab.ipynb", as_version=4)
    work.cells[1].source = "def double(x):\n    return x + x"
    work.cells[2].source = "assert True"  # a check that a student has changed is the teacher's again when it is graded
    nbformat.write(work, submitted / "lab.ipynb")
    (tmp_path / "nbgrader_config.py").write_text(COURSE.format(root=str(tmp_path)))
    # nbgrader calls alembic by its bare name: it must be found where nobody has activated the environment, as in `make test`.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for step in ("generate_assignment", "autograde", "generate_feedback"):
        done = subprocess.run([sys.executable, "-m", "nbgrader", step, "one"], cwd=tmp_path, capture_output=True, text=True,
                              env={**os.environ, "HOME": str(tmp_path), "PATH": path})
        assert done.returncode == 0, done.stderr
    graded = nbformat.read(tmp_path / "autograded/ada/one/lab.ipynb", as_version=4)
    assert graded.cells[2].source == CHECK
    assert determine_grade(graded.cells[2])[0] == POINTS["line"]
    assert (tmp_path / "feedback/ada/one/lab.html").exists()


def with_ids(notebook):
    """The notebook with fixed identifiers, so that source and edition name their cells alike."""
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.grade_id = cell.id
            cell.metadata.nbgrader.checksum = compute_checksum(cell)
    return notebook
