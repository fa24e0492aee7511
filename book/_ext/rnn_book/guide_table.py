"""The directive `guide-table`: what the source guide says and the labs did not find, or found on a condition only."""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .lab_records import guide_place
from .shown import SAID, Shown

BESIDE = "beside"  # how the registry marks the place of a statement that is not the guide's own
HEADS, WIDTHS = ("the guide", "verdict", "what the labs found"), (30, 15, 55)


class GuideTable(Shown, SphinxDirective):
    """Every statement of the guide that does not hold as it stands, in the guide's order; `holds` ones are in the ledger."""

    def run(self):
        """The table."""
        self.labs.note_stated()
        self.env.note_dependency(str(self.labs.library.claims_file))
        measured = self.labs.library.measured_claims()
        rows = [self.row(name, entry) for name, entry in self.labs.library.claims.items() if name in measured and faulty(entry)]
        head = nodes.row("", *[nodes.entry("", nodes.paragraph("", words)) for words in HEADS])
        columns = [nodes.colspec(colwidth=width) for width in WIDTHS]
        group = nodes.tgroup("", *columns, nodes.thead("", head), nodes.tbody("", *rows), cols=len(WIDTHS))
        return [nodes.table("", group, classes=["guide-table"])]

    def row(self, name, entry):
        """A statement with its place, the verdict, which leads to the claim, and the truth with its numbers."""
        place = self.paragraph(f"Guide, {guide_place(entry['guide'])}", classes=["claim-guide"])
        statement = [*self.sentences(entry["statement"]), place]
        link = self.labs.link("claim", name, SAID[entry["verdict"]], f"To the claim {name}")
        return nodes.row("", *[nodes.entry("", *parts) for parts in (statement, [self.paragraph(link)],
                                                                     self.sentences(entry["truth"]))])


def faulty(entry):
    """Whether the guide says this, and it does not hold as it stands."""
    return entry["verdict"] != "holds" and not entry["guide"].startswith(BESIDE)
