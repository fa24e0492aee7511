"""How records read on a page, and what registry, pages and labs must agree on."""

import math

import pytest
from rnn_book.lab_records import (
    claims_stated_in,
    disagreements,
    guide_place,
    in_print,
    lab_title,
    resolve,
    summary,
    typeset,
    unknown,
    unmarked,
)


@pytest.mark.parametrize(("value", "spec", "text"), [
    (1.0234, None, "1.02"), (0.000123456, None, "0.000123"), (-0.5, None, "−0.5"), (3.0, None, "3"), (0.0, None, "0"),
    (12345, None, "12,345"), (12345.6, None, "12,346"), (999.7, None, "1,000"),
    (2.3e-15, None, "2.3 × 10⁻¹⁵"), (1e-10, None, "10⁻¹⁰"), (-1e-7, None, "−10⁻⁷"),
    (1.5e12, ".2g", "1.5 × 10¹²"), (0.34, ".0%", "34%"), (1.02345, ".4f", "1.0234"), (3.0, "d", "3"),
    (1234.5, ",.1f", "1,234.5"), (math.inf, None, "inf"), (-0.25, "+.1f", "−0.2"), (0.25, "+.2f", "+0.25")])
def test_numbers_in_print(value, spec, text):
    assert typeset(value, spec) == text


def test_more_digits_where_they_are_wanted():
    assert typeset(0.731059, digits=4) == "0.7311" and typeset(1234.5, digits=4) == "1,234"


def test_a_format_that_does_not_fit_is_refused():
    with pytest.raises(ValueError):
        typeset(1.5, "d")


@pytest.mark.parametrize(("arguments", "text"), [
    ((), "1 to 3"), (("min",), "1"), (("max",), "3"), (("mean",), "2"), (("median",), "2"), (("count",), "3"),
    ((None, ".1f"), "1.0 to 3.0"), (("median", ".2f"), "2.00")])
def test_several_values_in_short(arguments, text):
    assert summary([3.0, 1.0, 2.0], *arguments) == text


def test_values_that_print_alike_are_one():
    assert summary([1.0201, 1.0202]) == "1.02" and summary([1.0201, 1.0202], spec=".4f") == "1.0201 to 1.0202"


@pytest.mark.parametrize(("text", "printed"), [
    ("lies between 0 and 1e-10.", "lies between 0 and 10⁻¹⁰."), ("is at most 2.5e+06", "is at most 2.5 × 10⁶"),
    ("see 1e2b and v1e-3", "see 1e2b and v1e-3"), ("-0.5 to -.5, ar-ma, 1-2", "−0.5 to −.5, ar-ma, 1-2"),
    ("± -1e-3", "± −10⁻³"), ("seed 3 of the 1990s", "seed 3 of the 1990s")])
def test_powers_of_ten_within_text(text, printed):
    assert in_print(text) == printed


@pytest.mark.parametrize(("reference", "parts"), [
    ("ar-ma/excess", ("ar-ma/excess", None, None)), ("ar-ma/excess:.2f", ("ar-ma/excess", None, ".2f")),
    ("01b_series/best|max", ("01b_series/best", "max", None)),
    ("ar-ma/excess|median:,.2f", ("ar-ma/excess", "median", ",.2f"))])
def test_references_are_taken_apart(reference, parts):
    assert resolve(reference) == parts


@pytest.mark.parametrize("reference", ["excess", "ar-ma/", "ar-ma/excess|mode", "ar-ma/excess:", "a b/c", ""])
def test_references_that_cannot_be_read_are_refused(reference):
    with pytest.raises(ValueError, match="expected"):
        resolve(reference)


@pytest.mark.parametrize(("values", "reducer", "spec", "text"), [
    ([4.07e-14, 1e-15], "max", ".0e", "5 × 10⁻¹⁴"), ([4.07e-14, 5.9e-14], "min", ".0e", "4 × 10⁻¹⁴"),
    ([4.5e-14], "min", ".0e", "4 × 10⁻¹⁴"), ([4e-14], "max", ".0e", "4 × 10⁻¹⁴"), ([9.1e-14], "max", ".0e", "10⁻¹³"),
    ([0.0123], "max", ".3f", "0.013"), ([0.0127], "max", ".3f", "0.013"), ([0.0127], "min", ".3f", "0.012"),
    ([-0.0123], "max", ".3f", "−0.012"), ([-0.0123], "min", ".3f", "−0.013"), ([0.976], "max", ".0%", "98%"),
    ([0.971], "max", ".0%", "98%"), ([0.979], "min", ".0%", "97%"), ([1234.2], "max", ",.0f", "1,235"),
    ([1.0201], "max", None, "1.03"),
    ([3.0], "max", None, "3"), ([12.0], "max", "d", "12"), ([0.0123], "mean", ".3f", "0.012")])
def test_the_largest_is_never_printed_too_small_nor_the_smallest_too_large(values, reducer, spec, text):
    assert summary(values, reducer, spec) == text


def test_a_lines_measured_pieces():
    pieces = [("✓ error: ", False), ("0.5, -1", True), ("; bounds: 0 to 1.", False)]
    assert unmarked("✓ error: ⟨0.5, -1⟩; bounds: 0 to 1.") == pieces


@pytest.mark.parametrize(("lab", "title"), [
    ("01b_series_frames", "Lab 1b"), ("10a_x", "Lab 10a"), ("07_limits", "Lab 7"), ("odd", "Lab odd")])
def test_labs_are_called_by_their_number(lab, title):
    assert lab_title(lab) == title


@pytest.mark.parametrize(("guide", "place"), [
    ("2", "section 2"), ("Introduction and 1", "Introduction and section 1"), ("Introduction", "Introduction"),
    ("sections 1 and 2", "sections 1 and 2")])
def test_places_in_the_guide(guide, place):
    assert guide_place(guide) == place


def test_unknown_key_is_told_with_those_close_to_it():
    assert unknown("measurement", "ar-ma/exess", ["ar-ma/excess", "zzz"]).endswith("close to it: ar-ma/excess")
    assert unknown("measurement", "ar-ma/exess", ["zzz"]).endswith("is stored in the labs")


def test_claims_are_found_in_a_chapters_source():
    text = "```{claim} ar-ma\n```\n\nas `{claim} no` says\n\n::::{claim}  any-length\n::::\n"
    assert claims_stated_in(text) == ["ar-ma", "any-length"]


@pytest.mark.parametrize(("registered", "stated", "measured", "sentences"), [
    ("a", "a", "a", []),
    ("a", "", "a", ["claim 'a' is registered and no page states it"]),
    ("a", "a", "", ["claim 'a' is stated on a page and no lab measures it"]),
    ("", "", "a", ["claim 'a' is measured by a lab and not registered"]),
    ("", "a", "a", ["claim 'a' is measured by a lab and not registered", "claim 'a' is stated on a page and not registered"]),
    ("ab", "aab", "ab", ["claim 'a' is stated more than once"])])
def test_disagreements_are_told(registered, stated, measured, sentences):
    assert disagreements(registered, stated, measured) == sentences
