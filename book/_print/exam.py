"""An exam of ten questions, drawn from the bank of interview questions by a seed, and its key: HTML to print, and PDF.

    python -m book._print.exam --seed 7

The questions are those of the built site, finished with formulas and measured numbers. The same seed and the same bank give the
same exam, so the sheet does not say which seed it is. Levels are balanced, junior questions first, and each topic comes as
seldom as can be. Both files go beside the site, not into it: what stands in it is published.
"""

import argparse
import html
import random
import sys
from collections import Counter
from itertools import cycle
from pathlib import Path

from bs4 import BeautifulSoup

from utils.book.bank_pages import printed
from utils.book.interview import LEVELS

from . import chromium, styles
from .facts import read_facts

ROOT = Path(__file__).resolve().parents[2]
SHEET = Path(__file__).with_name("paper.css")
COUNT = 10
LINES = 9  # of an answer, which takes half a minute to say
STYLE = """:root { --measure: none; } main { max-width: 160mm; }
@page { margin: 20mm 22mm; @bottom-left { content: "TITLE"; } }
.head { color: var(--quiet); margin-bottom: 9mm; } .about { color: var(--quiet); font-size: 9pt; margin: 0 0 2mm; }
section.question { break-inside: avoid; margin: 0 0 7mm; } section.question > h2 { font-size: 12pt; margin: 0 0 1.5mm; }
.line { border-bottom: 0.4pt solid var(--line); height: 8mm; }
details { margin: 0 0 3mm; } summary { font-weight: 600; list-style: none; }
@media screen { body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; } }"""


def draw(questions, seed, count=COUNT):
    """So many questions: as many of each level as can be, each topic as seldom as can be.

    Parameters
    ----------
    questions : list of dict
        With the fields id, level and topic, as `printed` gives them.
    seed, count : int

    Returns
    -------
    list of dict
        In the order of the levels; within one as drawn.

    Raises
    ------
    ValueError
        If `count` is below 1, or a level has too few questions.
    """
    if count < 1:
        raise ValueError(f"count: got {count}, expected 1 or more")
    wanted = Counter(level for level, _ in zip(cycle(LEVELS), range(count), strict=False))
    shuffled = sorted(questions, key=lambda each: each["id"])
    random.Random(seed).shuffle(shuffled)
    drawn, topics = [], Counter()
    for level in reversed(LEVELS):  # the rarest level chooses its topics first
        of_level = [each for each in shuffled if each["level"] == level]
        if len(of_level) < wanted[level]:
            raise ValueError(f"questions: got {len(of_level)} of level {level!r}, expected {wanted[level]} or more")
        for _ in range(wanted[level]):
            chosen = min(of_level, key=lambda each: topics[each["topic"]])
            of_level.remove(chosen)
            topics[chosen["topic"]] += 1
            drawn.append(chosen)
    return sorted(drawn, key=lambda each: LEVELS.index(each["level"]))


def sheet(questions, title, lead, answers):
    """The body of an exam, or with `answers` of its key."""
    parts = [question(number, each, answers) for number, each in enumerate(questions, 1)]
    return f'<main class="page"><h1>{html.escape(title)}</h1><p class="head">{html.escape(lead)}</p>{"".join(parts)}</main>'


def question(number, each, answers):
    """One question, with lines to write on or with its answer."""
    about = f"{each['level']}, {each['topic']}" if answers else each["level"]
    below = unfolded(each["answer"]) if answers else '<div class="line"></div>' * LINES
    return (f'<section class="question"><h2>{number}. {plain(each["question"])}</h2>'
            f'<p class="about">{html.escape(about)}</p>{below}</section>')


def unfolded(answer):
    """An answer with its folds open and its links as words."""
    tree = BeautifulSoup(plain(answer), "html.parser")
    for fold in tree.select("details"):
        fold["open"] = ""
    return str(tree)


def plain(text):
    """HTML whose links are words, and which nothing on paper could press."""
    tree = BeautifulSoup(text, "html.parser")
    for link in tree.select("a"):
        link.unwrap()
    for button in tree.select("button, .headerlink, .copy-code"):
        button.decompose()
    return str(tree)


def document(book, site, title, body):
    """A page that stands by itself: colours, names of fonts and rules of formulas as the site has them."""
    rules = [styles.names(site), styles.formulas(site), SHEET.read_text(encoding="utf-8"), STYLE.replace("TITLE", title)]
    return (f'<!DOCTYPE html>\n<html lang="{book.language}" data-theme="light"><head><meta charset="utf-8"/>'
            f"<title>{html.escape(title)}</title><style>{chr(10).join(rules)}</style></head><body>{body}</body></html>\n")


def write(folder, site, seed, count=COUNT):
    """Write exam and key of a seed as HTML into a folder; return both paths."""
    book, bank = read_facts(ROOT), list(printed(Path(site) / "book"))
    if not bank:
        raise ValueError(f"site: got {site}, which has no page of interview questions; expected the built book (make book)")
    drawn = draw(bank, seed, count)
    lead = (f"{book.title}, version {book.version}. Drawn from {len(bank)} questions. "
            "Each is answered as one would say it: in thirty seconds, some 50 to 90 words.")
    Path(folder).mkdir(parents=True, exist_ok=True)
    paths = []
    for name, title, answers in (("exam", "Exam", False), ("key", f"Key to exam {seed}", True)):
        paths.append(Path(folder, f"{name}-{seed}.html"))
        paths[-1].write_text(document(book, site, title, sheet(drawn, title, lead, answers)), encoding="utf-8")
    return paths


def main(arguments=None):
    """Write exam and key, print both where there is a browser, and say where they are; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m book._print.exam", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, required=True, help="draws the questions: the same seed, the same exam")
    parser.add_argument("--count", type=int, default=COUNT, help="how many questions")
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="the built site")
    parser.add_argument("--into", type=Path, default=ROOT / "_build" / "teacher", help="where both files go")
    asked = parser.parse_args(arguments)
    try:
        pages = write(asked.into, asked.site, asked.seed, asked.count)
        print("\n".join(str(page) for page in pages))
        browser = chromium.find()
        chromium.check_version(browser)
        for page in pages:
            chromium.print_to_pdf(browser, page.resolve(), page.resolve().with_suffix(".pdf"))
            print(page.with_suffix(".pdf"))
    except (chromium.NoBrowser, ValueError) as error:
        print(error, file=sys.stderr)
        return 1 if isinstance(error, ValueError) else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
