"""Records read back from stored outputs."""

import json

import pytest

from utils.book.stored import index, key_of, labs, stored


def test_records_of_a_lab_in_order_with_their_cells(made, tmp_path):
    cells = [made.code("a", made.stream(), made.measured("first")), made.code("b", made.figure(), made.measured("second"))]
    path = made.lab(tmp_path / "01a_one.ipynb", made.markdown("# One"), *cells)
    found = stored(path, "measurement")
    assert [(f.lab, f.cell, f.record["name"]) for f in found] == [
        ("01a_one", cells[0].id, "first"), ("01a_one", cells[1].id, "second")]
    assert [f.record["name"] for f in stored(path, "figure")] == ["waves"]


def test_key_names_the_claim_or_else_the_lab(made, tmp_path):
    path = made.lab(tmp_path / "01a_one.ipynb", made.code("", made.measured(claim="ar-ma"), made.measured("best")))
    assert [key_of(f) for f in stored(path, "measurement")] == ["ar-ma/excess", "01a_one/best"]


def test_name_used_twice_in_a_lab_is_refused(made, tmp_path):
    path = made.lab(tmp_path / "01a_one.ipynb", made.code("", made.measured()), made.code("", made.measured()))
    with pytest.raises(ValueError, match="stored twice: 01a_one/excess"):
        stored(path, "measurement")


def test_one_measurement_in_two_labs_is_refused(made, tmp_path):
    for lab in ("01a_one", "01b_two"):
        made.lab(tmp_path / f"{lab}.ipynb", made.code("", made.measured(claim="ar-ma")))
    with pytest.raises(ValueError, match="ar-ma/excess: stored by 01a_one and by 01b_two"):
        index(tmp_path, "measurement")


def test_two_labs_may_use_one_name(made, tmp_path):
    for lab in ("01b_two", "01a_one"):
        made.lab(tmp_path / f"{lab}.ipynb", made.code("", made.figure()))
    assert list(index(tmp_path, "figure")) == ["01a_one/waves", "01b_two/waves"]


def test_labs_are_sorted_notebooks(made, tmp_path):
    (tmp_path / "notes.txt").touch()
    paths = [made.lab(tmp_path / name) for name in ("02.ipynb", "01.ipynb")]
    assert labs(tmp_path) == paths[::-1]


@pytest.mark.parametrize("text", ["", "not JSON", '{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "[]"])
def test_what_is_no_notebook_is_refused(tmp_path, text):
    (tmp_path / "bad.ipynb").write_text(text)
    with pytest.raises(ValueError, match=r"bad\.ipynb: not a notebook"):
        stored(tmp_path / "bad.ipynb", "figure")


def test_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.ipynb"):
        stored(tmp_path / "none.ipynb", "figure")


def test_older_notebooks_without_cell_ids_can_be_read(made, tmp_path):
    notebook = made.notebook(made.code("", made.measured()))
    notebook.nbformat_minor = 4
    del notebook.cells[0]["id"]
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps(notebook))
    assert [f.record["name"] for f in stored(path, "measurement")] == ["excess"]
