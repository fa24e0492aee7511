"""The interview questions as a deck for Anki: a card each, the question in front, the whole answer behind."""

from pathlib import Path

import genanki
from bs4 import BeautifulSoup

from utils.book.bank_pages import printed

# Numbers by which Anki knows the deck and its kind of card: with others a new import would not renew the old cards.
DECK, MODEL = 1_964_807_312, 1_401_226_095
STYLE = """.card { font: 1.1em/1.5 serif; margin: 1em auto; max-width: 38em; }
summary { font-weight: bold; }
.about { opacity: 0.7; }"""
FRONT = "{{Question}}<p class='about'>{{Topic}}, {{Level}}</p>"
KIND = genanki.Model(
    MODEL, "Recurrent networks, interview question", css=STYLE,
    fields=[{"name": name} for name in ("Question", "Answer", "Topic", "Level")],
    templates=[{"name": "answer", "qfmt": FRONT, "afmt": "{{FrontSide}}<hr id='answer'>{{Answer}}"}])


def write_cards(target, site):
    """Write the questions of a built site as a deck; return how many cards it has."""
    deck = genanki.Deck(DECK, "Recurrent neural networks, measured: interviews")
    for entry in printed(Path(site) / "book"):
        deck.add_note(note(entry))
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    genanki.Package(deck).write_to_file(str(target))
    return len(deck.notes)


def note(entry):
    """The card of a question; renewed, not doubled, where a deck with it is imported again."""
    fields = [entry["question"], without_links(entry["answer"]), entry["topic"], entry["level"]]
    tags = [entry["level"], "-".join(entry["topic"].replace(",", "").replace(":", "").split())]
    return genanki.Note(model=KIND, fields=fields, tags=tags, guid=genanki.guid_for(entry["id"]))


def without_links(html):
    """HTML whose links are words: a card has no page to lead to."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.select("a"):
        link.unwrap()
    return str(soup)
