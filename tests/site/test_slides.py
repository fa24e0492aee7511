"""The decks as a class sees them: each opens from a folder, every slide fits, every question has notes; and their pages."""

import re
from unicodedata import normalize

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from pypdf import PdfReader

from book._print import chromium
from book._slides import questions, site_parts
from book._slides.__main__ import main
from book._slides.chapters import SOURCES, decks, pages_of
from book._slides.directives import LIBRARY, summary, without_stop
from book._slides.make import SIZE, write_decks
from book._slides.one_file import filled, on_paper
from tests.site.chromium import needs_chromium

DECKS = decks()
OUTSIDE = """() => { const slide = Reveal.getCurrentSlide(), found = [];
  slide.querySelectorAll('.fragment').forEach((each) => each.classList.add('visible'));
  const least = Math.min(...[...slide.querySelectorAll('.drawings')].map((each) => each.getBoundingClientRect().height), 999);
  for (const each of slide.querySelectorAll('h1, h2, .body, .body *')) {
    const at = each.getBoundingClientRect();
    if (!at.width || !at.height || each.closest('.live-hidden, svg')) continue;
    if (at.left < 0 || at.top < 0 || at.right > innerWidth || at.bottom > innerHeight) found.push(each.outerHTML.slice(0, 90));
    if (each.parentElement.matches('.body') && at.top < slide.querySelector('h1, h2').getBoundingClientRect().bottom)
      found.push('on the title: ' + each.outerHTML.slice(0, 90));
    if (each.matches('pre, .claim, td') && each.scrollWidth > each.clientWidth + 1) found.push('cut: ' + each.innerText);
  }
  return { found, least, slide: slide.querySelector('h1, h2').textContent }; }"""


@pytest.fixture(scope="module")
def folder(site, tmp_path_factory):
    """The folder with all decks, built once."""
    return write_decks(tmp_path_factory.mktemp("slides"), site)[0].parent


@pytest.fixture
def source(folder, deck):
    """A deck, parsed."""
    return BeautifulSoup((folder / f"{deck}.html").read_text(encoding="utf-8"), "html.parser")


@pytest.fixture
def opened(browser, folder):
    """A function that opens a deck from its folder, and keeps what it asked of others and what it complained of."""
    contexts = []

    def open_deck(deck):
        contexts.append(browser.new_context(viewport=dict(zip(("width", "height"), SIZE, strict=True)), offline=True))
        page = contexts[-1].new_page()
        page.faults, page.asked = [], []
        page.on("console", lambda message: page.faults.append(message.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url[:60]))
        page.goto((folder / f"{deck}.html").as_uri())
        page.wait_for_function("Reveal.isReady()")
        return page

    yield open_deck
    for context in contexts:
        context.close()


def headings(deck):
    """The titles in a deck's source."""
    return re.findall("^##? (.+)$", (SOURCES / f"{deck}.md").read_text(encoding="utf-8"), re.MULTILINE)


@needs_chromium
@pytest.mark.parametrize("deck", DECKS)
def test_a_deck_opens_from_a_folder_and_every_slide_fits(opened, deck):
    page = opened(deck)
    assert page.evaluate("Reveal.getTotalSlides()") == len(headings(deck))
    seen = [page.evaluate(f"Reveal.slide({place})") or page.evaluate(OUTSIDE) for place in range(len(headings(deck)))]
    assert [slide for slide in seen if slide["found"] or slide["least"] < 150] == []
    assert page.faults == [] and [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))] == []


@pytest.mark.parametrize("deck", DECKS)
def test_every_question_has_notes_that_say_more_than_where_it_comes_from(source, deck):
    asking = [slide for slide in source.select(".slides > section > section") if slide.select_one(".ask")]
    assert len(asking) >= 5
    for slide in asking:
        asks, *answers = slide.select("aside.notes > *")
        assert asks.get_text().startswith(("Collect predictions in writing", "Let two or three answer")), slide.h2
        assert sum(len(answer.get_text()) for answer in answers) > 25 and "Measured" not in slide.select_one(".ask").get_text()


@pytest.mark.parametrize("deck", DECKS)
def test_what_answers_a_question_comes_after_it(source, deck):
    for question in source.select(".body > .ask"):
        assert all("fragment" in later["class"] for later in question.find_next_siblings())


