"""The directive `claim`: what the book claims, and what the labs found of it."""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .folds import folded
from .lab_records import guide_place
from .shown import Shown

INSIDE = {"holds": "The evidence", "holds if": "The condition and the evidence",
          "wrong as stated": "What is true instead, and the evidence"}


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
    """A box that states a registered claim and its verdict, with what the labs found of it in a fold."""

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
        title = self.title(identifier, entry["verdict"])
        box["labelledby"] = title["ids"][0]
        box += [title, *self.sentences(entry["statement"], "claim-statement"), self.findings(identifier, entry)]
        return box

    def title(self, identifier, verdict):
        """Verdict and identifier."""
        name = nodes.inline("", identifier, classes=["claim-name"])
        title = self.paragraph(self.verdict(verdict), " claim ", name, classes=["claim-title"])
        title["ids"] = [f"claim-{identifier}-title"]
        return title

    def findings(self, identifier, entry):
        """What the labs found, the way to all measurements in the ledger, and the place in the source guide, folded."""
        found = self.labs.library.of_claim(identifier)
        words = "The measurement" if len(found) == 1 else f"All {len(found)} measurements"
        link = [self.labs.link("ledger", identifier, f"{words}, with bounds and controls"), ". "] if found else []
        last = self.paragraph(*link, f"Source guide: {guide_place(entry['guide'])}.", classes=["claim-evidence"])
        return folded([INSIDE[entry["verdict"]]], *self.sentences(entry["truth"], "claim-truth"), last)
