"""The experiment on state tracking: a choice on validation, a report on test, and what counts as solved."""

import pytest
import torch

from utils.experiments import search
from utils.experiments import state_tracking as tracking

TINY = {"length": 5, "times": 4, "steps": 3, "batch": 4, "parameters": 300, "kernel": "Haswell", "layers": 1, "task": "parity",
        "kind": "minGRU", "rate": 0.01, "seeds": [0, 1], "part": "report"}


def test_the_best_rate_of_the_search_is_reported():
    first = tracking.trials(tracking.SETTINGS, [])
    assert all(trial["part"] == "search" for trial in first)
    rows = [{"trial": trial, "result": {"far": [trial["rate"] == 0.01] * 2, "near": [1.0] * 2}} for trial in first]
    later = [trial for trial in tracking.trials(tracking.SETTINGS, rows) if trial["part"] == "report"]
    assert len(later) == 16 and {trial["rate"] for trial in later} == {0.01}
    assert {tuple(trial["seeds"]) for trial in later} == {tuple(range(10))}


def test_validation_decides_and_test_reports(monkeypatch):
    used, generator = [], search.generator
    monkeypatch.setattr(search, "generator", lambda trial, use: used.append(use) or generator(trial, use))
    tracking.run(TINY | {"part": "search"})
    assert set(used) == {"training", "validation"}
    used.clear()
    result = tracking.run(TINY)
    assert set(used) == {"training", "test"} and all(len(found) == 2 for found in result.values())


@pytest.mark.parametrize("task", ["parity", "permutations"])
def test_each_network_ends_alike_with_others_and_alone(task):
    both = tracking.run(TINY | {"task": task})
    for place, seed in enumerate([0, 1]):
        alone = tracking.run(TINY | {"task": task, "seeds": [seed]})
        assert alone["far"][0] == pytest.approx(both["far"][place], abs=0.01)


def test_solved_is_ninety_nine_of_a_hundred_at_the_longer_length(monkeypatch):
    monkeypatch.setattr(tracking, "right", lambda *given: torch.tensor([0.98, 0.99, 1.0], dtype=torch.float64))
    assert tracking.run(TINY | {"seeds": [0, 1, 2]})["solved"] == [False, True, True]
