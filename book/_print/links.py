"""Links between pages that come to stand in one file."""

import re
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

NAMING = ("id", "for", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns")
"""Attributes that hold identifiers of the same page, one or several."""

WITHIN = re.compile(r"url\(#([^)]+)\)")


class Links:
    """Where each address on a page leads, among the pages of the book.

    `front` is the name of the site's landing page, whose place the title page takes.
    """

    def __init__(self, pages, front):
        self.pages = {page.name: (page.stem, page.identifiers()) for page in pages}
        self.pages[front] = ("title", set())

    def target(self, page, address):
        """(page's stem, identifier or '') that an address leads to; None if to nothing in the book."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return None
        path = normpath(join(dirname(page.name), unquote(parts.path))) if parts.path else f"{page.name}.html"
        stem, identifiers = self.pages.get(path.removesuffix(".html"), (None, set()))
        if stem is None or not path.endswith(".html"):
            return None
        return stem, parts.fragment if parts.fragment in identifiers else ""

    def mend(self, page, address_of):
        """Write each link of a page anew by `address_of(stem, identifier)`; of one that leads nowhere the words stay."""
        for link in page.article.select("a[href]"):
            target = self.target(page, link["href"])
            if target:
                link["href"] = address_of(*target)
            elif not urlsplit(link["href"]).scheme:
                link.unwrap()


def prefix_identifiers(page):
    """Give each identifier of a page the page's name in front, so that it is the only one of its kind in the file."""
    for tag in page.article.find_all(True):
        for name in NAMING:
            if name in tag.attrs:
                value = tag[name] if isinstance(tag[name], list) else tag[name].split()
                tag[name] = " ".join(place(page.stem, each) for each in value)
        for name, value in tag.attrs.items():
            if isinstance(value, str) and "url(#" in value:
                tag[name] = WITHIN.sub(lambda found: f"url(#{place(page.stem, found[1])})", value)


def place(stem, identifier):
    """The identifier, in the joined file, of a place on a page; of the page itself if none is given."""
    return f"{stem}--{identifier}" if identifier else stem
