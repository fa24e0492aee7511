"""Sphinx extension: what stands in the chapters, gathered on one page, so that nothing is typed twice.

The directive `equations` repeats numbered equations, each with words of its own, `whiteboards` all boxes of that class.
"""

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective, new_document

from .labs_domain import warn
from .shown import Shown


class gathered(nodes.General, nodes.Element):
    """The place of what is fetched once all pages are read: `label` of an equation, or None for all whiteboards."""


class Equations(Shown, SphinxDirective):
    """Lines of `label: words`: the words with the equation's number, and under them the equation."""

    has_content = True

    def run(self):
        """A box for each line."""
        return [self.line(*line.split(": ", 1)) for line in self.content if line.strip()]

    def line(self, label, words):
        """The words and the place of the equation."""
        said = self.sentences(f"{words} {{eq}}`{label}`")
        return nodes.container("", *said, gathered("", label=label), classes=["sheet-formula"])


class Whiteboards(SphinxDirective):
    """The place of all whiteboards of the chapters, in order."""

    def run(self):
        """One place for all."""
        self.env.note_reread()
        return [gathered("", label=None)]


def equation(env, label):
    """The equation of a label, without number and anchor, which belong to its chapter."""
    page = env.get_domain("math").equations.get(label, (None,))[0]
    found = [block for block in env.get_doctree(page).findall(nodes.math_block) if block.get("label") == label] if page else []
    if not found:
        warn(f"equations: got {label!r}, expected the label of an equation")
        return []
    copy = found[0].deepcopy()
    copy["label"], copy["number"], copy["ids"], copy["names"] = None, None, [], []
    return [copy]


def boxes(env, here):
    """A copy of every whiteboard, its references made from this page."""
    for page in sorted(env.found_docs):
        for box in env.get_doctree(page).findall(nodes.admonition) if page != here else ():
            if "whiteboard" in box["classes"]:
                yield resolved(env, box.deepcopy(), here)


def resolved(env, box, here):
    """A box whose references lead on from another page than its own."""
    for part in box.findall(nodes.Element):
        part["ids"] = []
    for reference in box.findall(addnodes.pending_xref):
        reference["refdoc"] = here
    document = new_document(here)
    document += box
    env.apply_post_transforms(document, here)
    return document[0]


def fetch(app, doctree, docname):
    """Put in place what was to be gathered."""
    for place in list(doctree.findall(gathered)):
        parts = equation(app.env, place["label"]) if place["label"] else list(boxes(app.env, docname))
        place.replace_self(parts)


def setup(app):
    """Register the directives; fetch before other extensions look at the page."""
    app.add_node(gathered)
    app.add_directive("equations", Equations)
    app.add_directive("whiteboards", Whiteboards)
    app.connect("doctree-resolved", fetch, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
