"""What a teacher and a student read: three tables (CSV) and a page of feedback per student (HTML).

Everything that comes from a student is text here: a table's cell that a spreadsheet would take for a formula gets an
apostrophe, and a page escapes what it shows and runs no script.
"""

import csv
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from utils.book.grading import WRITTEN
from utils.grading.labs import all_labs
from utils.grading.run import slug
from utils.grading.submissions import late_by, moment
from utils.optional import need

FORMULA = ("=", "+", "-", "@", "\t", "\r")
WRITTEN_COLUMNS = ("student", "lab", "function", "of", "points", "comment", "text")
NOT_READ = "not yet read by your teacher"


@dataclass
class Row:
    """One submission as it is reported."""

    one: object  # Submission
    result: dict
    late: str
    notes: list
    counts: bool = True
    unread: int = 0  # written answers without points

    @property
    def lab(self):
        """The lab's file name, or nothing."""
        return self.result["lab"] or ""

    @property
    def points(self):
        """Points of the checks."""
        return sum(exercise["points"] for exercise in self.result["exercises"])

    @property
    def most(self):
        """Most points that the checks give, whether or not it could be graded."""
        return sum(exercise["of"] for exercise in self.result["exercises"])


def report(graded, out, due=None):
    """Write `scores.csv`, `exercises.csv`, `written.csv` and the folder `feedback`; the rows.

    Points that a teacher has put into `written.csv` are read first and stay, also those of whom nothing is handed in now. Where
    the answer has changed since, they are taken back, and a note says so.

    Parameters
    ----------
    graded : list of (Submission, dict)
    out : path
    due : str, optional
        When it had to be handed in, such as ``"2026-12-01 18:00"``.
    """
    out = Path(out)
    rows = [row_of(one, result, due) for one, result in graded if result is not None]
    older(rows)
    given = read_written(out / "written.csv")
    take_back(rows, given)
    for row in rows:
        row.unread = points_given(row, given).count("")
    write_csv(out / "scores.csv", [score(row, given) for row in rows])
    write_csv(out / "exercises.csv", [line for row in rows for line in exercises(row)])
    answers = [line for row in rows for line in written(row, given)]
    write_csv(out / "written.csv", answers + unclaimed(rows, given), WRITTEN_COLUMNS)
    pages(rows, given, out / "feedback")
    return rows


def row_of(one, result, due):
    """A submission's row."""
    late, named = late_by(one.when, due), [name for name in stems() if name in one.relative]
    notes = [f"handed in {late}"] * bool(late) + result["notes"]
    if result["lab"] and named and result["lab"] not in named:
        notes.append(f"the file is named after {named[0]}; by its contents it is {result['lab']}")
    return Row(one, result, late, notes)


def stems():
    """The labs' file names."""
    return [lab.stem for lab in all_labs().values()]


def older(rows):
    """Mark what a student has handed in for a lab before the last time: it does not count."""
    newest = {}
    for row in rows:
        key = row.one.student, row.lab
        if row.lab and (key not in newest or moment(row.one.when) >= moment(newest[key].one.when)):
            newest[key] = row
    for row in rows:
        if row.lab and newest[row.one.student, row.lab] is not row:
            row.counts = False
            row.notes.append("an older file of this lab; the newest counts")


def score(row, given):
    """A line of the table of scores."""
    read = points_given(row, given)
    return {"student": row.one.student, "lab": row.lab, "file": row.one.relative, "handed in": row.one.when, "late": row.late,
            "counts": "yes" if row.counts else "no", "points": row.points + sum(float(p) for p in read if p), "of": most(row),
            "to read": row.unread, "graded": "no" if row.result["line"] else "yes",
            "line": row.result["line"] or summary(row), "notes": "; ".join(row.notes), "seconds": row.result["seconds"]}


def points_given(row, given):
    """What a person has given for each written answer, as a text; empty where none has."""
    return [given.get(key_of(row, answer), {}).get("points", "") for answer in row.result["written"]]


def most(row):
    """Most points of a lab, with its written answers."""
    return row.most + WRITTEN * len(row.result["written"])


def summary(row):
    """How many exercises are right, in words."""
    passed = sum(exercise["points"] > 0 for exercise in row.result["exercises"])
    return f"{passed} of {len(row.result['exercises'])} exercises right"


def exercises(row):
    """A line for each exercise of a submission."""
    for exercise in row.result["exercises"]:
        yield {"student": row.one.student, "lab": row.lab, "file": row.one.relative, "counts": "yes" if row.counts else "no",
               **{name: exercise[name] for name in ("name", "function", "points", "of", "line", "seconds")}}


