"""A page on paper: what only a screen uses goes, folds open, answers to the end; facts, links and fonts."""

import pytest
from bs4 import BeautifulSoup
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib import instancer

from book._print import styles
from book._print.facts import LABS, entries, read_facts
from book._print.folds import gather_answers, open_folds
from book._print.links import Links, prefix_identifiers
from book._print.pages import Page, read_page, words
from tests.paths import ROOT
from tests.printing.small import MATHML


@pytest.fixture
def page(small):
    """Reads a page of the small book afresh."""
    return lambda name: read_page(small[1], "Part", name)


def article(text):
    return BeautifulSoup(f"<article>{text}</article>", "html.parser").article


def test_the_facts_come_from_the_books_own_files(small):
    book = small[0]
    assert (book.title, book.author, book.language, book.version, book.date) == (
        "A small book, printed", "somebody", "en-GB", "1.2", "2026-01-02")
    assert book.abstract == "What a small book is about."


def test_chapters_come_first_then_reference_then_the_labs(small):
    assert small[0].entries == [("Chapters", "book/01_first"), ("Chapters", "book/02_second"), ("Reference", "book/terms"),
                                (LABS, "labs/01a_lab")]


def test_pages_below_a_chapter_follow_it_and_their_labs_come_last():
    page = {"file": "book/06b_page", "sections": [{"file": "labs/06b_lab"}]}
    toc = {"parts": [{"caption": "A", "chapters": [{"file": "book/06_chapter", "sections": [page]}, {"file": "book/07_next"}]}]}
    assert entries(toc) == [("A", "book/06_chapter"), ("A", "book/06b_page"), ("A", "book/07_next"), (LABS, "labs/06b_lab")]


def test_every_page_of_the_real_book_but_the_first_is_in_it():
    text = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    names = [name for _, name in read_facts(ROOT).entries]
    assert len(names) == len(set(names)) == text.count("file: ") and all(f"file: {name}\n" in text for name in names)


def test_what_only_a_screen_uses_is_gone(page):
    first = page("book/01_first").article
    assert first.select("script, button, form, select, .headerlink, .only-dark, details, summary, [loading], a[title]") == []
    assert [picture["alt"] for picture in first.select("img")] == ["A line that rises"]


def test_what_stands_for_a_script_stays(page):
    second = page("book/02_second").article
    assert "Without scripts." in second.get_text() and not second.noscript and not second.select("[tabindex]")


def test_an_answer_goes_to_the_end_and_each_end_leads_to_the_other(page):
    first = page("book/01_first").article
    link, answer = first.select_one(".to-answer"), first.select_one("#answer-1")
    assert link["href"] == "#answer-1" and link.get_text() == "Answer 1" and answer.a["href"] == f"#{link['id']}"
    assert answer.get_text(" ", strip=True) == "Answer 1 Forty-two."
    assert first.section.contents[-1]["class"] == ["answers"] and first.select_one(".answers h2").string == "Answers"
    assert answer.find_parent(class_="answers") and not link.find_parent(class_="answers")


def test_hints_and_solutions_are_gathered_by_exercise(page):
    lab = page("labs/01a_lab").article
    headings = [heading.string for heading in lab.select(".answers h2, .answers h3")]
    assert headings == ["Hints and answers", "Exercise 1", "Exercise 2"]
    assert [title.get_text() for title in lab.select(".answer-title")] == ["Hint 1: a question", "Solution"]
    assert lab.select_one("#answer-2 pre").string == "solved = 2"


def test_any_other_fold_stands_open_in_its_place_under_its_title(page):
    first, lab = page("book/01_first").article, page("labs/01a_lab").article
    assert first.select_one("#why.opened > p.opened-title").get_text() == "The evidence"
    assert "shown = 1" in lab.select_one(".cell > .opened .cell_input").get_text()
    assert "code cell source" not in lab.get_text()


def test_a_page_without_folds_is_left_as_it_is():
    plain = article("<section><p>Text.</p></section>")
    gather_answers(plain)
    open_folds(plain)
    assert str(plain) == "<article><section><p>Text.</p></section></article>"


def test_the_words_of_a_heading_are_one_line_with_a_formula_as_tex(page):
    first = page("book/01_first")
    assert first.title == "1. First things"
    assert first.sections() == [("a-section", "A section with y"), ("exercises", "Exercises"), ("answers", "Answers")]
    assert words(article(f"a\n <b>{MATHML} </b>c")) == "a y c"


def test_a_page_that_is_not_there_is_named(small):
    with pytest.raises(ValueError, match=r"book/none\.html is missing.*make book"):
        read_page(small[1], "Part", "book/none")


def test_a_page_without_a_title_is_named(tmp_path):
    (tmp_path / "bare.html").write_text("<article><p>x</p></article>")
    with pytest.raises(ValueError, match=r"bare\.html: expected a page with an article and a title"):
        read_page(tmp_path, "Part", "bare")


