"""Leaves out of a page what it does not use, and loads the rest without making the reader wait."""

import re

from bs4 import Comment

# Never wanted: 1.5 MB of icons (a font of 2 kB does), bootstrap (book.js does), the theme's scripts (frame.js does) and their
# options, an empty translation, a second palette for code (book.css has one), what Sphinx's own search has.
DROPPED = ("pygments.css", "scripts/fontawesome.js", "scripts/bootstrap.js", "scripts/pydata-sphinx-theme.js",
           "scripts/sphinx-book-theme.js", "documentation_options.js", "translations.js", "doctools.js", "sphinx_highlight.js")

# The theme's three sheets, which become one: what is alike in them is then sent once.
THEME_STYLES = ("basic.css", "styles/pydata-sphinx-theme.css", "styles/sphinx-book-theme.css")
THEME_STYLE = "styles/theme.css"

# Parts of the theme that this book leaves empty: a bar above the page, a banner, a place for advertisements.
EMPTY_PARTS = "header.bd-header, .pst-async-banner-revealer, .sidebar-primary-items__end, #searchbox, #pst-scroll-pixel-helper"

# Wanted only on pages where something matches the selector.
WANTED_FOR = {
    "temml.css": "math",
    "half-life.js": ".dial",
    "sphinx-design.min.css": '[class*="sd-"]',
    "design-tabs.js": ".sd-tab-set",
    "ledger.js": ".ledger-filter:not(.question-filter)",
    "questions.js": ".question-filter",
    "self-test.js": ".self-test",
    "mock-interview.js": ".mock-interview",
    "checklist.js": ".task",
    "landing.css": ".dial, .doors, .tally",
    "asking.css": ".ledger-card, .ledger-filter, .question, .question-list, .self-test, .mock-interview, .formula-sheet",
    "tasks.css": ".task",
    "_static/mystnb": ".cell",
}

# Fonts that the first screen needs, with what on a page shows that it does.
FONTS = {
    "vendor/fontawesome/webfonts/fa-solid-900.woff2": ".fa-solid, .fas",
    "fonts/serif.woff2": "article p",
    "fonts/sans.woff2": "body",
    "fonts/maths.woff2": "article math",
}

# Tokens of code that stay marked: keywords, strings, comments, and names where they are defined. Marks on the others (a third
# of a lab's page were their spans) help nobody to read.
MARKED_TOKENS = re.compile(r"k[a-z]?|ow|s[a-hj-z0-9]?|hll|c[a-z0-9]*|n[fcd]|g[a-z]|ansi-.*|-.*")

# Runs before the first paint, so that a reader in dark mode sees no white flash.
COLOUR_MODE = """(function (page) {
  var mode; try { mode = localStorage.getItem("mode"); } catch (refused) {}
  page.mode = mode || "auto";
  var dark = matchMedia("(prefers-color-scheme: dark)").matches;
  page.theme = page.mode === "auto" ? (dark ? "dark" : "light") : page.mode;
})(document.documentElement.dataset);"""


def _assets(page):
    """Every tag of the page that loads a script or a style sheet, with its address."""
    for tag in page.select("script[src], link[href]"):
        if tag.name == "script" or {"stylesheet", "preload"} & set(tag.get("rel", [])):
            yield tag, tag.get("src") or tag.get("href")


def drop_unused_assets(page):
    """Remove the scripts and style sheets that this page has no use for."""
    matched = {name: page.select_one(selector) is not None for name, selector in WANTED_FOR.items()}
    unwanted = [*DROPPED, *(name for name, found in matched.items() if not found)]
    for tag, address in list(_assets(page)):
        if any(name in address for name in unwanted):
            tag.decompose()


def link_theme_style(page):
    """Link the theme's joined sheet alone, in the place of the first of those that it is made of."""
    for tag, address in list(_assets(page)):
        if any(name in address for name in THEME_STYLES):
            tag.decompose()


def drop_empty_parts(page):
    """Remove parts of the theme that hold neither words nor pictures, comments, and settings that are said twice."""
    for part in page.select(EMPTY_PARTS):
        if not part.get_text(strip=True) and not part.select("img, button, input"):
            part.decompose()
    for comment in page.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for repeated in page.select('meta[name="viewport"]')[1:]:
        repeated.decompose()


def defer_scripts(page):
    """Let no script hold up the page; they keep their order. Preloading them is then pointless."""
    for tag in page.select('link[rel="preload"][as="script"]'):
        tag.decompose()
    for tag in page.select("script[src]"):
        tag["defer"] = ""


def use_plain_icons(page):
    """Show the repository by an icon of the one font that is shipped, not by a second font of brands."""
    for icon in page.select("i.fa-github"):
        icon["class"] = ["fa-solid", "fa-code-branch"]


def drop_inline_options(page):
    """Remove the inline settings of the theme's version switcher, which this book has not."""
    for tag in page.select("script:not([src])"):
        if "DOCUMENTATION_OPTIONS." in tag.text:
            tag.decompose()


def set_colour_mode_early(page):
    """Resolve the colour mode before the first paint; without scripts the page is light."""
    page.html["data-theme"] = "light"
    for tag in page.select("head script:not([src])"):
        if "dataset.mode" in tag.text or "dataset)" in tag.text:
            tag.string = COLOUR_MODE


def _static_root(page):
    return f'{page.html.get("data-content_root", "")}_static/'


def preload_fonts(page):
    """Ask for the fonts of the first screen at once, so that text does not move when they come."""
    for tag in page.select('link[rel="preload"][as="font"]'):
        tag.decompose()
    first_style = page.select_one('head link[rel="stylesheet"]')
    for font, selector in FONTS.items():
        if page.select_one(selector):
            first_style.insert_before(page.new_tag("link", attrs={
                "rel": "preload", "as": "font", "type": "font/woff2", "crossorigin": "anonymous",
                "href": _static_root(page) + font}))


def unwrap_bare_spans(page):
    """Take away the spans that say nothing: docutils puts one around the words of each link. A label needs its own."""
    for span in page.select("article span:not(label > span)"):
        if not span.attrs:
            span.unwrap()


def load_menus_late(page):
    """Ask for the pictures of closed menus only when one opens."""
    for picture in page.select(".dropdown-menu img"):
        picture["loading"] = "lazy"


def unwrap_plain_tokens(page):
    """Leave code's unmarked tokens as bare text, and join neighbours that are marked alike."""
    for span in page.select(".highlight pre span"):
        if not span.get("id") and not any(MARKED_TOKENS.fullmatch(name) for name in span.get("class", [])):
            span.unwrap()
    for span in page.select(".highlight pre span"):
        before = span.previous_sibling
        if getattr(before, "name", None) == "span" and before.get("class") == span.get("class"):
            span.insert(0, before.get_text())
            before.decompose()


def lighten(page):
    """Do all of the above to a parsed page."""
    for step in (drop_unused_assets, link_theme_style, drop_empty_parts, defer_scripts, drop_inline_options,
                 set_colour_mode_early, use_plain_icons, preload_fonts,
                 load_menus_late, unwrap_plain_tokens, unwrap_bare_spans):
        step(page)
