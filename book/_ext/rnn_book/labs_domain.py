"""Sphinx's knowledge of labs: where each measurement, figure, claim and ledger entry stands, and links to them."""

from functools import cached_property
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from .lab_records import Library, disagreements

LOG = logging.getLogger(__name__)


def warn(message, location=None):
    """A warning of this extension; under ``-W`` it fails the build."""
    LOG.warning(message, location=location, type="labs")


class LabsDomain(Domain):
    """Targets by kind and key, which page states which claims, and where which measurement is used."""

    name = "lab"
    label = "Labs and claims"
    object_types = {kind: ObjType(kind) for kind in ("claim", "measurement", "figure", "ledger", "tally", "question")}  # noqa: RUF012
    initial_data = {"targets": {}, "stated": {}, "used": {}}  # noqa: RUF012
    dangling_warnings = {  # noqa: RUF012
        "claim": "no page states claim %(target)r",
        "measurement": "measurement %(target)r: its lab is not among the pages of the book",
        "figure": "figure %(target)r: its lab is not among the pages of the book",
        "ledger": "no ledger lists claim %(target)r",
        "tally": "no ledger counts the claims of verdict %(target)r",
        "question": "no page has question %(target)r",
    }

    @cached_property
    def library(self):
        """What the labs stored, read once a build."""
        root = Path(self.env.srcdir)
        library = Library(root / self.env.config.labs_folder, root / self.env.config.claims_file)
        try:
            _ = library.measurements, library.figures, library.claims
        except (OSError, ValueError) as error:
            raise ExtensionError(f"labs: {error}") from error
        return library

    def note(self, kind, key, node):
        """Remember that a node on the current page is the target for a key."""
        self.data["targets"][kind, key] = (self.env.docname, node["ids"][0])

    def note_stated(self, *identifiers):
        """Remember that the current page shows claims, and which of them it states."""
        self.data["stated"].setdefault(self.env.docname, []).extend(identifiers)

    def note_used(self, docname, uses):
        """Remember which measurements a page's sections use: (key, section's anchor, section's title)."""
        self.data["used"][docname] = uses

    def uses_of(self, key):
        """Every (page, anchor, title) of a section whose text uses a measurement, in the order of the pages."""
        return [(page, *section) for page, uses in sorted(self.data["used"].items()) for used, *section in uses if used == key]

    def key_at(self, docname, anchor):
        """The measurement that a place on a lab's page shows, None where there is none."""
        places = ((kind, key) for (kind, key), place in self.data["targets"].items() if place == (docname, anchor))
        return next((key for kind, key in places if kind == "measurement"), None)

    def note_use(self, found):
        """Make the current page depend on the lab that a record comes from."""
        self.env.note_dependency(str(self.library.path(found).resolve()))

    def link(self, kind, key, text, title="", classes=()):
        """A cross-reference that Sphinx resolves when all pages are read."""
        xref = addnodes.pending_xref(
            "", refdomain=self.name, reftype=kind, reftarget=key, refdoc=self.env.docname, refexplicit=True,
            refwarn=True, linktitle=title)
        xref += nodes.inline(text, text, classes=list(classes))
        return xref

    def resolve_xref(self, env, fromdocname, builder, typ, target, node, contnode):
        """The link for a cross-reference, or None where there is no such target."""
        if (typ, target) not in self.data["targets"]:
            return None
        words = nodes.Text(contnode.astext())  # bare: a chapter has a hundred such links
        link = make_refnode(builder, fromdocname, *self.data["targets"][typ, target], words, node["linktitle"])
        link["classes"] += contnode["classes"]
        return link

    def resolve_any_xref(self, env, fromdocname, builder, target, node, contnode):
        """Nothing: the targets of labs are not for `{any}`."""
        return []

    def get_objects(self):
        """Claims, so that search and other projects find them."""
        for (kind, key), (page, anchor) in self.data["targets"].items():
            if kind == "claim":
                yield key, f"claim {key}", kind, page, anchor, 1

    def clear_doc(self, docname):
        """Forget a page that is about to be read again."""
        self.data["stated"].pop(docname, None)
        self.data["used"].pop(docname, None)
        targets = self.data["targets"]
        self.data["targets"] = {key: place for key, place in targets.items() if place[0] != docname}

    def merge_domaindata(self, docnames, otherdata):
        """Take over what another process of the same build read."""
        self.data["targets"] |= {k: place for k, place in otherdata["targets"].items() if place[0] in docnames}
        for kept in ("stated", "used"):
            self.data[kept] |= {page: found for page, found in otherdata[kept].items() if page in docnames}

    def check_consistency(self):
        """Warn where registry, pages and labs do not agree on the claims."""
        stated = [identifier for identifiers in self.data["stated"].values() for identifier in identifiers]
        library = self.library
        for sentence in disagreements(library.claims, stated, library.measured_claims()):
            warn(sentence)


def outdated(app, env, added, changed, removed):
    """Pages with claims or a ledger: any lab may add to them, also one that is new."""
    return sorted(set(env.get_domain("lab").data["stated"]) - removed)


def check_alternative_text(app, doctree):
    """Warn of every picture that has no alternative text."""
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            warn(f"figure without alternative text: {image['uri']}", image)
