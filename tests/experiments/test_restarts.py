"""Kills and restarts: which trials there are, what is said of a run that ended well and of one that did not; exchanges."""

import pytest
import torch

from utils.experiments import exchange_bytes, restarts
from utils.training import checkpoints, launching

TRIAL = {"way": "apart", "late": 0, "seed": 3, "steps": 60, "kernel": "Haswell"}


@pytest.fixture
def runs(monkeypatch):
    """What a kill gives and what parameters the two runs end with, in the place of processes; a list of what was asked for."""
    asked, ends = [], {"status": 0, "killed": 7, "said": "", "step": 60, "whole": 1.0, "resumed": 1.0}

    def end(folder, value):
        checkpoints.save(folder, ends["step"], {"model": {"a": torch.zeros(2), "b": torch.full((3,), value)}})

    def killed(program, folder, *words, **options):
        asked.append((words, options))
        end(folder, ends["resumed"])
        return ends

    monkeypatch.setattr(launching, "launch_and_kill", killed)
    monkeypatch.setattr(launching, "launch", lambda program, folder, *words: asked.append(words) or end(folder, ends["whole"]))
    return asked, ends


def test_every_way_and_delay_has_every_seed_and_what_is_a_race_says_so():
    found = restarts.trials(restarts.SETTINGS, [])
    assert len(found) == 40 == len({(t["way"], t["late"], t["seed"]) for t in found})
    assert all(t.get("race", False) == (t["way"] == "plain") for t in found)


def test_the_seed_says_whom_to_kill_and_when_and_the_same_training_is_run_without_a_kill(runs):
    asked, _ = runs
    assert restarts.run(TRIAL) == {"resumed": True, "refused": False, "moved": 0.0}
    (words, options), whole = asked
    assert options == {"rank": 1, "after": 24} and words[: len(whole)] == whole == ("--double", "--steps", 60, "--seed", 3)
    assert words[len(whole):] == ("--late", 0)
    restarts.run(TRIAL | {"way": "plain", "late": 2, "seed": 4})
    assert asked[2][0][-3:] == ("--late", 2, "--plain") and asked[2][1] == {"rank": 0, "after": 28}


def test_the_largest_difference_of_any_parameter_is_told(runs):
    _, ends = runs
    ends["resumed"] = 0.75
    assert restarts.run(TRIAL) == {"resumed": True, "refused": False, "moved": 0.25}


@pytest.mark.parametrize("change", [{"status": 1, "said": "Connection refused"}, {"step": 50}])
def test_a_run_that_did_not_get_to_its_end_is_not_resumed(runs, change):
    asked, ends = runs
    ends |= change
    assert restarts.run(TRIAL) == {"resumed": False, "refused": "status" in change, "moved": None} and len(asked) == 1


def test_a_trial_in_which_nobody_was_killed_fails(runs):
    runs[1]["killed"] = None
    with pytest.raises(RuntimeError, match="before anything was killed"):
        restarts.run(TRIAL)


def test_bytes_are_counted_for_each_number_of_processes(monkeypatch):
    monkeypatch.setattr(launching, "launch", lambda program, processes: f"{processes}.5\n")
    found = [exchange_bytes.run(trial) for trial in exchange_bytes.trials(exchange_bytes.SETTINGS, [])]
    assert found == [{"written": N + 0.5} for N in (2, 3, 4, 6, 8)]
