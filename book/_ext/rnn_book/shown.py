"""What all directives and roles of the labs share: how a record, a verdict and a link to a lab look on a page."""

from docutils import nodes
from docutils.statemachine import StringList

from utils.book.in_words import bounds_in_words, controls, on_seeds, values_in_words
from utils.book.stored import key_of

from .lab_records import in_print, lab_title, unknown
from .labs_domain import warn

SYMBOLS = {"holds": "✓", "holds if": "◐", "wrong as stated": "✗"}


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

    def verdict(self, verdict):
        """A verdict with its symbol, so that it is told by neither colour nor symbol alone."""
        slug = verdict.replace(" ", "-")
        return nodes.inline("", f"{SYMBOLS[verdict]} {verdict}", classes=["claim-verdict", f"verdict-{slug}"])

    def to_lab(self, kind, key, found):
        """The link to the cell that stored a record."""
        self.labs.note_use(found)
        return self.labs.link(kind, key, lab_title(found.lab), f"To the cell in {lab_title(found.lab)}", ["to-lab"])

    def measured(self, found):
        """What was measured, how much, on which seeds, and in which lab: a paragraph."""
        record = found.record
        value, lab = self.value(values_in_words(record)), self.to_lab("measurement", key_of(found), found)
        return self.paragraph(f"{record['says']}: ", value, f"{on_seeds(record)} ", lab)

    def bounds(self, found):
        """The bounds that the lab asserts: a paragraph."""
        return self.paragraph(in_print(bounds_in_words(found.record)), classes=["measured-bounds"])

    def controls(self, found):
        """What is measured where the claim is false: a paragraph for each control."""
        record = found.record
        return [self.paragraph(f"{words}: ", self.value(values_in_words(record, values)))
                for words, values in controls(record).items()]

    @staticmethod
    def value(text):
        """Measured digits, so that the eye finds them."""
        return nodes.strong("", in_print(text), classes=["measured-value"])
