"""The book as a PDF: its pages joined, and printed by a browser, twice, since the contents need the numbers of the pages."""

import html
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

from . import chromium, styles
from .links import Links, place, prefix_identifiers
from .pages import read_page, words

SHEET = Path(__file__).with_name("paper.css")
TRIES = 4
"""Printings until the contents agree with the pages: two, unless the numbers change the length of the contents."""

CONTENTS = "Contents"

SHORT = "Labs"
"""The part whose sections the contents leave out: each lab has its own, and the outline beside the pages has them all."""


def write_pdf(target, book, site, front="book/index"):
    """Print the built site of a book to a PDF; return the number of its pages. NoBrowser if there is no browser."""
    browser = chromium.find()
    chromium.check_version(browser)
    target, site = Path(target).resolve(), Path(site).resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    pages = joined_pages(book, site, front)
    with TemporaryDirectory() as folder:
        style = sheet(site, pages, folder)
        count = print_until_numbered(browser, book, site, pages, style, Path(folder, "book.html"), target)
    describe(target, book, pages)
    return count


def joined_pages(book, site, front):
    """The pages of the book, with identifiers that are unique in one file and links that lead inside it."""
    pages = [read_page(site, part, name) for part, name in book.entries]
    links = Links(pages, front)
    for page in pages:
        links.mend(page, lambda stem, identifier: f"#{place(stem, identifier)}")
        for picture in page.article.select("img[src]"):
            picture["src"] = (site / page.name).parent.joinpath(picture["src"]).resolve().as_uri()
    for page in pages:
        prefix_identifiers(page)
    return pages


def print_until_numbered(browser, book, site, pages, style, joined, target):
    """Print until each number in the contents is that of the page; return how many pages there are."""
    front, body, numbers = title_page(book, site), bodies(pages), {}
    for _ in range(TRIES):
        joined.write_text(document(book, style, front + contents(pages, numbers) + body), encoding="utf-8")
        chromium.print_to_pdf(browser, joined, target)
        found = page_numbers(target)
        if found == numbers:
            return len(PdfReader(target).pages)
        numbers = found
    raise RuntimeError(f"{target}: the numbers in the contents did not settle in {TRIES} printings")


def page_numbers(pdf):
    """{name of a place: number of its page, from 1} for all places that something in a PDF links to."""
    reader = PdfReader(pdf)
    return {name.removeprefix("/"): reader.get_destination_page_number(place) + 1
            for name, place in reader.named_destinations.items()}


def sheet(site, pages, folder):
    """All styles of the joined book; fonts that it needs are written to a folder."""
    return "\n".join([styles.fonts_for_print(site, folder), styles.names(site), styles.formulas(site),
                      SHEET.read_text(encoding="utf-8"), *map(running_title, pages)])


def document(book, style, body):
    """The joined book as HTML."""
    return (f'<!DOCTYPE html>\n<html lang="{book.language}" data-theme="light"><head><meta charset="utf-8"/>'
            f"<title>{html.escape(book.title)}</title><style>{style}</style></head><body>{body}</body></html>")


def bodies(pages):
    """The HTML of all pages, each with its own name for the paper it is printed on."""
    return "".join(f'<div class="page {"lab" if page.part == SHORT else "prose"}" id="{page.stem}" '
                   f'style="page: {paper(page)}">{page.article.decode_contents()}</div>' for page in pages)


def paper(page):
    """The name of the paper that a page of the book is printed on."""
    return f"paper-{page.stem}"


def running_title(page):
    """The rule that puts a page's title at the foot of its paper."""
    words = page.title.replace("\\", r"\\").replace('"', r"\"")
    return f'@page {paper(page)} {{ @bottom-left {{ content: "{words}" }} }}'


def title_page(book, site):
    """The first page: title, author, what the book is, version and rights."""
    logo = Path(site, "_static", "logo.svg")
    picture = f'<img class="emblem" src="{logo.as_uri()}" alt=""/>' if logo.is_file() else ""
    said = [("author", book.author), ("abstract", book.abstract), ("imprint", f"Version {book.version}, {book.date}"),
            ("imprint", f"© {book.rights}"), ("imprint", book.address)]
    lines = "".join(f'<p class="{kind}">{html.escape(text)}</p>' for kind, text in said)
    return f'<div class="title-page" id="title">{picture}<h1>{html.escape(book.title)}</h1>{lines}</div>'


def contents(pages, numbers):
    """The table of contents; a number that is not known yet takes the room of one that is."""
    rows, part = [], None
    for page in pages:
        if page.part != part:
            part = page.part
            rows.append(f'<p class="part">{html.escape(part)}</p>')
        rows.append(row("chapter", page.title, page.stem, numbers))
        if part != SHORT:
            rows += [row("section", words, place(page.stem, where), numbers) for where, words in own_sections(page)]
    return f'<nav class="contents" id="contents"><h1>{CONTENTS}</h1>{"".join(rows)}</nav>'


def own_sections(page):
    """(identifier on the page, text) of its sections."""
    return [(where.removeprefix(f"{page.stem}--"), words) for where, words in page.sections()]


def row(kind, words, where, numbers):
    """A line of the contents: a link with the number of its page at the end."""
    return (f'<p class="{kind}"><a href="#{where}"><span class="words">{html.escape(words)}</span>'
            f'<span class="leader"></span><span class="number">{numbers.get(where, 0)}</span></a></p>')


def describe(pdf, book, pages):
    """Write title, author and subject into a PDF, mend its outline, and have readers show both."""
    writer = PdfWriter(clone_from=pdf)
    writer.add_metadata({"/Title": book.title, "/Author": book.author, "/Subject": book.abstract})
    root = writer.root_object
    for entry, title in zip(outline(root["/Outlines"]), headings(book, pages), strict=True):
        entry[NameObject("/Title")] = TextStringObject(title)
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    writer.write(pdf)


def headings(book, pages):
    """The words of every heading of the joined book, in order."""
    found = [heading for page in pages for heading in page.article.select("h1, h2, h3, h4, h5, h6")]
    return [book.title, CONTENTS, *map(words, found)]


def outline(entry):
    """Every entry of an outline in order: Chromium leaves out formulas, and spaces where a heading breaks into lines."""
    child = entry.get("/First")
    while child is not None:
        child = child.get_object()
        yield child
        yield from outline(child)
        child = child.get("/Next")
