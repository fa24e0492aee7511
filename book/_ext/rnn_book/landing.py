"""The landing page: a dial for a gate's half-life, one verdict of the ledger, and a tally of them all.

The dial is drawn here once, at the bias that everybody sets, so that it reads without scripts and on paper;
`_static/half-life.js` redraws it, with the same numbers, when a reader moves the bias.
"""

import math
import re
from collections import Counter

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from .ledger import TALLY
from .shown import SYMBOLS, Shown, verdict_anchor

WIDTH, HEIGHT, STEPS = 640, 200, 100
BIAS = 1.0  # the usual advice

DIAL = """<figure class="dial" id="half-life">
<p class="dial-words"><output for="forget-bias"><b class="dial-steps">{steps}</b>
<span class="dial-rest">{rest}</span></output></p>
<svg viewBox="-54 -20 704 256" role="img" aria-label="{label}">
<g class="dial-frame">
<path d="M0 0V200H640M0 100H640"/><text x="-8" y="5">all</text><text x="-8" y="105">half</text>
<text x="-8" y="205">0</text>
<text x="320" y="228" class="dial-axis">steps after it was written</text><text x="640" y="228">100</text></g>
<path class="dial-curve" d="{curve}"/><path class="dial-mark" d="{mark}"/></svg>
<p class="dial-slider" hidden><label for="forget-bias">Forget bias</label>
<input id="forget-bias" type="range" min="-2" max="6" step="0.1" value="{bias}"><span aria-hidden="true">{bias}</span></p>
</figure>
"""


def gate(bias):
    """What a fresh forget gate keeps at each step."""
    return 1 / (1 + math.exp(-bias))


def half_life(bias):
    """After how many steps half of what a gate holds is gone: ln(1/2) / ln(gate), without the loss near 1."""
    return math.log(2) / math.log1p(math.exp(-bias))


def steps_in_words(bias):
    """The half-life in print: a decimal below ten steps."""
    steps = half_life(bias)
    number = f"{steps:.1f}" if steps < 9.95 else f"{steps:,.0f}"
    return f"{number} {'step' if number == '1.0' else 'steps'}"


def rest_in_words(bias):
    """What the half-life follows from."""
    kept = f"the gate keeps {gate(bias):.3f} of it per step"
    return f"and half of the memory is gone: with a forget bias of {signed(bias)} {kept}"


def signed(bias):
    """A bias with one decimal and a true minus sign."""
    return f"{bias:.1f}".replace("-", "\N{MINUS SIGN}")


def curve(bias):
    """What is left after each step, as the path of an SVG; points lie closer at the start, where it falls."""
    points = [STEPS * (i / 60) ** 2 for i in range(61)]
    return "M" + " ".join(f"{x * WIDTH / STEPS:.1f} {HEIGHT * (1 - gate(bias) ** x):.1f}" for x in points)


def mark(bias):
    """From the curve down to the axis at the half-life, where that is on the picture."""
    x = half_life(bias) * WIDTH / STEPS
    return f"M{x:.1f} {HEIGHT / 2:.0f}V{HEIGHT}" if x <= WIDTH else ""


def dial(bias=BIAS):
    """The dial as HTML."""
    steps, rest = steps_in_words(bias), rest_in_words(bias)
    label = f"What is left of a memory, step by step. {steps} {rest}."
    return DIAL.format(steps=steps, rest=rest, label=label, bias=signed(bias), curve=curve(bias), mark=mark(bias))


class Dial(SphinxDirective):
    """The dial."""

    def run(self):
        """Its HTML: no other builder shows it."""
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
