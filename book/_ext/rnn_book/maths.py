"""Sphinx renderer that turns formulas into MathML while the book is built.

Temml runs inside V8 (mini-racer), so no node is needed, and the reader gets neither a maths script nor a formula that fails on
their screen: one that Temml rejects is a warning of the build, with its place. MathML is read by browsers and by screen readers
alike, so each formula stands on a page once.
"""

import atexit
import json
import re
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from docutils import nodes
from py_mini_racer import MiniRacer
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

VENDOR = Path(__file__).parent / "vendor" / "temml"

# Sphinx numbers equations, so each numbered environment becomes the form that goes inside one.
INNER_FORMS = {"equation": None, "align": "aligned", "gather": "gathered", "alignat": "alignedat"}
ENVIRONMENT = re.compile(r"\\(begin|end)\{(" + "|".join(INNER_FORMS) + r")\*?\}")

ONE_ENVIRONMENT = re.compile(r"\\begin\{(\w+)\}((?!\\end\{\1\}).)*\\end\{\1\}", re.DOTALL)

# Temml's sheet names a font that each reader would have to have; the site brings its own.
ITS_FONT = re.compile(r"@font-face\s*\{[^}]*\}|STIX2(?=, math)")
FAMILY = '"Book Maths", "Book Serif"'  # the second has the upright letters and the numerals

# What has scripts as all children but the first.
SCRIPTED = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}

# What sets its children in a row, so that a row alone inside adds nothing.
ROWS = {"math", "mrow", "mtd"}

# Temml marks the place of an error with combining underlines, which terminals garble.
UNDERLINE = "\u0332"

RENDER = """
function renderFormula(tex, display, macros) {
  const options = {displayMode: display, macros: macros, throwOnError: true, wrap: "tex"};
  try { return JSON.stringify({mathml: temml.renderToString(tex, options)}); }
  catch (error) { return JSON.stringify({error: String(error.message)}); }
}
"""

logger = logging.getLogger(__name__)


class FormulaError(ValueError):
    """Temml could not read a formula; the message says what and where in it."""


@lru_cache(maxsize=1)
def _engine():
    with ThreadPoolExecutor(1) as elsewhere:  # made where an event loop runs, it would take that one and end with it
        engine = elsewhere.submit(MiniRacer).result()
    atexit.register(engine.close)  # left to the interpreter's end, it waits there for a thread that runs no more
    engine.eval((VENDOR / "temml.min.js").read_text(encoding="utf-8"))
    engine.eval(RENDER)
    return engine


def render_formula(tex, display=False, macros=None):
    """Return the MathML of a formula; raise FormulaError if Temml rejects it or it holds letters that TeX has not."""
    if not tex.isascii():
        raise FormulaError(f"got {tex!r}, expected a formula in ASCII: TeX has a command for every other sign")
    answer = json.loads(_engine().call("renderFormula", tex, display, macros or {}))
    if "error" in answer:
        raise FormulaError(" ".join(answer["error"].replace(UNDERLINE, "").split()))
    return tighten(answer["mathml"])


def tighten(mathml):
    """The formula with no space around the signs of its scripts, nor outside a sign at its ends, as TeX sets them."""
    formula = ElementTree.fromstring(mathml)
    for end, side in ((0, "lspace"), (-1, "rspace")):
        outermost(formula, end).set(side, "0")
    signs = {sign for base in formula.iter() if base.tag in SCRIPTED for script in base[1:] for sign in script.iter("mo")}
    for sign in signs:
        sign.attrib.update(lspace="0", rspace="0")
    for part in list(formula.iter()):
        drop_implied(part)
        while part.tag in ROWS and len(part) == 1 and part[0].tag == "mrow" and not part[0].attrib:
            part[:] = list(part[0])
        for place, child in enumerate(part):
            if child.tag == "mrow" and len(child) == 1 and not child.attrib:  # a row of one is that one
                part[place] = child[0]
    return ElementTree.tostring(formula, encoding="unicode")


