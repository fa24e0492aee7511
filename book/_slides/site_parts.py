"""Parts of the built site, found by the names that the pages give them, and made fit to stand on a slide."""

import copy
import mimetypes
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, SoupStrainer

NOT_ON_SLIDES = (".only-dark, .headerlink, .copy-code, .witness, .measured-card, .figure-source, .question-level, template, "
                 "style")
NOT_KEPT = ("id", "loading", "decoding", "fetchpriority", "aria-labelledby", "title")
SENTENCE_ENDS = re.compile(r"[.?!]['\")]*(?=\s|$)")
PLAIN = str.maketrans("\u2018\u2019\u201c\u201d\n\u00a0", "''\"\"  ")


class Site:
    """A built site, with the pages of one chapter first: it knows where each name stands."""

    def __init__(self, folder, pages):
        self.folder, self.pages = Path(folder), list(pages)
        for page in self.pages:
            if not self.path(page).is_file():
                raise ValueError(f"site: got {folder}, in which {page}.html is missing; expected the built book (make book)")

    def path(self, page):
        """The file of a page."""
        return self.folder / f"{page}.html"

    def articles(self):
        """(page, article) of the chapter, in order."""
        return [(page, article(self.path(page))) for page in self.pages]

    def named(self, identifier):
        """(page, element) of an identifier: on the chapter's own pages, or else on any of the book."""
        others = sorted(path.relative_to(self.folder).with_suffix("").as_posix() for path in self.folder.glob("book/**/*.html"))
        for page in dict.fromkeys([*self.pages, *others]):
            if f'id="{identifier}"' in text_of(self.path(page)):
                return page, article(self.path(page)).find(id=identifier)
        raise ValueError(f"got {identifier!r}, expected the name of something on a page of the book")

    def clean(self, page, element):
        """A copy of an element with its pictures inside, and without what only a page has a use for: links, names."""
        part = copy.copy(element)
        for tag in part.select(NOT_ON_SLIDES):
            tag.decompose()
        for tag in [part, *part.find_all(True)]:
            self.strip(page, tag)
        for link in part.select("a"):
            link.name = "span"
            link.attrs = {"class": "measured"} if "measured" in link.get("class", []) else {}
        return part

    def strip(self, page, tag):
        """Take from a tag what would clash on a slide, and put the file that it shows or plays in the place of its address."""
        source = tag.get("src", "")
        tag.attrs = {name: value for name, value in tag.attrs.items() if name not in NOT_KEPT}
        if source and not source.startswith("data:"):
            tag["src"] = data_uri((self.path(page).parent / source.split("?")[0]).resolve())


@cache
def text_of(path):
    """The text of a page."""
    return path.read_text(encoding="utf-8")


@cache
def article(path):
    """The article of a page."""
    return BeautifulSoup(text_of(path), "html.parser", parse_only=SoupStrainer("article")).article


@cache
def data_uri(path):
    """A file as an address that holds it."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{b64encode(path.read_bytes()).decode()}"


def plain(text):
    """Text with straight quotes and with spaces for ends of lines; every character keeps its place."""
    return text.translate(PLAIN)


def words_of(element):
    """The words of an element in one line."""
    return " ".join(plain(element.get_text()).split())


def begins(element, opening):
    """Whether an element begins with these words."""
    return words_of(element).startswith(" ".join(opening.split()))


def passage(element, opening, closing=None):
    """A copy of an element cut to the sentence with the words `opening`, or to all from it to the one with the words `closing`.

    Raises
    ------
    ValueError
        If the closing words do not follow.
    """
    part = copy.copy(element)
    for tag in part.select(NOT_ON_SLIDES):
        tag.decompose()
    strings = [text for text in part.descendants if isinstance(text, NavigableString)]
    whole = plain("".join(strings))
    start = pattern(opening).search(whole).start()
    last = pattern(closing).search(whole, start) if closing else None
    if closing and not last:
        raise ValueError(f"to: got {closing!r}, expected words that follow {opening!r} in its paragraph")
    before = [found.end() for found in SENTENCE_ENDS.finditer(whole, 0, start)]
    end = SENTENCE_ENDS.search(whole, last.end() - 1 if last else start)
    keep(strings, before[-1] if before else 0, end.end() if end else len(whole))
    return part


def keep(strings, start, end):
    """Cut the strings of an element down to a range of all their characters, and drop what is left empty."""
    place = 0
    for text in strings:
        first, last = max(start - place, 0), min(end - place, len(text))
        place += len(text)
        parent = text.parent
        text.replace_with(NavigableString(str(text)[first:last] if first < last else ""))
        while parent is not None and parent.parent is not None and not parent.get_text() and not parent.find("img"):
            parent, empty = parent.parent, parent
            empty.extract()


def pattern(words):
    """What finds words whatever spaces stand between them."""
    return re.compile(r"\s+".join(re.escape(word) for word in words.split()))


def paragraph(site, opening):
    """(page, element) of the one paragraph, caption or item that holds these words; ValueError if there is none, or several."""
    found = [(page, element) for page in site.pages for element, text in paragraphs(site.path(page))
             if pattern(opening).search(text)]
    if len(found) != 1:
        raise ValueError(f"got {opening!r}, expected words of one paragraph of the chapter; they are in {len(found)}")
    return found[0]


@cache
def paragraphs(path):
    """(element, its words) of each paragraph, caption and item of a page's article."""
    return [(element, plain(element.get_text())) for element in article(path).find_all(["p", "figcaption", "li", "td"])
            if not element.find(["p", "ul", "ol"])]


def section(articles, heading):
    """(page, section) of the first section with this heading; ValueError if there is none."""
    for page, where in articles:
        for title in where.select("h2, h3"):
            if words_of(title).rstrip("#") == heading:
                return page, title.find_parent("section")
    raise ValueError(f"got {heading!r}, expected the heading of a section of the chapter")


def listing(articles, opening):
    """(page, element) of the listing whose caption begins with these words; ValueError if there is none."""
    for page, where in articles:
        for box in where.select(".literal-block-wrapper"):
            if begins(box.select_one(".caption-text"), opening):
                return page, box
    raise ValueError(f"got {opening!r}, expected the first words of the caption of a listing of the chapter")
