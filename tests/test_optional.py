"""Optional packages: found, imported, or an error that names the pip command."""

import importlib
import importlib.util
import sys

import numpy
import pytest

from utils import optional
from utils.data import names, series, speech
from utils.gradients import mutants, proof
from utils.layers import RNN, convert
from utils.models import cells
from utils.training import torch_step


def test_need_returns_the_module():
    assert optional.need("numpy", "numpy") is numpy


def test_folder_does_not_import(monkeypatch):
    monkeypatch.delitem(sys.modules, "names", raising=False)
    assert (optional.folder("names", "names") / "dist.male.first").is_file()
    assert "names" not in sys.modules


@pytest.mark.parametrize("call", [optional.need, optional.folder])
@pytest.mark.parametrize("module", ["no_such_package", "no_such_package.inner"])
def test_a_missing_package_names_the_pip_command(call, module):
    with pytest.raises(ImportError, match=r"no_such_package.*pip install thing==1\.0"):
        call(module, "thing==1.0")


def test_a_module_without_a_folder_is_missing():
    with pytest.raises(ImportError, match="pip install"):
        optional.folder("keyword", "thing")


@pytest.mark.parametrize("call, requirement", [(names.load, "names")])
def test_rooms_that_read_files_say_what_is_missing(monkeypatch, call, requirement):
    find = importlib.util.find_spec
    monkeypatch.setattr(optional, "find_spec", lambda name: None if name == requirement else find(name))
    with pytest.raises(ImportError, match=f"pip install {requirement}=="):
        call()


@pytest.mark.parametrize(
    "module, call",
    [
        ("statsmodels.datasets.sunspots", lambda: series.load("sunspots")),
        ("espeakng_loader", lambda: speech.synthesise("hello")),
    ],
)
def test_rooms_that_import_say_what_is_missing(monkeypatch, module, call):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=f"{module.split('.')[0].split('_')[0]}.*pip install"):
        call()


@pytest.mark.parametrize("call", [
    lambda: proof.prove(RNN(1, 1), proof.random_problem(RNN(1, 1), 2, 2, seed=0)),
    lambda: mutants.caught_by(mutants.MUTANTS[0]),
    lambda: convert.to_torch(RNN(1, 1)), lambda: convert.from_torch(None), lambda: torch_step(None, None),
    lambda: importlib.reload(cells),
], ids=["prove", "mutants", "to_torch", "from_torch", "torch_step", "cells"])
def test_without_torch_whatever_needs_it_names_the_pip_command(monkeypatch, call):
    for module in [name for name in sys.modules if name.partition(".")[0] == "torch"]:
        monkeypatch.setitem(sys.modules, module, None)
    mutants.truth.cache_clear()  # what an earlier test has left there would answer without torch
    with pytest.raises(ImportError, match=r"this needs the package 'torch.*pip install torch$"):
        call()


def test_complex_steps_and_differences_need_no_torch(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    layer = RNN(1, 1)
    assert proof.prove(layer, proof.random_problem(layer, 2, 2, seed=0), routes=("complex_step", "finite_difference"))
