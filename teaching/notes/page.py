"""The teacher's notes as HTML: a page for each chapter, which stands by itself and prints well."""

import html
import re
from pathlib import Path

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from book._ext.rnn_book.lab_records import Library, resolve, summary
from book._ext.rnn_book.maths import VENDOR, prepare_display, render_formula
from teaching.notes.lab import ROOT, whole_message
from utils.book.grading import WRITTEN
from utils.book.registry import REGISTRY

MEASURED = re.compile(r"\{measured\}`([^`]+)`")
ROLE = re.compile(r"\{[a-z:]+\}`([^`<]+?)(?: <[^>`]*>)?`")
ITS_FONT = re.compile(r"@font-face\s*\{[^}]*\}")
SHEET = Path(__file__).with_name("notes.css")
PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title}, for the teacher</title><style>{style}</style></head><body>
<h1>{title}, for the teacher</h1>
<p>This page holds solutions. It is made from the labs and from the answers that their tests use.</p>
{body}</body></html>
"""
LAB = """<section id="{name}"><h2>{title}</h2>
<p>{time} {by_check} points by the checks, {by_hand} by you.</p>
<h3>Predictions to collect, and what the lab finds</h3>{predictions}
<h3>To discuss</h3>{discussion}
<h3>Exercises, and the slips that their checks know</h3>{tasks}
<h3>The written answer</h3>{rubric}</section>
"""
TASK = """<h4>{heading}: <code>{function}</code>, {points} ({kind})</h4>
<details><summary>Solution</summary>{solution}</details>
<details><summary>Right as well, written differently ({rights})</summary>{right}</details>
<details><summary>Slips ({wrongs})</summary><table>
<tr><th>to this</th><th>the check says, or a part of it</th></tr>{wrong}</table></details>
"""


class Notes:
    """Makes HTML of what `Lab` reads; numbers that the claims name come from the labs of a folder."""

    def __init__(self, labs=ROOT / "labs"):
        self.library = Library(labs, REGISTRY)
        self.markdown = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, renderer=formula)

    def text(self, source):
        """MyST as HTML: measured numbers put in, other roles as their words."""
        source = MEASURED.sub(lambda found: self.number(found[1]), source)
        return self.markdown.render(ROLE.sub(r"\1", source))

    def inline(self, source):
        """One line of MyST without its paragraph."""
        return self.text(source).strip().removeprefix("<p>").removesuffix("</p>")

    def number(self, reference):
        """A measured number in print."""
        key, reducer, spec = resolve(reference)
        return summary(self.library.measurements[key].record["values"], reducer, spec)

    def page(self, title, labs):
        """The page of a chapter."""
        maths = ITS_FONT.sub("", (VENDOR / "Temml-STIX2.css").read_text(encoding="utf-8"))  # the reader's own font
        style = f"{maths}\n{SHEET.read_text(encoding='utf-8')}"
        return PAGE.format(title=html.escape(title), style=style, body="".join(map(self.lab, labs)))

    def lab(self, lab):
        """The section of a lab."""
        by_check, by_hand = lab.points()
        return LAB.format(
            name=lab.path.stem, title=self.inline(lab.title), time=self.inline(lab.time), by_check=by_check, by_hand=by_hand,
            predictions="".join(self.prediction(*each) for each in lab.predictions()),
            discussion="".join(self.claim(*each) for each in lab.to_discuss()) or "<p>It decides no claim of the ledger.</p>",
            tasks="".join(self.task(lab.path.stem, task) for task in lab.tasks()),
            rubric="".join(self.rubric(*each) for each in lab.model_answers()))

    def prediction(self, asked, decided):
        """What is asked, or what decides it."""
        return f'<div class="asked">{self.inline(asked)}</div>' if asked else f'<div class="decided">{self.text(decided)}</div>'

    def claim(self, name, entry):
        """What is said, and behind a fold the verdict and the truth."""
        return (f"<details><summary>Who signs this? {self.inline(entry['statement'])}</summary>"
                f"<p><strong>{entry['verdict']}</strong> ({name})</p>{self.text(entry['truth'])}</details>\n")

    def task(self, lab, task):
        """An exercise: points, solution, right answers written differently, slips with what the check says."""
        slips = (f"<tr><td>{code(answer.source)}</td><td>{html.escape(whole_message(lab, answer.message))}</td></tr>\n"
                 for answer in task.wrong)
        return TASK.format(
            heading=self.inline(task.heading), function=task.function, kind=task.kind, solution=code(task.solution),
            points=f"{task.points} point{'s' * (task.points != 1)}", rights=len(task.right), wrongs=len(task.wrong),
            right="".join(code(answer.source) for answer in task.right), wrong="".join(slips))

    def rubric(self, heading, sentences):
        """What a written answer may say."""
        items = "".join(f"<li>{self.inline(sentence)}</li>" for sentence in sentences)
        return (f"<h4>{self.inline(heading)}</h4><p>A point for each of these with its reason, {WRITTEN} at most:</p>"
                f"<ul>{items}</ul>")


def formula(content, options):
    """A formula as MathML, as on the site."""
    display = options.get("display_mode", False)
    return render_formula(prepare_display(content) if display else content, display)


def code(source):
    """Code as it stands."""
    return f"<pre>{html.escape(source.strip())}</pre>"
