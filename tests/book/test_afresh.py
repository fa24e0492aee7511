"""Stored outputs against those of a fresh run."""

import copy

import pytest

from utils.book.afresh import differences


@pytest.fixture
def outputs(made):
    """A claim, a number, a figure and a printed line."""
    return [made.measured(claim="ar-ma"), made.measured("best", [1.01, 1.02], seeds=range(2)), made.figure(), made.stream()]


def changed(outputs, place=0, **change):
    """The outputs with one record changed."""
    outputs = copy.deepcopy(outputs)
    outputs[place].metadata["measurement"].update(change)
    return outputs


def test_nothing_differs_from_itself_nor_where_nothing_is_measured(outputs):
    assert differences(outputs, outputs) == [] == differences([], []) == differences(outputs[2:], [])


def test_a_measurement_that_one_side_lacks_is_named(outputs):
    assert differences(outputs, outputs[1:]) == ["ar-ma/excess: stored, and not measured by a fresh run"]
    assert differences(outputs[:1], outputs) == ["best: measured by a fresh run, and not stored"]


@pytest.mark.parametrize(("change", "text"), [
    ({"says": "other"}, "says: stored 'error over the best error', a fresh run says 'other'"),
    ({"high": 1.04}, "high: stored 1.05, a fresh run says 1.04"), ({"low": None}, "low: stored 1.0, a fresh run says None"),
    ({"moves": 0.1}, "moves: stored None, a fresh run says 0.1"), ({"near": 1}, "near: stored None, a fresh run says 1"),
    ({"tolerance": 1}, "tolerance: stored None, a fresh run says 1"), ({"stated": "order"}, "stated: stored 'digits', a fresh"),
    ({"seeds": [0]}, r"seeds: stored [], a fresh run says [0]"),
    ({"values": [1.02, 1.02]}, "stored (1, ['untrained']) (values, words of controls), a fresh run has (2, ['untrained'])"),
    ({"controls": [{"value": 1.5, "words": "other"}]}, "stored (1, ['untrained'])"),
    ({"controls": []}, "stored (1, ['untrained'])"),
    ({"controls": [{"value": 1.5, "words": "untrained"}] * 2}, "stored (1, ['untrained'])")])
def test_what_is_not_measured_must_be_the_same(outputs, change, text):
    first = differences(outputs, changed(outputs, **change))[0]
    assert first.startswith(f"ar-ma/excess: {text}")


@pytest.mark.parametrize(("value", "passes"), [(1.03, True), (1.069, True), (1.08, False), (2.02, False)])
def test_a_value_may_move_by_the_bounds_width(outputs, value, passes):
    found = differences(outputs, changed(outputs, values=[value]))
    assert found == ([] if passes else [f"ar-ma/excess: values: stored 1.02, measured {value} by a fresh run: "
                                        "further apart than the record allows"])


def test_every_value_counts(outputs):
    assert len(differences(outputs, changed(outputs, 1, values=[1.01, 1.2]))) == 1


@pytest.mark.parametrize(("value", "passes"), [(1.6, True), (1.94, True), (1.96, False), (2.5, False), (0.5, False)])
def test_a_control_may_move_by_less_than_half_its_first_digits_place(outputs, value, passes):
    found = differences(outputs, changed(outputs, controls=[{"value": value, "words": "untrained"}]))
    assert found == ([] if passes else [f"ar-ma/excess: control: stored 1.5, measured {value} by a fresh run: "
                                        "further apart than the record allows"])
