"""The line of a measurement, and what of it a page prints."""

import math

import pytest

from utils.book.in_words import bounds_in_words, brief, controls, line, on_seeds, plain, values_in_words


def record(**change):
    """A record of bounds 0 to 1."""
    return {"name": "error", "says": "the error", "values": [0.25], "seeds": [], "near": None, "tolerance": None, "low": 0.0,
            "high": 1.0, "controls": [], "stated": "digits", "moves": None} | change


def test_a_line_says_what_how_much_within_what_and_what_a_control_gives():
    controls = [{"value": 2.0, "words": "untrained"}, {"value": 1.5, "words": "chance"}, {"value": 3.0, "words": "untrained"}]
    assert line(record(claim="ar-ma", values=[0.25, 0.5], seeds=[0, 1], controls=controls)) == (
        "✓ ar-ma/error: the error: ⟨0.25, 0.5⟩ (seeds 0 to 1); bounds: 0 to 1; "
        "control, untrained: ⟨2, 3⟩; control, chance: ⟨1.5⟩.")
    assert line(record()) == "✓ error: the error: ⟨0.25⟩; bounds: 0 to 1."


def test_controls_by_their_words():
    pairs = [{"value": 2.0, "words": "b"}, {"value": 1.5, "words": "a"}, {"value": 3.0, "words": "b"}]
    assert list(controls(record(controls=pairs)).items()) == [("b", [2.0, 3.0]), ("a", [1.5])]


@pytest.mark.parametrize(("values", "low", "high", "text"), [
    ([0.123456], 0, 1, "0.123"), ([0.123456], 0.12, 0.13, "0.1235"), ([0.123456], 0.1234, 0.1235, "0.123456"),
    ([0.1234567], 0.123456, 0.123457, "0.123457"), ([0.123456], None, 1, "0.123"), ([0.123456], 0, None, "0.123"),
    ([48.0], 48, 48, "48"), ([1e9], 0, None, "1e+09"), ([123456.5], 0, None, "1.23e+05"), ([-0.5], -1, 0, "-0.5"),
    ([0.6932, 0.69314, 0.6932], 0.683, 0.703, "0.6932, 0.6931, 0.6932"), ([0.5, 0.5], 0, 1, "0.5"),
    ([0.12341, 0.12342], 0, 1, "0.123"),
    ([5, 1, 2, 3, 4], 0, 9, "5, 1, 2, 3, 4"), ([6, 5, 1, 2, 3, 4.0], 0, 9, "1 to 6, median 4"), ([2.0] * 6, 0, 9, "2")])
def test_values_have_the_digits_that_matter(values, low, high, text):
    assert values_in_words(record(values=values, low=low, high=high)) == text


@pytest.mark.parametrize(("value", "text"), [(12345.0, "12345"), (12345.6, "1.23e+04"), (1e9, "1e+09"), (-3, "-3")])
def test_whole_numbers_stand_whole(value, text):
    assert brief(value, 3) == text


def test_values_of_a_control_are_printed_alike():
    assert values_in_words(record(low=0.12, high=0.13), [0.987654]) == "0.9877"


@pytest.mark.parametrize(("seeds", "text"), [([], ""), ([0], ""), ([0, 1, 2], " (seeds 0 to 2)")])
def test_seeds_are_named_where_there_are_several(seeds, text):
    assert on_seeds(record(seeds=seeds)) == text


@pytest.mark.parametrize(("number", "scale", "text"), [
    (1000001, 0, "1000001"), (1e6, 0, "1000000"), (-0.0, 0, "0"), (2.0**49, 0, "562949953421312"), (1e15, 0, "1e+15"),
    (1e15 - 1, 0, "999999999999999"), (1 - 1e15, 0, "-999999999999999"),
    (0.12345678, 0, "0.12345678"), (1 / 3, 0, "0.3333333333333333"),
    (0.1 + 0.2, 0, "0.30000000000000004"), (1 / 6, 2e-3, "0.166667"), (1 / 6, 1e-6, "0.16666667"), (1e-10, 1e-12, "1e-10"),
    (0.25, math.inf, "0.25"), (1234567.1, math.inf, "1.23457e+06"), (-0.5, 0, "-0.5"), (0.1234564, 4.1e-5, "0.123456"),
    (0.1234564, 3.9e-5, "0.1234564")])
def test_bounds_in_words_have_the_digits_that_tell_them_apart(number, scale, text):
    assert plain(number, scale) == text


@pytest.mark.parametrize(("bounds", "words"), [
    ({"low": 1234567.1, "high": 1234567.9}, "1234567.1 to 1234567.9"),
    ({"low": 1234567, "high": 1234569}, "1234567 to 1234569"),
    ({"low": 0.5000001, "high": 0.5000002}, "0.5000001 to 0.5000002"), ({"low": 0.0, "high": 1e-10}, "0 to 1e-10"),
    ({"low": 1234567.5, "high": None}, "at least 1.23457e+06"), ({"low": None, "high": 0.25}, "at most 0.25"),
    ({"near": 0.1234567, "tolerance": 1e-6}, "0.1234567 ± 1e-06"), ({"near": 0.1234567, "tolerance": 0.01}, "0.123457 ± 0.01"),
    ({"near": 1, "tolerance": 1 / 3}, "1 ± 0.333333"), ({"near": 0.1234567, "tolerance": 0}, "exactly 0.1234567"),
    ({"near": 0, "tolerance": 0.0}, "exactly 0")])
def test_bounds_in_words(bounds, words):
    assert bounds_in_words(record(**bounds)) == words
