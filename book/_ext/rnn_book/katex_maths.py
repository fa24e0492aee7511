"""Sphinx renderer that turns formulas into HTML and MathML while the book is built.

KaTeX runs inside V8 (mini-racer), so no node is needed, and the reader gets neither a maths script nor a
formula that fails on their screen: one that KaTeX rejects is a warning of the build, with its place.
"""

import atexit
import json
import re
from functools import lru_cache
from pathlib import Path
from shutil import copytree

from docutils import nodes
from py_mini_racer import MiniRacer
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

VENDOR = Path(__file__).parent / "vendor" / "katex"

# Sphinx numbers equations, so each numbered environment becomes the form that goes inside one.
INNER_FORMS = {"equation": None, "align": "aligned", "gather": "gathered", "alignat": "alignedat"}
ENVIRONMENT = re.compile(r"\\(begin|end)\{(" + "|".join(INNER_FORMS) + r")\*?\}")

# Older fonts that no browser with CSS variables needs; they are not shipped.
OLDER_FONTS = re.compile(r',url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)')

# The site's fonts are cut down, and their licence reserves the name that they had.
RENAMED = ("KaTeX_", "Maths_")

# KaTeX marks the place of an error with combining underlines, which terminals garble.
UNDERLINE = "\u0332"

RENDER = """
function renderFormula(tex, display, macros) {
  const options = {displayMode: display, macros: macros, throwOnError: true, strict: "error"};
  try { return JSON.stringify({html: katex.renderToString(tex, options)}); }
  catch (error) { return JSON.stringify({error: String(error.message)}); }
}
"""

logger = logging.getLogger(__name__)


class FormulaError(ValueError):
    """KaTeX could not read a formula; the message says what and where in it."""


@lru_cache(maxsize=1)
def _engine():
    engine = MiniRacer()
    atexit.register(engine.close)  # left to the interpreter's end, it waits there for a thread that runs no more
    engine.eval((VENDOR / "katex.min.js").read_text(encoding="utf-8"))
    engine.eval(RENDER)
    return engine


def render_formula(tex, display=False, macros=None):
    """Return the HTML (with MathML inside) of a formula; raise FormulaError if KaTeX rejects it."""
    answer = json.loads(_engine().call("renderFormula", tex, display, macros or {}))
    if "error" in answer:
        message = answer["error"].removeprefix("KaTeX parse error: ")
        raise FormulaError(message.replace(UNDERLINE, ""))
    return answer["html"]


def _inner_form(match):
    side, environment = match.groups()
    inner = INNER_FORMS[environment]
    return rf"\{side}{{{inner}}}" if inner else ""


def _inside(environment, tex):
    return rf"\begin{{{environment}}}{tex}\end{{{environment}}}"


def prepare_display(tex):
    """Return a display formula as one KaTeX expression: inner environments, several lines aligned."""
    parts = [part.strip() for part in ENVIRONMENT.sub(_inner_form, tex).split("\n\n") if part.strip()]
    if len(parts) > 1:
        return _inside("aligned", r"\\".join(parts))
    formula = "".join(parts)
    return _inside("split", formula) if r"\\" in formula else formula


def _place(node):
    """The nearest node that knows its line: inline formulas often do not."""
    while node.parent is not None and node.line is None:
        node = node.parent
    return node


def _formula_html(translator, node, tex, display):
    try:
        return render_formula(tex, display, translator.config.katex_macros)
    except FormulaError as error:
        logger.warning("KaTeX cannot read the formula %r: %s", node.astext(), error,
                       location=_place(node), type="katex")
        return f"<code>{translator.encode(node.astext())}</code>"


def visit_inline(translator, node):
    """Write an inline formula."""
    translator.body.append(translator.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    translator.body.append(_formula_html(translator, node, node.astext(), display=False) + "</span>")
    raise nodes.SkipNode


def visit_display(translator, node):
    """Write a display formula with Sphinx's number and the link to it."""
    translator.body.append(translator.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append(_formula_html(translator, node, prepare_display(node.astext()), display=True))
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def copy_assets(app):
    """Put KaTeX's style sheet and fonts, and the licences of all fonts, among the site's static files."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    copytree(VENDOR.parent / "licences", static / "licences", dirs_exist_ok=True)
    fonts = static / "katex" / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    style = OLDER_FONTS.sub("", (VENDOR / "katex.min.css").read_text(encoding="utf-8"))
    (fonts.parent / "katex.min.css").write_text(style.replace(*RENAMED), encoding="utf-8")
    for font in (VENDOR / "fonts").glob("*.woff2"):
        (fonts / font.name.replace(*RENAMED)).write_bytes(font.read_bytes())


def setup(app):
    """Register the renderer `katex` and its setting `katex_macros`."""
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_display, None))
    app.add_config_value("katex_macros", {}, "html")
    app.add_css_file("katex/katex.min.css")
    app.connect("builder-inited", copy_assets)
    # A V8 engine does not survive a fork, so pages are written by one process.
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": False}
