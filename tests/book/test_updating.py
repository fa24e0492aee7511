"""A corrected lab reaches a student who has begun it, and all that they wrote is still there."""

import nbformat
import pytest

from utils.book.students import main as students
from utils.book.students import student_edition, write_editions
from utils.book.updating import HANDED_OUT, back_up, digest, edition_at, hand_out, main, name_of, update, updated

CHECK = "check.double(double)"


def tagged(cell, *tags):
    """A cell with tags."""
    cell.metadata["tags"] = list(tags)
    return cell


@pytest.fixture
def solved(made):
    """A function that makes a lab: an introduction, an exercise, its check, a written answer, code to play with."""

    def make(text="Two equations.", check=CHECK, signature="x", play="rate = 0.1", more=()):
        exercise = tagged(made.code(f"def double({signature}):\n    ### BEGIN SOLUTION\n    return 2 * {signature}\n"
                                    "    ### END SOLUTION"), "exercise", "line")
        cells = [made.markdown(text), exercise, tagged(made.code(check), "check"),
                 tagged(made.markdown("It doubles, because two times one is two."), "answer"), made.code(play), *more]
        for name, cell in zip(("text", "exercise-1-code", "exercise-1-check", "answer-1", "play"), cells, strict=False):
            cell["id"] = name
        return made.notebook(*cells)

    return make


def edition(lab):
    return student_edition(lab)


def cell(notebook, name):
    return next(cell for cell in notebook.cells if name_of(cell) == name)


def begun(made, lab):
    """The edition as a student leaves it: an answer, a sentence, a number changed, a cell of their own, outputs."""
    mine = edition(lab)
    cell(mine, "exercise-1-code").source = "def double(x):\n    return x + x"
    cell(mine, "answer-1").source = "It adds."
    cell(mine, "play").source = "rate = 0.5"
    for name in ("exercise-1-check", "play"):
        cell(mine, name).outputs, cell(mine, name).execution_count = [made.stream()], 7
    mine.cells.insert(2, made.code("double(21)", made.stream("42\n")))
    return mine


def test_the_check_and_the_text_are_renewed_and_the_students_work_is_kept(made, solved):
    mine = begun(made, solved())
    new, changes = updated(mine, edition(solved(text="Two equations, corrected.", check="check.double(double, 'again')")))
    assert cell(new, "text").source == "Two equations, corrected."
    assert cell(new, "exercise-1-check").source == "check.double(double, 'again')"
    assert cell(new, "exercise-1-check").outputs == [] and cell(new, "exercise-1-check").execution_count is None
    assert cell(new, "exercise-1-code").source == "def double(x):\n    return x + x"
    assert cell(new, "answer-1").source == "It adds."
    assert (cell(new, "play").source, cell(new, "play").execution_count) == ("rate = 0.5", 7)
    assert [c.source for c in new.cells][2] == "double(21)" and new.cells[2].outputs == [made.stream("42\n")]
    assert (changes.renewed, changes.added, changes.removed, changes.kept) == (["text", "exercise-1-check"], [], [], [])


def test_the_notebooks_given_stay_as_they_are(made, solved):
    mine, fresh = begun(made, solved()), edition(solved(text="Corrected."))
    before = nbformat.writes(mine), nbformat.writes(fresh)
    updated(mine, fresh)
    assert (nbformat.writes(mine), nbformat.writes(fresh)) == before


def test_a_second_update_changes_nothing(made, solved):
    fresh = edition(solved(text="Corrected.", check="check.double(double, 2)", play="rate = 0.2"))
    once, _ = updated(begun(made, solved()), fresh)
    twice, changes = updated(once, fresh)
    assert nbformat.writes(twice) == nbformat.writes(once)
    assert vars(changes) == {"renewed": [], "added": [], "removed": [], "kept": []}


