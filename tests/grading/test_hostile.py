"""Hostile submissions: each is contained, told in a line, and takes nothing from the good one beside it.

All are graded in one run, two at a time, with small limits. Where no box can be made the tests are skipped and say why.
"""

import csv
import json
import os
import socket

import nbformat
import pytest

from tests.grading.hostile import ANSWERS, OWN
from tests.grading.making import edition, hand_in, notebook, right
from utils.grading.report import report
from utils.grading.run import grade
from utils.grading.sandbox import Limits, probe

LAB = "02a_rnn_from_scratch"
SMALL = Limits(set_up=100, cell=8, check=8, whole=250, memory=600, addresses=4000, disk=20, processes=40)
NAMES = ["=1+1", "-rf", "<script>alert(1)<script>", "new\nline", "x" * 200, "..canary", "a'b\"c&d", "%2e%2e%2f", "\udcff"]
FEW = '{"cells": [%s], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'
FULL = {"rnn_step": 1, "rnn_step_back": 2, "draw": 3, "losses_ahead": 3}

pytestmark = pytest.mark.skipif(probe() is not None, reason=f"no box can be made here: {probe()}")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The teacher's folder, where everything lies and everything is graded: (folder, results by student, heard on the port)."""
    place = tmp_path_factory.mktemp("teacher")
    (place / "canary").write_text("alive")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        fill(place / "submitted", place, server.getsockname()[1])
        graded = grade(place / "submitted", place / "graded", jobs=2, seed=5, limits=SMALL)
        heard = accepted(server)
    rows = report(graded, place / "graded")
    return place, {row.one.student: row for row in rows}, heard


def accepted(server):
    """Whether somebody has called."""
    try:
        server.accept()
    except TimeoutError:
        return False
    return True


def fill(folder, place, port):
    """Hand in every hostile submission, with good ones between."""
    good = right(LAB)
    for kind, text in ANSWERS.items():
        text = text.replace("PLACE", str(place)).replace("PORT", str(port))
        hand_in(folder / kind / f"{LAB}.ipynb", notebook("02a", {**good, "rnn_step": text}))
    for kind, text in OWN.items():
        work = notebook("02a", good)
        work.cells.insert(3, nbformat.v4.new_code_cell(text))
        hand_in(folder / kind / f"{LAB}.ipynb", work)
    work = notebook("02a", good)
    for cell in work.cells:
        if "answer" in cell.metadata.get("tags", []):
            cell.source = "Half a character: \ud800"
    (folder / "half a character").mkdir()
    (folder / "half a character" / f"{LAB}.ipynb").write_text(json.dumps(work))
    for name in ("good 1", "good 2", "zz good 3"):
        hand_in(folder / name / f"{LAB}.ipynb", notebook("02a", good))
    broken_files(folder, place)
    tampered(folder / "changes its checks" / f"{LAB}.ipynb", good)


