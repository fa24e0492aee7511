"""`python -m book._print pdf` or `epub`: the book in one file, from the built site, into its folder `downloads`.

Also `cards`, the interview questions as a deck for Anki, and `quiz`, the self-test for learning platforms.
"""

import argparse
import sys
from os.path import relpath
from pathlib import Path

from bs4 import BeautifulSoup

from .cards import write_cards
from .chromium import NoBrowser
from .epub import write_epub
from .facts import read_facts
from .pdf import write_pdf
from .quiz import write_quiz

ROOT = Path(__file__).resolve().parents[2]
NAME = "recurrent-neural-networks-measured"
ENDINGS = {"pdf": "pdf", "epub": "epub", "cards": "apkg", "quiz": "qti.zip"}
CALLED = {"pdf": "PDF", "epub": "EPUB", "cards": "Anki", "quiz": "QTI"}
FRONT = "book/index"
"""The landing page, whose place the title page takes."""


def main(arguments=None):
    """Write the file that was asked for, offer it on the landing page, and say where it is; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m book._print", description=__doc__)
    parser.add_argument("form", choices=list(ENDINGS))
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="the built site")
    asked = parser.parse_args(arguments)
    target = asked.site / "downloads" / f"{NAME}.{ENDINGS[asked.form]}"
    try:
        size = write(asked.form, target, asked.site)
    except (NoBrowser, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    words = f"{CALLED[asked.form]}, {size}{target.stat().st_size / 1e6:.1f} MB"
    offer(asked.site / f"{FRONT}.html", asked.form, target, words)
    print(f"{target}: {words}")
    return 0


def write(form, target, site):
    """Write one form of the book; return what there is to say of its length."""
    if form == "cards":
        return f"{write_cards(target, site)} cards, "
    if form == "quiz":
        return f"{write_quiz(target)} questions, "
    book = read_facts(ROOT)
    if form == "pdf":
        return f"{write_pdf(target, book, site, FRONT)} pages, "
    write_epub(target, book, site, FRONT)
    return ""


def offer(page, form, target, words):
    """Put a link to the file where the landing page has a place for it, such as `download-pdf`."""
    tree = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    for place in tree.select(f".download-{form}"):
        link = tree.new_tag("a", href=relpath(target, page.parent).replace("\\", "/"), string=words)
        place.clear()
        place.append(link)
    page.write_text(str(tree), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