def drop_implied(part):
    """Drop what browsers no longer read or take for granted: a quarter of a formula's bytes."""
    for name in ("fence", "separator"):
        part.attrib.pop(name, None)
    if part.get("style") in ("display:block math;", "padding-left:0em;padding-right:0em;"):
        del part.attrib["style"]
    if part.tag == "mrow" and len(part) > 1:  # an opening bracket comes first in its row, a closing one last
        for bracket, form in ((part[0], "prefix"), (part[-1], "postfix")):
            if bracket.get("form") == form:
                del bracket.attrib["form"]


def outermost(row, end):
    """The sign at an end of a formula; an element that goes nowhere where something else stands there."""
    while row.tag in ROWS and len(row):
        row = row[end]
    return row if row.tag == "mo" else ElementTree.Element("mo")


def _inner_form(match):
    side, environment = match.groups()
    inner = INNER_FORMS[environment]
    return rf"\{side}{{{inner}}}" if inner else ""


def _inside(environment, tex):
    return rf"\begin{{{environment}}}{tex}\end{{{environment}}}"


def prepare_display(tex):
    """Return a display formula as one expression: inner environments, several lines aligned."""
    parts = [part.strip() for part in ENVIRONMENT.sub(_inner_form, tex).split("\n\n") if part.strip()]
    if len(parts) > 1:
        return _inside("aligned", r"\\".join(parts))
    formula = "".join(parts)
    lone = ONE_ENVIRONMENT.fullmatch(formula)
    return _inside("split", formula) if r"\\" in formula and not lone else formula


def side_by_side(tex):
    """The formulas of a display that ``\\qquad`` keeps apart: a narrow screen sets them one below another."""
    parts = tex.split(r"\qquad")
    whole = all(part.strip() and part.count("{") == part.count("}") and part.count(r"\left") == part.count(r"\right")
                for part in parts)
    return parts if whole and not re.search(r"&|\\\\|\\begin|\n\s*\n", tex) else [tex]


def _place(node):
    """The nearest node that knows its line: inline formulas often do not."""
    while node.parent is not None and node.line is None:
        node = node.parent
    return node


def _formula_html(translator, node, tex, display):
    try:
        return render_formula(tex, display, translator.config.maths_macros)
    except FormulaError as error:
        logger.warning("the formula %r cannot be read: %s", node.astext(), error, location=_place(node), type="maths")
        return f"<code>{translator.encode(node.astext())}</code>"


def visit_inline(translator, node):
    """Write an inline formula."""
    translator.body.append(_formula_html(translator, node, node.astext(), display=False))
    raise nodes.SkipNode


def visit_display(translator, node):
    """Write a display formula, in a box that can scroll, with Sphinx's number and the link to it."""
    formulas = (_formula_html(translator, node, prepare_display(part), display=True) for part in side_by_side(node.astext()))
    translator.body.append(translator.starttag(node, "div", "", CLASS="math"))
    translator.body.append(f'<div class="formula">{"".join(formulas)}</div>')
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def write_style(app):
    """Put Temml's style sheet, with the site's own font, among the site's static files."""
    if app.builder.format != "html":
        return
    style = (VENDOR / "Temml-STIX2.css").read_text(encoding="utf-8")
    static = Path(app.outdir, "_static")
    static.mkdir(parents=True, exist_ok=True)
    own = ITS_FONT.sub(lambda found: "" if found[0].startswith("@") else FAMILY, style)
    (static / "temml.css").write_text(own, encoding="utf-8")


def setup(app):
    """Register the renderer `mathml` and its setting `maths_macros`."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
    app.add_config_value("maths_macros", {}, "html")
    app.add_css_file("temml.css")
    app.connect("builder-inited", write_style)
    # A V8 engine does not survive a fork, so pages are written by one process.
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": False}