def test_what_both_changed_stays_the_students_and_is_named(made, solved):
    new, changes = updated(begun(made, solved()), edition(solved(signature="y", play="rate = 0.2")))
    assert cell(new, "exercise-1-code").source == "def double(x):\n    return x + x"
    assert changes.kept == ["exercise-1-code", "play"]
    assert str(changes) == ("nothing new but marks; left as you wrote them, though the book's have changed: "
                            "exercise-1-code, play")


def test_an_exercise_not_yet_begun_gets_the_new_task(solved):
    new, changes = updated(edition(solved()), edition(solved(signature="y")))
    assert cell(new, "exercise-1-code").source.startswith("def double(y):")
    assert changes.renewed == ["exercise-1-code"]


def test_a_check_that_the_student_changed_or_deleted_comes_back(made, solved):
    mine = begun(made, solved())
    cell(mine, "exercise-1-check").source = "print('passed')"
    assert cell(updated(mine, edition(solved()))[0], "exercise-1-check").source == CHECK
    mine.cells.remove(cell(mine, "exercise-1-check"))
    new, changes = updated(mine, edition(solved()))
    assert changes.added == ["exercise-1-check"]
    names = [name_of(each) for each in new.cells]
    assert names.index("exercise-1-check") == names.index("exercise-1-code") + 1


def test_ordinary_cells_that_the_student_deleted_stay_away(made, solved):
    mine = begun(made, solved())
    mine.cells = [each for each in mine.cells if name_of(each) not in ("text", "play")]
    new, changes = updated(mine, edition(solved(text="Corrected.")))
    assert not {"text", "play"} & {name_of(each) for each in new.cells}
    assert changes.added == []


def test_a_new_cell_stands_behind_the_one_that_it_follows_in_the_book(made, solved):
    added = made.markdown("One thing more.")
    added["id"] = "more"
    new, changes = updated(begun(made, solved()), edition(solved(more=[added])))
    assert [name_of(each) for each in new.cells][-2:] == ["play", "more"]
    assert changes.added == ["more"]


def test_what_left_the_book_goes_unless_the_student_changed_it(made, solved):
    old = [made.markdown("Left alone."), made.code("b = 1")]
    old[0]["id"], old[1]["id"] = "alone", "changed"
    mine = begun(made, solved(more=old))
    cell(mine, "changed").source = "b = 2"
    new, changes = updated(mine, edition(solved()))
    assert changes.removed == ["alone"]
    assert new.cells[-1].source == "b = 2"


def test_the_order_that_a_student_gave_the_cells_stays(made, solved):
    mine = begun(made, solved())
    mine.cells.reverse()
    new, _ = updated(mine, edition(solved(text="Corrected.")))
    assert [name_of(each) for each in new.cells] == [name_of(each) for each in mine.cells]


def test_a_copy_of_a_graded_cell_is_the_students_own(made, solved):
    mine = begun(made, solved())
    mine.cells.append(nbformat.from_dict(cell(mine, "exercise-1-check")))
    new, _ = updated(mine, edition(solved(check="check.double(double, 2)")))
    assert new.cells[-1].source == CHECK and "nbgrader" not in new.cells[-1].metadata
    assert len({each.id for each in new.cells}) == len(new.cells)
    nbformat.validate(new)


def test_of_an_exercise_and_its_copy_the_one_with_the_answer_is_the_books(made, solved):
    mine = begun(made, solved())
    for name in ("exercise-1-code", "answer-1"):
        written = cell(mine, name)
        blank = nbformat.from_dict(cell(edition(solved()), name))
        mine.cells.insert(mine.cells.index(written), blank)
    new, _ = updated(mine, edition(solved(check="check.double(double, 2)")))
    assert cell(new, "exercise-1-code").source == "def double(x):\n    return x + x"
    assert cell(new, "answer-1").source == "It adds."
    assert len(new.cells) == len(mine.cells) and len({each.id for each in new.cells}) == len(new.cells)


