"""Sphinx extension with the directive `live`: a numbered figure that answers the reader, and stands still without scripts.

A live figure is one script, `book/_static/live/NAME.js`. Its picture, its controls and its words are pure functions, so the
build runs them, in V8, for what stands on the page before the reader's own browser does.
"""

import json
import re
from functools import cache
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from py_mini_racer import MiniRacer
from sphinx.directives.patches import Figure
from sphinx.util.docutils import SphinxDirective

from utils.book.palette import COLOURS

from .drawings import drawings
from .lab_records import unknown
from .labs_domain import warn

ROOT = Path(__file__).parents[3]
SCRIPTS = ROOT / "book" / "_static" / "live"
SHARED = "live"
DATA = {"break-the-gradient": ROOT / "utils" / "gradients" / "caught.json"}  # what a figure reads, inline on its page
SCALE = 1.2  # CSS pixels, on a wide screen, for a unit of the picture
FONT = "'Source Sans 3', system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
COLOUR, VIEW = re.compile(r"var\(--live-(\w+)\)"), re.compile(r'viewBox="0 0 (\d+) (\d+)"')


class live_panel(nodes.General, nodes.Element):
    """The controls of a live figure, its words and its data; on web pages only."""


def names():
    """The names of all live figures."""
    return sorted(path.stem for path in SCRIPTS.glob("*.js") if path.stem != SHARED)


def files(name):
    """What a figure is made from: the shared script, its own, and its data if it reads any."""
    return [SCRIPTS / f"{SHARED}.js", SCRIPTS / f"{name}.js", *([DATA[name]] if name in DATA else [])]


@cache
def first_frame(name):
    """What a figure shows first: a dict of alt, controls (HTML), picture (SVG), sentence, and data (JSON)."""
    shared, own, *more = (path.read_text(encoding="utf-8") for path in files(name))
    data = json.dumps(json.loads(more[0]), ensure_ascii=False, separators=(",", ":")) if more else "null"
    engine = MiniRacer()
    try:
        engine.eval(shared)
        engine.eval(own)
        return json.loads(engine.call("live.still", name, json.loads(data))) | {"data": data}
    finally:
        engine.close()  # left to the interpreter's end, it waits there for a thread that runs no more


def as_file(picture):
    """The picture as a file: its size, a font, and the colours of a light page."""
    width, height = VIEW.search(picture).groups()
    size = " ".join(f'{side}="{int(units) * SCALE * 0.75:g}pt"' for side, units in (("width", width), ("height", height)))
    return COLOUR.sub(lambda found: COLOURS[found[1]], picture.replace("<svg ", f'<svg {size} font-family="{FONT}" ', 1))


def check_words(name, frame, place):
    """Warn of a figure that says nothing to those who do not see it."""
    if not frame["alt"].strip():
        warn(f"live {name}: expected alternative text, `alt` in its script", place)


class Live(SphinxDirective, Figure):
    """A numbered figure that answers the reader, by its name."""

    required_arguments = 1
    option_spec = {"name": directives.unchanged, "class": directives.class_option}  # noqa: RUF012

    def run(self):
        """The figure, or a warning where there is none such, or it has no caption or no words for those who do not see it."""
        name = self.arguments[0]
        if name not in names():
            self.env.note_reread()
            warn(unknown("live figure", name, names(), "in book/_static/live"), self.get_location())
            return []
        if not self.content:
            warn(f"live {name}: expected a caption", self.get_location())
        for path in files(name):
            self.env.note_dependency(str(path))
        return self.numbered(name, first_frame(name))

    def numbered(self, name, frame):
        """Sphinx's own figure, with the still picture and the panel in the place of its image."""
        check_words(name, frame, self.get_location())
        still = drawings(self.env, name, as_file(frame["picture"]), frame["alt"])
        self.arguments, classes = [still[0]["uri"]], self.options.pop("class", [])
        figure, *messages = super().run()
        figure["classes"] += ["live", *classes]
        figure[0] = nodes.container("", still, live_panel("", name=name, frame=frame), classes=["live-box"])
        return [figure, *messages]


def visit_html(self, node):
    """Controls, words and data: what the script takes up, in the size that they keep."""
    frame = node["frame"]
    data = frame["data"].replace("<", "\\u003c")  # so that no text in it can end the element
    label = escape(f"Controls of the figure: {node['name'].replace('-', ' ')}")
    self.body.append(
        f'<div class="live-panel" role="group" aria-label="{label}">{frame["controls"]}</div>\n'
        f'<p class="live-says" role="status">{escape(frame["sentence"])}</p>\n'
        f'<script type="application/json" data-for="{node["name"]}">{data}</script>\n')


def leave_out(self, node):
    """Nothing, where there is no reader's hand."""
    raise nodes.SkipNode


def add_scripts(app, pagename, templatename, context, doctree):
    """Load the style and the scripts on the pages that have a live figure, and on no other."""
    found = {panel["name"] for panel in doctree.findall(live_panel)} if doctree else set()
    if found:
        app.add_css_file("live/live.css")
    for name in [SHARED, *sorted(found)] if found else []:
        app.add_js_file(f"live/{name}.js", loading_method="defer")


def setup(app):
    """Register the directive."""
    app.setup_extension("rnn_book.drawings")
    others = dict.fromkeys(("latex", "text", "man", "texinfo", "epub"), (leave_out, None))
    app.add_node(live_panel, html=(visit_html, lambda self, node: None), **others)
    app.add_directive("live", Live)
    app.connect("html-page-context", add_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