@pytest.mark.parametrize("deck", DECKS)
def test_a_deck_is_one_file_and_every_picture_has_words(source, deck):
    for tag in source.select("[src], link, a[href], [data-later]"):
        assert tag.name != "link" and tag.get("src", tag.get("data-later", "data:")).startswith("data:"), tag
    assert all(image["alt"].strip() for image in source.select("img")) and source.html["lang"] == "en-GB"
    addresses = [found for style in source.select("style") for found in re.findall(r"url\(['\"]?([^'\")]{1,20})", style.string)]
    assert addresses and all(address.startswith("data:") for address in addresses)
    assert source.title.string.strip() == headings(deck)[0]


def letters(text):
    """A text without spaces and signs; a formula's italic letters, as a PDF has them, are plain ones."""
    return "".join(re.findall(r"\w", normalize("NFKC", text)))


def pages(source):
    """The pages that a deck has on paper: the title of each, the words of what comes later on it, and whether it shows them."""
    for slide in source.select(".slides > section > section"):
        fragments = slide.select(".body .fragment")
        later = letters("".join(each.get_text() for each in fragments))
        yield from [(slide.h2 or slide.h1, later, False)] * bool(fragments)
        yield slide.h2 or slide.h1, later, True


@needs_chromium
@pytest.mark.parametrize("deck", DECKS)
def test_every_slide_is_a_page_of_the_pdf_and_a_question_has_one_before_its_answer(browser, folder, source, tmp_path, deck):
    (tmp_path / "paper.html").write_text(on_paper(folder / f"{deck}.html"), encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "paper.html").as_uri())
    page.pdf(path=tmp_path / "deck.pdf", prefer_css_page_size=True)  # as print_deck does, in the browser that is open
    page.close()
    printed = PdfReader(tmp_path / "deck.pdf").pages
    assert {tuple(map(round, page.mediabox[2:])) for page in printed} == {(960, 540)}
    for page, (title, later, shown) in zip(printed, pages(source), strict=True):
        words = letters(page.extract_text())
        assert letters(title.get_text())[:20] in words, title
        assert not later or (later[:12] in words) == shown, (title, later[:40])


@needs_chromium
def test_the_command_writes_a_deck_and_its_pdf(site, tmp_path, capsys):
    assert main(["08_interviews", "--site", str(site), "--to", str(tmp_path)]) == 0
    count = len(PdfReader(tmp_path / "08_interviews.pdf").pages)
    source = BeautifulSoup((tmp_path / "08_interviews.html").read_text(encoding="utf-8"), "html.parser")
    assert count == len(list(pages(source))) > len(headings("08_interviews"))
    assert re.search(rf"08_interviews\.html: 0\.\d MB\n.*08_interviews\.pdf: {count} pages\n", capsys.readouterr().out)


def test_the_command_says_what_is_missing(tmp_path, capsys):
    assert main(["08_interviews", "--site", str(tmp_path), "--to", str(tmp_path / "out")]) == 1
    assert "book/interviews.html is missing; expected the built book (make book)" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["10_none"])
    assert "names: got 10_none, expected some of 01_sequence_data," in capsys.readouterr().err


@needs_chromium
def test_a_live_figure_answers_on_a_slide_and_its_keys_do_not_turn_the_page(opened):
    page = opened("03_gated_networks")
    place = headings("03_gated_networks").index("Valve and rail")
    page.evaluate(f"Reveal.slide({place})")
    before = page.inner_html(".present .live .drawings")
    page.focus(".present .live input[type=range]")
    page.keyboard.press("ArrowRight")
    assert page.inner_html(".present .live .drawings") != before
    assert page.evaluate("Reveal.getIndices().h") == place


@needs_chromium
def test_the_weights_of_a_live_figure_are_in_the_deck(opened):
    page = opened("06_applications")
    page.evaluate(f"Reveal.slide({headings('06_applications').index('Text: it writes')})")
    before = page.inner_html(".present .live .drawings")
    page.click(".present .live button[data-do]")
    page.wait_for_function("was => document.querySelector('.present .live .drawings').innerHTML != was", arg=before)
    assert page.faults == []


