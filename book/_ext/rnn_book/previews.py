"""Sphinx extension: what links to other pages show before one follows them.

Beside a page stands PAGE.previews.js with those pieces of it that other pages link to: terms, works, equations, figures as they
are on the page, and cards for measured numbers. `previews.js` loads it when a reader first dwells on such a link; a script, not
data to fetch, because only that works from a folder too. What is on the same page it copies from there.
"""

import json
import re
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote

from bs4 import BeautifulSoup, SoupStrainer

from .measured_cards import card, codes

LINK = re.compile(r'<a\s[^>]*?href="([^"#:]+\.html)#([^"]+)"')
SHOWN = "div.math, figure, .citation, dt, .claim, .literal-block-wrapper, table"


def linked(pages):
    """The anchors on each page that other pages link to; `pages` gives the HTML of each by its path."""
    wanted = {}
    for path, text in pages.items():
        for address, anchor in LINK.findall(text):
            target = normpath(str(PurePosixPath(path).parent / unquote(address)))
            if target in pages and target != path:
                wanted.setdefault(target, set()).add(unquote(anchor))
    return wanted


def pieces(text, anchors):
    """The HTML of those elements of a page that have one of the anchors and that a preview can show."""
    found = {}
    for part in (SoupStrainer(id=list(anchors)), SoupStrainer("dl")):  # a list: a term's meaning stands beside it, not in it
        for tag in BeautifulSoup(text, "html.parser", parse_only=part).select(SHOWN) if anchors else ():
            if tag.get("id") in anchors:
                found[tag["id"]] = str(tag) + definition(tag)
    return found


def definition(tag):
    """The HTML of the definition of a term, nothing for other elements."""
    found = tag.find_next_sibling("dd") if tag.name == "dt" else None
    return str(found) if found else ""


def cards(app):
    """The card of every measurement that a page shows, by page and anchor."""
    labs, found = app.env.get_domain("lab"), {}
    for key, record in labs.library.measurements.items():
        page, anchor = labs.data["targets"].get(("measurement", key), (None, None))
        if page:
            address = f"{page.rpartition('/')[2]}.html#{anchor}"
            found.setdefault(f"{page}.html", {})[anchor] = card(record, labs.library, address)
    return found


def script(parts, repeated=()):
    """The script that offers pieces of a page by anchor; what many of them hold is written once."""
    used = [text for text in repeated if any(text in html for html in parts.values())]
    entries = ",\n".join(f"{text_of(anchor)}: {concatenated(html, used)}" for anchor, html in parts.items())
    return f"{{const shared = {text_of(used)};\nself.previewParts = {{\n{entries}\n}};}}\n"


def concatenated(html, repeated):
    """A piece of HTML as an expression of the script."""
    for number, text in enumerate(repeated):
        before, found, after = html.partition(text)
        if found:
            return f"{text_of(before)} + shared[{number}] + {text_of(after)}"
    return text_of(html)


def text_of(value):
    """A text, or a list of them, as the script writes it."""
    return json.dumps(value, ensure_ascii=False)


def write(app, error):
    """Write what each page offers to others, after a build that went well."""
    if error or app.builder.name != "html":
        return
    folder, labs = Path(app.outdir), Path(app.srcdir, app.config.labs_folder)
    pages = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    measured = cards(app)
    for page, anchors in linked(pages).items():
        known = {anchor: html for anchor, html in measured.get(page, {}).items() if anchor in anchors}
        repeated = codes(labs / Path(page).with_suffix(".ipynb").name) if known else []
        text = script(known | pieces(pages[page], anchors - set(known)), repeated)
        (folder / page).with_suffix(".previews.js").write_text(text, encoding="utf-8")


def setup(app):
    """Write when the pages are finished."""
    app.connect("build-finished", write, priority=950)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
