"""Which chapter a deck belongs to, and which pages of the book that chapter has."""

import re
from functools import cache
from pathlib import Path

import yaml

from book._print.facts import below

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "teaching" / "slides"
LABS = ROOT / "labs"


def decks(folder=SOURCES):
    """The names of all decks, in the order of their chapters."""
    return sorted(path.stem for path in Path(folder).glob("[0-9][0-9]_*.md"))


@cache
def pages_of(deck, toc=ROOT / "_toc.yml"):
    """The pages of a deck's chapter, `book/03_gated_networks` first; ValueError where the book has no such chapter."""
    chapters = [part for part in yaml.safe_load(Path(toc).read_text(encoding="utf-8"))["parts"] if part.get("numbered")]
    files = [list(below(entry)) for part in chapters for entry in part["chapters"]]
    number = int(re.match(r"\d\d", deck)[0])
    if not 1 <= number <= len(files):
        raise ValueError(f"deck: got {deck!r}, expected the number of a chapter of the book, 1 to {len(files)}")
    return [file for file in files[number - 1] if file.startswith("book/")]
