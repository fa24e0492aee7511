"""The book as an EPUB 3: each page of the site as a chapter in XHTML, packed with its pictures and a table of contents.

The same site gives the same file, byte for byte: its date is the book's, not the clock's.
"""

import html
import mimetypes
import re
import uuid
from itertools import groupby
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from bs4 import BeautifulSoup

from . import styles
from .links import Links
from .pages import read_page, words

SHEET = Path(__file__).with_name("reader.css")
XHTML = "http://www.w3.org/1999/xhtml"
MATHML = "http://www.w3.org/1998/Math/MathML"
SVG = "http://www.w3.org/2000/svg"
CAPITALS = {name.lower(): name for name in (
    "viewBox", "preserveAspectRatio", "gradientUnits", "gradientTransform", "patternUnits", "clipPathUnits", "markerWidth",
    "markerHeight", "markerUnits", "refX", "refY", "textLength", "lengthAdjust", "pathLength", "startOffset")}
"""Attributes of SVG that XML wants with their capitals, which a reader of HTML has made small."""

FALLEN_OUT_OF_USE = ("align", "valign", "border", "bgcolor", "cellpadding", "cellspacing", "nowrap")
"""Attributes that tables of old hold and EPUB forbids."""

FORBIDDEN_RULE = re.compile(r"(?<![\w-])(?:direction|unicode-bidi)\s*:[^;}]*;?")

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
CONTAINER = f"""{DECLARATION}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""

ACCESS = {"accessMode": ["textual", "visual"], "accessModeSufficient": ["textual"], "accessibilityHazard": ["none"],
          "accessibilityFeature": ["alternativeText", "MathML", "tableOfContents", "structuralNavigation", "readingOrder"],
          "accessibilitySummary": ["Every picture has a text that says what it shows; every formula is MathML."]}


def write_epub(target, book, site, front="book/index"):
    """Write the built site of a book as an EPUB; return the names of what is packed."""
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    pages = [read_page(site, part, name) for part, name in book.entries]
    files = {"META-INF/container.xml": CONTAINER}
    files |= {f"EPUB/{name}": content for name, content in packed(book, site, pages, front)}
    moment = (*map(int, book.date.split("-")), 0, 0, 0)
    with ZipFile(target, "w") as epub:
        epub.writestr(ZipInfo("mimetype", moment), "application/epub+zip", ZIP_STORED)
        for name, content in files.items():
            epub.writestr(ZipInfo(name, moment), content, ZIP_DEFLATED)
    return list(files)


def packed(book, site, pages, front):
    """(name, content) of every file below `EPUB`, the package's own list of them last."""
    files = dict(pictures(site, pages))
    links = Links(pages, front)
    for page in pages:
        links.mend(page, lambda stem, identifier: f"{stem}.xhtml{'#' * bool(identifier)}{identifier}")
    files |= {f"{page.stem}.xhtml": chapter(book, page) for page in pages}
    files |= {"title.xhtml": title_page(book), "cover.svg": cover(book, site), "nav.xhtml": navigation(book, pages)}
    rules, fonts = fonts_of_formulas(site)
    of_formulas = FORBIDDEN_RULE.sub("", styles.formulas(site))
    files |= fonts | {"style.css": "\n".join([rules, of_formulas, SHEET.read_text(encoding="utf-8")])}
    return [*files.items(), ("package.opf", package(book, files, pages))]


def pictures(site, pages):
    """(name in the package, bytes) of each picture of the pages, which are led there."""
    for page in pages:
        for picture in page.article.select("img[src]"):
            file = Path(site, page.name).parent.joinpath(picture["src"]).resolve()
            picture["src"] = f"images/{file.name}"
            yield picture["src"], file.read_bytes()


OF_FORMULAS = {"maths", "serif"}
"""Files of the fonts of formulas: the second has their upright letters and numerals."""


def fonts_of_formulas(site):
    """The rules of the site's fonts for formulas, and their files: for the text each reader has a font of their own choice."""
    used = [face for face in styles.faces(site) if face.file.stem in OF_FORMULAS]
    rules = "\n".join(styles.face_rule(f"fonts/{face.file.name}", face.said) for face in used)
    return rules, {f"fonts/{face.file.name}": face.file.read_bytes() for face in used}


def as_xml(article):
    """Make an article fit for XML in place: MathML alone, names of attributes as SVG spells them, none that EPUB forbids."""
    for formula in article.select("math"):
        formula["xmlns"] = MATHML
        formula["alttext"] = words(formula)
        for sign in formula.select("[scriptlevel]:not(mstyle)"):  # its style says the same
            del sign["scriptlevel"]
    for picture in article.select("svg"):
        picture["xmlns"] = SVG
        for tag in (picture, *picture.find_all(True)):
            tag.attrs = {CAPITALS.get(name, name): value for name, value in tag.attrs.items()}
    for tag in article.find_all(["table", "tr", "td", "th", "col", "thead", "tbody"]):
        tag.attrs = {name: value for name, value in tag.attrs.items() if name not in FALLEN_OUT_OF_USE}
    return article


