"""The records in the tree: settings and trials are those in the tree, and whole trials still come out as they stand there."""

import importlib
import math
from functools import partialmethod

import pytest

from tests.experiments import reruns
from utils.experiments import records
from utils.training import Adam

MEASURED = [name for name in records.names() if records.load(name)]
AGAIN = [pytest.param(name, chosen, id=f"{name}-{'-'.join(map(str, chosen.values()))}")
         for name, trials in reruns.CHOSEN.items() for chosen in trials]
CHEAP = "recall", {"task": "adding", "length": 10, "kind": "GRU", "start": 0, "rate": 0.004, "seed": 1}


@pytest.fixture(params=MEASURED)
def record(request):
    return records.load(request.param)


def module_of(name):
    return importlib.import_module(f"utils.experiments.{name}")


def run_again(name, chosen):
    """What differs from the record when a trial is run again."""
    row = reruns.row_of(records.load(name), chosen)
    return reruns.differing(name, row["result"], module_of(name).run(row["trial"]))


def test_every_experiment_keeps_the_interface():
    for name in records.names():
        module = module_of(name)
        assert module.KIND in ("long", "gpu")
        trials = module.trials(module.SETTINGS)
        assert trials and all(trials.count(trial) == 1 for trial in trials), name
        assert callable(module.run) and callable(module.early)


def test_every_long_experiment_has_been_measured_and_has_trials_to_run_again():
    long = [name for name in records.names() if records.kind(name) == "long"]
    assert [name for name in long if name not in MEASURED] == []
    assert sorted(reruns.CHOSEN) == sorted(reruns.TOLERANCE) == long and all(reruns.CHOSEN.values())


def test_its_fingerprint_names_its_own_module(record):
    assert f"utils.experiments.{record['name']}" in record["code"]


def test_it_was_made_with_the_settings_in_the_tree(record):
    assert record["settings"] == module_of(record["name"]).SETTINGS


def test_it_holds_every_trial_once(record):
    assert [row["trial"] for row in record["rows"]] == module_of(record["name"]).trials(record["settings"])


@pytest.mark.parametrize("name, chosen", AGAIN)
def test_whole_trials_come_out_again(name, chosen):
    assert run_again(name, chosen) == {}, f"if the change is meant, run `{records.command(name)}`"


def test_trials_to_run_again_cover_every_kind():
    def among(name, key):
        return {chosen[key] for chosen in reruns.CHOSEN[name]}

    for name, keys in {"recall": ("task", "kind"), "reber": ("gate", "carried"), "parity": ("data", "kind")}.items():
        trials = [row["trial"] for row in records.load(name)["rows"]]
        assert all(among(name, key) == {trial[key] for trial in trials} for key in keys), name


@pytest.mark.parametrize("change", [{"decay": (0.9, 0.99)}, {"epsilon": 1e-6}], ids=str)
def test_another_adam_is_seen(monkeypatch, change):
    monkeypatch.setattr(Adam, "__init__", partialmethod(Adam.__init__, **change))
    assert "error" in run_again(*CHEAP)


def test_another_threshold_of_clipping_is_seen():
    name, chosen = CHEAP
    row = reruns.row_of(records.load(name), chosen)
    again = module_of(name).run(row["trial"] | {"clip": 0.9 * row["trial"]["clip"]})
    assert "error" in reruns.differing(name, row["result"], again)


STORED = {"early": 1.5, "error": 0.25, "steps": 100, "best": None, "failed": False}


@pytest.mark.parametrize("change", [
    {"early": 1.5 * (1 + 1e-6)}, {"error": 0.25 * (1 + 1e-4)}, {"error": None}, {"error": math.nan}, {"steps": 101},
    {"steps": 100.0}, {"best": 0.0}, {"failed": 0}, {"failed": True}, {"new": 1},
])
def test_each_difference_is_named(change):
    assert list(reruns.differing("recall", STORED, STORED | change)) == list(change)


def test_a_missing_result_is_named_and_rounding_is_not_a_difference():
    without = {key: value for key, value in STORED.items() if key != "steps"}
    assert reruns.differing("recall", STORED, without) == {"steps": (100, "missing")}
    assert reruns.differing("recall", STORED, STORED | {"early": 1.5 * (1 + 1e-8), "error": 0.25 * (1 + 1e-6)}) == {}
