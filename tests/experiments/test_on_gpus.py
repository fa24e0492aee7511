"""`make gpu` with a faked card: every experiment for a GPU writes its record, and the page is made from them."""

import re
from functools import partial

import nbformat
import pytest
import torch

from tests.paths import LABS, ROOT
from utils.experiments import __main__ as command
from utils.experiments import gpu_kernels, gpu_labs, gpu_steps, process, records, running
from utils.models.kernels import stages

PAGE = (ROOT / "book" / "on_gpus.md").read_text(encoding="utf-8")
ON_A_CARD = "compiled", "graph", "triton", "persistent"  # stages that run on a card only
CELLS = ["import torch", "from utils.book.claims import number\nnumber('two', 1 + 1, near=2, tolerance=0, says='a sum')",
         "1 / 0", "3"]


@pytest.fixture
def folder(tmp_path):
    """A folder of two notebooks, of which one imports PyTorch; its third cell fails."""
    place = tmp_path / "labs"
    place.mkdir()
    for name, sources in (("a", CELLS), ("b", CELLS[1:])):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), place / f"{name}.ipynb")
    return place


@pytest.fixture
def card(monkeypatch, folder, tmp_path):
    """A machine that has a card by name; the experiments small and on the processor; the folder of the records."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "a faked card")
    monkeypatch.setattr(process, "row_of", process.run)
    monkeypatch.setattr(running, "row_of", process.run)
    monkeypatch.setattr(command, "measure", partial(running.measure, folder=tmp_path, unfinished=tmp_path / "unfinished"))
    small = {"device": "cpu", "rounds": 1}
    monkeypatch.setattr(gpu_steps, "SETTINGS", {"kinds": ["GRU"], "shapes": [[2, 3, 2, 3]]} | small)
    monkeypatch.setattr(gpu_kernels, "SETTINGS", {"T": 2, "batches": [3], "units": [5], "product": 8} | small)
    monkeypatch.setattr(gpu_labs, "SETTINGS", {"folder": str(folder), "most_seconds": 100})
    on_processor = gpu_kernels.contenders
    monkeypatch.setattr(gpu_kernels, "contenders", lambda cell, x: on_processor(cell, x) | dict.fromkeys(
        ON_A_CARD, partial(stages.fused, cell, x)))
    return tmp_path


def asked():
    """The columns that the page asks for, of each experiment."""
    found = re.findall(r"^```\{longer-run\} (\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return {name: dict(line.rsplit(": ", 1) for line in lines.splitlines()) for name, lines in found}


def test_the_page_has_every_experiment_for_a_gpu():
    assert sorted(asked()) == [name for name in records.names() if records.kind(name) == "gpu"] and "{on-gpus}" in PAGE


def test_one_command_writes_all_records_and_the_page_shows_them(monkeypatch, card, capsys):
    assert "Nothing in this book has been measured on a GPU yet" in records.on_gpus(card)
    command.main(["gpu", "--name", "gpu_steps"])
    sentence = re.sub(r"[\d-]{10}", "DATE", records.on_gpus(card))
    assert sentence == ("Measured: gpu_steps on a faked card (DATE). "
                        "Not measured yet; it takes `make gpu NAME=gpu_kernels` and `make gpu NAME=gpu_labs`.")
    command.main(["gpu"])
    written = [line.rpartition("/")[2] for line in capsys.readouterr().out.splitlines()[1:]]
    assert written == [f"{name}.json" for name in sorted(asked())]
    assert "Not measured" not in records.on_gpus(card) and records.on_gpus(card).count("a faked card") == 3
    for name, columns in asked().items():
        table = records.table(name, columns, card).splitlines()
        assert len(table) == 3 and {row.count("|") for row in table} == {len(columns) + 1}


def test_a_lab_is_run_to_its_end_and_what_fails_is_counted(folder):
    (trial,) = gpu_labs.trials({"folder": str(folder), "most_seconds": 100}, [])
    before = (folder / "a.ipynb").read_text()
    found = gpu_labs.run(trial)
    assert found.pop("minutes") > 0 and found == {"cells": 4, "failed": 1, "first_failed": 3, "claims": 1, "gpu_mb": 0}
    assert (folder / "a.ipynb").read_text() == before


def test_every_lab_that_picks_a_device_is_among_those_that_run():
    picking = {f"labs/{path.name}" for path in LABS if "cuda.is_available" in path.read_text(encoding="utf-8")}
    assert picking and picking <= {trial["lab"] for trial in gpu_labs.trials(gpu_labs.SETTINGS, [])}


def test_what_a_row_lacks_is_a_dash_and_a_key_of_no_row_is_an_error(monkeypatch):
    record = {"rows": [{"trial": {"m": 3}, "result": {"share": 0.12345}}, {"trial": {"m": 4}, "result": {}}]}
    monkeypatch.setattr(records, "load", lambda name, folder: record)
    table = records.table("one", {"units": "m", "share": "share"})
    assert table == "| units | share |\n| --- | --- |\n| 3 | 0.123 |\n| 4 | – |"
    with pytest.raises(ValueError, match="columns: got noise, which no row of one has"):
        records.table("one", {"how loud": "noise"})
    monkeypatch.setattr(records, "load", lambda name, folder: None)
    assert records.table("one", {"units": "m"}) == ""
