"""The translation experiment on trials of a second: what each part is scored on, and where a training fails."""

import math

import pytest

from utils.experiments import search, translation
from utils.models.translators import Translators

TRIAL = {"backwards": False, "units": 16, "longest": 2, "batch": 8, "steps": 20, "rate": 0.03, "seed": 0, "part": "report",
         "kernel": "Haswell"}
SEARCH = {"part": "search"}


def test_a_search_reads_validation_and_a_report_test_too(monkeypatch):
    parts, held_out = [], translation.held_out
    monkeypatch.setattr(translation, "held_out", lambda trial, part, *rest: parts.append(part) or held_out(trial, part, *rest))
    searched = translation.run(TRIAL | SEARCH)
    assert set(parts) == {"validation"} and set(searched) == {"validation"}
    reported = translation.run(TRIAL)
    assert set(parts) == {"validation", "test"} and searched.items() <= reported.items()
    assert len(reported) == 1 + 3 * len(translation.READ) and all(0 <= v <= 1 for k, v in reported.items() if "_" in k)


def test_a_training_is_its_seed_rate_and_direction():
    found = translation.run(TRIAL | SEARCH)["validation"]
    assert found == translation.run(TRIAL | SEARCH | {"kernel": "another"})["validation"]
    assert all(found != translation.run(TRIAL | SEARCH | change)["validation"]
               for change in ({"seed": 1}, {"rate": 0.02}, {"backwards": True}))


@pytest.mark.parametrize("part", ["search", "report"])
def test_a_training_that_fails_is_a_result(monkeypatch, part):
    def fail(*_, **__):
        raise FloatingPointError("loss is nan")

    monkeypatch.setattr(translation, "teach_translators", fail)
    found = translation.run(TRIAL | {"part": part})
    assert all(map(math.isnan, found.values())) and translation.score(found)[0] != 0
    assert len(found) == (1 if part == "search" else 28)


def test_both_directions_are_searched_and_then_reported():
    first = translation.trials(translation.SETTINGS, [])
    assert len(first) == 12 and {trial["part"] for trial in first} == {"search"}
    rows = [{"trial": trial, "result": {"validation": abs(trial["rate"] - 0.03)}} for trial in first]
    found = translation.trials(translation.SETTINGS, rows)[12 // 2 :]
    assert {trial["rate"] for trial in found if trial["part"] == "report"} == {0.03} and len(found) == 6 + 20


def test_training_and_test_are_drawn_apart():
    assert isinstance(translation.train(TRIAL), Translators)
    draws = [search.generator(TRIAL, use).integers(1 << 30) for use in ("training", "validation", "test")]
    assert len(set(draws)) == 3
