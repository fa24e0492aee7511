"""Tables and pages: what counts, what is late, what a person has given."""

import csv

import pytest

from utils.grading.report import report
from utils.grading.submissions import Submission

LAB = "05b_truncated_bptt"


def handed(student, when="2026-12-01T10:00:00+00:00", relative=f"{LAB}.ipynb", points=2, line="", lab=LAB,
           text="Because <b>it</b> is cut."):
    """A submission and its result."""
    exercise = {"function": "cut", "name": "Exercise 1", "points": points, "of": 2, "line": "✓ Exercise 1: passed",
                "seconds": 0.5, "answer": "def cut(): ..."}
    result = {"lab": None if line else lab, "line": line, "notes": [], "seconds": 2.0, "exercises": [] if line else [exercise],
              "written": [] if line else [{"function": "cut", "of": 3, "text": text}]}
    return Submission(student, None, f"{student}/{relative}", when), result


def table(path):
    """A table's lines."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def give(folder, **changed):
    """Write into the one line of the table of written answers, as a teacher does."""
    line, = table(folder / "written.csv")
    with (folder / "written.csv").open("w", newline="") as file:
        out = csv.DictWriter(file, list(line))
        out.writeheader()
        out.writerow(line | changed)


def page(folder, student):
    """A student's page."""
    return next((folder / "feedback").glob(f"{student}-*.html")).read_text(encoding="utf-8")


def test_the_table_has_a_line_for_each_file_and_says_what_counts(tmp_path):
    newer = handed("ada", "2026-12-02T10:00:00+00:00", "new.ipynb", points=0)
    report([handed("ada"), newer, handed("bob", line="it is empty")], tmp_path, "2026-12-02 09:00+00:00")
    lines = table(tmp_path / "scores.csv")
    assert [(line["student"], line["points"], line["of"], line["counts"], line["graded"]) for line in lines] == [
        ("ada", "2", "5", "no", "yes"), ("ada", "0", "5", "yes", "yes"), ("bob", "0", "0", "yes", "no")]
    assert [line["late"] for line in lines] == ["", "1 h 0 min late", ""] and lines[2]["line"] == "it is empty"
    assert "an older file" in lines[0]["notes"]
    assert [len(table(tmp_path / name)) for name in ("exercises.csv", "written.csv")] == [2, 1]


def test_points_that_a_person_gives_are_kept_and_counted(tmp_path):
    report([handed("ada")], tmp_path)
    assert "not yet read" in page(tmp_path, "ada") and table(tmp_path / "scores.csv")[0]["to read"] == "1"
    give(tmp_path, points="2.5", comment="Why 5 & not 6?")
    for _ in range(2):
        report([handed("ada")], tmp_path)
        scores, = table(tmp_path / "scores.csv")
        assert (scores["points"], scores["to read"]) == ("4.5", "0")
    text = page(tmp_path, "ada")
    assert "4.5 of 5 points" in text and "Why 5 &amp; not 6?" in text and "Because &lt;b&gt;it" in text


def test_points_stay_where_nothing_is_handed_in_now(tmp_path):
    report([handed("ada")], tmp_path)
    give(tmp_path, points="2")
    report([handed("bob")], tmp_path)
    assert [(line["student"], line["points"]) for line in table(tmp_path / "written.csv")] == [("bob", ""), ("ada", "2")]
    report([handed("ada"), handed("bob")], tmp_path)
    assert [line["points"] for line in table(tmp_path / "scores.csv")] == ["4.0", "2"]


def test_points_of_another_text_are_taken_back_and_a_note_says_so(tmp_path):
    report([handed("ada", text="-  It is\ncut.")], tmp_path)
    give(tmp_path, points="2", comment="Which?")
    row, = report([handed("ada", text="- It is\r\ncut.")], tmp_path)
    assert not row.unread and not row.notes
    row, = report([handed("ada", text="It is not cut.")], tmp_path)
    assert row.unread == 1 and row.notes == ["the written answer has changed since it was given points; please read it again"]
    line, = table(tmp_path / "written.csv")
    assert (line["points"], line["comment"]) == ("", "Which?") and table(tmp_path / "scores.csv")[0]["points"] == "2"


@pytest.mark.parametrize("points", ["+2", " 2 ", "'2.0", "02"])
def test_points_are_taken_as_people_and_spreadsheets_write_them_each_time(tmp_path, points):
    report([handed("ada")], tmp_path)
    give(tmp_path, points=points)
    for _ in range(2):
        report([handed("ada")], tmp_path)
        assert table(tmp_path / "written.csv")[0]["points"] == "2"


def test_a_table_without_its_columns_is_refused_by_name(tmp_path):
    report([handed("ada")], tmp_path)
    text = (tmp_path / "written.csv").read_text(encoding="utf-8-sig").replace(",", ";")
    (tmp_path / "written.csv").write_text(text)
    with pytest.raises(ValueError, match=r"written\.csv: got a table without .*points.*, with commas between them"):
        report([handed("ada")], tmp_path)


@pytest.mark.parametrize("points", ["4", "-1", "two", "nan"])
def test_points_that_are_none_are_refused_by_line(tmp_path, points):
    report([handed("ada")], tmp_path)
    text = (tmp_path / "written.csv").read_text(encoding="utf-8-sig").replace(",3,,", f",3,{points},")
    (tmp_path / "written.csv").write_text(text)
    with pytest.raises(ValueError, match=rf"csv, line 2: points: got '{points}', expected nothing or a number from 0 to 3"):
        report([handed("ada")], tmp_path)


def test_a_file_named_after_another_lab_is_told(tmp_path):
    row, = report([handed("ada", relative="02a_rnn_from_scratch.ipynb")], tmp_path)
    assert row.notes == [f"the file is named after 02a_rnn_from_scratch; by its contents it is {LAB}"]


def test_two_students_whose_names_look_alike_in_a_path_have_a_page_each(tmp_path):
    report([handed("a/b"), handed("a b")], tmp_path)
    assert len(list((tmp_path / "feedback").iterdir())) == 2
