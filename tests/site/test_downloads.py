"""The real book as a PDF and as an EPUB: every number, link, font and picture; nothing beyond the edge of the paper."""

import xml.etree.ElementTree as ElementTree
from zipfile import ZipFile

import pytest
from playwright.sync_api import sync_playwright

from book._print import pdf
from book._print.epub import write_epub
from book._print.facts import read_facts
from book._print.pages import Page
from tests.printing.reading import Printed, complaints
from tests.site.building import ROOT, parsed
from tests.site.chromium import CHROMIUM, FLAGS, needs_chromium
from tests.site.test_browser import STACKED

PAPER = 154 / 25.4 * 96
"""CSS pixels between the margins of the paper."""

PAST_THE_EDGE = """width => [...document.querySelectorAll('.page *:not(svg *)')].flatMap(element => {
    const past = [...element.getClientRects()].some(box => box.right > width + 1);
    const cut = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX != 'visible';
    return past || cut ? [element.closest('.page').id + ': ' + element.outerHTML.slice(0, 120)] : [];
})"""


@pytest.fixture(scope="module")
def book():
    return read_facts(ROOT)


@pytest.fixture(scope="module")
def printed(book, site, tmp_path_factory):
    target = tmp_path_factory.mktemp("pdf") / "book.pdf"
    pdf.write_pdf(target, book, site)
    return Printed(target)


@pytest.fixture(scope="module")
def epub(book, site, tmp_path_factory):
    """{name: bytes} of what is packed."""
    target = tmp_path_factory.mktemp("epub") / "book.epub"
    write_epub(target, book, site)
    with ZipFile(target) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@needs_chromium
def test_each_number_in_the_contents_is_the_page_of_its_heading(printed):
    assert len(list(printed.rows())) > 40
    assert complaints(printed) == []


@needs_chromium
def test_every_link_leads_somewhere(printed):
    links = {where for _, where in printed.links()}
    assert len(links) > 500 and {where for where in links if "://" not in where} <= set(printed.places)


@needs_chromium
def test_every_number_of_a_chapter_links_to_its_cell_in_the_same_file(printed, site, book):
    numbers = {link["href"] for _, name in book.entries for link in parsed(site / f"{name}.html").select("a.measured")}
    targets = {where.replace("../labs/", "lab-").replace(".html#", "--") for where in numbers}
    assert len(targets) > 100 and targets <= set(printed.places)


@needs_chromium
def test_every_font_is_in_the_file(printed):
    assert printed.fonts() and all(printed.fonts().values())


@needs_chromium
def test_every_picture_keeps_its_text(printed, site, book):
    expected = {" ".join(picture["alt"].split()) for _, name in book.entries
                for picture in parsed(site / f"{name}.html").select("article img:not(.only-dark)")}
    assert expected - {" ".join(text.split()) for text in printed.alternative_texts()} == set()


@pytest.fixture(scope="module")
def paper(book, site, tmp_path_factory):
    """The joined book as it lies on paper, in a browser as wide as the text of a page."""
    if not CHROMIUM:
        pytest.skip("there is no Chromium on this machine (Debian: apt install chromium)")
    folder, pages = tmp_path_factory.mktemp("paper"), pdf.joined_pages(book, site, "book/index")
    joined = folder / "book.html"
    joined.write_text(pdf.document(book, pdf.sheet(site, pages, folder), pdf.bodies(pages)), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": int(PAPER), "height": 900})
        page.emulate_media(media="print")
        page.goto(joined.as_uri(), wait_until="load")
        page.evaluate("document.fonts.ready.then(() => null)")
        yield page
        browser.close()


def test_nothing_goes_past_the_edge_of_the_paper(paper):
    assert paper.evaluate(PAST_THE_EDGE, PAPER) == []


def test_formulas_of_one_row_are_rows_on_paper(paper):
    assert paper.evaluate(STACKED) == []
    paper.add_style_tag(content="div.math math.tml-display { display: block !important }")
    assert len(paper.evaluate(STACKED)) > 10  # as they were
    paper.evaluate("document.head.lastElementChild.remove()")


def test_what_goes_past_the_edge_is_found(paper):
    wide = '<p id=wide style="width: 160mm; max-width: none">wide</p>'
    paper.evaluate("wide => document.querySelector('.page h2').insertAdjacentHTML('afterend', wide)", wide)
    found = paper.evaluate(PAST_THE_EDGE, PAPER)
    paper.evaluate("wide.remove()")
    assert len(found) == 1 and "wide" in found[0]


def test_identifiers_are_unique_in_the_joined_book(paper):
    found = paper.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(found) == len(set(found)) > 800


def test_every_picture_of_the_joined_book_is_there(paper):
    broken = "[...document.images].filter(picture => !picture.naturalWidth).map(picture => picture.src)"
    assert paper.evaluate("document.images.length") > 40 and paper.evaluate(broken) == []


def test_every_link_and_picture_of_the_epub_is_there(epub):
    trees = {name.removeprefix("EPUB/"): ElementTree.fromstring(body) for name, body in epub.items() if name.endswith(".xhtml")}
    places = {name: [tag.get("id") for tag in tree.iter() if tag.get("id")] for name, tree in trees.items()}
    assert [name for name, found in places.items() if len(found) != len(set(found))] == []
    for name, tree in trees.items():
        for address in filter(None, (tag.get("href") or tag.get("src") for tag in tree.iter())):
            path, _, place = address.partition("#")
            assert "://" in address or f"EPUB/{path or name}" in epub, f"{name}: {address}"
            assert "://" in address or not place or place in places[path or name], f"{name}: {address}"


def test_the_epub_has_every_formula_and_no_dark_picture(epub, site, book):
    for _, name in book.entries:
        on_page = len(parsed(site / f"{name}.html").select("article math"))
        in_file = epub[f"EPUB/{Page(name, '', None).stem}.xhtml"].decode().count("<math")
        assert in_file == on_page, name
    assert [name for name in epub if "-dark-" in name] == []
