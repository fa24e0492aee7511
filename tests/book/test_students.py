"""Student editions: nothing of the solution left, nothing of the student's lost."""

import nbformat
import pytest

from utils.book.students import STUB, main, student_edition, write_editions

UNFINISHED = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n"


def test_no_solution_and_no_output_is_left(made):
    solved = made.notebook(made.code(made.SOLVED, made.stream()), made.code("1 + 1", made.measured(), made.figure()))
    edition = student_edition(solved)
    text = nbformat.writes(edition)
    assert "SOLUTION" not in text and "2 * x" not in text
    assert all(cell.outputs == [] and cell.execution_count is None for cell in edition.cells)


def test_the_signature_stays_and_the_gap_stops_with_not_implemented(made):
    edition = student_edition(made.notebook(made.code(made.SOLVED)))
    stub = "".join(f"    {line}\n" for line in STUB.splitlines())
    assert edition.cells[0].source.startswith(f"def double(x):\n{stub}")
    with pytest.raises(NotImplementedError):
        exec(edition.cells[0].source, {})


def test_two_solutions_in_a_cell_and_code_around_them(made):
    edition = student_edition(made.notebook(made.code(f"{made.SOLVED}\n{made.SOLVED.replace('double', 'twice')}")))
    assert edition.cells[0].source.count("raise NotImplementedError(") == 2
    assert "print(double(2))" in edition.cells[0].source and "def twice(x):" in edition.cells[0].source


def test_the_solved_notebook_stays_as_it_is(made):
    solved = made.notebook(made.code(made.SOLVED, made.stream()))
    before = nbformat.writes(solved)
    student_edition(solved)
    assert nbformat.writes(solved) == before


def test_solution_without_end_is_refused(made):
    with pytest.raises(RuntimeError):
        student_edition(made.notebook(made.code(UNFINISHED)))


def test_students_files_are_never_overwritten(made, tmp_path):
    for name in ("01a_one", "01b_two"):
        made.lab(tmp_path / "labs" / f"{name}.ipynb", made.code(made.SOLVED))
    mine = tmp_path / "workspace" / "01a_one.ipynb"
    mine.parent.mkdir()
    mine.write_text("my work")
    written, kept = write_editions(tmp_path / "labs", tmp_path / "workspace")
    assert mine.read_text() == "my work"
    assert ([p.name for p in written], [p.name for p in kept]) == (["01b_two.ipynb"], ["01a_one.ipynb"])
    assert write_editions(tmp_path / "labs", tmp_path / "workspace")[0] == []


def test_folder_without_labs_is_refused(tmp_path):
    with pytest.raises(ValueError, match="holds no notebooks"):
        write_editions(tmp_path, tmp_path / "workspace")
    assert not (tmp_path / "workspace").exists()


def test_command_says_what_happened_to_each(made, tmp_path, monkeypatch, capsys):
    made.lab(tmp_path / "labs" / "01a_one.ipynb", made.code(made.SOLVED))
    monkeypatch.setattr("sys.argv", ["students", str(tmp_path / "labs"), str(tmp_path / "workspace")])
    main()
    main()
    wrote, kept = capsys.readouterr().out.splitlines()
    assert wrote.startswith("wrote") and kept.startswith("kept") and wrote.endswith("01a_one.ipynb")
