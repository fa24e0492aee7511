"""A dictionary that was counted: it knows the words, and not their order."""

import numpy as np

from utils.data.numbers_in_words import draw, language, pairs
from utils.models.dictionaries import dictionary, presence, word_by_word

GERMAN, ENGLISH = language("de"), language("en")


def counted(**changes):
    x, _, y, _ = pairs(draw(2_000, "training", (1, 4), np.random.default_rng(0)))
    return dictionary(x, y, len(GERMAN), len(ENGLISH), **changes)


def test_every_word_finds_its_translation_and_und_has_none():
    known = {GERMAN.words[word]: ENGLISH.words[found] for word, found in enumerate(counted())}
    assert known["zwei"] == "two" and known["eins"] == known["ein"] == "one" and known["vierzig"] == "forty"
    assert [word for word, found in known.items() if not found] == ["", "und"]
    assert len(set(known.values())) == len(ENGLISH)


def test_with_nothing_asked_of_it_every_word_has_some_translation():
    assert (counted(least=0.0)[1:] > 0).all()


def test_a_word_never_seen_has_none():
    x = np.array([[1, 2], [2, 0]])
    assert dictionary(x, x, 4, 4).tolist() == [0, 1, 2, 0]


def test_presence_by_hand():
    assert presence(np.array([[1, 2], [1, 0]]), 3).tolist() == [[0, 1, 0], [0, 0, 1]]


def test_words_keep_their_order_and_what_has_no_translation_leaves_no_gap():
    x, _, _, _ = pairs(np.array([[42, 7], [11, -1]]))
    y = word_by_word(counted(), x)
    assert [ENGLISH.decode(column) for column in y.T] == ["two forty seven", "eleven"]
