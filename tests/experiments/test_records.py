"""The records in the tree: made by the code and the settings in the tree, and still what that code gives."""

import importlib

import pytest

from utils.experiments import records
from utils.experiments.fingerprint import fingerprint

MEASURED = [name for name in records.names() if records.load(name)]
RERUN = 2  # trials whose first steps are run again


@pytest.fixture(params=MEASURED)
def record(request):
    return records.load(request.param)


def module_of(record):
    return importlib.import_module(f"utils.experiments.{record['name']}")


def test_every_experiment_keeps_the_interface():
    for name in records.names():
        module = importlib.import_module(f"utils.experiments.{name}")
        assert module.KIND in ("long", "gpu")
        trials = module.trials(module.SETTINGS)
        assert trials and all(trials.count(trial) == 1 for trial in trials), name
        assert callable(module.run) and callable(module.early)


def test_every_long_experiment_has_been_measured():
    assert [name for name in records.names() if records.kind(name) == "long" and name not in MEASURED] == []


def test_it_was_made_by_the_code_in_the_tree(record):
    now = fingerprint(f"utils.experiments.{record['name']}")
    changed = sorted(name for name in now | record["code"] if now.get(name) != record["code"].get(name))
    assert not changed, f"changed since the record was made: {', '.join(changed)}; run `{records.command(record['name'])}`"


def test_it_was_made_with_the_settings_in_the_tree(record):
    assert record["settings"] == module_of(record).SETTINGS


def test_it_holds_every_trial_once(record):
    assert [row["trial"] for row in record["rows"]] == module_of(record).trials(record["settings"])


def test_its_first_steps_come_out_again(record):
    if record["kind"] == "gpu":
        pytest.skip("a GPU's record is not run again here")
    spread = record["rows"][:: max(1, len(record["rows"]) // RERUN)][:RERUN]
    for row in spread:
        assert module_of(record).early(row["trial"]) == pytest.approx(row["result"]["early"], rel=1e-3), row["trial"]
