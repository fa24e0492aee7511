"""Whether a trial has come out again: every difference is named, and rounding is none."""

import pytest

from utils.experiments.comparing import differing, outcome, verdict

STORED = {"error": 0.25, "steps": 100, "solved": True, "missed": None}


@pytest.mark.parametrize("change", [
    {"error": 0.2501}, {"error": None}, {"error": 0}, {"error": "nan"}, {"steps": 101}, {"steps": 100.0}, {"steps": None},
    {"solved": False}, {"solved": 1}, {"missed": 0.0}, {"new": 1}, {"error": 0.2499, "steps": 99},
])
def test_each_difference_is_named_with_both_values(change):
    expected = {key: (STORED.get(key, "missing"), value) for key, value in change.items()}
    assert differing(STORED, STORED | change, 1e-5) == expected
    assert verdict(STORED, STORED | change, 1e-5) == ("different", expected)


def test_what_is_missing_is_named():
    without = {key: value for key, value in STORED.items() if key != "steps"}
    assert differing(STORED, without, 1e-5) == {"steps": (100, "missing")}


@pytest.mark.parametrize("deviation, word", [(0, "equal"), (1e-12, "within"), (9e-6, "within"), (1.1e-5, "different")])
def test_a_float_may_lie_within_the_tolerance(deviation, word):
    assert verdict(STORED, STORED | {"error": 0.25 * (1 + deviation)}, 1e-5)[0] == word


def test_a_whole_number_has_no_tolerance():
    assert verdict(STORED, STORED | {"steps": 101}, 0.5)[0] == "different"


@pytest.mark.parametrize(("found", "word"), [([0.5, None], "equal"), ([0.5 * (1 + 1e-6), None], "within"), ([0.5], "different"),
                                             ([0.6, None], "different"), ([None, 0.5], "different"), (0.5, "different")])
def test_lists_are_compared_entry_by_entry(found, word):
    assert verdict({"errors": [0.5, None]}, {"errors": found}, 1e-5)[0] == word


def test_what_was_not_finite_must_come_out_so():
    rows = [{"result": {"error": None}, "not_finite": {"error": word}} for word in ("nan", "inf")]
    assert outcome(rows[0]) == {"error": "nan"} and outcome({"result": {"error": None}}) == {"error": None}
    assert verdict(outcome(rows[0]), outcome(rows[0]), 1e-5)[0] == "equal"
    assert verdict(outcome(rows[0]), outcome(rows[1]), 1e-5) == ("different", {"error": ("nan", "inf")})
