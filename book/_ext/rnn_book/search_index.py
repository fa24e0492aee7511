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
    """Every section of the pages, every term and every claim of the ledger, and the groups of names that mean one thing.

    Returns
    -------
    dict
        ``sections``: (page, anchor, title, title of the page, text, names of the terms that it links to);
        ``names``: a list of names for each term that has several.
    """
    doctrees = {page: resolved(env, page) for page in pages}
    items = [item for doctree in doctrees.values() for item in glossary_items(doctree)]
    names = {anchor: names_of(item) for item in items for term in item.findall(nodes.term) for anchor in term["ids"]}
    sections = [(page, *entry) for page, doctree in doctrees.items()
                for entry in entries(doctree, env.titles[page].astext(), names)]
    return {"sections": sections, "names": [called for called in map(names_of, items) if called[1:]]}


def resolved(env, page):
    """A page with all references in words, but without the contents of the book."""
    doctree = env.get_doctree(page)
    env.apply_post_transforms(doctree, page)
    return doctree


def entries(doctree, page_title, names):
    """Anchor, title, title of the page, text and terms of each section, of each term, and of each claim of the ledger."""
    for section in doctree.findall(nodes.section):
        title = next(section.findall(nodes.title))
        yield section["ids"][0], title.astext(), page_title, words(section), terms(section, names)
    for item in glossary_items(doctree):
        yield item[0]["ids"][0], item[0].astext(), page_title, words(item[-1]), []
    for card in filter(is_card, doctree.findall(nodes.container)):
        yield card["ids"][0], card["ids"][0].replace("ledger-", "Claim ", 1), page_title, words(card), []


def is_card(node):
    """Whether a node is a claim of the ledger."""
    return "ledger-card" in node.get("classes", ())


def glossary_items(doctree):
    """The terms of a glossary with their meanings."""
    for item in doctree.findall(nodes.definition_list_item):
        if any(anchor.startswith("term-") for anchor in item[0]["ids"]):
            yield item


def names_of(item):
    """All names of a term of the glossary, in lower case."""
    called = [part.astext() for part in item.findall(nodes.term)]
    return [name.lower() for name in called + FOR_SHORT.findall(item[-1].astext())]


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
        elif not isinstance(child, NOT_WORDS) and not is_card(child):
            yield from spaced(child)
            yield "" if isinstance(child, (nodes.Inline, nodes.reference)) else " "


def terms(section, names):
    """The names of each term of the glossary that a section, without its subsections, links to."""
    links = [link for link in section.findall(nodes.reference) if section_of(link) is section]
    anchors = [(link.get("refuri") or "#" + link.get("refid", "")).rpartition("#")[2] for link in links]
    return [names[anchor] for anchor in dict.fromkeys(anchors) if anchor in names]


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
