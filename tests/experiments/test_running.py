"""The runner: every trial once, going on where it was cut off, records that say where they come from."""

import json
import math
import sys
import types

import pytest

from utils.experiments import __main__ as command
from utils.experiments import records, running


def made(run, kind="long", seeds=(0, 1, 2)):
    """An experiment made up for a test."""
    return types.SimpleNamespace(
        KIND=kind, SETTINGS={"seeds": list(seeds)}, run=run,
        trials=lambda settings: [{"seed": seed} for seed in settings["seeds"]])


@pytest.fixture
def install(monkeypatch):
    """Let the runner find a made experiment under the name `made`."""
    def put(module, code=None):
        monkeypatch.setattr(running, "experiment", lambda name: module)
        monkeypatch.setattr(running, "fingerprint", lambda name: code or {"utils.made": "0"})
        monkeypatch.setattr(records, "kind", lambda name: module.KIND)
    return put


def measured(tmp_path):
    return running.measure("made", folder=tmp_path, unfinished=tmp_path / "unfinished")


def test_a_record_holds_every_trial_and_where_it_comes_from(install, tmp_path):
    install(made(lambda trial: {"early": trial["seed"] / 4}))
    path = measured(tmp_path)
    record = records.load("made", tmp_path)
    assert path.name == "made.json" and set(record) == set(records.FIELDS)
    assert record["rows"] == [{"trial": {"seed": s}, "result": {"early": s / 4}} for s in range(3)]
    line = records.origin("made", tmp_path)
    assert all(part in line for part in (record["date"], record["processor"], record["versions"]["NumPy"]))
    assert all(part in line for part in ("3 trials", "seeds 0 to 2", "make long NAME=made"))


def test_an_interrupted_run_goes_on_and_repeats_nothing(install, tmp_path):
    def cut_off(trial):
        if trial["seed"] == 2:
            raise KeyboardInterrupt
        return {"early": 0.0}

    install(made(cut_off))
    with pytest.raises(KeyboardInterrupt):
        measured(tmp_path)
    ran = []
    install(made(lambda trial: ran.append(trial["seed"]) or {"early": 1.0}))
    measured(tmp_path)
    assert ran == [2]
    assert [row["result"]["early"] for row in records.load("made", tmp_path)["rows"]] == [0.0, 0.0, 1.0]


def test_rows_of_other_code_or_settings_are_not_taken_over(install, tmp_path):
    waiting = tmp_path / "unfinished" / "made.jsonl"
    old = {"settings": {"seeds": [0, 1, 2]}, "code": {"utils.made": "old"}}
    assert running.resume(waiting, old) == []
    waiting.write_text(waiting.read_text() + json.dumps({"trial": {"seed": 0}, "result": {"early": 9.0}}) + "\n")
    assert len(running.resume(waiting, old)) == 1
    install(made(lambda trial: {"early": 0.0}))
    measured(tmp_path)
    assert {row["result"]["early"] for row in records.load("made", tmp_path)["rows"]} == {0.0}


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_result_that_is_not_finite_is_stored_as_none_and_named_and_costs_no_other(install, tmp_path, bad):
    install(made(lambda trial: {"early": bad if trial["seed"] == 1 else 0.5, "steps": None}))
    measured(tmp_path)
    good, failed, last = records.load("made", tmp_path)["rows"]
    assert failed == {"trial": {"seed": 1}, "result": {"early": None, "steps": None}, "not_finite": {"early": str(bad)}}
    assert good["result"] == last["result"] == {"early": 0.5, "steps": None} and set(good) == {"trial", "result"}
    assert "1 of them with a result that is not finite" in records.origin("made", tmp_path)


@pytest.mark.parametrize("lost", [1, 15, 10_000])
def test_a_row_cut_off_in_its_middle_is_run_again_and_the_others_are_kept(install, tmp_path, lost):
    def cut_off(trial):
        if trial["seed"] == 2:
            raise KeyboardInterrupt
        return {"early": 0.0}

    install(made(cut_off))
    with pytest.raises(KeyboardInterrupt):
        measured(tmp_path)
    waiting, ran = tmp_path / "unfinished" / "made.jsonl", []
    waiting.write_bytes(waiting.read_bytes()[:-lost])
    install(made(lambda trial: ran.append(trial["seed"]) or {"early": 1.0}))
    measured(tmp_path)
    assert ran == ([0, 1, 2] if lost == 10_000 else [1, 2])
    assert len(records.load("made", tmp_path)["rows"]) == 3 and not list(waiting.parent.iterdir())


