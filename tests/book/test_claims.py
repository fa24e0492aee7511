"""`claim` and `number`: what they assert, what they refuse, and what they leave in the output."""

import json
import subprocess
import sys

import numpy as np
import pytest

from utils.book import claims

INFINITE = float("inf")


@pytest.fixture
def shown(monkeypatch):
    """The outputs that were displayed, as (data, metadata)."""
    outputs = []

    def display(data, metadata, raw):
        assert raw, "else IPython would look for a representation of the dict"
        outputs.append((data, metadata))

    monkeypatch.setattr(claims, "display", display)
    monkeypatch.setattr(claims, "registered", lambda: {"ar-ma": {"verdict": "holds if"}, "zz": {"verdict": "holds"}})
    return outputs


def number(value, says="the error", name="error", **options):
    """`number` with a name and words, and these bounds unless others are given."""
    claims.number(name, value, says=says, **(options or {"between": (0, 1)}))


def lines(shown):
    """The lines that were displayed."""
    return [data["text/plain"] for data, _ in shown]


def records(shown):
    """The measurements that were displayed, as JSON brings them back."""
    return [json.loads(json.dumps(metadata["measurement"])) for _, metadata in shown]


def test_line_is_the_same_for_every_value_within_bounds_and_does_not_hold_it(shown):
    for claim, value in (("ar-ma", 0.123456), ("zz", 0.654321)):
        claims.claim(claim, "error", value, says="the error", between=(0, 1))
    assert lines(shown) == ["✓ ar-ma (holds if): the error lies between 0 and 1.",
                            "✓ zz (holds): the error lies between 0 and 1."]
    assert [set(data) for data, _ in shown] == [{"text/plain"}] * 2


def test_value_travels_in_the_metadata(shown):
    claims.claim("ar-ma", "error", np.array([0.25, 0.5]), says="the error", between=(0, 1), seeds=range(2))
    assert records(shown)[0] == {"name": "error", "says": "the error", "values": [0.25, 0.5], "seeds": [0, 1], "near": None,
                                 "tolerance": None, "low": 0.0, "high": 1.0, "claim": "ar-ma"}


def test_number_belongs_to_no_claim_and_its_line_names_it(shown):
    number(np.float32(1.25), name="best", near=np.int64(1), tolerance=np.float32(0.5))
    assert records(shown)[0] == {"name": "best", "says": "the error", "values": [1.25], "seeds": [], "near": 1,
                                 "tolerance": 0.5, "low": 0.5, "high": 1.5}
    assert lines(shown) == ["✓ best: the error is 1 to within 0.5."]


def test_an_open_end_is_none_in_the_record(shown):
    number(5, name="above", between=(0, INFINITE))
    number(-5, name="below", between=(-INFINITE, np.int64(0)))
    assert [(r["low"], r["high"]) for r in records(shown)] == [(0, None), (None, 0)]


@pytest.mark.parametrize("value", [1.01, -0.01, [0.5, 1.5], [-0.5, 0.5]])
def test_value_out_of_bounds_fails_and_shows_nothing(shown, value):
    seeds = range(2) if isinstance(value, list) else None
    told = r"^the error: measured \[[-\d., ]+\], expected every value between 0\.0 and 1\.0$"
    with pytest.raises(AssertionError, match=told):
        number(value, between=(0, 1), seeds=seeds)
    assert not shown
    number(0.5)  # what failed was not recorded


def test_a_wrong_value_fails_also_where_python_leaves_assertions_out():
    code = "from utils.book.claims import number\nnumber('n', 3, says='x', near=2, tolerance=0)"
    done = subprocess.run([sys.executable, "-O", "-c", code], capture_output=True, text=True, check=False)
    assert "AssertionError: x: measured [3.0]" in done.stderr and not done.stdout


@pytest.mark.parametrize(("value", "options"), [
    (0, {"between": (0, 1)}), (1, {"between": (0, 1)}), (1.25, {"near": 1.5, "tolerance": 0.25}),
    (1.75, {"near": 1.5, "tolerance": 0.25}), ([1.5, 1.5], {"near": 1.5, "tolerance": 0, "seeds": range(2)}),
    ((0, 1), {"between": [0, 1], "seeds": (0, 1)}), ({"a": 0.5}.values(), {"between": (0, 1), "seeds": [np.int64(0)]}),
    ([0.5], {"between": np.array([0, 1])}), (np.array(0.5), {"between": (0.5, 0.5)})], ids=str)
