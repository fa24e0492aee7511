"""The meta description of a page: its first paragraph, cut at a word."""

from copy import copy

LONGEST = 160
UNSPOKEN = "script, .headerlink"


def _plain_text(paragraph):
    """The text of a paragraph without what is no text."""
    paragraph = copy(paragraph)
    for double in paragraph.select(UNSPOKEN):
        double.decompose()
    return " ".join(paragraph.get_text().split())


def _shorten(text):
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def describe(page, otherwise):
    """Add a meta description to a parsed page that has none; `otherwise` is for pages without text."""
    if page.select_one('meta[name="description"]'):
        return
    paragraphs = (_plain_text(p) for p in page.select("article section > p"))
    text = next((text for text in paragraphs if text), otherwise)
    page.head.append(page.new_tag("meta", attrs={"name": "description", "content": _shorten(text)}))
