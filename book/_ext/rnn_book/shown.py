"""What all directives and roles of the labs share: how a record, a verdict and a link to a lab look on a page."""

from docutils import nodes
from docutils.statemachine import StringList

from .lab_records import in_print, lab_title, unknown
from .labs_domain import warn

SYMBOLS = {"holds": "✓", "holds if": "◐", "wrong as stated": "✗"}
CLEARER = {"holds if": "holds, on a condition"}
SAID = {verdict: f"{symbol} {CLEARER.get(verdict, verdict)}" for verdict, symbol in SYMBOLS.items()}
"""How a reader meets each verdict of the registry: told by neither colour nor symbol alone."""


def verdict_anchor(verdict):
    """The name by which pages, styles and the ledger's filter know a verdict: 'verdict-holds-if'."""
    return f"verdict-{verdict.replace(' ', '-')}"


class Shown:
    """What the directives share: the labs, and how records read."""

    @property
    def labs(self):
        """The domain that knows the labs."""
        return self.env.get_domain("lab")

    def unknown(self, what, key, known, where="stored in the labs"):
        """Warn of a key that nothing stands for, and read this page again next time: a lab may have it by then."""
        self.env.note_reread()
        warn(unknown(what, key, known, where), self.get_location())
        return []

    def paragraph(self, *parts, classes=()):
        """A paragraph of strings and nodes."""
        return nodes.paragraph("", "", *[nodes.Text(p) if isinstance(p, str) else p for p in parts],
                               classes=list(classes))

    def myst(self, text, *classes):
        """Text of the registry, parsed as the page's own."""
        box = nodes.container(classes=list(classes))
        self.state.nested_parse(StringList(text.splitlines(), source="claims.toml"), 0, box)
        return box

    def sentences(self, text, *classes):
        """Text of the registry without a box around it where it is one paragraph."""
        box = self.myst(text, *classes)
        if len(box) != 1 or not isinstance(box[0], nodes.paragraph):
            return [box]
        box[0]["classes"] += classes
        return [box[0]]

    def verdict(self, verdict):
        """A verdict in words, with its symbol."""
        return nodes.inline("", SAID[verdict], classes=["claim-verdict", verdict_anchor(verdict)])

    def to_lab(self, kind, key, found):
        """The link to the cell that stored a record."""
        self.labs.note_use(found)
        return self.labs.link(kind, key, lab_title(found.lab), f"To the cell in {lab_title(found.lab)}", ["to-lab"])

    @staticmethod
    def value(text):
        """Measured digits, so that the eye finds them."""
        return nodes.strong("", in_print(text), classes=["measured-value"])
