"""Student editions: nothing of the solution left, nothing of the student's lost."""

import nbformat
import pytest

from utils.book.markers import BOX, STUB
from utils.book.students import main, solved_edition, student_edition, write_editions
from utils.book.updating import HANDED_OUT

ANSWER = "return weights @ state + bias"


def solved(made, *lines, **options):
    """A code cell with these lines as its solution."""
    body = "\n".join(f"    {line}" for line in ("### BEGIN SOLUTION", *lines, "### END SOLUTION"))
    return made.code(f"def f(x):\n{body}", **options)


def test_no_solution_and_no_output_is_left(made):
    lab = made.notebook(made.code(made.SOLVED, made.stream()), made.code("1 + 1", made.measured(), made.figure()))
    for cell in lab.cells:
        cell.execution_count = 3
    edition = student_edition(lab)
    text = nbformat.writes(edition)
    assert "SOLUTION" not in text and "2 * x" not in text
    assert all(cell.outputs == [] and cell.execution_count is None for cell in edition.cells)


def test_the_signature_stays_and_the_gap_stops_with_not_implemented(made):
    edition = student_edition(made.notebook(made.code(made.SOLVED)))
    assert edition.cells[0].source == f"def double(x):\n    {STUB}\n\nprint(double(2))"
    with pytest.raises(NotImplementedError, match="your turn: put your code in place of this line"):
        exec(edition.cells[0].source, {})


def test_two_solutions_in_a_cell_and_code_around_them(made):
    edition = student_edition(made.notebook(made.code(f"{made.SOLVED}\n{made.SOLVED.replace('double', 'twice')}")))
    assert edition.cells[0].source.count("raise NotImplementedError(") == 2
    assert "print(double(2))" in edition.cells[0].source and "def twice(x):" in edition.cells[0].source


def test_the_solved_notebook_stays_as_it_is(made):
    lab = made.notebook(made.code(made.SOLVED, made.stream()))
    lab.metadata.update(note="kept here")
    before = nbformat.writes(lab)
    student_edition(lab)
    assert nbformat.writes(lab) == before


def test_a_wrong_mark_is_refused_with_the_labs_name(made):
    lab = made.notebook(made.code("### begin solution\nx\n### end solution"))
    with pytest.raises(ValueError, match=r"^the lab, cell 1 .*line 1: got '### begin solution', which looks like a mark"):
        student_edition(lab)
    with pytest.raises(ValueError, match=r"^01a_one, cell 1 "):
        student_edition(lab, "01a_one")


def test_only_metadata_that_is_needed_stays(made):
    lab = made.notebook(solved(made, ANSWER, tags=["exercise", "line"]), made.markdown("text"))
    lab.metadata.update(note=ANSWER)
    lab.cells[0].metadata.update(note=ANSWER, execution={"a": 1}, jupyter={"source_hidden": True})
    lab.cells[1].metadata.update(note=ANSWER)
    edition = student_edition(lab)
    assert set(edition.metadata) == {"kernelspec", "language_info", HANDED_OUT}
    assert set(edition.cells[0].metadata) == {"tags", "jupyter", "nbgrader"}
    assert edition.cells[0].metadata["jupyter"] == {"source_hidden": True}
    assert edition.cells[1].metadata == {}


def test_run_all_goes_on_past_checks_and_past_nothing_else(made):
    exercise, check = solved(made, ANSWER, tags=["exercise", "line"]), made.code("check.f(f)", tags=["check"])
    lab = made.notebook(made.code("1"), exercise, check)
    tags = [cell.metadata.get("tags") for cell in student_edition(lab).cells]
    assert tags == [None, ["exercise", "line"], ["check", "raises-exception"]]
    assert lab.cells[2].metadata["tags"] == ["check"]


def written(made, text):
    """A model answer."""
    cell = made.markdown(text)
    cell.metadata["tags"] = ["answer"]
    return cell


def test_a_model_answer_gives_way_to_a_box_and_stands_nowhere_else(made):
    text = "Beyond forty steps nothing helped, because the slope has died."
    edition = student_edition(made.notebook(written(made, text)))
    assert edition.cells[0].source == BOX
    with pytest.raises(ValueError, match="holds a passage of a solution"):
        student_edition(made.notebook(made.markdown(f"Now. {text}"), written(made, text)))


