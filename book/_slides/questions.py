"""Questions to the class: the labs' predictions, the chapters' exercises and whiteboards, the bank of interview questions."""

import re
from functools import cache
from typing import NamedTuple

import nbformat

from utils.book.outcome import DECIDED, OUTCOME

from . import site_parts
from .chapters import LABS

FROM_LAB = re.compile(r"(\d\d[a-z]_\w+)/([\w-]+)")
FROM_BANK = re.compile(r"[a-z]+(-[a-z]+)+")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
MARKS = re.compile(r"^\*\*(?:Write down a prediction|A prediction|Predict|Two predictions)[.:]?\*\*:?\s*")


class Asked(NamedTuple):
    """A question, what is said of it afterwards, and where both come from; `form` is 'myst' or 'html'."""

    question: str
    answer: str
    origin: str
    form: str


def asked(site, words, told=None, start=None):
    """The question that a deck names: by a lab and its box, by its name in the bank, or by its first words in the chapter.

    `told` is the cell that decides a prediction, if it is not the next one that does; `start` are the words with which the
    question begins, if it takes more than the last paragraph before its box.
    """
    if from_lab := FROM_LAB.fullmatch(words):
        return prediction(*from_lab.groups(), told, start)
    if FROM_BANK.fullmatch(words):
        return banked(site, words)
    return from_chapter(site, words)


@cache
def cells(lab):
    """The cells of a lab."""
    path = LABS / f"{lab}.ipynb"
    if not path.is_file():
        raise ValueError(f"got the lab {lab!r}, expected one in labs/")
    return nbformat.read(path, as_version=4).cells


def prediction(lab, cell, told, start):
    """What a lab asks before a box for a prediction, and what it says where that is decided."""
    places = [place for place, each in enumerate(cells(lab)) if each.id == cell]
    if not places or "prediction" not in cells(lab)[places[0]].metadata.get("tags", []):
        boxes = [each.id for each in cells(lab) if "prediction" in each.metadata.get("tags", [])]
        raise ValueError(f"got {lab}/{cell}, expected a box for a prediction: {', '.join(boxes)}")
    question = last_words(cells(lab)[places[0] - 1].source, start)
    return Asked(without_links(question), without_links(decision(lab, places[0], told)), lab, "myst")


def last_words(text, start):
    """The last paragraph of a cell, or all from the paragraph with the words `start` on, without the words that announce it."""
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    first = len(paragraphs) - 1
    if start:
        first = next((place for place, part in enumerate(paragraphs) if site_parts.pattern(start).search(part)), None)
        if first is None:
            raise ValueError(f"from: got {start!r}, expected words of the text before the box")
    question = MARKS.sub("", "\n\n".join(paragraphs[first:]))
    return question[0].upper() + question[1:]


def decision(lab, place, told):
    """What a lab says where a prediction is decided: in the cell `told`, or in the next one after the box that says it."""
    for each in cells(lab)[place:] if told is None else [each for each in cells(lab) if each.id == told]:
        if said := DECIDED.search(each.source):
            return said[1]
    raise ValueError(f"told: got {told!r}, expected a cell of {lab} with the fold {OUTCOME!r}")


def without_links(text):
    """MyST with the words of links in their places: a slide has no page to lead to."""
    return LINK.sub(r"\1", text)


def banked(site, name):
    """A question of the bank, and what one says to it in thirty seconds."""
    page, box = site.named(f"question-{name}")
    short = next(p for p in box.select("p") if site_parts.begins(p, "In thirty seconds."))
    question = site.clean(page, box.summary)
    return Asked(question.decode_contents(), site.clean(page, short).decode_contents(), "the interview questions", "html")


def from_chapter(site, words):
    """An exercise of the chapter with its answer, or a question of its whiteboard with what is said to it."""
    for page, where in site.articles():
        for item in where.select("#exercises > ol > li"):
            if site_parts.begins(item, words):
                return exercise(site.clean(page, item))
        for line in where.select(".whiteboard > p"):
            lead = line.find(["strong", "em"])
            if lead and site_parts.begins(line, words) and lead.get_text().rstrip().endswith("?"):
                return at_the_whiteboard(site.clean(page, line))
    raise ValueError(f"got {words!r}, expected the first words of an exercise or of a whiteboard question of the chapter")


def exercise(item):
    """The task, and its folded answer, which a site without solutions has not."""
    answer = item.details.extract() if item.details else None
    if answer:
        answer.summary.decompose()
    said = answer.decode_contents() if answer else "This edition of the site leaves the answer out."
    return Asked(item.decode_contents(), said, "the chapter's exercises", "html")


def at_the_whiteboard(line):
    """The question, which is set off, and the words after it."""
    lead = line.find(["strong", "em"]).extract()
    return Asked(lead.decode_contents(), line.decode_contents(), "the chapter's whiteboard", "html")
