"""Who handed in what and when, and what a file holds."""

import json
import os
from datetime import datetime, timedelta

import nbformat
import pytest

from utils.grading.matching import Refused
from utils.grading.submissions import collect, content, late_by, moment, named, notebook_in

STEMS = ["02a_rnn_from_scratch", "05b_truncated_bptt"]


def put(path, text="{}"):
    """A file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def found(folder):
    """Students, files, and why one is not even read."""
    return [(one.student, one.relative, one.refused) for one in collect(folder, STEMS)]


def test_a_folder_per_student_and_folders_below(tmp_path):
    put(tmp_path / "ada" / "02a_rnn_from_scratch.ipynb")
    put(tmp_path / "ada" / "week 2" / "05b.ipynb")
    put(tmp_path / "ada" / ".ipynb_checkpoints" / "05b.ipynb")
    put(tmp_path / "ada" / "notes.txt")
    put(tmp_path / "bob" / "notes.txt")
    assert found(tmp_path) == [("ada", "ada/02a_rnn_from_scratch.ipynb", None), ("ada", "ada/week 2/05b.ipynb", None),
                               ("bob", "bob", "no notebook in the folder")]


def test_nbgraders_own_layout_with_its_time_stamp(tmp_path):
    put(tmp_path / "submitted" / "ada" / "labs" / "02a_rnn_from_scratch.ipynb")
    put(tmp_path / "submitted" / "ada" / "labs" / "timestamp.txt", "2026-11-30 17:59:59.123456 UTC")
    put(tmp_path / "gradebook.db")
    one, = collect(tmp_path, STEMS)
    assert (one.student, one.relative) == ("ada", "ada/labs/02a_rnn_from_scratch.ipynb")
    assert moment(one.when) == datetime.fromisoformat("2026-11-30T17:59:59+00:00")


def test_a_time_stamp_that_a_student_may_have_written_is_not_believed(tmp_path):
    put(tmp_path / "ada" / "02a_rnn_from_scratch.ipynb")
    put(tmp_path / "ada" / "timestamp.txt", "2020-01-01 00:00:00 UTC")
    one, = collect(tmp_path, STEMS)
    assert moment(one.when) > datetime.now().astimezone() - timedelta(hours=1)


def test_a_folder_with_a_dot_in_its_name_is_whose_name_it_bears(tmp_path):
    (tmp_path / "j.doe").mkdir()
    assert found(tmp_path) == [("j.doe", "j.doe", "no notebook in the folder")]


@pytest.mark.parametrize(("stem", "student"), [
    ("ada_02a_rnn_from_scratch", "ada"), ("02a_rnn_from_scratch-Ada Lovelace", "Ada Lovelace"), ("ada", "ada"),
    ("Ada Lovelace_123_assignsubmission_file_02a_rnn_from_scratch", "Ada Lovelace_123"), ("ada (1)", "ada"),
    ("02a_rnn_from_scratch", "02a_rnn_from_scratch"), ("bob_02a_rnn_from_scratch (2)", "bob")])
def test_a_loose_file_is_whose_name_it_bears(stem, student):
    assert named(stem, STEMS) == student


def test_loose_files_and_what_is_none(tmp_path):
    put(tmp_path / "ada_02a_rnn_from_scratch.ipynb")
    put(tmp_path / "bob.zip")
    (tmp_path / "eve.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.ipynb")
    assert found(tmp_path) == [("ada", "ada_02a_rnn_from_scratch.ipynb", None),
                               ("bob", "bob.zip", "it is no notebook (.zip), expected .ipynb"),
                               ("eve", "eve.ipynb", "it is a link to somewhere else, which is not followed"),
                               ("pipe", "pipe.ipynb", "it is no file")]


def test_a_folder_that_is_none_or_empty_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"^SUBMISSIONS: got .*nowhere, expected a folder"):
        collect(tmp_path / "nowhere")
    with pytest.raises(ValueError, match=r"^SUBMISSIONS: .* is empty"):
        collect(tmp_path)


def test_late_is_said_in_words_and_a_time_that_is_none_is_refused():
    due = datetime.now().astimezone()
    for late, words in ((timedelta(minutes=-1), ""), (timedelta(0), ""), (timedelta(minutes=75), "1 h 15 min late"),
                        (timedelta(days=2, hours=3), "2 d 3 h late")):
        assert late_by((due + late).isoformat(), due.isoformat()) == words
    assert late_by(due.isoformat(), None) == ""
    with pytest.raises(ValueError, match="got 'tomorrow', expected a time such as"):
        moment("tomorrow")


def text_of(**metadata):
    """A notebook's bytes."""
    return nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")], metadata=metadata)).encode()


@pytest.mark.parametrize("metadata", [{}, {"kernelspec": {"name": "python3", "language": "python", "display_name": ""}},
                                      {"kernelspec": {"name": "my-env", "display_name": "mine"}},
                                      {"kernelspec": {"name": "x", "display_name": ""}, "language_info": {"name": "python"}}])
def test_a_python_notebook_is_read_whatever_its_kernel_is_called(metadata):
    assert notebook_in(text_of(**metadata)).cells[0].source == "1"


@pytest.mark.parametrize(("data", "message"), [
    (b"", "the file is empty"), (text_of()[:50], "no whole notebook"), (b"\xff\xfe", "no text in UTF-8"), (b"7", "no whole"),
    (text_of(kernelspec={"name": "ir", "language": "R", "display_name": ""}), "it is a notebook for R, expected Python"),
    (text_of(language_info={"name": "julia"}), "it is a notebook for julia"), (b"[" * 100_000, "no whole notebook"),
    (nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("") for _ in range(2001)])).encode(),
     "it has 2001 cells, expected at most 2000")])
def test_what_is_no_python_notebook_is_refused_in_a_sentence(data, message):
    with pytest.raises(Refused, match=message):
        notebook_in(data)


def test_half_a_character_which_no_file_can_hold_becomes_a_question_mark_and_whole_ones_stay():
    cells = [nbformat.v4.new_markdown_cell("\ud800"), nbformat.v4.new_code_cell("x = '\U0001f600'")]
    text = json.dumps(nbformat.v4.new_notebook(cells=cells, metadata={"\udfff": 1}))
    assert "\\ud800" in text and "\\ud83d\\ude00" in text
    notebook = notebook_in(text.encode())
    assert [cell.source for cell in notebook.cells] == ["?", "x = '\U0001f600'"] and notebook.metadata == {"?": 1}


def test_a_notebook_of_an_old_format_is_read():
    old = nbformat.v3.new_notebook(worksheets=[nbformat.v3.new_worksheet(cells=[nbformat.v3.new_code_cell("x = 1")])])
    assert notebook_in(nbformat.writes(old, version=3).encode()).cells[0].source == "x = 1"


def test_a_file_is_read_only_if_it_is_one(tmp_path):
    (tmp_path / "link").symlink_to(put(tmp_path / "file", "abc"))
    assert content(tmp_path / "file") == b"abc"
    os.mkfifo(tmp_path / "pipe")
    for name, message in (("link", "cannot be opened"), ("pipe", "it is no file"), ("nothing", "cannot be opened")):
        with pytest.raises(Refused, match=message):
            content(tmp_path / name)
