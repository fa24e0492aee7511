"""What a deck's source may say: names of things, and words; no number, for these come from the pages and the labs."""

import re

import pytest

from book._slides.chapters import SOURCES, decks, pages_of
from tests.paths import ROOT

NAMES = r"\d\d[a-z]?_\w+(/[\w-]+)?|\d\d[a-z]-\d\d|(fig|eq|tab)-[\w-]+|[a-z]\w*(-\w+)+"  # labs, cells, figures, claims
OPENS = re.compile(r"^```\{(?P<what>[\w-]+)\} *(?P<names>.*)$")
OPTION = re.compile(r"^:(?P<key>\w+): *(?P<value>.*)$")
PLACE = re.compile(r"\b([Cc]hapters?|[Ll]abs?) \d\d?[a-e]?\b")
MEASURED = re.compile(r"\{measured\}`[^`]+`")
FORMULA = re.compile(r"\$[^$]*\$")
SYMBOLS = re.compile(r"[a-zA-Z\\}]_\{?[\w, -]*\}?|[+-] ?1\b|\b1 ?-")  # an index, a step back, one less
IN_WORDS = re.compile(r"\b(ten|eleven|twelve|\w+teen|(twen|thir|for|fif|six|seven|eigh|nine)ty(-\w+)?|hundreds?|thousands?|"
                      r"millions?|per ?cent|thirds?|fifths?|tenths?)\b", re.IGNORECASE)


def typed(text):
    """The lines of a deck's source that hold a number."""
    return [line for line in text.splitlines() if re.search(r"\d", without_names(line)) or IN_WORDS.search(said(line))]


def without_names(line):
    """A line without names, places in the book, measured numbers and the symbols of formulas."""
    if opens := OPENS.match(line):
        return re.sub(NAMES, "", opens["names"])
    if option := OPTION.match(line):
        return re.sub(rf"^({NAMES}|[a-z]\w*)$", "", option["value"])
    return FORMULA.sub(lambda found: SYMBOLS.sub("", found[0]), MEASURED.sub("", PLACE.sub("", line)))


def said(line):
    """The words of a line that are the deck's own; those after a directive are the chapter's, and must stand there."""
    return "" if OPENS.match(line) or OPTION.match(line) else MEASURED.sub("", line)


@pytest.mark.parametrize("deck", decks())
def test_no_number_is_typed(deck):
    assert typed((SOURCES / f"{deck}.md").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("line", [
    "The loss falls to 0.3.", "```{quote} With a bias of 5", "```{ask} After 20 steps", ":to: to 2.2 steps", "$f = 0.75$",
    "$h_t = 5$", "It learns over twenty steps.", "Nine tenths of it.", "Thirty-two units.", "A hundred factors", "$T = 10$",
    "In 1997 it had none.", "It has 3 gates.", "Chapter 3 has 5 of them.", ":by: 7", "- 4 ways"])
def test_a_typed_number_is_found(line):
    assert typed(line) == [line]


@pytest.mark.parametrize("line", [
    "Chapter 3 and lab 3b show it.", "```{ask} 03b_gru_from_scratch/predict-gates", ":told: 03b-21", "$h_{t-1}$ and $1 - z_t$",
    "It keeps {measured}`03a_lstm_from_scratch/hand_c_1:.2f` of it.", "```{show} fig-lstm-keeps", "```{claim} lstm-1997",
    ":by: lead_800", "Two gates, one state, and the tense of it.", "```{quote} for ten steps", ":bare:",
    "```{ask} 06c_engine_failure/c33"])
def test_names_places_and_symbols_are_no_numbers(line):
    assert typed(line) == []


def test_every_chapter_has_a_deck():
    assert {int(deck[:2]) for deck in decks()} == set(range(1, 10))


@pytest.mark.parametrize("deck", decks())
def test_a_deck_has_the_length_of_a_lecture_and_its_parts(deck):
    text = (SOURCES / f"{deck}.md").read_text(encoding="utf-8")
    assert 15 <= len(re.findall("^## ", text, re.MULTILINE)) <= 30
    assert len(re.findall(r"^```\{ask\}", text, re.MULTILINE)) >= 5
    for part in ("show", "claim", "lab", "quote"):
        assert f"```{{{part}}}" in text
    assert len(re.findall("^# ", text, re.MULTILINE)) == 1


@pytest.mark.parametrize("deck", decks())
def test_a_deck_belongs_to_pages_of_its_chapter(deck):
    pages = pages_of(deck)
    assert pages and all((ROOT / f"{page}.md").is_file() for page in pages)


def test_a_deck_of_no_chapter_is_refused():
    with pytest.raises(ValueError, match="got '40_more', expected the number of a chapter of the book, 1 to"):
        pages_of("40_more")