@needs_chromium
def test_the_speaker_sees_the_notes(opened):
    page = opened("03_gated_networks")
    page.evaluate(f"Reveal.slide({headings('03_gated_networks').index('Keep')})")
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    popup.value.wait_for_function("document.querySelector('.speaker-controls-notes .value').innerText.includes('cell line')")


@needs_chromium
@pytest.mark.parametrize("title", ["The six equations", "Which gate can be taken away?", "Valve and rail"])
def test_a_slide_passes_what_axe_can_check(opened, title):
    page = opened("03_gated_networks")
    page.evaluate(f"Reveal.slide({headings('03_gated_networks').index(title)})")
    found = Axe().run(page, context=".present .present").response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found if fault["impact"] in ("serious", "critical")] == []


# sources that are wrong, and what is found in the site

WRONG = {
    "```{show} fig-none": "show: got 'fig-none', expected the name of something on a page of the book",
    "```{quote} words that nobody wrote": "quote: got 'words that nobody wrote', expected words of one paragraph",
    "```{quote} The remedy is\n:to: to the moon": "to: got 'to the moon', expected words that follow 'The remedy is'",
    "```{claim} no-claim": "claim: 'no-claim'",
    "```{claim} lstm-1997\n:by: none": "by: got 'none', expected a measurement of the claim: live_with,",
    "```{ask} What is the answer": "ask: got 'What is the answer', expected the first words of an exercise",
    "```{ask} 03b_gru_from_scratch/nowhere": "expected a box for a prediction: predict-apart,",
    "```{ask} 03b_gru_from_scratch/predict-gates\n:told: 03b-01": "told: got '03b-01', expected a cell of 03b_gru_from_scratch",
    "```{ask} 03z_none/box": "got the lab '03z_none', expected one in labs/",
    "```{show} tab-gru-corners\n:rows: holds;dances": "rows: got ['holds', 'dances'], expected words of a row each",
    "```{show} eq-gru-state\n:bare:": "bare: got 'eq-gru-state', which has no caption, expected a figure or a table",
    "```{points} No heading": "points: got 'No heading', expected the heading of a section of the chapter",
    "```{listing} Nothing": "listing: got 'Nothing', expected the first words of the caption of a listing"}


def test_every_fault_of_a_source_is_named_with_its_line(site, tmp_path, capsys):
    text = "# Gates\n\n## One\n\n" + "\n\n".join(f"{each}\n```" for each in WRONG) + "\n\n{measured}`lstm-1997/none`\n"
    (tmp_path / "03_gates.md").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="a deck's source has faults"):
        write_decks(tmp_path / "out", site, sources=tmp_path)
    said = re.sub(r"\x1b\[\d*;?\d*;?\d*m", "", capsys.readouterr().err)
    assert [words for words in [*WRONG.values(), "measured: 'lstm-1997/none'"] if words not in said] == []
    assert "03_gates.md:5: WARNING" in said and not (tmp_path / "out" / "03_gates.html").exists()


def test_a_site_that_is_not_built_is_said(tmp_path):
    with pytest.raises(ValueError, match=r"book/03_gated_networks.html is missing; expected the built book \(make book\)"):
        site_parts.Site(tmp_path, ["book/03_gated_networks"])


@pytest.mark.parametrize(("opening", "closing", "said"), [
    ("two words", None, "So it has two words, and 0.5 of them."), ("And these", None, "And these are more."),
    ("two words", "are more", "So it has two words, and 0.5 of them. And these are more."),
    ("A start", None, "A start.")])
def test_a_passage_is_whole_sentences(opening, closing, said):
    paragraph = BeautifulSoup("<p>A start. So it <em>has two</em>\n<a>words</a>, and <math><mn>0.5</mn></math> of them. And "
                              "these<span class='witness'>Caught.</span> are more. The end.</p>", "html.parser").p
    assert site_parts.words_of(site_parts.passage(paragraph, opening, closing)) == said
    assert "The end" in paragraph.get_text()


