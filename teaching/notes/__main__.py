"""`python -m teaching.notes`: the teacher's notes, a page for each chapter with labs, into `_build/teacher`.

They hold solutions, so they never go into the site: neither into one with solutions, where each lab has its own page, nor into
one without.
"""

import argparse
import re
from itertools import groupby
from pathlib import Path

from teaching.notes.lab import ROOT, Lab
from teaching.notes.page import Notes
from utils.book.stored import labs


def chapters(folder=ROOT / "labs"):
    """(number of the chapter, its title, its labs) for each chapter that has labs."""
    for number, found in groupby(labs(folder), key=lambda path: path.name[:2]):
        yield number, title(number), [Lab(path) for path in found]


def title(number):
    """A chapter's title: the heading of the page with its number, or the number where the page has none."""
    page = next((ROOT / "book").glob(f"{number}_*.md"), None)
    heading = re.search(r"^# (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE) if page else None
    return f"Chapter {int(number)}. {heading[1]}" if heading else f"Chapter {int(number)}"


def write(target, folder=ROOT / "labs"):
    """Write a page for each chapter; return the paths."""
    notes, paths = Notes(folder), []
    Path(target).mkdir(parents=True, exist_ok=True)
    for number, words, found in chapters(folder):
        paths.append(Path(target, f"chapter-{number}.html"))
        paths[-1].write_text(notes.page(words, found), encoding="utf-8")
    return paths


def main(arguments=None):
    """Write the notes and say where they are."""
    parser = argparse.ArgumentParser(prog="python -m teaching.notes", description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=ROOT / "_build" / "teacher", help="the folder for the pages")
    for path in write(parser.parse_args(arguments).into):
        print(path)


if __name__ == "__main__":
    main()
