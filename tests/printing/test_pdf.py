"""The PDF of a small book: numbers in the contents, links, fonts, outline, tags; and what is said where no browser is."""

import re
import stat

import pytest
from pypdf import PdfWriter

from book._print import chromium
from book._print.__main__ import main, offer
from book._print.pdf import write_pdf
from tests.printing.reading import Printed, complaints


@pytest.fixture(scope="module")
def printed(pdf):
    return Printed(pdf)


def test_a_page_begins_each_part(printed):
    starts = [page for level, _, page in printed.outline() if level == 1]
    assert starts[:2] == [1, 2] and starts == sorted(set(starts)) and len(starts) == 6
    assert len(printed.reader.pages) >= 8


def test_each_number_in_the_contents_is_the_page_of_its_heading(printed):
    assert len(list(printed.rows())) == 8
    assert complaints(printed) == []


def test_a_heading_stands_on_the_page_that_the_contents_name(printed):
    numbers = dict(printed.rows())
    assert "A second section" in printed.text(numbers["asecondsection"])
    assert "A second section" not in printed.text(numbers["asecondsection"] - 1)
    assert numbers["asecondsection"] > numbers["secondquotedlongenoughatitlethatithastogooninanotherlineofitspage"]


def test_a_wrong_number_would_be_found(printed, monkeypatch):
    rows = list(printed.rows())
    rows[3] = (rows[3][0], rows[3][1] + 1)
    monkeypatch.setattr(printed, "rows", lambda: rows)
    assert len(complaints(printed)) == 1


def test_each_page_but_the_first_ones_shows_its_number_and_its_chapters_title(printed):
    numbers, last = dict(printed.rows()), len(printed.reader.pages)
    assert re.search(rf"^{last} ?Lab 1a. A lab$", printed.text(last), re.MULTILINE)
    assert 'Second, "quoted" & long' in printed.text(numbers["asecondsection"])
    assert "Contents" not in printed.text(1) and not re.search("^[12]$", printed.text(1) + printed.text(2), re.MULTILINE)


def test_every_link_leads_to_a_place_in_the_file_or_to_an_address(printed):
    links = [where for _, where in printed.links()]
    assert [where for where in links if not where.startswith("https://") and where not in printed.places] == []
    assert {"02_second--a-second-section", "lab-01a_lab--m-number", "terms", "title", "https://example.org/away",
            "01_first--answer-1", "terms--term-y"} <= set(links)


def test_a_links_place_is_where_the_page_has_it(printed):
    place = printed.places["lab-01a_lab--m-number"]
    assert "0.5" in printed.text(printed.reader.get_destination_page_number(place) + 1)


def test_every_font_is_in_the_file(printed):
    assert printed.fonts() and all(printed.fonts().values())


def test_the_outline_keeps_the_spaces_of_a_title_of_two_lines(printed):
    assert 'Second, "quoted" & long enough a title that it has to go on in another line of its page' in [
        title for _, title, _ in printed.outline()]


def test_the_file_is_tagged_and_says_what_it_is(printed):
    root = printed.reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB" and "/StructTreeRoot" in root
    assert root["/PageMode"] == "/UseOutlines" and root["/ViewerPreferences"]["/DisplayDocTitle"]
    said = printed.reader.metadata
    assert (said.title, said.author, said.subject) == ("A small book, printed", "somebody", "What a small book is about.")


def test_pictures_keep_their_text(printed):
    assert list(printed.alternative_texts()) == ["A line that rises"]


def test_no_browser_is_said_with_the_way_to_one(monkeypatch, small, tmp_path):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    with pytest.raises(chromium.NoBrowser, match="apt install chromium"):
        write_pdf(tmp_path / "none.pdf", *small)


def test_a_browser_that_is_named_and_not_there_is_said(monkeypatch, capsys, small):
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    assert main(["pdf", "--site", str(small[1])]) == 1
    said = capsys.readouterr()
    assert "CHROMIUM: got '/no/such/browser', expected a program" in said.err and not said.out


@pytest.fixture
def pretender(tmp_path):
    """Makes a browser of a few lines of shell."""

    def make(script):
        path = tmp_path / "browser"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return make


@pytest.mark.parametrize("version", ["Chromium 130.0.6723.116", "Google Chrome 99.0.1 unknown"])
def test_a_browser_too_old_to_number_pages_is_refused(pretender, version):
    with pytest.raises(chromium.NoBrowser, match=r"got version \d+, expected 131 or newer"):
        chromium.check_version(pretender(f"echo '{version}'"))


@pytest.mark.parametrize("version", ["Chromium 131.0.6778.33", "a browser of no version"])
def test_a_browser_new_enough_is_taken(pretender, version):
    chromium.check_version(pretender(f"echo '{version}'"))


def test_a_browser_that_prints_nothing_is_an_error_with_what_it_said(pretender, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("x")
    with pytest.raises(RuntimeError, match=r"printed nothing \(exit status 3\):\nno display"):
        chromium.print_to_pdf(pretender("echo no display >&2; exit 3"), page, tmp_path / "none.pdf")


def test_numbers_that_never_settle_are_an_error(monkeypatch, small, tmp_path):
    printings = []

    def restless(browser, page, pdf):
        writer = PdfWriter()
        for _ in range(len(printings) + 1):
            writer.add_blank_page(100, 100)
        printings.append(writer.add_named_destination("01_first", len(printings)))
        writer.write(pdf)

    monkeypatch.setattr(chromium, "find", lambda: "browser")
    monkeypatch.setattr(chromium, "check_version", lambda browser: None)
    monkeypatch.setattr(chromium, "print_to_pdf", restless)
    with pytest.raises(RuntimeError, match="did not settle in 4 printings"):
        write_pdf(tmp_path / "restless.pdf", *small)


def test_the_landing_page_offers_what_was_made(tmp_path):
    page = tmp_path / "book" / "index.html"
    page.parent.mkdir()
    page.write_text('<p><span class="download-pdf">PDF: <code><span>make pdf</span></code></span> '
                    '<span class="download-epub">EPUB</span></p>')
    for words in ("PDF, 9 pages", "PDF, 10 pages"):  # made twice, the second is offered
        offer(page, "pdf", tmp_path / "downloads" / "book.pdf", words)
    assert page.read_text() == ('<p><span class="download-pdf"><a href="../downloads/book.pdf">PDF, 10 pages</a></span> '
                                '<span class="download-epub">EPUB</span></p>')