def test_folders_are_made_with_their_parents(install, tmp_path):
    install(made(lambda trial: {"early": 0.0}))
    path = running.measure("made", folder=tmp_path / "a" / "b", unfinished=tmp_path / "c" / "d")
    assert path.exists()


def test_an_unknown_experiment_is_named_with_the_known_ones():
    with pytest.raises(ValueError, match="'nothing', expected one of"):
        records.load("nothing")


def test_a_record_without_a_field_is_refused(install, tmp_path):
    install(made(lambda trial: {"early": 0.0}))
    (tmp_path / "made.json").write_text('{"name": "made"}')
    with pytest.raises(ValueError, match=r"made\.json: got a record without kind, date"):
        records.load("made", tmp_path)


@pytest.mark.parametrize("kind", ["long", "gpu"])
def test_what_is_not_measured_says_so_and_how_to_measure_it(install, tmp_path, kind):
    install(made(None, kind))
    assert records.load("made", tmp_path) is None
    assert f"not measured yet. `make {kind} NAME=made`" in records.origin("made", tmp_path)


def test_without_a_gpu_the_command_says_so_in_one_line_and_succeeds(monkeypatch, capsys):
    monkeypatch.setattr(running.torch.cuda, "is_available", lambda: False)
    assert command.main(["gpu"]) is None
    assert capsys.readouterr().out == "No GPU that PyTorch can use: nothing was measured, no record was changed.\n"


def test_the_command_runs_one_experiment_or_all_of_its_kind(monkeypatch, capsys):
    kinds, ran = {"one": "long", "two": "long", "three": "gpu"}, []
    monkeypatch.setattr(records, "names", lambda: list(kinds))
    monkeypatch.setattr(records, "kind", kinds.get)
    monkeypatch.setattr(running, "measure", lambda name, jobs: ran.append((name, jobs)))
    monkeypatch.setattr(running.torch.cuda, "is_available", lambda: True)
    command.main(["long", "--jobs", "2"])
    command.main(["long", "--name", "two", "--jobs", "1"])
    command.main(["gpu", "--jobs", "7"])
    assert ran == [("one", 2), ("two", 2), ("two", 1), ("three", 1)]
    with pytest.raises(SystemExit):
        command.main(["long", "--name", "three"])
    assert "--name: got 'three', expected one of one, two" in capsys.readouterr().err


def test_without_pytorch_the_command_says_which_pip_command_brings_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError, match="pip install torch"):
        command.main(["long"])


def test_a_gpu_record_names_the_gpu(monkeypatch):
    monkeypatch.setattr(running.torch.cuda, "get_device_name", lambda: "a GPU")
    assert running.device(made(None, "gpu")) == "a GPU"
    assert running.device(made(None)) == running.processor()


def test_a_record_of_earlier_code_says_so_and_one_of_this_code_does_not(install, tmp_path, monkeypatch):
    install(made(lambda trial: {"early": 0.0}))
    assert records.standing("made", tmp_path) == ""
    measured(tmp_path)
    again = "`make test` runs some of the trials again, whole"
    for now, words in [({"utils.made": "0"}, ""), ({"utils.made": "1"}, again), ({}, "has changed")]:
        monkeypatch.setattr(records, "fingerprint", lambda name, now=now: now)
        assert words in records.standing("made", tmp_path) and bool(words) == bool(records.standing("made", tmp_path))


def test_a_gpu_record_of_earlier_code_claims_no_rerun(install, tmp_path, monkeypatch):
    monkeypatch.setattr(running.torch.cuda, "get_device_name", lambda: "a GPU")
    monkeypatch.setattr(records, "fingerprint", lambda name: {"utils.made": "1"})
    install(made(lambda trial: {"early": 0.0}, "gpu"))
    measured(tmp_path)
    assert "only a GPU can tell" in records.standing("made", tmp_path)
