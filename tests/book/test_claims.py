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
    if not options.keys() & {"between", "near", "tolerance"}:
        options["between"] = (0, 1)
    claims.number(name, value, says=says, **options)


def claim(value=0.5, control=None, identifier="ar-ma", **options):
    """`claim` with bounds from 0 to 1, and a control outside them unless another is given."""
    options = {"says": "the error", "between": (0, 1)} | options
    claims.claim(identifier, "error", value, control={"untrained": 2} if control is None else control, **options)


def lines(shown):
    """The lines that were displayed."""
    return [data["text/plain"] for data, _ in shown]


def records(shown):
    """The measurements that were displayed, as JSON brings them back."""
    return [json.loads(json.dumps(metadata["measurement"])) for _, metadata in shown]


def test_a_claim_shows_what_was_measured_its_bounds_and_its_controls(shown):
    claim(0.123456, {"untrained": [1.5, 2], "always answering 'even'": -0.25})
    assert lines(shown) == ["✓ ar-ma/error: the error: ⟨0.123⟩; bounds: 0 to 1; control, untrained: ⟨1.5, 2⟩; "
                            "control, always answering 'even': ⟨-0.25⟩."]
    assert [set(data) for data, _ in shown] == [{"text/plain"}]


def test_all_of_it_travels_in_the_metadata(shown):
    claim(np.array([0.25, 0.5]), {"untrained": np.array([1.5, 2]), "chance": np.float32(1.25)}, seeds=range(2), moves=0.01)
    assert records(shown)[0] == {
        "name": "error", "says": "the error", "values": [0.25, 0.5], "seeds": [0, 1], "near": None, "tolerance": None,
        "low": 0.0, "high": 1.0, "stated": "digits", "moves": 0.01, "claim": "ar-ma",
        "controls": [{"value": 1.5, "words": "untrained"}, {"value": 2.0, "words": "untrained"},
                     {"value": 1.25, "words": "chance"}]}


@pytest.mark.parametrize("control", [0.5, 0, 1, [2, 0.5, 3], np.float32(1)])
@pytest.mark.parametrize("options", [{}, {"between": (-INFINITE, 1)}, {"between": (0, INFINITE)},
                                     {"between": None, "near": 0.5, "tolerance": 0.5}])
def test_a_control_within_the_bounds_fails_and_shows_nothing(shown, control, options):
    told = r"^the error: the control 'chance' gives [\d.]+, expected it outside .* cannot fail$"
    with pytest.raises(AssertionError, match=told):
        claim(0.5, {"far": -5 if options.get("between") != (-INFINITE, 1) else 5, "chance": control}, **options)
    assert not shown


@pytest.mark.parametrize("control", [-1e-9, 1 + 1e-9, [-1, 2], 1e300])
def test_a_control_outside_passes(shown, control):
    claim(0.5, {"chance": control})
    assert len(shown) == 1


@pytest.mark.parametrize(("control", "message"), [
    ({}, r"control: got \{\}, expected a dict from words to what is measured where the claim is false"),
    (2, "control: got 2, expected a dict"), ([2], "control: got .2., expected a dict"), ("chance", "control: got 'chance'"),
    ({"chance": []}, "control: got no value for 'chance', expected one or more"),
    ({"chance": "2"}, "control 'chance': got '2', expected a finite number"),
    ({"chance": float("nan")}, "control 'chance': got nan, expected a finite number"),
    ({"chance": INFINITE}, "control 'chance': got inf, expected a finite number"),
    ({"chance": [2, None]}, "control 'chance': got None, expected a finite number"),
    ({"": 2}, "control: got '', expected words"), ({"chance.": 2}, "control: got 'chance.', expected words"),
    ({3: 2}, "control: got 3, expected words")], ids=str)
