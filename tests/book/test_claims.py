"""`claim` and `number`: what they assert, what they refuse, and what they leave in the output."""

import numpy as np
import pytest

from utils.book import claims, registry

ENTRY = '["ar-ma"]\nguide = "1"\nstatement = "s"\nverdict = "holds if"\ntruth = "t"\n'


@pytest.fixture
def shown(monkeypatch):
    """The outputs that were displayed, as (data, metadata)."""
    outputs = []
    monkeypatch.setattr(claims, "display", lambda data, metadata, raw: outputs.append((data, metadata)))
    monkeypatch.setattr(claims, "registered", lambda: {"ar-ma": {"verdict": "holds if"}})
    return outputs


def number(value, says="the error", **options):
    """`number` with a name and words, and these bounds unless others are given."""
    claims.number("error", value, says=says, **(options or {"between": (0, 1)}))


def test_line_is_the_same_for_every_value_within_bounds_and_does_not_hold_it(shown):
    for value in (0.123456, 0.654321):
        claims.claim("ar-ma", "error", value, says="the error", between=(0, 1))
    lines = [data["text/plain"] for data, _ in shown]
    assert lines == ["✓ ar-ma (holds if): the error lies between 0 and 1."] * 2
    assert [set(data) for data, _ in shown] == [{"text/plain"}] * 2


def test_value_travels_in_the_metadata(shown):
    claims.claim("ar-ma", "error", np.array([0.25, 0.5]), says="the error", between=(0, 1), seeds=range(2))
    record = shown[0][1]["measurement"]
    assert record == {"name": "error", "says": "the error", "values": [0.25, 0.5], "seeds": [0, 1], "near": None,
                      "tolerance": None, "low": 0.0, "high": 1.0, "claim": "ar-ma"}


def test_number_belongs_to_no_claim(shown):
    number(0.5)
    assert "claim" not in shown[0][1]["measurement"]


@pytest.mark.parametrize("value", [1.01, -0.01, [0.5, 1.5]])
def test_value_out_of_bounds_fails_and_shows_nothing(shown, value):
    seeds = range(2) if isinstance(value, list) else None
    with pytest.raises(AssertionError, match=r"the error: measured .* expected every value between 0\.0 and 1\.0"):
        number(value, between=(0, 1), seeds=seeds)
    assert not shown


def test_bounds_are_within(shown):
    number(0)
    number(1)
    number(1.25, near=1.5, tolerance=0.25)
    assert len(shown) == 3


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.array(np.nan)])
def test_value_that_is_not_finite_is_refused(shown, value):
    with pytest.raises(ValueError, match="expected finite numbers"):
        number(value, between=(0, float("inf")))


def test_unknown_claim_is_refused_with_the_known_ones(shown):
    with pytest.raises(KeyError, match=r"got 'ar-mb', expected one of ar-ma"):
        claims.claim("ar-mb", "error", 1, says="the error", between=(0, 1))


@pytest.mark.parametrize("seeds", [[3], [1], [0, 2], [1, 0]])
def test_chosen_seeds_are_refused(shown, seeds):
    with pytest.raises(ValueError, match="seeds are never chosen"):
        number([0.5] * len(seeds), between=(0, 1), seeds=seeds)


@pytest.mark.parametrize(("value", "seeds"), [([0.5, 0.5], None), (0.5, range(2)), ([0.5], range(3))])
def test_as_many_values_as_seeds(shown, value, seeds):
    with pytest.raises(ValueError, match="expected one each"):
        number(value, between=(0, 1), seeds=seeds)


@pytest.mark.parametrize("options", [
    {"between": None}, {"between": (0, 1), "near": 1, "tolerance": 1}, {"near": 1}, {"tolerance": 1},
    {"between": (1, 0)}, {"between": (float("nan"), 1)}, {"near": 1, "tolerance": -0.1},
    {"between": (-float("inf"), float("inf"))}])
def test_bounds_that_make_no_sense_are_refused(shown, options):
    with pytest.raises(ValueError, match="between: "):
        number(0.5, **options)


@pytest.mark.parametrize("says", ["", "the error.", " the error"])
def test_words_must_read_on(shown, says):
    with pytest.raises(ValueError, match="says: got"):
        number(0.5, says=says)


@pytest.mark.parametrize("name", ["Error", "2nd", "an error", "", None])
def test_name_must_be_one_that_prose_can_cite(shown, name):
    with pytest.raises(ValueError, match="name: got"):
        claims.number(name, 0.5, says="the error", between=(0, 1))


@pytest.mark.parametrize(("options", "words"), [
    ({"between": (0, 2)}, "lies between 0 and 2"),
    ({"between": (0, float("inf"))}, "is at least 0"),
    ({"between": (-float("inf"), 2)}, "is at most 2"),
    ({"near": 1, "tolerance": 0}, "is 1"),
    ({"near": 1, "tolerance": 0.1}, "is 1 to within 0.1")])
def test_expectation_in_words(shown, options, words):
    number(1, **options)
    number([1, 1], seeds=range(2), **options)
    lines = [data["text/plain"] for data, _ in shown]
    assert lines == [f"✓ error: the error {words}.", f"✓ error: the error {words} on every seed from 0 to 1."]


def test_registry_is_read(tmp_path):
    (tmp_path / "claims.toml").write_text(ENTRY)
    assert registry.registered(tmp_path / "claims.toml")["ar-ma"]["verdict"] == "holds if"


@pytest.mark.parametrize(("old", "new", "message"), [
    ('guide = "1"', "", "claim 'ar-ma' has no guide"), ("holds if", "maybe", "got 'maybe', expected one of")])
def test_registry_with_a_fault_is_refused(tmp_path, old, new, message):
    (tmp_path / "claims.toml").write_text(ENTRY.replace(old, new))
    with pytest.raises(ValueError, match=message):
        registry.registered(tmp_path / "claims.toml")
