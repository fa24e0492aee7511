"""A lab's page among the chapters: the way to its chapter, where its numbers are used, and its checks in folds."""

from itertools import groupby

from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import make_refnode

from utils.book.in_words import values_in_words

from .folds import folded
from .lab_records import in_print

MOST_NAMED = 4  # checks of a run that its line names
LONGEST = 24  # characters of a value that the line gives


def note_uses(app, doctree):
    """Remember in which section of the page each measured number stands."""
    uses = [(xref["reftarget"], *section_of(xref)) for xref in doctree.findall(addnodes.pending_xref)
            if xref["reftype"] == "measurement" and "measured" in xref[0]["classes"]]
    app.env.get_domain("lab").note_used(app.env.docname, list(dict.fromkeys(uses)))


def section_of(node):
    """The anchor and the title of the section that a node stands in."""
    while not isinstance(node, (nodes.section, nodes.document)):
        node = node.parent
    return (node["ids"][0], node[0].astext()) if isinstance(node, nodes.section) else ("", "")


def labs_to_write(app, env):
    """The pages of labs: whatever changed in a chapter may change where their numbers are used."""
    return sorted(page for page in env.found_docs if is_lab(app, page))


def is_lab(app, page):
    """Whether a page is a lab's."""
    return page.rpartition("/")[0] == app.config.labs_folder


def lead_back(app, doctree, docname):
    """Give a lab's page its ways back, and fold its runs of checks."""
    if not is_lab(app, docname):
        return
    add_chapter(app, doctree, docname)
    for output in doctree.findall(lambda node: isinstance(node, nodes.container) and "cell_output" in node["classes"]):
        fold_checks(app, output, docname)


def add_chapter(app, doctree, docname):
    """The link to the chapter that lists this lab, above its title."""
    chapter = next((page for page, below in app.env.toctree_includes.items() if docname in below), None)
    if chapter in (None, app.config.root_doc):
        return
    words = ": ".join(filter(None, (chapter_name(app, chapter), app.env.titles[chapter].astext())))
    link = make_refnode(app.builder, docname, chapter, "", nodes.Text(words))
    line = nodes.container("", nodes.paragraph("", "A lab of ", link), classes=["lab-chapter"])
    next(doctree.findall(nodes.section)).insert(0, line)


def chapter_name(app, page):
    """'chapter 3' where the page is numbered, else nothing."""
    number = app.env.toc_secnumbers.get(page, {}).get("")
    return f"chapter {'.'.join(map(str, number))}" if number else ""


def fold_checks(app, output, docname):
    """Put each run of checks of an output into a fold, and say below where their numbers are used."""
    parts = []
    for checks, run in groupby(output.children, lambda node: "measurement" in node.get("classes", ())):
        run = list(run)
        parts += [*folded_run(app, run, docname), *used_in(app, run, docname)] if checks else run
    output.children = []
    output += parts


def folded_run(app, run, docname):
    """One check as it is; several in a fold that counts them and names the first."""
    if len(run) == 1:
        return run
    labs = app.env.get_domain("lab")
    names = [name_and_value(labs.library.measurements[labs.key_at(docname, box["ids"][0])].record) for box in run]
    named = ", ".join(names[:MOST_NAMED] + ["…"] * (len(names) > MOST_NAMED))
    title = [f"✓ {len(run)} checks passed", nodes.inline("", f": {named}", classes=["checks-named"])]
    return [folded(title, *run, classes=["checks"])]


def name_and_value(record):
    """'hand_i_1 0.8808'; the name alone where the value is long."""
    value = in_print(values_in_words(record))
    return f"{record['name']} {value}" if len(value) <= LONGEST else record["name"]


def used_in(app, run, docname):
    """A line with the sections of chapters that use the numbers of a run; nothing where none does."""
    labs = app.env.get_domain("lab")
    found = dict.fromkeys(use for box in run for use in labs.uses_of(labs.key_at(docname, box["ids"][0])))
    line = nodes.paragraph("", "Used in ", classes=["used-in"])
    for page, uses in groupby(sorted(found), lambda use: use[0]):
        links = [make_refnode(app.builder, docname, page, anchor, nodes.Text(title)) for _, anchor, title in uses]
        line += [nodes.Text(f"{'; ' * (len(line) > 1)}{chapter_name(app, page) or app.env.titles[page].astext()}: "),
                 *between(links, ", ")]
    return [line] if found else []


def between(parts, text):
    """The parts with a text between each two."""
    return [part for each in parts for part in (nodes.Text(text), each)][1:]


def register(app):
    """Connect to the steps of a build."""
    app.connect("doctree-read", note_uses)
    app.connect("env-updated", labs_to_write)
    app.connect("doctree-resolved", lead_back)