def broken_files(folder, place):
    """Files that are no notebooks, links, and names that are tricks."""
    text = nbformat.writes(notebook("02a", right(LAB)))
    other = json.loads(text)
    other["metadata"] = {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}, "language_info": {"name": "R"}}
    files = {"truncated": text[: len(text) // 2], "empty": "", "no notebook": "hello", "nested": "[" * 100_000,
             "wrong kernel": json.dumps(other), "a list": "[1, 2]", "cells of numbers": FEW % "1", "of no lab": FEW % ""}
    for name, content in files.items():
        (folder / name).mkdir(parents=True)
        (folder / name / f"{LAB}.ipynb").write_text(content)
    (folder / "binary").mkdir()
    (folder / "binary" / f"{LAB}.ipynb").write_bytes(bytes(range(256)) * 100)
    (folder / "a link").mkdir()
    (folder / "a link" / f"{LAB}.ipynb").symlink_to(folder / "good 1" / f"{LAB}.ipynb")
    (folder / "a linked folder").symlink_to(folder / "good 1")
    (folder / "a pipe").mkdir()
    os.mkfifo(folder / "a pipe" / f"{LAB}.ipynb")
    (folder / "a huge file").mkdir()
    with (folder / "a huge file" / f"{LAB}.ipynb").open("wb") as file:
        file.truncate(2**31)
    for name in NAMES:
        (folder / name).mkdir()
        (folder / name / f"{LAB}.ipynb").write_text(text[:100])
        (folder / f"{name}_{LAB}.ipynb").write_text(text[:99])


def tampered(path, good):
    """Checks that always pass, points of a hundred, cells twice, and scripts in an answer."""
    work = notebook("02a", {**good, "rnn_step": "def rnn_step(*given):\n    return 0  # <script>alert(1)</script>"})
    for cell in work.cells:
        if "check" in cell.metadata.get("tags", []):
            cell.source = "print('✓ passed')"
            cell.metadata.nbgrader["points"] = 100
        if "answer" in cell.metadata.get("tags", []):
            cell.source = "<script>alert(2)</script> <img src=x onerror=alert(3)>"
    work.cells += [nbformat.from_dict(dict(cell)) for cell in work.cells if "exercise" in cell.metadata.get("tags", [])]
    path.parent.mkdir()
    path.write_text(json.dumps(work))  # nbformat would give the copies other ids


def points(row):
    """Points of each exercise."""
    return {exercise["function"]: exercise["points"] for exercise in row.result["exercises"]}


def line(row, function="rnn_step"):
    """What is said of an exercise."""
    return next(exercise["line"] for exercise in row.result["exercises"] if exercise["function"] == function)


@pytest.mark.parametrize("kind", ANSWERS)
def test_hostile_code_gets_nothing_for_it_a_line_that_says_why_and_its_other_answers_count(place, kind):
    row = place[1][kind]
    assert not row.result["line"] and points(row) == {**FULL, "rnn_step": 0}, (line(row), row.notes)
    assert line(row).startswith("Exercise 1: ") and len(line(row)) > 30


@pytest.mark.parametrize("student", ["good 1", "good 2", "zz good 3", "half a character"])
def test_good_work_beside_it_gets_its_full_score(place, student):
    assert points(place[1][student]) == FULL, place[1][student].result


def test_nothing_of_the_teachers_was_touched_and_nobody_was_called(place):
    folder, _, heard = place
    assert (folder / "canary").read_text() == "alive" and not heard
    assert json.loads((folder / "submitted" / "good 1" / f"{LAB}.ipynb").read_text())["nbformat"] == 4


@pytest.mark.parametrize(("kind", "text"), [
    ("is fitted to the check that it sees", "right for the inputs of its check, and not for others"),
    ("never ends", "took too long"), ("exits", "ended the process"), ("raises SystemExit", "SystemExit"),
    ("fills the disk", "got"), ("returns a hundred megabytes", "bytes, at most"),
    ("returns what runs when it is unpickled", "got a Trap"), ("returns itself within itself", "nested more than")])
def test_the_line_names_what_happened(place, kind, text):
    assert text in line(place[1][kind])


@pytest.mark.parametrize("kind", ["loops in a cell", "exits in a cell"])
def test_an_own_cell_that_brings_the_box_down_is_left_out_and_the_answers_count(place, kind):
    assert points(place[1][kind]) == FULL


def test_an_own_cell_that_takes_the_labs_names_away_hurts_its_own_notebook_alone(place):
    assert sum(points(place[1]["deletes the lab's names"]).values()) < sum(FULL.values())


@pytest.mark.parametrize(("name", "text"), [
    ("truncated", "no whole notebook"), ("empty", "empty"), ("no notebook", "no whole notebook"), ("nested", "no whole"),
    ("wrong kernel", "a notebook for R, expected Python"), ("a list", "no whole notebook"), ("binary", "no text in UTF-8"),
    ("cells of numbers", "no whole notebook"), ("of no lab", "belongs to no lab"), ("a link", "a link to somewhere else"),
    ("a linked folder", "a link to somewhere else"), ("a pipe", "it is no file"), ("a huge file", "2048 megabytes")])
def test_a_file_that_cannot_be_graded_gets_a_line(place, name, text):
    row = place[1][name]
    assert text in row.result["line"] and row.points == 0 and not row.result["exercises"]


def test_names_that_are_tricks_stay_names(place):
    folder, rows, _ = place
    said = [row for row in rows.values() if "no whole notebook" in row.result["line"]]
    assert len(said) >= 8 and {"<script>alert(1)<script>", "-rf", "new\ufffdline"} <= {row.one.student for row in said}
    assert sorted(path.name for path in folder.iterdir()) == ["canary", "graded", "submitted"]
    for path in [*(folder / "graded" / "results").iterdir(), *(folder / "graded" / "feedback").iterdir()]:
        assert path.name.replace("-", "").replace(".", "").isalnum()


def test_tables_hold_no_formulas_and_pages_no_scripts(place):
    folder = place[0]
    with (folder / "graded" / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == len(list((folder / "graded" / "results").iterdir())) and "'=1+1" in {line["student"] for line in table}
    assert not any(value.startswith(("=", "+", "-", "@")) for line in table for value in line.values())
    for page in (folder / "graded" / "feedback").iterdir():
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text and "<img" not in text and "default-src 'none'" in text


def test_changed_checks_points_and_copies_change_nothing(place):
    row = place[1]["changes its checks"]
    assert points(row) == {**FULL, "rnn_step": 0} and row.most == sum(FULL.values())
    assert any("of the lab's own cells had been changed" in note for note in row.notes)


def test_the_edition_itself_has_no_points(place):
    work = nbformat.reads(edition("02a"), as_version=4)
    folder = place[0] / "one more"
    hand_in(folder / "nobody" / f"{LAB}.ipynb", work)
    (_, result), = grade(folder, place[0] / "again", jobs=1, seed=5, limits=SMALL)
    assert [exercise["points"] for exercise in result["exercises"]] == [0, 0, 0, 0]
    assert "nothing is written yet" in result["exercises"][0]["line"]
