"""The deck of cards and the quiz: every question and every item is in them, and nothing that a card cannot show."""

import json
import sqlite3
import xml.etree.ElementTree as ElementTree
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup

from book._print.cards import without_links, write_cards
from book._print.quiz import question, tolerance, write_quiz
from utils.book.interview import asked, bank


@pytest.fixture(scope="module")
def notes(site, tmp_path_factory):
    """The notes of the deck, as SQLite holds them: (fields, tags), and how many cards there are."""
    folder = tmp_path_factory.mktemp("deck")
    assert write_cards(folder / "deck.apkg", site) == len(bank())
    ZipFile(folder / "deck.apkg").extract("collection.anki2", folder)
    deck = sqlite3.connect(folder / "collection.anki2")
    cards = deck.execute("select count(*) from cards").fetchone()[0]
    return [(fields.split("\x1f"), tags.split()) for fields, tags in deck.execute("select flds, tags from notes")], cards


def test_there_is_a_card_for_every_question_of_the_bank(notes):
    found, cards = notes
    assert cards == len(found) == len(bank())
    assert {fields[3] for fields, _ in found} == {"junior", "senior", "staff"} == {tags[0] for _, tags in found} | {
        tags[-1] for _, tags in found} & {"junior", "senior", "staff"}


def test_a_card_holds_the_whole_answer_and_leads_nowhere(notes):
    for fields, _ in notes[0]:
        answer = BeautifulSoup(fields[1], "html.parser")
        assert not answer.select("a, script, img") and "In thirty seconds." in answer.get_text()
        assert "Often said, and wrong." in answer.get_text() and "At the whiteboard" in answer.get_text()


def test_links_become_words():
    assert without_links('<p>see <a href="x">lab <b>2a</b></a>.</p>') == "<p>see lab <b>2a</b>.</p>"


def test_the_quiz_holds_every_item_with_its_interval(tmp_path):
    items = [item for _, item in asked()]
    assert write_quiz(tmp_path / "quiz.zip") == len(items)
    with ZipFile(tmp_path / "quiz.zip") as quiz:
        name = next(name for name in quiz.namelist() if name.endswith(".xml") and "text2qti" in name and "meta" not in name)
        questions = ElementTree.fromstring(quiz.read(name)).findall(".//{*}item")
    assert len(questions) == len(items)
    for found, item in zip(questions, items, strict=True):
        answer = float(item["prints"].replace(",", ""))
        low, high = (float(found.find(f".//{{*}}{end}").text) for end in ("vargte", "varlte"))
        assert low < answer < high and high - low == pytest.approx(2 * tolerance(item["prints"]))


def test_a_power_is_no_superscript_mark():
    assert question(3, {"ask": "How many are 10^9?", "prints": "1,600"}) == "\n3. How many are 10\\^9?\n= 1600 +- 0.5"


def test_the_mock_interview_has_the_same_questions(site, notes):
    text = (site / "book" / "bank.js").read_text(encoding="utf-8")
    entries = json.loads(text.removeprefix("mockInterview.arrived(").strip().removesuffix(");"))
    assert [entry["question"] for entry in entries] == [fields[0] for fields, _ in notes[0]]
    assert all((site / "book" / entry["page"]).exists() for entry in entries)