def written(row, given):
    """A line for each written answer that counts, with what the teacher has given for it."""
    for answer in row.result["written"] if row.counts else ():
        kept = given.get(key_of(row, answer), {})
        yield {"student": row.one.student, "lab": row.lab, **answer, "points": kept.get("points", ""),
               "comment": kept.get("comment", "")}


def take_back(rows, given):
    """Take back, in place, the points of answers that have changed since they were read; their rows say so."""
    for row in rows:
        for answer in row.result["written"] if row.counts else ():
            kept = given.get(key_of(row, answer), {})
            if kept.get("points") and words(kept["text"]) != words(answer["text"]):
                kept["points"] = ""
                row.notes.append("the written answer has changed since it was given points; please read it again")


def words(text):
    """A text as it is compared: spreadsheets change line ends, and `safe` puts an apostrophe before it."""
    return text.lstrip("'").split()


def unclaimed(rows, given):
    """Lines of the table with points or a comment that belong to no answer of now: kept, since a person has written them."""
    claimed = {key_of(row, answer) for row in rows if row.counts for answer in row.result["written"]}
    return [line for key, line in given.items() if key not in claimed and (line["points"] or line["comment"])]


def key_of(row, answer):
    """What tells a written answer from others."""
    return safe(row.one.student), row.lab, answer["function"]


def read_written(path):
    """Points and comments that a teacher has put into the table of written answers.

    Raises
    ------
    ValueError
        If the table lacks a column, or points are no number, below 0 or above what there are.
    """
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file)
        lines = list(table)
    if missing := set(WRITTEN_COLUMNS) - set(table.fieldnames or ()):
        raise ValueError(f"{path}: got a table without {', '.join(sorted(missing))}, expected the columns "
                         f"{', '.join(WRITTEN_COLUMNS)}, with commas between them")
    for number, line in enumerate(lines, 2):
        line["points"] = points_of(f"{path}, line {number}: points", line["points"] or "", line["of"])
    return {(line["student"], line["lab"], line["function"]): line for line in lines}


def points_of(where, text, of):
    """The points in a text, as a text without what people and spreadsheets add: ``"2"`` of ``"'+2.0 "``; empty where none are.

    Raises
    ------
    ValueError
        Unless they are a number from 0 to `of`.
    """
    said = text.strip().lstrip("'")
    try:
        if not said or 0 <= float(said) <= float(of):
            return said and f"{float(said):g}"
    except ValueError:
        pass
    raise ValueError(f"{where}: got {text!r}, expected nothing or a number from 0 to {of}")


def write_csv(path, lines, columns=None):
    """Write a table that appears whole."""
    columns = columns or (list(lines[0]) if lines else ["student"])
    half = path.with_name(f".{path.name}")
    with half.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, columns)
        table.writeheader()
        table.writerows({name: safe(line[name]) for name in columns} for line in lines)
    half.replace(path)


def safe(value):
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def pages(rows, given, folder):
    """Write a page for each student, with all that counts first."""
    folder.mkdir(exist_ok=True)
    template = page_template()
    students = defaultdict(list)
    for row in rows:
        students[row.one.student].append(row)
    for student, mine in students.items():
        mine.sort(key=lambda row: (not row.counts, row.lab))
        text = template.render(student=student, labs=[on_page(row, given) for row in mine])
        (folder / page_name(student)).write_text(text, encoding="utf-8")


def page_template():
    """The page's template; all that goes in is escaped."""
    jinja2 = need("jinja2")
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    made = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("feedback.html")


def page_name(student):
    """The file of a student's page; a few digits tell names apart that are alike."""
    return f"{slug(student)}-{hashlib.sha256(student.encode('utf-8', 'replace')).hexdigest()[:6]}.html"


def on_page(row, given):
    """What a page shows of a submission."""
    answers = {answer["function"]: answer for answer in row.result["written"]}
    tasks = [{**exercise, "written": read_answer(row, answers.get(exercise["function"]), given)}
             for exercise in row.result["exercises"]]
    read = [float(task["written"]["points"]) for task in tasks if task["written"] and task["written"]["given"]]
    return {"title": row.lab or row.one.relative, "file": row.one.relative, "when": row.one.when, "line": row.result["line"],
            "notes": row.notes, "tasks": tasks, "counts": row.counts, "points": f"{row.points + sum(read):g}",
            "of": most(row)}


def read_answer(row, answer, given):
    """A written answer with its points, or None where an exercise asks for none."""
    if answer is None:
        return None
    kept = given.get(key_of(row, answer), {})
    points = kept.get("points", "")
    return {**answer, "given": bool(points), "points": points or NOT_READ, "comment": kept.get("comment", "")}