def test_a_sentence_ends_behind_its_closing_mark():
    paragraph = BeautifulSoup("<p>One asks: ‘Can it not?’ And more.</p>", "html.parser").p
    assert site_parts.words_of(site_parts.passage(paragraph, "One asks")) == "One asks: 'Can it not?'"
    assert site_parts.words_of(site_parts.passage(paragraph, "more")) == "And more."


def test_an_exercise_of_a_site_without_solutions_is_asked_and_has_no_answer():
    found = questions.exercise(BeautifulSoup("<li><p>How many?</p></li>", "html.parser").li)
    assert (found.question, found.answer) == ("<p>How many?</p>", "This edition of the site leaves the answer out.")


def test_without_a_browser_the_decks_are_written_and_a_line_says_what_is_not(site, tmp_path, monkeypatch, capsys):
    def refuse():
        raise chromium.NoBrowser("none here")

    monkeypatch.setattr(chromium, "find", refuse)
    assert main(["03_gated_networks", "--site", str(site), "--to", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"{tmp_path / '03_gated_networks.html'}: ")
    assert "none here" in said.err and "The decks are written; only their PDFs are not" in said.err


@pytest.mark.parametrize(("lead", "shown"), [
    ("<b>No baseline.</b>", "No baseline"), ("<b><code>h</code> for <i>H</i>.</b>", "h for H"),
    ("<b>‘It is.’</b>", "‘It is.’"), ("<b>Said</b>", "Said")])
def test_the_words_that_open_an_item_have_no_full_stop(lead, shown):
    assert without_stop(BeautifulSoup(lead, "html.parser").b).get_text() == shown


def test_what_a_cut_empties_is_gone():
    paragraph = BeautifulSoup("<p>One <em>is <b>bold</b></em>. Two.</p>", "html.parser").p
    assert str(site_parts.passage(paragraph, "Two")).replace(" ", "") == "<p>Two.</p>"


def test_a_prediction_is_what_the_lab_asks_and_what_it_says_where_it_is_decided():
    found = questions.prediction("03b_gru_from_scratch", "predict-gates", None, None)
    assert found.question == "Which of the two gates can be taken away without harm?"
    assert found.answer.startswith("Most would give up the reset") and found.origin == "03b_gru_from_scratch"


@pytest.mark.parametrize("words", ["Which forget bias gives a fresh cell", "What is the output gate for?", "gate-half-life"])
def test_questions_of_the_book_come_with_their_answers(site, words):
    found = questions.asked(site_parts.Site(site, pages_of("03_gated_networks")), words)
    assert found.question and len(BeautifulSoup(found.answer, "html.parser").get_text()) > 25
    assert found.question not in found.answer and "<details" not in found.question


def test_a_file_that_a_style_names_comes_inside_and_what_is_inside_stays(tmp_path):
    (tmp_path / "a.svg").write_text("<svg/>")
    inside = """url("data:image/svg+xml,<svg fill='url(%23a)'/>")"""
    assert filled(f"url(a.svg?v=1), {inside}", tmp_path) == f'url("data:image/svg+xml;base64,PHN2Zy8+"), {inside}'


def test_links_of_a_lab_become_words():
    assert questions.without_links("as in [lab 3a](03a_lstm.ipynb), twice") == "as in lab 3a, twice"


def test_the_question_begins_where_the_deck_says():
    text = "# Title\n\nFirst.\n\nA list of two:\n\n1. one\n\n**Predict:** which is it?"
    assert questions.last_words(text, None) == "Which is it?"
    assert questions.last_words(text, "A list").startswith("A list of two:")
    with pytest.raises(ValueError, match="from: got 'Nowhere', expected words of the text before the box"):
        questions.last_words(text, "Nowhere")


def test_numbers_on_slides_are_those_that_the_labs_stored(site, tmp_path):
    (tmp_path / "03_gates.md").write_text("# Gates\n\n{measured}`03a_lstm_from_scratch/hand_c_1:.2f`\n", encoding="utf-8")
    (deck,) = write_decks(tmp_path / "out", site, sources=tmp_path)
    values = LIBRARY.measurements["03a_lstm_from_scratch/hand_c_1"].record["values"]
    shown = BeautifulSoup(deck.read_text(encoding="utf-8"), "html.parser").select_one(".measured")
    assert shown.get_text() == summary(values, None, ".2f")