def test_a_control_that_is_none_is_refused(shown, control, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        claim(0.5, control)
    assert not shown


def test_a_claim_without_control_cannot_be_written():
    with pytest.raises(TypeError, match="control"):
        claims.claim("ar-ma", "error", 0.5, says="the error", between=(0, 1))


def test_number_belongs_to_no_claim_and_its_line_names_it(shown):
    number(np.float32(1.25), name="best", near=np.int64(1), tolerance=np.float32(0.5))
    assert records(shown)[0] == {"name": "best", "says": "the error", "values": [1.25], "seeds": [], "near": 1.0,
                                 "tolerance": 0.5, "low": 0.5, "high": 1.5, "stated": "digits", "moves": None, "controls": []}
    assert lines(shown) == ["✓ best: the error: ⟨1.25⟩; bounds: 1 ± 0.5."]


def test_an_open_end_is_none_in_the_record(shown):
    number(5, name="above", between=(0, INFINITE))
    number(-5, name="below", between=(-INFINITE, np.int64(0)))
    assert [(r["low"], r["high"]) for r in records(shown)] == [(0, None), (None, 0)]


def test_a_rounding_error_is_stated_as_the_power_of_ten_above(shown):
    number(4.07e-14, between=(0, 1e-10), stated="order")
    claim([2e-12, 0], {"one sign turned": 0.3}, between=(0, 1e-10), stated="order", seeds=range(2))
    assert [r["values"] for r in records(shown)] == [[1e-13], [1e-11, 1e-16]]
    assert lines(shown)[0] == "✓ error: the error: ⟨1e-13⟩; bounds: 0 to 1e-10."


def test_an_error_that_is_stated_beyond_its_bound_fails(shown):
    told = r"measured \[2e-11\], stated as \[1e-10\], expected every value between 0\.0 and 5e-11"
    with pytest.raises(AssertionError, match=told):
        number(2e-11, between=(0, 5e-11), stated="order")


def test_a_ratio_of_times_is_stated_as_a_rung(shown):
    number([0.72, 1.35], between=(0.5, 2), stated="ratio", seeds=range(2))
    assert records(shown)[0]["values"] == [0.681, 1.47]


@pytest.mark.parametrize(("options", "message"), [
    ({"stated": "rounded"}, "stated: got 'rounded', expected one of 'digits', 'order', 'ratio'"),
    ({"moves": 0.3}, "moves: got 0.3 for values stated as 'digits', expected at least 0 and at most 0.045"),
    ({"moves": -1}, "moves: got -1.0"), ({"moves": "1"}, "moves: got '1', expected a finite number"),
    ({"moves": 0.01, "stated": "order"}, "moves: got 0.01 for values stated as 'order'")], ids=str)
def test_what_would_hide_a_forged_digit_is_refused(shown, options, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        number([0.1, 0.5], between=(0, 1), seeds=range(2), **options)
    assert not shown


@pytest.mark.parametrize("value", [1.01, -0.01, [0.5, 1.5], [-0.5, 0.5]])
def test_value_out_of_bounds_fails_and_shows_nothing(shown, value):
    seeds = range(2) if isinstance(value, list) else None
    told = r"^the error: measured \[[-\d., ]+\], stated as \[.*\], expected every value between 0\.0 and 1\.0$"
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
    with pytest.raises(ValueError, match="value: got masked, expected a finite number"):
        number(np.ma.masked)


@pytest.mark.parametrize("value", [
    "1", b"1", True, np.True_, None, {0.5: 1}, {0.5}, 1 + 0j, np.complex64(1), np.array("1"), np.array(True)], ids=repr)
def test_value_that_is_no_number_is_refused(shown, value):
    with pytest.raises(ValueError, match=r"^value: got .*, expected a finite number$"):
        number(value)


@pytest.mark.parametrize("value", [["0.5", 1], [True, 1], np.ones((2, 1)), np.ones(2) * 1j, [[1], [1]]], ids=repr)
def test_every_value_must_be_a_number(shown, value):
    with pytest.raises(ValueError, match=r"^value: got .*, expected a finite number$"):
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
    claim(0.5)
    with pytest.raises(ValueError, match=r"^name: got 'ar-ma/error'"):
        claim(0.6)
    claim(0.5, identifier="zz")
    assert len(shown) == 3


def test_unknown_claim_is_refused_with_the_known_ones(shown):
    with pytest.raises(KeyError, match=r"identifier: got 'ar-mb', expected one of ar-ma, zz"):
        claim(1, identifier="ar-mb")


@pytest.mark.parametrize("seeds", [[3], [1], [0, 2], [1, 0], []])
def test_chosen_seeds_are_refused(shown, seeds):
    with pytest.raises(ValueError, match=r"^seeds: got \[.*\], expected 0, 1, 2, .* seeds are never chosen"):
        number([0.5] * len(seeds), between=(0, 1), seeds=seeds)


@pytest.mark.parametrize(("seeds", "expected"), [
    (2, "a list, a tuple or an array"), ("01", "a list, a tuple or an array"), ({0, 1}, "a list, a tuple or an array"),
    ([0.0, 1.7], "a whole number of at least 0"), ([False, True], "a whole number of at least 0"),
    (["0", "1"], "a whole number of at least 0"), ([None, 1], "a whole number of at least 0")], ids=str)
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
    ({"between": (float("nan"), 1)}, "between: got nan, expected a finite number"),
    ({"between": (0, float("nan"))}, "between: got nan, expected a finite number"),
    ({"between": (-INFINITE, INFINITE)}, r"between: got \(-inf, inf\) without a finite end, expected bounds that a value"),
    ({"between": (INFINITE, INFINITE)}, "between: got .*without a finite end"),
    ({"between": 1}, "between: got 1, expected a list"), ({"between": "01"}, "between: got '01', expected a list"),
    ({"between": {0: 1, 1: 2}}, "between: got .* expected a list"), ({"between": {0, 1}}, "between: got .* expected a list"),
    ({"between": (0, 1, 2)}, r"between: got \(0, 1, 2\), expected \(low, high\)"),
    ({"between": (0,)}, "between: got .*low, high"),
    ({"between": ("0", "1")}, "between: got '0', expected a finite number"),
    ({"between": (False, True)}, "between: got False, expected a finite number"),
    ({"near": "1", "tolerance": 1}, "near: got '1', expected a finite number"),
    ({"near": True, "tolerance": 1}, "near: got True, expected a finite number"),
    ({"near": float("nan"), "tolerance": 1}, "near: got nan, expected a finite"),
    ({"near": INFINITE, "tolerance": 1}, "near: got inf, expected a finite"),
    ({"near": 1, "tolerance": float("nan")}, "tolerance: got nan, expected a finite"),
    ({"near": 1, "tolerance": INFINITE}, "tolerance: got inf, expected a finite"),
    ({"near": 1, "tolerance": "1"}, "tolerance: got '1', expected a finite number"),
    ({"near": 1, "tolerance": True}, "tolerance: got True, expected a finite number"),
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
