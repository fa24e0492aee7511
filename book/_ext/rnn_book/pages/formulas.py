"""Formulas in fewer bytes: what KaTeX writes into every element once more is said once a page."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

STYLES = Path(__file__).parents[1] / "vendor" / "katex" / "katex.min.css"

# KaTeX's names of parts that a page repeats by the hundred, and what they become, in pages and style sheet alike.
SHORT = {
    "vlist": "q0", "vlist-r": "q1", "vlist-s": "q2", "vlist-t": "q3", "vlist-t2": "q4", "mathnormal": "q5", "katex-base": "q6",
    "katex-strut": "q7", "katex-sizing": "q8", "reset-size6": "q9", "pstrut": "qa", "msupsub": "qb", "mspace": "qc",
}


def drop_sources(page):
    """Remove from each formula's MathML the TeX source, which nobody is shown, and the namespace, which HTML implies."""
    for semantics in page.select(".katex semantics"):
        semantics.annotation.decompose()
        semantics.unwrap()
    for formula in page.select(".katex math"):
        del formula["xmlns"]


def share_styles(page):
    """Give every inline style that formulas repeat a class of its own, in one style sheet in the page's head.

    The doubled class outranks KaTeX's own rules, as the inline style did.
    """
    styled = page.select(".katex [style]")
    counted = Counter(tag["style"] for tag in styled)
    names = {style: f"k{i}" for i, (style, times) in enumerate(counted.most_common()) if times > 1}
    for tag in styled:
        if tag["style"] in names:
            tag["class"] = [*tag.get("class", []), names[tag["style"]]]
            del tag["style"]
    if names:
        sheet = page.new_tag("style")
        sheet.string = "".join(f".katex .{name}.{name}.{name}{{{style.rstrip(';')}}}" for style, name in names.items())
        page.head.append(sheet)


@cache
def styled_names():
    """The class names for which KaTeX's style sheet has a rule."""
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", STYLES.read_text(encoding="utf-8")))


def shorten_names(page):
    """Drop from formulas the classes that no rule styles, and call the rest by their short names."""
    for tag in page.select(".katex-html [class]"):
        kept = [SHORT.get(name, name) for name in tag["class"] if name in styled_names()]
        tag["class"] = kept
        if not kept:
            del tag["class"]


def shorten_rules(sheet):
    """A style sheet with the short names."""
    return re.sub(r"\.([a-zA-Z][\w-]*)", lambda name: "." + SHORT.get(name[1], name[1]), sheet)


def lighten_formulas(page):
    """Do all of it to a parsed page."""
    drop_sources(page)
    shorten_names(page)
    share_styles(page)
