"""Sphinx extension: the index that the search page loads, a section each, with its words and the glossary's names for things.

Sphinx's own index knows pages and not what they say, so its script fetches each page that it finds: slow, impossible from a
folder, and the excerpts begin with menus. This one holds the text; `searchtools.js` beside it, the book's own, reads it.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

NOT_WORDS = (nodes.section, nodes.title, nodes.literal_block, nodes.math_block, nodes.raw, nodes.image, nodes.comment,
             nodes.system_message, addnodes.toctree, addnodes.index, addnodes.glossary, nodes.substitution_definition)
TEX = re.compile(r"[\\{}^_]|\s")
FOR_SHORT = re.compile(r"\b(\w+) for short\b")


def index(env, pages):
    """Every section of the pages and every term, and the groups of names that mean one thing.

    Returns
    -------
    dict
        ``sections``: (page, anchor, title, title of the page, text, terms of the glossary that it links to);
        ``names``: a list of names for each term that has several.
    """
    sections, names = [], {}
    for page in pages:
        doctree = env.get_doctree(page)
        for called in map(names_of, doctree.findall(nodes.definition_list_item)):
            names |= dict.fromkeys(called, called)
        sections += [(page, *entry) for entry in entries(doctree, env.titles[page].astext())]
    linked = [(*section[:-1], [names.get(term, [term]) for term in section[-1]]) for section in sections]
    return {"sections": linked, "names": [called for name, called in names.items() if name == called[0] and called[1:]]}


def entries(doctree, page_title):
    """Anchor, title, title of the page, text and terms of each section, and of each term of a glossary."""
    for section in doctree.findall(nodes.section):
        yield section["ids"][0], section[0].astext(), page_title, words(section), terms(section)
    for item in doctree.findall(nodes.definition_list_item):
        if names_of(item):
            yield item[0]["ids"][0], item[0].astext(), page_title, words(item[-1]), []


def names_of(item):
    """All names of a term of the glossary, in lower case; none for an item of another list."""
    called = [part.astext() for part in item.findall(nodes.term) if "".join(part["ids"]).startswith("term-")]
    return [name.lower() for name in called + FOR_SHORT.findall(item[-1].astext())] if called else []


def words(node):
    """The text of a section without its subsections, code and long formulas."""
    return " ".join("".join(spaced(node)).split())


def spaced(node):
    """The text in pieces, apart where blocks are."""
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield child.astext()
        elif isinstance(child, nodes.math):
            yield "…" if TEX.search(child.astext()) else child.astext()
        elif not isinstance(child, NOT_WORDS):
            yield from spaced(child)
            yield "" if isinstance(child, nodes.Inline) else " "


def terms(section):
    """The terms of the glossary that a section, without its subsections, links to, in lower case."""
    links = (node for node in section.findall(addnodes.pending_xref) if node.get("reftype") == "term")
    return sorted({link["reftarget"].lower() for link in links if section_of(link) is section})


def section_of(node):
    """The section that a node stands in, None outside any."""
    while node is not None and not isinstance(node, nodes.section):
        node = node.parent
    return node


def write(app, error):
    """Put the index in the place of Sphinx's, after a build that went well."""
    if error or app.builder.name != "html":
        return
    found = index(app.env, sorted(app.env.found_docs))
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, "searchindex.js").write_text(f"self.bookIndex={text};\n", encoding="utf-8")


def setup(app):
    """Write when Sphinx has written its own."""
    app.connect("build-finished", write, priority=900)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
