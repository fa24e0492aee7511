"""The command that measures: which experiments it runs, and what it says without a GPU or PyTorch."""

import subprocess
import sys

import pytest
import torch

from tests.experiments import toy
from utils.experiments import __main__ as command
from utils.experiments import process, records


def test_without_a_gpu_the_command_says_so_in_one_line_and_succeeds(monkeypatch, capsys):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert command.main(["gpu"]) is None
    assert capsys.readouterr().out == "No GPU that PyTorch can use: nothing was measured, no record was changed.\n"


def test_the_command_runs_one_experiment_or_all_of_its_kind(monkeypatch, capsys):
    kinds, ran = {"one": "long", "two": "long", "three": "gpu"}, []
    monkeypatch.setattr(records, "names", lambda: list(kinds))
    monkeypatch.setattr(records, "kind", kinds.get)
    monkeypatch.setattr(command, "measure", lambda name, jobs: ran.append((name, jobs)))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    command.main(["long", "--jobs", "2"])
    command.main(["long", "--name", "two", "--jobs", "1"])
    command.main(["gpu", "--jobs", "7"])
    assert ran == [("one", 2), ("two", 2), ("two", 1), ("three", 1)]
    with pytest.raises(SystemExit):
        command.main(["long", "--name", "three"])
    assert "--name: got 'three', expected one of one, two" in capsys.readouterr().err


def test_without_pytorch_the_command_for_a_gpu_says_which_pip_command_brings_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError, match="pip install torch"):
        command.main(["gpu"])


def test_a_trial_on_a_gpu_names_the_gpu(monkeypatch):
    assert process.device(toy) == process.run("tests.experiments.toy", toy.trial("report", 0, {}))["machine"]["processor"]
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "a GPU")
    monkeypatch.setattr(toy, "KIND", "gpu")
    assert process.device(toy) == "a GPU"


def test_a_trial_that_names_no_kernel_leaves_it_as_it_is(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Nehalem")
    assert process.environment({})["OPENBLAS_CORETYPE"] == "Nehalem"
    assert process.environment({"kernel": "Haswell"})["OPENBLAS_CORETYPE"] == "Haswell"
    assert "kernel" not in process.run("tests.experiments.toy", {"do": "score", "log": None, "seconds": 0, "seed": 0})


def test_the_time_of_what_a_trial_starts_counts_as_its_own():
    begun = process.spent()
    subprocess.run([sys.executable, "-c", "import time\nwhile time.process_time() < 0.5: pass"], check=True)
    assert 0.4 < process.spent() - begun < 5
