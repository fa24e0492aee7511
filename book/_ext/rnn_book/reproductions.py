"""Sphinx extension: `reproductions` lists every reproduction card of the chapters, so that no verdict is typed twice.

A card begins with its title in bold and its source in brackets, and its list ends with a line that says the verdict.
"""

import re
from pathlib import Path

from sphinx.util.docutils import SphinxDirective

from utils.book.interview import slug

from .shown import Shown

HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CARD = re.compile(r"^\*\*(?:Reproduction card: )?([^*\n]+)\*\* \((\{cite:t\}`[^\n]+)\)\n\n((?:- [^\n]+\n)+)", re.MULTILINE)
VERDICT = re.compile(r"^- \*(?:Verdict|\{term\}`Verdict <verdict>`): ([^*\n.]+)\.?\*,? ?([^\n]*)$", re.MULTILINE)
VERDICTS = ("reproduced", "in part", "not here")
HEAD = "| result | source | verdict |\n|---|---|---|\n"


def cards(text):
    """(title, source, verdict, what is said of it, heading above) of each card of a page's source.

    ValueError if a card says no verdict, or another one than those of `VERDICTS`.
    """
    for card in CARD.finditer(text):
        title, source, body = card.groups()
        found = VERDICT.search(body)
        if not found or found[1] not in VERDICTS:
            raise ValueError(f"card {title!r}: got verdict {found and found[1]!r}, expected one of {', '.join(VERDICTS)}")
        headings = HEADING.findall(text[:card.start()])
        yield title[0].upper() + title[1:], source, found[1], found[2], headings[-1]


def row(page, title, source, verdict, said, heading):
    """A row of the table, in MyST: the title leads to the section of the card."""
    said = f": {said[0].lower()}{said[1:].rstrip('.')}" if said else ""
    return f"| [{title}](/book/{page}.md#{slug(heading)}) | {source} | {verdict}{said} |\n"


class Reproductions(Shown, SphinxDirective):
    """The table of all cards, in the order of the chapters."""

    def run(self):
        """One table."""
        rows = []
        for path in sorted(Path(self.env.srcdir, "book").glob("[0-9]*.md")):
            self.env.note_dependency(str(path))
            rows += [row(path.stem, *card) for card in cards(path.read_text(encoding="utf-8"))]
        return list(self.myst(HEAD + "".join(rows)).children)


def setup(app):
    """Register the directive."""
    app.add_directive("reproductions", Reproductions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