@pytest.mark.parametrize("marked", [True, False])
def test_a_notebook_whose_cells_have_lost_their_identifiers_is_updated_once(made, solved, tmp_path, marked):
    mine, path = begun(made, solved()), tmp_path / "01a_one.ipynb"
    mine.nbformat_minor = 4
    for each in mine.cells:
        del each["id"]
        each.metadata.pop("nbgrader" if not marked else "", None)
    nbformat.write(mine, path)
    nbformat.write(edition(solved(text="Corrected.", play="rate = 0.2")), tmp_path / "edition.ipynb")
    assert "1 renewed" in update(edition_at(tmp_path / "edition.ipynb"), path)
    new = nbformat.read(path, as_version=4)
    nbformat.validate(new)
    assert {"Corrected.", "def double(x):\n    return x + x", "It adds.", "rate = 0.5", "double(21)"} <= {
        each.source for each in new.cells}
    assert update(edition_at(tmp_path / "edition.ipynb"), path).endswith("nothing new")


def test_without_a_stamp_checks_are_renewed_and_everything_else_is_left(made, solved):
    mine = begun(made, solved())
    del mine.metadata[HANDED_OUT]
    new, changes = updated(mine, edition(solved(text="Corrected.", check="check.double(double, 2)")))
    assert changes.renewed == ["exercise-1-check"] and changes.added == []
    assert cell(new, "text").source == "Two equations."
    assert new.metadata[HANDED_OUT] == edition(solved(text="Corrected.", check="check.double(double, 2)")).metadata[HANDED_OUT]


def test_graded_cells_are_known_after_a_program_has_given_all_cells_new_identifiers(made, solved):
    mine = begun(made, solved())
    for number, each in enumerate(mine.cells):
        each["id"] = f"new-{number}"
    new, changes = updated(mine, edition(solved(check="check.double(double, 2)")))
    assert changes.renewed == ["exercise-1-check"]
    assert len(new.cells) == len(mine.cells)


def test_marks_of_a_kept_exercise_are_those_of_the_new_edition(made, solved):
    fresh = edition(solved(signature="y"))
    new, _ = updated(begun(made, solved()), fresh)
    assert cell(new, "exercise-1-code").metadata == cell(fresh, "exercise-1-code").metadata


def test_another_notebook_is_refused(made, solved):
    with pytest.raises(ValueError, match="holds no cell of this lab"):
        updated(made.notebook(made.code("1")), edition(solved()))


def test_a_hash_tells_text_and_kind(made):
    assert digest(made.code("a")) != digest(made.markdown("a")) != digest(made.markdown("b"))
    assert digest(made.code("a")) == digest(made.code("a", made.stream()))


@pytest.fixture
def folders(made, solved, tmp_path):
    """A folder with the corrected edition, and a workspace with a begun copy of the first."""
    (tmp_path / "editions").mkdir()
    (tmp_path / "mine").mkdir()
    nbformat.write(edition(solved(check="check.double(double, 2)")), tmp_path / "editions" / "01a_one.ipynb")
    nbformat.write(begun(made, solved()), tmp_path / "mine" / "01a_one.ipynb")
    return tmp_path / "editions", tmp_path / "mine"


def test_a_backup_is_written_once_and_nothing_else_is_touched(folders):
    editions, mine = folders
    (mine / "notes.txt").write_text("mine")
    before = (mine / "01a_one.ipynb").read_bytes()
    line = update(edition_at(editions / "01a_one.ipynb"), mine / "01a_one.ipynb")
    saved, = (mine / "backups").iterdir()
    assert saved.read_bytes() == before and saved.name.startswith("01a_one-")
    assert line == f"update {mine / '01a_one.ipynb'}: 1 renewed; as it was: {saved}"
    assert cell(nbformat.read(mine / "01a_one.ipynb", as_version=4), "exercise-1-check").source == "check.double(double, 2)"
    again = update(edition_at(editions / "01a_one.ipynb"), mine / "01a_one.ipynb")
    assert again == f"kept   {mine / '01a_one.ipynb'}: nothing new"
    assert [path.name for path in (mine / "backups").iterdir()] == [saved.name]
    assert sorted(path.name for path in mine.iterdir()) == ["01a_one.ipynb", "backups", "notes.txt"]


