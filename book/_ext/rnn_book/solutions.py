"""Sphinx extension: a site without solutions, for a teacher whose students hand in what the labs ask: `SOLUTIONS=0 make book`.

Left out are the code between a solution's marks, model answers, and the answers to the chapters' exercises, each with a line
that says so; sources are not copied beside the pages, since they hold all three. What labs measured and drew stays.
"""

import os

from docutils import nodes

LEFT_OUT = "Left out of this edition of the site."
ANSWERS_LEFT_OUT = "Answers to these exercises are left out of this edition of the site."
CHOICES = {"1": True, "0": False}


def shown(environment=os.environ):
    """Whether solutions are shown: unless SOLUTIONS is 0. ValueError where it is anything but 0 or 1."""
    asked = environment.get("SOLUTIONS") or "1"
    if asked not in CHOICES:
        raise ValueError(f"SOLUTIONS: got {asked!r}, expected 0 (leave solutions out of the site) or 1 (show them)")
    return CHOICES[asked]


def is_answer(node):
    """Whether a node is the folded answer to an exercise."""
    return isinstance(node, nodes.admonition) and "dropdown" in node["classes"] and node[0].astext() == "Answer"


def leave_out(app, doctree):
    """Take the answers off a page, and say so once, above the first exercise."""
    if app.config.solutions:
        return
    answers = list(doctree.findall(is_answer))
    for answer in answers:
        place = answer.parent
        while not isinstance(place, nodes.section):
            place = place.parent
        answer.parent.remove(answer)
        if not any("left-out" in node.get("classes", ()) for node in place.children if isinstance(node, nodes.Element)):
            place.insert(1, nodes.paragraph("", ANSWERS_LEFT_OUT, classes=["left-out"]))


def drop_source_button(app, page, template, context, doctree):
    """Offer no source of a page where none is copied."""
    for group in context.get("header_buttons", []) if not app.config.solutions else ():
        if group["type"] == "group":
            group["buttons"] = [link for link in group["buttons"] if link.get("label") != "download-source-button"]


def copy_no_sources(app, config):
    """Sources hold solutions."""
    if not config.solutions:
        config.html_copy_source = False


def setup(app):
    """Register with Sphinx."""
    app.add_config_value("solutions", shown(), "env", bool)
    app.connect("config-inited", copy_no_sources)
    app.connect("doctree-read", leave_out)
    app.connect("html-page-context", drop_source_button, priority=650)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
