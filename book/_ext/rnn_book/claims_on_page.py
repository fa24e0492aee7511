"""The directives `claim` and `ledger`: what the book claims, and what the labs measured of it."""

from collections import Counter
from itertools import groupby

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .lab_records import guide_place
from .shown import Shown


class claim_box(nodes.container):
    """A claim; builders other than HTML treat it as the container that it is."""


def visit_html(self, node):
    """A note beside the text, labelled by its own title."""
    attributes = {"role": "note", "aria-labelledby": node["labelledby"]}
    self.body.append(self.starttag(node, "aside", **attributes))


def depart_html(self, node):
    """End of the note."""
    self.body.append("</aside>\n")


class Claim(Shown, SphinxDirective):
    """A box that states a registered claim, its verdict, and what the labs measured of it."""

    required_arguments = 1

    def run(self):
        """The box, or a warning where the claim is unknown."""
        identifier = self.arguments[0]
        self.labs.note_stated(identifier)
        self.env.note_dependency(str(self.labs.library.claims_file))
        if identifier not in self.labs.library.claims:
            return self.unknown("claim", identifier, self.labs.library.claims, "registered")
        return [self.box(identifier, self.labs.library.claims[identifier])]

    def box(self, identifier, entry):
        """The box of a claim."""
        slug = entry["verdict"].replace(" ", "-")
        box = claim_box(classes=["claim", f"claim-{slug}"], names=[f"claim-{identifier}"])
        self.state.document.note_explicit_target(box, box)
        self.labs.note("claim", identifier, box)
        title = self.title(identifier, entry, f"claim-{identifier}-title")
        box["labelledby"] = title["ids"][0]
        found = self.labs.library.of_claim(identifier)
        box += [title, self.myst(entry["statement"], "claim-statement"), self.myst(entry["truth"], "claim-truth")]
        box += [self.evidence(identifier, len(found))] if found else []
        return box

    def evidence(self, identifier, count):
        """The way to all measurements, which stand in the ledger: the text above gives those that matter most."""
        words = "The measurement" if count == 1 else f"All {count} measurements"
        link = self.labs.link("ledger", identifier, f"{words}, with bounds and controls")
        return self.paragraph(link, classes=["claim-evidence"])

    def title(self, identifier, entry, anchor):
        """Identifier, verdict and the place in the source guide."""
        name = nodes.inline("", identifier, classes=["claim-name"])
        guide = nodes.inline("", f"Source guide: {guide_place(entry['guide'])}", classes=["claim-guide"])
        title = self.paragraph("Claim ", name, " ", self.verdict(entry["verdict"]), " ", guide, classes=["claim-title"])
        title["ids"] = [anchor]
        return title


class Ledger(Shown, SphinxDirective):
    """The table of all claims that a lab measures, by the source guide's sections."""

    def run(self):
        """A sentence that counts, then a table for each section of the guide."""
        self.labs.note_stated()
        self.env.note_dependency(str(self.labs.library.claims_file))
        measured = self.labs.library.measured_claims()
        rows = [(i, entry) for i, entry in self.labs.library.claims.items() if i in measured]
        tables = [part for guide, group in groupby(rows, lambda row: row[1]["guide"])
                  for part in (nodes.rubric("", f"Source guide: {guide_place(guide)}"), self.table(group))]
        return [self.paragraph(count(entry["verdict"] for _, entry in rows), classes=["ledger-count"]), *tables]

    def table(self, rows):
        """The claims of one section of the guide."""
        titles = ("Claim", "Measured", "Bounds", "Control: measured where the claim is false")
        head = nodes.row("", *[nodes.entry("", self.paragraph(title)) for title in titles])
        body = nodes.tbody("", *[row for identifier, entry in rows for row in self.rows(identifier, entry)])
        widths = [nodes.colspec(colwidth=width) for width in (25, 35, 12, 28)]
        group = nodes.tgroup("", *widths, nodes.thead("", head), body, cols=4)
        return nodes.table("", group, classes=["ledger"])

    def rows(self, identifier, entry):
        """One claim: a row for each measurement, the first of which says what is claimed."""
        found = self.labs.library.of_claim(identifier)
        rows = [nodes.row("", *[nodes.entry("", *part) for part in ([self.measured(f)], [self.bounds(f)], self.controls(f))])
                for f in found]
        rows[0].insert(0, nodes.entry("", *self.claimed(identifier, entry), morerows=len(found) - 1))
        rows[0]["ids"] = [f"ledger-{identifier}"]
        self.labs.note("ledger", identifier, rows[0])
        return rows

    def claimed(self, identifier, entry):
        """The claim's name, which leads to its chapter, the verdict, and the statement."""
        link = self.labs.link("claim", identifier, identifier, "To the claim in its chapter", ["claim-name"])
        return [self.paragraph(link), self.paragraph(self.verdict(entry["verdict"])), self.myst(entry["statement"])]


def count(verdicts):
    """How many claims there are, and how many of each verdict."""
    tally = Counter(verdicts)
    words = {"holds": "hold", "holds if": "hold under a condition", "wrong as stated": "wrong as stated"}
    parts = "; ".join(f"{phrase}: {tally[verdict]}" for verdict, phrase in words.items() if tally[verdict])
    return f"Claims measured: {sum(tally.values())}. Of these {parts}." if parts else "No claim is measured yet."
