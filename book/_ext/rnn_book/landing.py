"""The landing page: a dial for a gate's half-life, one verdict of the ledger, and a tally of them all."""

import re
from collections import Counter
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from py_mini_racer import MiniRacer
from sphinx.util.docutils import SphinxDirective

from .ledger import TALLY
from .shown import SYMBOLS, Shown, verdict_anchor

SCRIPT = Path(__file__).parents[2] / "_static" / "half-life.js"


def dial():
    """The dial as HTML, at the usual bias: its script, run in V8, draws it."""
    engine = MiniRacer()
    try:
        engine.eval(SCRIPT.read_text(encoding="utf-8"))
        return engine.eval("halfLife.html()")
    finally:
        engine.close()  # left to the interpreter's end, it waits there for a thread that runs no more


class Dial(SphinxDirective):
    """The dial, which reads without scripts and on paper."""

    def run(self):
        """Its HTML: no other builder shows it."""
        self.env.note_dependency(str(SCRIPT))
        return [nodes.raw("", dial(), format="html")]


class Verdict(Shown, SphinxDirective):
    """A claim in short: verdict, statement, the first sentences of what is true, and the way to the rest."""

    required_arguments = 1
    option_spec = {"sentences": directives.positive_int}  # noqa: RUF012

    def run(self):
        """The box, or a warning where the claim is unknown."""
        identifier, claims = self.arguments[0], self.labs.library.claims
        self.env.note_dependency(str(self.labs.library.claims_file))
        if identifier not in claims:
            return self.unknown("claim", identifier, claims, "registered")
        entry = claims[identifier]
        link = self.labs.link("claim", identifier, "What the labs measured")
        parts = [self.paragraph(self.verdict(entry["verdict"]), classes=["claim-title"]),
                 self.myst(entry["statement"], "claim-statement"),
                 self.myst(opening(entry["truth"], self.options.get("sentences", 1)), "claim-truth"),
                 self.paragraph(link, classes=["claim-evidence"])]
        return [nodes.container("", *parts, classes=["claim", f"claim-{entry['verdict'].replace(' ', '-')}"])]


def opening(text, sentences):
    """The first sentences of a text."""
    return " ".join(re.split(r"(?<=[.?!])\s+", text)[:sentences])


class Tally(Shown, SphinxDirective):
    """How many claims of the ledger have which verdict, as a bar of a sign for each, and the ways to these in the ledger."""

    def run(self):
        """A paragraph for each verdict."""
        library = self.labs.library
        self.labs.note_stated()
        self.env.note_dependency(str(library.claims_file))
        measured = library.measured_claims()
        tally = Counter(entry["verdict"] for identifier, entry in library.claims.items() if identifier in measured)
        return [nodes.container("", *[self.row(verdict, tally[verdict]) for verdict in TALLY], classes=["tally"])]

    def row(self, verdict, count):
        """The number, the words, and a sign for each claim."""
        words = self.labs.link("tally", verdict, TALLY[verdict]) if count else TALLY[verdict]
        signs = nodes.raw("", f'<span class="tally-signs" aria-hidden="true">{SYMBOLS[verdict] * count}</span>', format="html")
        return self.paragraph(nodes.inline("", str(count), classes=["tally-count"]), " ", words, " ", signs,
                              classes=[verdict_anchor(verdict)])
