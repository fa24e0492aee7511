"""Reber streams: every letter legal, every string closed by the letter that opened it."""

import re

import numpy as np
import pytest

from utils.data import reber


def text(column):
    return "".join(reber.LETTERS[i] for i in column)


def strings(length=4000, seed=0):
    """Complete strings of a stream; an embedded one ends where its outer E does."""
    letters, _, due = reber.stream(length, 1, np.random.default_rng(seed))
    ends = np.flatnonzero(due[:, 0]) + 3  # the letter that is due, then E, then the next string's B
    return [text(part) for part in np.split(letters[:, 0], ends)[:-1]]


def test_every_string_is_an_embedded_reber_string():
    inner = "B(?:TS*X(?:S|X(?=[TV]))|P)"
    for string in strings():
        assert re.fullmatch(rf"B([TP]){inner}.*E\1E", string), string


def test_the_letter_that_is_due_repeats_the_second_of_its_string():
    found = strings()
    assert len(found) > 200
    assert {string[1] for string in found} == set("TP")
    assert all(string[1] == string[-2] for string in found)


def test_both_ways_are_taken_equally_often():
    second = [string[1] for string in strings(20_000)]
    assert np.mean([letter == "T" for letter in second]) == pytest.approx(0.5, abs=0.06)


def test_what_comes_is_legal_and_there_are_one_or_two_ways():
    letters, legal, due = reber.stream(500, 7, np.random.default_rng(1))
    assert letters.shape == (501, 7) and legal.shape == (500, 7, 7) and due.shape == (500, 7)
    assert np.take_along_axis(legal, letters[1:, :, None], axis=-1).all()
    assert set(np.unique(legal.sum(axis=-1))) == {1, 2}
    assert (legal[due].sum(axis=-1) == 1).all()


def test_a_stream_begins_a_string_and_depends_on_its_generator_alone():
    first, again = (reber.stream(30, 3, np.random.default_rng(2))[0] for _ in range(2))
    assert (first[0] == reber.LETTERS.index("B")).all()
    np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize(("name", "arguments"), [("length", (0, 1)), ("count", (5, 0)), ("length", (2.5, 1))])
def test_bad_sizes_are_named(name, arguments):
    with pytest.raises(ValueError, match=f"{name}: got"):
        reber.stream(*arguments, np.random.default_rng(0))


def reads(opens, inner, closes):
    """The state in which the automaton is after an inner string between two letters; -1 once a letter is illegal."""
    table, state = reber.transitions(), 0
    for letter in f"B{opens}{inner}{closes}E":
        state = table[state, reber.LETTERS.index(letter)] if state >= 0 else -1
    return state


@pytest.mark.parametrize("inner", ["BPVVE", "BPTVVE", "BTXSE", "BTSXSE", "BTSSXXTVVE", "BPVPXVPSE", "BTXXVPSE", "BPTTTVPXTVVE"])
def test_the_automaton_reads_reber_strings_between_two_equal_letters(inner):
    assert reads("T", inner, "T") == reads("P", inner, "P") == 0
    assert reads("T", inner, "P") == reads("P", inner, "T") == -1


@pytest.mark.parametrize("inner", ["BE", "BPE", "BTSE", "BTXVE", "BPVE", "BTTXSE", "BPVPSVE", "BTSPXSE", "BPXVVE", "BXXE"])
def test_the_automaton_refuses_what_is_no_reber_string(inner):
    assert reads("T", inner, "T") == reads("P", inner, "P") == -1


def test_the_automaton_has_two_copies_of_the_graph_and_no_state_out_of_reach():
    table = reber.transitions()
    assert table.shape == (3 + 2 * 8, 7)
    assert set(table.ravel()) == {-1, *range(19)}
    ways = (table >= 0).sum(axis=1)
    assert (ways == 2).sum() == 1 + 2 * 5 and (ways == 1).sum() == 2 + 2 * 3
    assert len(reber.stream(1, 1, np.random.default_rng(0))[0]) == 2