def document(book, title, body, kind):
    """A page of XHTML."""
    return (f'{DECLARATION}<!DOCTYPE html>\n<html xmlns="{XHTML}" xmlns:epub="http://www.idpf.org/2007/ops" '
            f'lang="{book.language}" xml:lang="{book.language}"><head><meta charset="utf-8"/>'
            f'<title>{html.escape(title)}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>'
            f'<body class="{kind}">{body}</body></html>\n')


def chapter(book, page):
    """A page of the site as XHTML."""
    return document(book, page.title, as_xml(page.article).decode_contents(), "lab" if page.part == "Labs" else "prose")


def title_page(book):
    """The first page: title, author, what the book is, version and rights."""
    said = [book.author, book.abstract, f"Version {book.version}, {book.date}", f"© {book.rights}", book.address]
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in said)
    return document(book, book.title, f"<section><h1>{html.escape(book.title)}</h1>{lines}</section>", "title")


def cover(book, site):
    """A cover: the site's emblem, the title in short lines, the author."""
    lines = re.sub(r"(.{1,14})(?:\s+|$)", r"\1\n", book.title).strip().split("\n")
    words = "".join(f'<text x="120" y="{860 + 150 * number}">{html.escape(line)}</text>' for number, line in enumerate(lines))
    logo = Path(site, "_static", "logo.svg")
    emblem = BeautifulSoup(logo.read_text(encoding="utf-8"), "html.parser").svg if logo.is_file() else ""
    if emblem:
        emblem.attrs = {"x": "120", "y": "420", "width": "760", "height": "221", "viewBox": emblem["viewbox"]}
    return (f'{DECLARATION}<svg xmlns="{SVG}" viewBox="0 0 1200 1800" width="1200" height="1800">'
            f"<title>{html.escape(book.title)}</title>"
            f'<rect width="1200" height="1800" fill="#fff"/>{emblem}'
            f'<g font-family="sans-serif" font-weight="600" font-size="126" fill="#12171c">{words}</g>'
            f'<text x="120" y="1660" font-family="sans-serif" font-size="48" fill="#4d5865">{html.escape(book.author)}</text>'
            f"</svg>\n")


def navigation(book, pages):
    """The table of contents, by parts, and where to begin."""
    parts = "".join(f"<li><span>{html.escape(part)}</span><ol>{''.join(map(nav_entry, group))}</ol></li>"
                    for part, group in groupby(pages, key=lambda page: page.part))
    title = f'<li><a href="title.xhtml">{html.escape(book.title)}</a></li>'
    return document(book, "Contents", (
        f'<nav epub:type="toc" id="toc"><h1>Contents</h1><ol>{title}{parts}</ol></nav>'
        f'<nav epub:type="landmarks" hidden="hidden"><h2>Guide</h2><ol><li><a epub:type="toc" href="#toc">Contents</a></li>'
        f'<li><a epub:type="bodymatter" href="{pages[0].stem}.xhtml">Start</a></li></ol></nav>'), "contents")


def nav_entry(page):
    """A page in the table of contents, with its sections below it."""
    own = f"{page.stem}.xhtml"
    sections = "".join(f'<li><a href="{own}#{where}">{html.escape(words)}</a></li>' for where, words in page.sections())
    return f'<li><a href="{own}">{html.escape(page.title)}</a>{f"<ol>{sections}</ol>" if sections else ""}</li>'


def package(book, files, pages):
    """The list of what is packed, in the order of reading, with what the book says of itself."""
    items = "".join(item(name, content) for name, content in files.items())
    order = ["title.xhtml", "nav.xhtml", *(f"{page.stem}.xhtml" for page in pages)]
    spine = "".join(f'<itemref idref="{name_of(name)}"/>' for name in order)
    return (f'{DECLARATION}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book" '
            f'xml:lang="{book.language}">{metadata(book)}<manifest>{items}</manifest><spine>{spine}</spine></package>\n')


def metadata(book):
    """Title, author, language, identifier, date, rights, and what a reader who does not see may count on."""
    said = {"title": book.title, "creator": book.author, "language": book.language, "date": book.date, "rights": book.rights,
            "description": book.abstract}
    core = "".join(f"<dc:{name}>{html.escape(value)}</dc:{name}>" for name, value in said.items())
    access = "".join(f'<meta property="schema:{name}">{html.escape(value)}</meta>'
                     for name, values in ACCESS.items() for value in values)
    return (f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f'<dc:identifier id="book">urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, book.address)}</dc:identifier>{core}'
            f'<meta property="dcterms:modified">{book.date}T00:00:00Z</meta>{access}</metadata>')


def name_of(file):
    """The identifier of a file in the package."""
    return "f-" + re.sub(r"[^\w.-]", "-", file)


def marks(name, content):
    """What a reading system has to be told of a file: what it is for, and what it holds."""
    page = name.endswith(".xhtml")
    return [mark for mark, holds in (("nav", name == "nav.xhtml"), ("cover-image", name == "cover.svg"),
                                     ("mathml", page and "<math" in content), ("svg", page and "<svg" in content)) if holds]


def item(name, content):
    """A file in the package's list."""
    kind = {".xhtml": "application/xhtml+xml", ".woff2": "font/woff2"}.get(Path(name).suffix) or mimetypes.guess_type(name)[0]
    said = f' properties="{" ".join(marks(name, content))}"' if marks(name, content) else ""
    return f'<item id="{name_of(name)}" href="{name}" media-type="{kind}"{said}/>'
