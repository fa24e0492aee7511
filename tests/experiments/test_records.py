"""The records in the tree: settings and trials are those in the tree, and whole trials still come out as they stand there."""

import importlib
from functools import partialmethod

import pytest

from tests.experiments import reruns
from utils.experiments import process, records, summary
from utils.experiments.comparing import differing, outcome
from utils.experiments.search import contender_of
from utils.training import Adam

MEASURED = [name for name in records.names() if records.load(name)]
AGAIN = [pytest.param(name, chosen, id=f"{name}-{'-'.join(map(str, chosen.values()))}")
         for name, trials in reruns.CHOSEN.items() for chosen in trials]
CHEAP = next(trial for trial in reruns.CHOSEN["recall"] if trial["length"] == 10 and trial["kind"] == "GRU")


@pytest.fixture(params=MEASURED)
def record(request):
    return records.load(request.param)


def module_of(name):
    return importlib.import_module(f"utils.experiments.{name}")


def run_again(name, chosen, run=process.row_of, **changed):
    """What differs from the record when a trial is run again, in a process with its kernel, or by another function."""
    row = reruns.row_of(records.load(name), chosen)
    again = run(f"utils.experiments.{name}", row["trial"] | changed)
    assert "error" not in again, again["error"]
    return differing(outcome(row), outcome(again), module_of(name).TOLERANCE)


def test_every_experiment_keeps_the_interface():
    for name in records.names():
        module = module_of(name)
        trials = module.trials(module.SETTINGS, [])
        assert trials and all(trials.count(trial) == 1 for trial in trials), name
        assert module.KIND in ("long", "gpu") and callable(module.run)
        if module.KIND == "long":
            assert 0 < module.TOLERANCE < 1e-3
            for trial in trials:  # one that draws nothing has no seeds, and so no part
                assert trial["kernel"] and ("part" in trial) == ("seed" in trial or "seeds" in trial), name
                assert trial.get("part", "report") in records.PARTS, name


def test_every_long_experiment_has_been_measured_and_has_trials_to_run_again():
    long = [name for name in records.names() if records.kind(name) == "long"]
    assert [name for name in long if name not in MEASURED] == []
    assert sorted(reruns.CHOSEN) == long and all(reruns.CHOSEN.values())


def test_its_fingerprint_names_its_own_module(record):
    assert f"utils.experiments.{record['name']}" in record["code"]


def test_it_was_made_with_the_settings_in_the_tree(record):
    assert record["settings"] == module_of(record["name"]).SETTINGS


def test_it_holds_every_trial_once(record):
    assert [row["trial"] for row in record["rows"]] == module_of(record["name"]).trials(record["settings"], record["rows"])


def test_every_rate_that_was_chosen_lies_inside_those_tried(record):
    reported = [row["trial"] for row in record["rows"] if row["trial"].get("part") == "report"]
    for contender in {str(contender_of(trial)): contender_of(trial) for trial in reported}.values():
        tried = summary.tried(record, **contender)
        if tried:  # what is reported with more patience has no search of its own
            assert tried[0] < summary.chosen(record, **contender) < tried[-1], contender


@pytest.mark.parametrize("name, chosen", AGAIN)
def test_whole_trials_come_out_again(name, chosen):
    assert run_again(name, chosen) == {}, f"if the change is meant, run `{records.command(name)}`"


def test_trials_to_run_again_cover_every_kind():
    def among(name, key):
        return {chosen[key] for chosen in reruns.CHOSEN[name]}

    differ = {"recall": ("task", "kind"), "reber": ("gate", "carried"), "parity": ("data", "kind"), "order_1997": ("keep",),
              "clipping_length": ("way",)}
    for name, keys in differ.items():
        trials = [row["trial"] for row in records.load(name)["rows"]]
        assert all(among(name, key) == {trial[key] for trial in trials} for key in keys), name


@pytest.mark.parametrize("change", [{"decay": (0.9, 0.99)}, {"epsilon": 1e-6}], ids=str)
def test_another_adam_is_seen(monkeypatch, change):
    monkeypatch.setattr(Adam, "__init__", partialmethod(Adam.__init__, **change))
    assert "validation" in run_again("recall", CHEAP, process.run)


def test_another_threshold_of_clipping_is_seen():
    clip = reruns.row_of(records.load("recall"), CHEAP)["trial"]["clip"]
    assert "validation" in run_again("recall", CHEAP, clip=0.9 * clip)
