"""The toy experiment in the place of the real ones."""

import pytest

from tests.experiments import toy
from utils.experiments import process, records, running


@pytest.fixture
def measured(monkeypatch, tmp_path):
    """A function that measures the toy, with other settings if need be; the path of its record, which lies in `tmp_path`."""
    monkeypatch.setattr(running, "dotted", lambda name: "tests.experiments.toy")
    monkeypatch.setattr(records, "kind", lambda name: toy.KIND)

    def measure(jobs=1, **settings):
        monkeypatch.setattr(toy, "SETTINGS", {"search": [], "report": 3} | settings)
        return running.measure("toy", jobs=jobs, folder=tmp_path, unfinished=tmp_path / "unfinished")

    return measure


@pytest.fixture
def ran(monkeypatch):
    """Trials run in this process, which takes no time; the list of their seeds."""
    seeds = []
    monkeypatch.setattr(running, "row_of", lambda name, trial: seeds.append(trial["seed"]) or process.run(name, trial))
    return seeds