def test_bounds_are_within_and_values_come_in_any_list(shown, value, options):
    number(value, **options)
    assert len(shown) == 1


@pytest.mark.parametrize("value", [float("nan"), INFINITE, -INFINITE, np.array(np.nan), np.float32("inf")])
def test_value_that_is_not_finite_is_refused(shown, value):
    with pytest.raises(ValueError, match=r"^value: got .*, expected a finite number$"):
        number(value, between=(0, INFINITE))


@pytest.mark.filterwarnings("ignore:Warning. converting a masked element")
def test_a_masked_value_is_refused(shown):
    with pytest.raises(ValueError, match="value: got nan, expected a finite number"):
        number(np.ma.masked)


@pytest.mark.parametrize("value", [
    "1", b"1", True, np.True_, None, {0.5: 1}, {0.5}, 1 + 0j, np.complex64(1), np.array("1"), np.array(True)], ids=repr)
def test_value_that_is_no_number_is_refused(shown, value):
    with pytest.raises(ValueError, match=r"^value: got .*, expected a real number$"):
        number(value)


@pytest.mark.parametrize("value", [["0.5", 1], [True, 1], np.ones((2, 1)), np.ones(2) * 1j, [[1], [1]]], ids=repr)
def test_every_value_must_be_a_number(shown, value):
    with pytest.raises(ValueError, match=r"^value: got .*, expected a real number$"):
        number(value, between=(0, 1), seeds=range(2))


@pytest.mark.parametrize("value", ["01", b"01", {0: 1, 1: 1}, {0, 1}, 0.5, np.array(0.5)], ids=repr)
def test_with_seeds_the_values_must_be_a_list(shown, value):
    with pytest.raises(ValueError, match=r"^value: got .*, expected a list, a tuple or an array$"):
        number(value, between=(0, 1), seeds=range(2))


@pytest.mark.parametrize("options", [{"near": 0.5, "tolerance": 0.5}, {"between": (0, 1)}])
def test_a_name_is_recorded_once(shown, options):
    number(0.5)
    with pytest.raises(ValueError, match=r"^name: got 'error', and a measurement of that name was recorded already"):
        number(0.6, **options)
    claims.claim("ar-ma", "error", 0.5, says="the error", between=(0, 1))
    with pytest.raises(ValueError, match=r"^name: got 'ar-ma/error'"):
        claims.claim("ar-ma", "error", 0.6, says="the error", between=(0, 1))
    claims.claim("zz", "error", 0.5, says="the error", between=(0, 1))
    assert len(shown) == 3


def test_unknown_claim_is_refused_with_the_known_ones(shown):
    with pytest.raises(KeyError, match=r"identifier: got 'ar-mb', expected one of ar-ma, zz"):
        claims.claim("ar-mb", "error", 1, says="the error", between=(0, 1))


@pytest.mark.parametrize("seeds", [[3], [1], [0, 2], [1, 0], []])
def test_chosen_seeds_are_refused(shown, seeds):
    with pytest.raises(ValueError, match=r"^seeds: got \[.*\], expected 0, 1, 2, .* seeds are never chosen"):
        number([0.5] * len(seeds), between=(0, 1), seeds=seeds)


@pytest.mark.parametrize(("seeds", "expected"), [
    (2, "a list, a tuple or an array"), ("01", "a list, a tuple or an array"), ({0, 1}, "a list, a tuple or an array"),
    ([0.0, 1.7], "an integer"), ([False, True], "an integer"), (["0", "1"], "an integer"), ([None, 1], "an integer")], ids=str)
def test_seeds_that_are_no_integers_are_refused(shown, seeds, expected):
    with pytest.raises(ValueError, match=f"^seeds: got .*, expected {expected}$"):
        number([0.5] * 2, between=(0, 1), seeds=seeds)


