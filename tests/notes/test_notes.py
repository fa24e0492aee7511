"""The teacher's notes hold what the labs, their tested answers and the claims say, whole, and nothing of their own."""

import nbformat
import pytest
from bs4 import BeautifulSoup

from teaching.notes import __main__ as command
from teaching.notes.__main__ import chapters, main
from teaching.notes.lab import Lab, question, sentences, whole_message
from teaching.notes.page import Notes
from tests.labs.answering import answers
from tests.paths import LABS, ROOT
from utils.book.grading import POINTS, tags
from utils.book.students import solved_edition


@pytest.fixture(scope="module")
def notes():
    return Notes()


@pytest.fixture(params=LABS, ids=lambda path: path.stem)
def lab(request):
    return Lab(request.param)


def bare(text):
    return "".join(text.split())


def test_every_prediction_is_asked_and_every_one_is_decided(lab):
    asked, decided = ([each for each in found if each] for found in zip(*lab.predictions(), strict=True))
    boxes = sum("prediction" in tags(cell) for cell in lab.cells)
    assert len(asked) == boxes == len(decided)
    assert all("<details>" not in text for text in asked)


def test_points_are_those_that_nbgrader_gives(lab):
    graded = solved_edition(nbformat.read(lab.path, as_version=4))
    entries = [cell.metadata["nbgrader"] for cell in graded.cells if "points" in cell.metadata.get("nbgrader", {})]
    by_check = sum(entry["points"] for entry in entries if entry["locked"])
    assert lab.points() == (by_check, sum(entry["points"] for entry in entries) - by_check)


def test_every_answer_that_is_tested_stands_with_its_exercise(lab):
    tasks = list(lab.tasks())
    found = {(task.function, answer.source) for task in tasks for answer in task.wrong + task.right}
    assert found == {(answer.exercise, answer.source) for answer in answers(lab.path.stem)}
    assert all(task.heading for task in tasks)
    assert {task.points for task in tasks} <= set(POINTS.values())


def test_a_lab_has_a_written_answer_of_at_least_three_sentences(lab):
    (heading, sentences), = lab.model_answers()
    assert "Exercise" in heading and 3 <= len(sentences) <= 5
    whole = next(cell.source for cell in lab.cells if "answer" in tags(cell))
    assert bare("".join(sentences)) == bare(whole)


def test_what_does_not_simply_hold_is_discussed_first(lab):
    verdicts = [entry["verdict"] == "holds" for _, entry in lab.to_discuss()]
    assert verdicts == sorted(verdicts)


def test_the_page_shows_all_of_it_and_no_markup_is_left(lab, notes):
    section = BeautifulSoup(notes.lab(lab), "html.parser").section
    assert section["id"] == lab.path.stem
    assert len(section.select(".asked")) == len(section.select(".decided")) > 1
    rows = section.select("table tr td:first-child pre")
    assert [row.get_text().strip() for row in rows] == [answer.source.strip() for task in lab.tasks() for answer in task.wrong]
    for part in section.select("pre, code, math, table"):  # messages stand as a kernel prints them
        part.decompose()
    text = section.get_text()
    assert not [mark for mark in ("$", "`", "{measured}", "**", "BEGIN SOLUTION", "](") if mark in text]


def test_a_message_is_whole_where_the_checks_have_one_such_sentence():
    whole = whole_message("02a_rnn_from_scratch", "is `rng` used")
    assert whole == "generators of different seeds gave the same draws: is `rng` used?"
    assert not [text for _, text in sentences() if text.startswith(" is not: the graph is cut")], "a part of a longer text"
    assert whole_message("02a_rnn_from_scratch", "no check says this") == "no check says this"


def test_the_question_is_the_last_paragraph_that_asks():
    text = "Why? Because.\n\n<details>\nWhat?\n</details>\n\nNow which is larger?\n\nThe first has ten."
    assert question(text) == "Now which is larger?\n\nThe first has ten."
    assert question("Nothing asked.\n\nAt all.") == "At all."


def test_a_page_for_each_chapter_and_none_in_the_site(tmp_path, capsys):
    assert [number for number, _, _ in chapters()] == sorted({lab.name[:2] for lab in LABS})
    main(["--into", str(tmp_path / "notes")])
    pages = sorted((tmp_path / "notes").iterdir())
    assert [str(page) for page in pages] == capsys.readouterr().out.split()
    assert [page.name for page in pages] == [f"chapter-{number}.html" for number, _, _ in chapters()]
    assert "Chapter 2. The vanilla RNN, for the teacher" in pages[1].read_text(encoding="utf-8")


def test_without_a_folder_the_notes_go_beside_the_site_and_not_into_it(monkeypatch):
    into = []
    monkeypatch.setattr(command, "write", lambda target: into.append(target) or [])
    main([])
    assert into == [ROOT / "_build" / "teacher"] and not into[0].is_relative_to(ROOT / "_build" / "html")
