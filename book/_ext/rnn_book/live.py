"""Sphinx extension with the directive `live`: a numbered figure that answers the reader, and stands still without scripts.

A live figure is one script, `book/_static/live/NAME.js`. Its picture, its controls and its words are pure functions, so the
build runs them, in V8, for what stands on the page before the reader's own browser does. What a figure reads stands on the
page; the weights of a network come when the reader first acts, in a script that the build writes beside the others.
"""

import hashlib
import json
import posixpath
import re
from base64 import b64encode
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
SHARED, NETWORK = "live", "network"  # scripts of all figures, and of those with weights
DATA = {"break-the-gradient": ROOT / "utils" / "gradients" / "caught.json"}  # what a figure reads, inline on its page
WEIGHTS = {  # what a figure reads once the reader acts: files in the format of safetensors
    "attention": {"weights": ROOT / "utils" / "models" / "number_translator.safetensors"},
    "character-model-writes": {"weights": ROOT / "utils" / "models" / "plays_gru.safetensors"},
    "wake-word-listens": {"weights": ROOT / "utils" / "models" / "wake_word.safetensors",
                          "clips": ROOT / "utils" / "models" / "wake_word_clips.safetensors"},
}
HEAVIEST = 80_000  # bytes that a file of weights may have
SCALE = 1.2  # CSS pixels, on a wide screen, for a unit of the picture
STATIC = "{static}"  # in the HTML of sounds, the way to the folder of static files
FONT = "'Source Sans 3', system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
COLOUR, VIEW = re.compile(r"var\(--live-(\w+)\)"), re.compile(r'viewBox="0 0 (\d+) (\d+)"')


class live_panel(nodes.General, nodes.Element):
    """The controls of a live figure, its words and its data; on web pages only."""


def names():
    """The names of all live figures."""
    return sorted(path.stem for path in SCRIPTS.glob("*.js") if path.stem not in (SHARED, NETWORK))


def scripts(found):
    """The scripts that a page with these figures loads, in order."""
    return [SHARED, *([NETWORK] if set(found) & set(WEIGHTS) else []), *sorted(found)]


def files(name):
    """What a page loads for a figure: the shared scripts, its own, and its data if it reads any."""
    return [*(SCRIPTS / f"{script}.js" for script in scripts([name])), *([DATA[name]] if name in DATA else [])]


@cache
def weights(name):
    """What a figure reads once the reader acts, as a dict of texts in base64; None if there is nothing of the kind."""
    return {key: b64encode(path.read_bytes()).decode() for key, path in WEIGHTS[name].items()} if name in WEIGHTS else None


@cache
def later(name):
    """The script that brings the weights, its file's name and its address; None if there are none."""
    if name not in WEIGHTS:
        return None
    text = f"live.arrived({json.dumps(name)}, {json.dumps(weights(name))});\n"
    file = f"{name}.weights.js"
    return text, file, f"{file}?v={hashlib.sha256(text.encode()).hexdigest()[:8]}"


@cache
def first_frame(name):
    """What a figure shows first: a dict of alt, controls and sounds (HTML), picture (SVG), sentence, and data (JSON)."""
    data = json.loads(DATA[name].read_text(encoding="utf-8")) if name in DATA else None
    engine = MiniRacer()
    try:
        for script in scripts([name]):
            engine.eval((SCRIPTS / f"{script}.js").read_text(encoding="utf-8"))
        frame = json.loads(engine.call("live.still", name, weights(name) or data))
        return frame | {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
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
        for path in [*files(name), *WEIGHTS.get(name, {}).values()]:
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
    """Sounds, controls, words and data: what the script takes up, in the size that they keep."""
    frame, name = node["frame"], node["name"]
    data = frame["data"].replace("<", "\\u003c")  # so that no text in it can end the element
    label = escape(f"Controls of the figure: {name.replace('-', ' ')}")
    address = f' data-later="{later(name)[2]}"' if later(name) else ""
    self.body.append(
        f"{frame['sounds'].replace(STATIC, static_folder(self.builder))}\n"
        f'<div class="live-panel" role="group" aria-label="{label}">{frame["controls"]}</div>\n'
        f'<p class="live-says" role="status">{escape(frame["sentence"])}</p>\n'
        f'<script type="application/json" data-for="{name}"{address}>{data}</script>\n')


def static_folder(builder):
    """The way from the page that is being written to the folder of static files."""
    return posixpath.normpath(posixpath.join(builder.imgpath, "..", "_static"))


def leave_out(self, node):
    """Nothing, where there is no reader's hand."""
    raise nodes.SkipNode


def add_scripts(app, pagename, templatename, context, doctree):
    """Load the style and the scripts on the pages that have a live figure, and on no other; write what comes later."""
    found = {panel["name"] for panel in doctree.findall(live_panel)} if doctree else set()
    if found:
        app.add_css_file("live/live.css")
    for name in scripts(found) if found else []:
        app.add_js_file(f"live/{name}.js", loading_method="defer")
    for text, file, _ in filter(None, map(later, found)):
        folder = Path(app.outdir, "_static", "live")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")


def setup(app):
    """Register the directive."""
    app.setup_extension("rnn_book.drawings")
    others = dict.fromkeys(("latex", "text", "man", "texinfo", "epub"), (leave_out, None))
    app.add_node(live_panel, html=(visit_html, lambda self, node: None), **others)
    app.add_directive("live", Live)
    app.connect("html-page-context", add_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