@pytest.mark.parametrize("again", [
    ANSWER, f"def g(x):\n        {ANSWER}", f"y = 2; {ANSWER}  # so", "return weights@state+bias"])
@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_a_solution_that_also_stands_elsewhere_is_refused(made, again, kind):
    cell = getattr(made, kind)(again)
    with pytest.raises(ValueError) as error:
        student_edition(made.notebook(solved(made, ANSWER), cell), "01a_one")
    assert str(error.value) == (f"01a_one, cell 2 ({cell.id}): holds a passage of a solution outside its marks, "
                                "without spaces:\nreturnweights@state+bias")


@pytest.mark.parametrize("cell", [0, 2])
def test_it_is_found_before_and_after(made, cell):
    cells = [made.code("x"), solved(made, ANSWER), made.code("y")]
    cells[cell].source = ANSWER
    with pytest.raises(ValueError, match=f"cell {cell + 1} "):
        student_edition(made.notebook(*cells))


@pytest.mark.parametrize(("lines", "again", "refused"), [
    (["return a + b"], "return a + b", False),  # ten characters give nothing away
    (["return loss_1"], "return loss_1", False), (["return loss_12"], "return loss_12", True),  # twelve and thirteen
    (["a = first", "b = second"], "a = first\n\n  b = second", True),
    (["a = first", "b = second"], "a = first\nc = 3\nb = second", False),
    (["one_one = 1", "two_two = 2", "three = 3"], "one_one = 1\ntwo_two = 2\nfour = 4", False),
    (["one_one = 1", "two_two = 2", "three = 3", "four = 4"], "two_two = 2\nthree = 3\nfour = 4", True),
    (["one_one = 1", "two_two = 2", "three = 3", "four = 4"], "one_one = 1\ntwo_two = 2\nthree = 3", True),
    (["one_one = 1", "two_two = 2", "three_three = 3", "four_four = 4"], "three_three = 3\nfour_four = 4", False),
    (["one_one = 1", "another_one = 2"], "another_one = 2", False),
    ([], "x", False), (["", ""], "x", False)])
def test_three_lines_in_a_row_are_a_passage_and_short_ones_are_none(made, lines, again, refused):
    lab = made.notebook(solved(made, *lines), made.code(again))
    if refused:
        with pytest.raises(ValueError, match="holds a passage"):
            student_edition(lab)
    else:
        student_edition(lab)


def test_the_second_solution_of_a_cell_is_looked_for_as_well(made):
    cell = solved(made, "return nothing_at_all")
    cell.source += "\n" + solved(made, ANSWER).source
    with pytest.raises(ValueError, match="returnweights@state"):
        student_edition(made.notebook(cell, made.code(ANSWER)))


def test_an_attachment_is_refused(made):
    picture = made.markdown("![](attachment:a.png)", attachments={"a.png": {"image/png": "aGVsbG8="}})
    with pytest.raises(ValueError, match=rf"^01a_one, cell 1 \({picture.id}\): got an attachment, expected none"):
        student_edition(made.notebook(picture), "01a_one")


def test_a_cell_without_identifier_is_told_by_its_number(made):
    lab = made.notebook(solved(made, ANSWER), made.code(ANSWER))
    lab.nbformat_minor = 4
    for cell in lab.cells:
        del cell["id"]
    with pytest.raises(ValueError, match=r"cell 2 \(without id\): holds a passage"):
        student_edition(lab)


def test_students_files_are_never_overwritten(made, tmp_path):
    for name in ("01a_one", "01b_two"):
        made.lab(tmp_path / "labs" / f"{name}.ipynb", made.code(made.SOLVED))
    mine = tmp_path / "deep" / "workspace" / "01a_one.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text("my work")
    written, kept = write_editions(tmp_path / "labs", mine.parent)
    assert mine.read_text() == "my work"
    assert (written, kept) == ([mine.with_name("01b_two.ipynb")], [mine])
    assert "NotImplementedError" in written[0].read_text()
    assert write_editions(str(tmp_path / "labs"), str(mine.parent)) == ([], [mine, *written])


