"""The directive `ledger`: a card for every claim that a lab measures, and the means to see some of them only."""

from collections import Counter

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from utils.book.in_words import bounds_in_words, controls, on_seeds, values_in_words
from utils.book.stored import key_of

from .folds import folded
from .lab_records import guide_place, in_print
from .shown import Shown, verdict_anchor

TALLY = {"holds": "hold", "holds if": "hold, on a condition", "wrong as stated": "wrong as stated"}

# Seen only where scripts run; ledger.js fills in what there is to choose.
FILTER = """<form class="ledger-filter" aria-label="Show some claims only">
<label>Verdict <select name="verdict"><option value="">all</option></select></label>
<label>Chapter <select name="chapter"><option value="">all</option></select></label>
<output></output>
</form>
"""


class Ledger(Shown, SphinxDirective):
    """All claims that a lab measures, in the order of the source guide."""

    def run(self):
        """A line that counts, the filter, and the cards."""
        self.labs.note_stated()
        self.env.note_dependency(str(self.labs.library.claims_file))
        measured = self.labs.library.measured_claims()
        rows = [(i, entry) for i, entry in self.labs.library.claims.items() if i in measured]
        cards = [self.card(identifier, entry) for identifier, entry in rows]
        return [self.count(Counter(entry["verdict"] for _, entry in rows)), nodes.raw("", FILTER, format="html"), *cards]

    def count(self, tally):
        """How many claims there are, and how many of each verdict, each a link that shows those."""
        links = [self.of_verdict(verdict, words, tally[verdict]) for verdict, words in TALLY.items() if tally[verdict]]
        parts = [part for link in links for part in (" ", link)]
        return self.paragraph(f"Claims measured: {sum(tally.values())}.", *parts, classes=["ledger-count"])

    def of_verdict(self, verdict, words, number):
        """The link to the claims of one verdict, which is where it leads without scripts."""
        anchor = verdict_anchor(verdict)
        link = nodes.reference("", f"{number} {words}", refid=anchor, internal=True, ids=[anchor])
        self.state.document.ids[anchor] = link
        self.labs.note("tally", verdict, link)
        return link

    def card(self, identifier, entry):
        """One claim: what is claimed, the first measurement, and the others in a fold."""
        first, *others = [self.measurement(found) for found in self.labs.library.of_claim(identifier)]
        slug = entry["verdict"].replace(" ", "-")
        card = nodes.container("", self.title(identifier, entry), *self.sentences(entry["statement"], "claim-statement"),
                               first, classes=["ledger-card", f"claim-{slug}"], ids=[f"ledger-{identifier}"])
        if others:
            card += folded([f"{len(others)} more measurement{'s' * (len(others) > 1)}"], *others)
        self.labs.note("ledger", identifier, card)
        return card

    def title(self, identifier, entry):
        """The verdict, the claim's name, which leads to its chapter, and the place in the source guide."""
        link = self.labs.link("claim", identifier, identifier, classes=["claim-name"])
        guide = nodes.inline("", f"Source guide: {guide_place(entry['guide'])}", classes=["claim-guide"])
        return self.paragraph(self.verdict(entry["verdict"]), " ", link, " ", guide, classes=["claim-title"])

    def measurement(self, found):
        """What was measured, how much, the bounds, what its controls gave, and in which lab: a paragraph."""
        record = found.record
        parts = [f"{in_print(record['says'])}: ", self.value(values_in_words(record)), on_seeds(record),
                 f"; bounds: {in_print(bounds_in_words(record))}"]
        for words, values in controls(record).items():
            parts += [f"; control, {words}: ", self.value(values_in_words(record, values))]
        return self.paragraph(*parts, ". ", self.to_lab("measurement", key_of(found), found), classes=["measured-line"])