@pytest.mark.parametrize(("address", "target"), [
    ("02_second.html#a-second-section", ("02_second", "a-second-section")),
    ("02_second.html", ("02_second", "")),
    ("02%5Fsecond.html", ("02_second", "")),
    ("02_second.html#gone", ("02_second", "")),
    ("../labs/01a_lab.html#m-number", ("lab-01a_lab", "m-number")),
    ("#fig", ("01_first", "fig")),
    ("index.html", ("title", "")),
    ("../editions/01a.ipynb", None),
    ("../genindex.html", None),
    ("https://example.org/book/02_second.html", None),
])
def test_where_an_address_leads(small, address, target):
    pages = [read_page(small[1], *entry) for entry in small[0].entries]
    assert Links(pages, "book/index").target(pages[0], address) == target


def test_links_are_written_anew_and_what_leads_nowhere_is_words(small):
    pages = [read_page(small[1], *entry) for entry in small[0].entries]
    Links(pages, "book/index").mend(pages[0], lambda stem, identifier: f"<{stem}|{identifier}>")
    found = [link["href"] for link in pages[0].article.select("section > p a")]
    assert found == ["<02_second|a-second-section>", "<lab-01a_lab|m-number>", "<terms|>", "<title|>", "https://example.org/away",
                     "<02_second|>", "<01_first|equation-one>"]
    assert "an edition" in pages[0].article.get_text()


def test_identifiers_get_the_pages_name_and_what_names_them_follows():
    page = Page("book/one", "Part", article(
        '<p id="a" aria-labelledby="a b">x</p><svg><g clip-path="url(#cut)" id="b"></g></svg><td headers="a b">y</td>'))
    prefix_identifiers(page)
    assert str(page.article) == (
        '<article><p aria-labelledby="one--a one--b" id="one--a">x</p><svg><g clip-path="url(#one--cut)" id="one--b"></g></svg>'
        '<td headers="one--a one--b">y</td></article>')


def test_names_of_the_site_are_those_of_a_light_page(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "book.css").write_text("light { --book-gate: green; --other: 1 } dark { --book-gate: lime; }")
    assert styles.names(tmp_path) == ":root { --book-gate: green; }"


def test_a_font_that_is_no_file_of_the_site_is_left_out(small):
    assert list(styles.faces(small[1])) == []


def font_of_many_weights(path):
    """Write a font of one letter, a stroke that is thicker the heavier the font is."""
    builder, pen = FontBuilder(1000, isTTF=True), TTGlyphPen(None)
    for number, corner in enumerate([(0, 0), (0, 700), (100, 700), (100, 0)]):
        (pen.lineTo if number else pen.moveTo)(corner)
    pen.closePath()
    builder.setupGlyphOrder([".notdef", "l"])
    builder.setupCharacterMap({ord("l"): "l"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "l": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "l": (500, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Many", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.setupFvar([("wght", 400, 400, 700, "Weight")], [])
    thicker = [(0, 0), (0, 0), (300, 0), (300, 0), *[(0, 0)] * 4]
    builder.setupGvar({"l": [TupleVariation({"wght": (0, 1, 1)}, thicker)]})
    builder.save(path)


def test_a_font_of_many_weights_becomes_a_font_for_each(tmp_path):
    (tmp_path / "_static").mkdir()
    font_of_many_weights(tmp_path / "_static" / "many.ttf")
    sheet = tmp_path / "_static" / "book.css"
    sheet.write_text('@font-face { font-family: "Many"; src: url("many.ttf"); font-weight: 400 700 }')
    rules = styles.fonts_for_print(tmp_path, tmp_path)
    assert rules.count("@font-face") == 3
    assert all(f"font-weight: {weight}; src: url" in rules for weight in (400, 600, 700))
    fonts = [TTFont(tmp_path / f"many-{weight}.ttf") for weight in (400, 600, 700)]
    assert not any("fvar" in font for font in fonts)
    assert [font["glyf"]["l"].xMax for font in fonts] == [100, 300, 400]


def test_a_font_of_one_weight_is_taken_as_it_is(tmp_path):
    (tmp_path / "_static").mkdir()
    font_of_many_weights(tmp_path / "_static" / "many.ttf")
    single = instancer.instantiateVariableFont(TTFont(tmp_path / "_static" / "many.ttf"), {"wght": 700})
    single.save(tmp_path / "_static" / "one.ttf")
    (tmp_path / "_static" / "book.css").write_text("@font-face { font-family: One; src: url(one.ttf) }")
    address = (tmp_path / "_static" / "one.ttf").as_uri()
    assert styles.fonts_for_print(tmp_path, tmp_path) == f'@font-face {{ font-family: One; src: url("{address}"); }}'