@pytest.mark.parametrize(("value", "seeds", "message"), [
    ([0.5, 0.5], None, "2 values for 0 seeds"), ([0.5], range(3), "1 values for 3 seeds"), ([], None, "0 values for 0 seeds"),
    ([0.5] * 3, range(2), "3 values for 2 seeds")])
def test_as_many_values_as_seeds(shown, value, seeds, message):
    with pytest.raises(ValueError, match=f"^value: got {message}, expected one each$"):
        number(value, between=(0, 1), seeds=seeds)


@pytest.mark.parametrize(("options", "message"), [
    ({"between": None}, "between: give either"), ({"between": (0, 1), "near": 1, "tolerance": 1}, "between: give either"),
    ({"near": 1}, "between: give either"), ({"tolerance": 1}, "between: give either"),
    ({"between": (0, 1), "tolerance": 1}, "between: give either"), ({"between": (0, 1), "near": 1}, "between: give either"),
    ({"between": (1, 0)}, r"between: got \(1\.0, 0\.0\), expected low <= high"),
    ({"between": (float("nan"), 1)}, "between: got .* expected low <= high"),
    ({"between": (0, float("nan"))}, "between: got .* expected low <= high"),
    ({"between": (-INFINITE, INFINITE)}, r"between: got \(-inf, inf\) without a finite end, expected bounds that a value"),
    ({"between": (INFINITE, INFINITE)}, "between: got .*without a finite end"),
    ({"between": 1}, "between: got 1, expected a list"), ({"between": "01"}, "between: got '01', expected a list"),
    ({"between": {0: 1, 1: 2}}, "between: got .* expected a list"), ({"between": {0, 1}}, "between: got .* expected a list"),
    ({"between": (0, 1, 2)}, r"between: got \(0, 1, 2\), expected \(low, high\)"),
    ({"between": (0,)}, "between: got .*low, high"),
    ({"between": ("0", "1")}, "between: got '0', expected a real number"),
    ({"between": (False, True)}, "between: got False, expected a real number"),
    ({"near": "1", "tolerance": 1}, "near: got '1', expected a real number"),
    ({"near": True, "tolerance": 1}, "near: got True, expected a real number"),
    ({"near": float("nan"), "tolerance": 1}, "near: got nan, expected a finite"),
    ({"near": INFINITE, "tolerance": 1}, "near: got inf, expected a finite"),
    ({"near": 1, "tolerance": float("nan")}, "tolerance: got nan, expected a finite"),
    ({"near": 1, "tolerance": INFINITE}, "tolerance: got inf, expected a finite"),
    ({"near": 1, "tolerance": "1"}, "tolerance: got '1', expected a real number"),
    ({"near": 1, "tolerance": True}, "tolerance: got True, expected a real number"),
    ({"near": 1, "tolerance": -0.1}, "tolerance: got -0.1, expected none below 0")], ids=str)
def test_bounds_that_make_no_sense_are_refused(shown, options, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        number(0.5, **options)
    assert not shown


@pytest.mark.parametrize("says", ["", "the error.", " the error", "the error ", "the\nerror", "the  error", None, 3, b"x"])
def test_words_must_read_on(shown, says):
    with pytest.raises(ValueError, match=r"^says: got .*, expected words that the line can go on from, without a full stop"):
        number(0.5, says=says)


def test_name_must_be_one_that_prose_can_cite(shown):
    with pytest.raises(ValueError, match=r"^name: got 'Error'"):
        number(0.5, name="Error")


@pytest.mark.parametrize(("options", "words"), [
    ({"between": (0, 2)}, "lies between 0 and 2"),
    ({"between": (0, INFINITE)}, "is at least 0"),
    ({"between": (-INFINITE, 2)}, "is at most 2"),
    ({"near": 1, "tolerance": 0}, "is 1"),
    ({"near": 1, "tolerance": 0.1}, "is 1 to within 0.1")])
def test_expectation_in_words(shown, options, words):
    number(1, **options)
    number([1, 1], name="errors", seeds=range(2), **options)
    assert lines(shown) == [f"✓ error: the error {words}.", f"✓ errors: the error {words} on every seed from 0 to 1."]
