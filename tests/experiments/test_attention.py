"""The attention experiment on trials of a second: what each part is scored on, and where a training fails."""

import math

import pytest

from utils.experiments import attention, search, translation
from utils.models.attention import KINDS

TRIAL = {"weights": "additive", "backwards": False, "parameters": 5_000, "longest": 2, "batch": 8, "steps": 12, "clip": 1.0,
         "rate": 0.03, "seed": 0, "part": "report", "kernel": "Haswell"}
SEARCH = {"part": "search"}


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    """Fewer sentences to read."""
    monkeypatch.setattr(translation, "SIZES", {"validation": 10})
    monkeypatch.setattr(attention, "TESTED", 10)
    monkeypatch.setattr(attention, "READ", (1, 3))
    monkeypatch.setattr(attention, "FITTED", 40)


def test_a_search_reads_validation_and_a_report_test_too(monkeypatch):
    parts, held_out = [], translation.held_out
    monkeypatch.setattr(translation, "held_out", lambda trial, part, *rest: parts.append(part) or held_out(trial, part, *rest))
    searched = attention.run(TRIAL | SEARCH)
    assert set(parts) == {"validation"} and set(searched) == {"validation"}
    reported = attention.run(TRIAL)
    assert set(parts) == {"validation", "test"} and searched.items() <= reported.items()
    assert {"exact_1", "exact_3", "probe_1", "majority_12", "aligned"} <= set(reported)
    assert all(0 <= value <= 1 for name, value in reported.items() if "_" in name)


@pytest.mark.parametrize("kind", ["none", *KINDS])
def test_every_contender_runs_with_as_many_parameters_as_allowed(kind):
    found = attention.run(TRIAL | {"weights": kind})
    assert math.isfinite(found["validation"]) and ("aligned" in found) == (kind != "none")
    assert 4_500 < attention.networks_of(TRIAL | {"weights": kind}).per_network() <= 5_000
    assert found["majority_2"] == found["probe_2"] == 1  # always 'und'


def test_a_training_is_its_seed_rate_direction_and_clipping():
    found = attention.run(TRIAL | SEARCH)["validation"]
    assert found == attention.run(TRIAL | SEARCH | {"kernel": "another"})["validation"]
    assert all(found != attention.run(TRIAL | SEARCH | change)["validation"]
               for change in ({"seed": 1}, {"rate": 0.02}, {"backwards": True}, {"clip": 0.01}, {"weights": "dot"}))


def test_the_first_word_of_a_source_read_backwards_is_its_last(monkeypatch):
    forwards, backwards = (attention.run(TRIAL | {"weights": "none", "backwards": way}) for way in (False, True))
    assert forwards["majority_1"] == backwards["majority_1"]
    assert forwards["probe_12"] > forwards["probe_1"] and backwards["probe_1"] > backwards["probe_12"]


@pytest.mark.parametrize("part", ["search", "report"])
def test_a_training_that_fails_is_a_result(monkeypatch, part):
    def fail(*_, **__):
        raise FloatingPointError("loss is nan")

    monkeypatch.setattr(translation, "teach_translators", fail)
    found = attention.run(TRIAL | {"part": part})
    assert all(map(math.isnan, found.values())) and len(found) == (1 if part == "search" else 3)


def test_each_contender_is_searched_and_then_reported():
    first = attention.trials(attention.SETTINGS, [])
    assert len(first) == 18 and {trial["part"] for trial in first} == {"search"}
    rows = [{"trial": trial, "result": {"validation": abs(trial["rate"] - 0.01)}} for trial in first]
    reported = [trial for trial in attention.trials(attention.SETTINGS, rows) if trial["part"] == "report"]
    assert {trial["rate"] for trial in reported} == {0.01} and len(reported) == 18


def test_training_and_test_are_drawn_apart():
    draws = [search.generator(TRIAL, use).integers(1 << 30) for use in ("training", "validation", "test")]
    assert len(set(draws)) == 3