def test_the_folder_is_made_with_those_above_it(made, tmp_path):
    made.lab(tmp_path / "labs" / "01a_one.ipynb", made.code(made.SOLVED))
    assert write_editions(tmp_path / "labs", tmp_path / "a" / "b")[0] == [tmp_path / "a" / "b" / "01a_one.ipynb"]


def test_folder_without_labs_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"^source: .* holds no notebooks, expected the folder of the solved labs"):
        write_editions(tmp_path, tmp_path / "workspace")
    assert not (tmp_path / "workspace").exists()


def test_target_that_is_a_file_is_refused(made, tmp_path):
    made.lab(tmp_path / "labs" / "01a_one.ipynb", made.code(made.SOLVED))
    (tmp_path / "workspace").write_text("")
    with pytest.raises(ValueError, match=r"^target: .*workspace is a file, expected a folder"):
        write_editions(tmp_path / "labs", tmp_path / "workspace")


def test_a_fault_in_one_lab_leaves_nothing_half_done(made, tmp_path):
    made.lab(tmp_path / "labs" / "01a_one.ipynb", made.code(made.SOLVED))
    made.lab(tmp_path / "labs" / "01b_two.ipynb", made.code("### BEGIN SOLUTION"))
    with pytest.raises(ValueError, match=r"^01b_two, cell 1 "):
        write_editions(tmp_path / "labs", tmp_path / "workspace")
    assert not (tmp_path / "workspace").exists()


def test_command_says_what_happened_to_each(made, tmp_path, monkeypatch, capsys):
    made.lab(tmp_path / "labs" / "01a_one.ipynb", made.code(made.SOLVED))
    monkeypatch.setattr("sys.argv", ["students", str(tmp_path / "labs"), str(tmp_path / "workspace")])
    main()
    main()
    path = tmp_path / "workspace" / "01a_one.ipynb"
    assert capsys.readouterr().out == f"wrote  {path}\nkept   {path} (yours; delete it to get a fresh one)\n"


def test_a_passage_of_a_model_answer_of_several_lines_is_found(made):
    lines = ["Beyond forty steps", "nothing helped, because", "the slope has died.", "So it ends."]
    with pytest.raises(ValueError, match="holds a passage of a solution"):
        student_edition(made.notebook(made.markdown("\n".join(["Now.", *lines[:3]])), written(made, "\n".join(lines))))


def test_the_command_explains_its_folders(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["students", "--help"])
    with pytest.raises(SystemExit):
        main()
    said = " ".join(capsys.readouterr().out.split())
    assert "folder of the solved labs" in said
    assert "folder for the students' copies; a file that is there stays as it is" in said


def test_a_teachers_copy_keeps_solutions_outputs_and_metadata_and_has_the_same_identifiers(tmp_path, monkeypatch, made):
    source = tmp_path / "labs"
    source.mkdir()
    exercise = solved(made, ANSWER, tags=["exercise", "line"])
    exercise.outputs = [made.stream()]
    made.lab(source / "01a_one.ipynb", exercise, made.code("check.f(f)", tags=["check"]))
    for target, options in (("teacher", ["--solved"]), ("students", [])):
        monkeypatch.setattr("sys.argv", ["students", *options, str(source), str(tmp_path / target)])
        main()
    teacher, student = (nbformat.read(tmp_path / t / "01a_one.ipynb", as_version=4).cells for t in ("teacher", "students"))
    assert ANSWER in teacher[0].source and teacher[0].outputs and ANSWER not in student[0].source
    assert [c.metadata.nbgrader.grade_id for c in teacher] == [c.metadata.nbgrader.grade_id for c in student]
    assert "raises-exception" not in teacher[1].metadata.tags


def test_a_teachers_copy_refuses_wrong_marks(made):
    with pytest.raises(ValueError, match=r"^lab 1, cell 1 "):
        solved_edition(made.notebook(made.code("### BEGIN SOLUTION\n1")), "lab 1")
