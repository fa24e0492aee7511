"""The experiment on state tracking: every rate reported, on data of their own, and what counts as solved."""

import pytest
import torch

from utils.experiments import search
from utils.experiments import state_tracking as tracking

TINY = {"length": 5, "times": 4, "steps": 3, "batch": 4, "parameters": 300, "kernel": "Haswell", "layers": 1, "task": "parity",
        "kind": "minGRU", "rates": [0.01, 0.02], "seeds": [0, 1], "part": "report"}


def test_both_rates_are_reported_and_none_chosen():
    found = tracking.trials(tracking.SETTINGS, [])
    assert len(found) == 16 and all(trial["part"] == "report" and trial["seeds"] == list(range(10)) for trial in found)
    assert {tuple(trial["rates"]) for trial in found if trial["kind"] == "LSTM"} == {(0.01,) * 5 + (0.03,) * 5}
    assert found == tracking.trials(tracking.SETTINGS, [{"trial": trial} for trial in found])


def test_what_is_scored_was_not_trained_on(monkeypatch):
    used, generator = [], search.generator
    monkeypatch.setattr(search, "generator", lambda trial, use: used.append(use) or generator(trial, use))
    result = tracking.run(TINY)
    assert set(used) == {"training", "test"} and all(len(found) == 2 for found in result.values())


@pytest.mark.parametrize("task", ["parity", "permutations"])
def test_each_network_ends_alike_with_others_and_alone(task):
    both = tracking.run(TINY | {"task": task})
    for place, seed in enumerate([0, 1]):
        alone = tracking.run(TINY | {"task": task, "seeds": [seed], "rates": [TINY["rates"][place]]})
        assert alone["far"][0] == pytest.approx(both["far"][place], abs=0.01)


def test_solved_is_ninety_nine_of_a_hundred_at_the_longer_length(monkeypatch):
    monkeypatch.setattr(tracking, "right", lambda *given: torch.tensor([0.98, 0.99, 1.0], dtype=torch.float64))
    assert tracking.run(TINY | {"seeds": [0, 1, 2], "rates": [0.01] * 3})["solved"] == [False, True, True]