def test_different_states_have_different_backups(tmp_path):
    path = tmp_path / "01a_one.ipynb"
    for text in (b"one", b"two"):
        path.write_bytes(text)
        assert back_up(path, text).read_bytes() == text
    assert len(list((tmp_path / "backups").iterdir())) == 2


@pytest.mark.parametrize(("text", "said"), [
    ("", "cannot be read as a notebook"), ("{", "cannot be read as a notebook"), ("[]", "cannot be read as a notebook"),
    ('{"cells": "no", "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "cannot be read as a notebook"),
    ('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "holds no cell of this lab")])
def test_a_damaged_notebook_gets_a_line_and_the_others_go_on(folders, made, solved, text, said):
    editions, mine = folders
    nbformat.write(edition(solved()), editions / "01b_two.ipynb")
    (mine / "01a_one.ipynb").write_text(text)
    lines, faults = hand_out(editions, mine)
    assert faults == 1 and len(lines) == 2
    assert lines[0].startswith(f"left   {mine / '01a_one.ipynb'}: it {said}")
    assert lines[0].endswith("to get a fresh one, move yours away and run this again")
    assert lines[1] == f"wrote  {mine / '01b_two.ipynb'}"
    assert (mine / "01a_one.ipynb").read_text() == text


def test_bytes_that_are_no_text_get_a_line_too(folders):
    editions, mine = folders
    (mine / "01a_one.ipynb").write_bytes(b"\xff\xfe\x00")
    assert hand_out(editions, mine)[1] == 1


def test_a_folder_in_a_labs_place_gets_a_line_and_the_others_go_on(folders, made, solved):
    editions, mine = folders
    nbformat.write(edition(solved()), editions / "01b_two.ipynb")
    (mine / "01a_one.ipynb").unlink()
    (mine / "01a_one.ipynb").mkdir()
    lines, faults = hand_out(editions, mine)
    assert faults == 1 and "it cannot be read or written (Is a directory)" in lines[0]
    assert lines[1] == f"wrote  {mine / '01b_two.ipynb'}"


def test_solved_labs_are_no_editions(folders, made, solved):
    editions, mine = folders
    nbformat.write(solved(), editions / "01a_one.ipynb")
    with pytest.raises(ValueError, match=r"^editions: .*01a_one.ipynb does not say what its cells are"):
        hand_out(editions, mine)


def test_editions_are_expected(tmp_path):
    with pytest.raises(ValueError, match=r"^editions: .* holds no notebooks, expected the folder of the students' editions"):
        hand_out(tmp_path, tmp_path / "mine")


def test_the_command_says_what_it_did(folders, capsys):
    editions, mine = folders
    assert main([str(editions), str(mine)]) == 0
    assert capsys.readouterr().out.startswith(f"update {mine / '01a_one.ipynb'}: 1 renewed")
    (mine / "01a_one.ipynb").write_text("")
    assert main([str(editions), str(mine)]) == 1


def test_editions_are_stamped_and_students_can_update_from_the_solved_labs(made, solved, tmp_path, monkeypatch, capsys):
    labs, mine = tmp_path / "labs", tmp_path / "workspace"
    labs.mkdir()
    nbformat.write(solved(), labs / "01a_one.ipynb")
    write_editions(labs, mine)
    first = nbformat.read(mine / "01a_one.ipynb", as_version=4)
    assert first.metadata[HANDED_OUT] == {name_of(each): digest(each) for each in first.cells}
    nbformat.write(solved(text="Corrected."), labs / "01a_one.ipynb")
    monkeypatch.setattr("sys.argv", ["students", "--update", str(labs), str(mine)])
    assert students() == 0
    assert "1 renewed" in capsys.readouterr().out
    assert nbformat.read(mine / "01a_one.ipynb", as_version=4).cells[0].source == "Corrected."
