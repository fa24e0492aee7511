"""How values are stated, and that a changed first digit is always further off than a value may move."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.book.ladder import STATED, moved, on_ladder, rung, state

WIDE = {"low": None, "high": None, "moves": None}
NUMBERS = st.floats(1e-15, 1e12)


@pytest.mark.parametrize(("value", "stated", "text"), [
    (4.07e-14, "order", "1e-13"), (1e-13, "order", "1e-13"), (1.01e-13, "order", "1e-12"), (0, "order", "1e-16"),
    (3e-20, "order", "1e-16"), (0.3, "order", "1.0"), (30, "order", "100.0"), (0.72, "ratio", "0.681"), (1.1, "ratio", "1.0"),
    (1.3, "ratio", "1.47"), (12, "ratio", "10.0"), (-0.25, "digits", "-0.25"), (0.0, "digits", "0.0")])
def test_what_is_stated(value, stated, text):
    assert repr(state(value, stated)) == text and on_ladder(float(text), stated)


@pytest.mark.parametrize(("value", "stated"), [(-1e-9, "order"), (-1, "ratio"), (0, "ratio")])
def test_what_cannot_be_stated_so_is_refused(value, stated):
    with pytest.raises(ValueError, match=f"^value: got {value}, expected one above 0 to be stated as '{stated}'$"):
        state(value, stated)


def test_a_decade_has_six_rungs():
    assert [rung(k, "ratio") for k in range(-1, 8)] == [0.681, 1.0, 1.47, 2.15, 3.16, 4.64, 6.81, 10.0, 14.7]
    assert [rung(k, "order") for k in (-13, 0, 2)] == [1e-13, 1.0, 100.0]


@given(NUMBERS, st.sampled_from(STATED))
def test_what_is_stated_is_on_its_ladder_and_no_further_than_a_step_from_the_value(value, stated):
    found = state(value, stated)
    assert on_ladder(found, stated)
    assert {"digits": found == value, "order": (value <= found * (1 + 1e-8) and found < 10.001 * value) or found == 1e-16,
            "ratio": 0.82 < found / value < 1.22}[stated]


def first_digits(value):
    """The number with each other first digit."""
    mantissa, exponent = f"{value:.17e}".split("e")
    return [float(f"{digit}{mantissa[1:]}e{exponent}") for digit in range(10) if str(digit) != mantissa[0]]


@given(NUMBERS, st.sampled_from(STATED), st.floats(0.2, 5), st.sampled_from([-1, 1]))
def test_a_first_digit_that_was_changed_never_passes_where_the_true_one_does(value, stated, factor, sign):
    stored, fresh = state(value, stated), state(value * factor, stated)
    if stated == "digits":
        stored, fresh = sign * stored, sign * fresh
    record = WIDE | {"stated": stated}
    if not moved(stored, fresh, record):
        changed = [sign * v if stated == "digits" else v for v in first_digits(abs(stored))]
        assert all(moved(forged, fresh, record) for forged in changed)


@pytest.mark.parametrize(("stored", "fresh", "stated", "passes"), [
    (0.5, 0.5, "digits", True), (0.51, 0.5, "digits", True), (0.55, 0.5, "digits", False), (0.0, 0.0, "digits", True),
    (0.0, 0.002, "digits", False), (9.9, 10.2, "digits", True), (9, 10, "digits", False), (-0.5, 0.5, "digits", False),
    (1e-13, 1e-12, "order", True), (1e-13, 1e-11, "order", False), (2e-13, 1e-13, "order", False),
    (1e-13, 1e-14, "order", True),
    (0.681, 1.47, "ratio", True), (0.681, 2.15, "ratio", False), (0.7, 0.681, "ratio", False)])
def test_how_far_a_value_may_move(stored, fresh, stated, passes):
    assert moved(stored, fresh, WIDE | {"stated": stated}) is not passes


@pytest.mark.parametrize(("record", "passes"), [
    ({}, True), ({"low": 0.4, "high": 0.6}, True), ({"low": 0.49, "high": 0.51}, False), ({"low": 0.49}, True),
    ({"high": 0.51}, True), ({"tolerance": 0.4}, True), ({"tolerance": 0.2}, False), ({"tolerance": 0.2, "moves": 0.04}, True),
    ({"low": 0.4, "high": 0.6, "tolerance": 0.2}, False), ({"low": 0.4, "high": 0.6, "tolerance": 0}, True),
    ({"moves": 0.01}, False), ({"moves": 0.04}, True), ({"moves": 0.0}, False)])
def test_bounds_and_what_is_declared_limit_it(record, passes):
    assert moved(0.5, 0.53, WIDE | {"stated": "digits"} | record) is not passes


def test_a_value_that_is_no_number_has_moved():
    assert moved(math.nan, 0.5, WIDE | {"stated": "digits", "moves": 0.01}) is True
