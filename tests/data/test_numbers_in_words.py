"""Sentences of numbers: the words of both languages, one reading of each German sentence, and parts that share none."""

import re

import numpy as np
import pytest

from utils.data.numbers_in_words import PARTS, draw, language, pairs, part_of, reverse, split

GERMAN, ENGLISH = language("de"), language("en")
ROW = np.arange(100)[:, None]  # a sentence of one number each


def said(language, numbers):
    symbols, _ = language.encode(np.atleast_2d(numbers))
    return language.decode(symbols[:, 0])


@pytest.mark.parametrize(("numbers", "german", "english"), [
    ([42], "zwei und vierzig", "forty two"), ([1], "eins", "one"), ([21], "ein und zwanzig", "twenty one"),
    ([0], "null", "zero"), ([17], "siebzehn", "seventeen"), ([30], "dreißig", "thirty"),
    ([42, 7, -1], "zwei und vierzig sieben", "forty two seven"), ([40, 2], "vierzig zwei", "forty two")])
def test_sentences_by_hand(numbers, german, english):
    assert said(GERMAN, numbers) == german and said(ENGLISH, numbers) == english


def test_und_is_split_between_words_only():
    assert split("und") == ["und"] and split("elf") == ["elf"]
    assert split("zweiundvierzig") == ["zwei", "und", "vierzig"] and split("ninety-nine") == ["ninety", "nine"]


def test_no_word_is_there_twice_and_none_is_missing():
    for spoken in (GERMAN, ENGLISH):
        assert len(set(spoken.words)) == len(spoken) and all(spoken.words[1:])
    assert (len(GERMAN), len(ENGLISH)) == (31, 29)  # with the empty one


def test_each_german_sentence_has_one_reading():
    """Joined by a sign that no word has, a sentence gives its numbers back."""
    names = {said(GERMAN, [n]): n for n in range(100)}
    numbers = draw(300, "training", (1, 5), np.random.default_rng(0))
    longest = "|".join(sorted(names, key=len, reverse=True))
    for row in numbers:
        found = re.findall(rf"(?:^|(?<= ))({longest})(?= |$)", said(GERMAN, row))
        assert [names[name] for name in found] == row[row >= 0].tolist()


def test_an_english_sentence_may_have_two():
    assert said(ENGLISH, [42]) == said(ENGLISH, [40, 2]) and said(GERMAN, [42]) != said(GERMAN, [40, 2])


def test_lengths_are_those_of_the_words_and_padding_is_behind_them():
    x, x_lengths, y, y_lengths = pairs(np.array([[42, -1], [7, 21], [3, -1]]))
    assert x.shape == (4, 3) and x_lengths.tolist() == [3, 4, 1] and y_lengths.tolist() == [3, 4, 2]
    for symbols, words in ((x, x_lengths), (y, y_lengths - 1)):
        assert np.array_equal(symbols > 0, np.arange(len(symbols))[:, None] < words)
    assert len(y) == y_lengths.max()


@pytest.mark.parametrize("k", [1, 2, 3, 8])
def test_parts_share_no_sentence_and_have_their_share(k):
    rng = np.random.default_rng(k)
    found = {part: {tuple(row) for row in draw(500, part, (k, k), rng)} for part in PARTS}
    assert not found["training"] & found["test"] and not found["test"] & found["validation"]
    assert all(len(row) == k and min(row) >= 0 for row in found["training"])
    shares = np.bincount(part_of(rng.integers(100, size=(20_000, k))).astype(int), minlength=10) / 20_000
    assert np.abs(shares - 0.1).max() < (0.01 if k > 1 else 0.08)


def test_a_sentence_belongs_to_its_part_wherever_it_is_drawn():
    wide = np.array([[4, 2, -1, -1], [0, -1, -1, -1], [4, 2, 0, -1]])
    assert np.array_equal(part_of(wide[:2]), part_of(wide[:2, :2])) and np.array_equal(part_of(wide), part_of(wide[:, :3]))
    assert len(np.unique(part_of(ROW))) == 10


def test_lengths_are_drawn_evenly_and_a_draw_is_its_seed():
    numbers = draw(6_000, "training", (2, 4), np.random.default_rng(5))
    shares = np.bincount((numbers >= 0).sum(1), minlength=5) / 6_000
    assert shares[:2].tolist() == [0, 0] and np.abs(shares[2:] - 1 / 3).max() < 0.03
    assert np.array_equal(numbers, draw(6_000, "training", (2, 4), np.random.default_rng(5)))
    assert np.abs(np.bincount(numbers[numbers >= 0], minlength=100) / (numbers >= 0).sum() - 0.01).max() < 0.004


def test_a_source_is_reversed_within_its_length():
    x = np.array([[1, 4, 6], [2, 5, 0], [3, 0, 0]])
    assert reverse(x, np.array([3, 2, 1])).T.tolist() == [[3, 2, 1], [5, 4, 0], [6, 0, 0]]


def test_decoding_ends_at_the_first_stop():
    assert ENGLISH.decode([ENGLISH.index["two"], 0, ENGLISH.index["six"]]) == "two" and ENGLISH.decode([]) == ""


@pytest.mark.parametrize(("arguments", "message"), [
    ((1, "rest", (1, 2)), "part"), ((0, "test", (1, 2)), "count"), ((1, "test", (0, 2)), r"lengths\[0\]"),
    ((1, "test", (3, 2)), r"lengths\[1\]")])
def test_draws_that_cannot_be(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw(*arguments, np.random.default_rng(0))


def test_an_unknown_language_is_named():
    with pytest.raises(ValueError, match="code: got 'fr'"):
        language("fr")


def test_one_rule_and_a_dictionary_make_no_mistake_at_any_length():
    x, _, y, _ = pairs(draw(200, "test", (1, 12), np.random.default_rng(3)))
    known = {said(GERMAN, [n]): said(ENGLISH, [n]) for n in [*range(20), *range(20, 100, 10)]} | {"ein": "one"}
    for source, target in zip(x.T, y.T, strict=True):
        turned = re.sub(r"(\w+) und (\w+)", r"\2 \1", GERMAN.decode(source))
        assert " ".join(known[word] for word in turned.split()) == ENGLISH.decode(target)
