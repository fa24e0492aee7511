"""Records read back from stored outputs."""

import contextlib
import json
import math

import pytest

from utils.book.in_words import line
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
    paths = [made.lab(tmp_path / name) for name in ("05.ipynb", "02.ipynb", "01.ipynb", "04.ipynb", "03.ipynb")]
    assert labs(tmp_path) == [paths[i] for i in (2, 1, 4, 3, 0)]


@pytest.mark.parametrize("text", ["", "not JSON", '{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "[]"])
def test_what_is_no_notebook_is_refused(tmp_path, text):
    (tmp_path / "bad.ipynb").write_text(text)
    with pytest.raises(ValueError, match=r"bad\.ipynb: not a notebook \(.+\)$"):
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


def forged(made, folder, kind="measurement", **change):
    """A lab whose record was changed by hand; a field that is given as `...` is taken out."""
    output = made.figure() if kind == "figure" else made.measured("h_11", 1.02, between=(1, 1.05), claim="ar-ma")
    record = output.metadata[kind]
    record.update(change)
    for field in [field for field, value in change.items() if value is ...]:
        del record[field]
    with contextlib.suppress(Exception):  # a forger who knows how lines are made
        output.data["text/plain"] = line(record)
    path = folder / "02a_lab.ipynb"
    path.write_text(json.dumps(made.notebook(made.code("x", output))))
    return path


@pytest.mark.parametrize(("change", "message"), [
    ({"values": [123.456]}, "got 123.456, expected a number between 1.0 and 1.05, its bounds"),
    ({"values": [0.999]}, "got 0.999, expected"), ({"values": [math.nan]}, "got nan, expected"),
    ({"values": ["1.02"]}, "got '1.02', expected a number"), ({"values": [True]}, "got True, expected a number"),
    ({"values": [None]}, "got None, expected a number"),
    ({"values": [1.02, 0.5, 1.03], "seeds": [0, 1, 2]}, "got 0.5, expected"),
    ({"high": None, "values": [0.9]}, "got 0.9, expected a number between 1.0 and inf"),
    ({"low": None, "values": [1.06]}, "got 1.06, expected a number between -inf and 1.05"),
    ({"values": 1.02}, r"got 1.02, expected a number for each of the seeds \[\]"),
    ({"values": "1"}, "got '1', expected a number for each"), ({"values": []}, r"got \[\], expected a number for each"),
    ({"values": [1.02, 1.02], "seeds": [0]}, r"got .*, expected a number for each of the seeds \[0\]"),
    ({"values": [1.02], "seeds": [0, 1]}, r"got .*, expected a number for each of the seeds \[0, 1\]")])
def test_a_value_that_its_bounds_exclude_is_refused_with_file_key_value_and_bounds(made, tmp_path, change, message):
    with pytest.raises(ValueError, match=rf"02a_lab\.ipynb: ar-ma/h_11: values: {message}"):
        stored(forged(made, tmp_path, **change), "measurement")


@pytest.mark.parametrize("change", [
    {"values": [1.0]}, {"values": [1.05]}, {"values": [1]},
    {"high": None, "values": [1e9], "controls": [{"value": 0.9, "words": "chance"}]}, {"low": None, "values": [-1e9]}])
def test_a_value_within_is_read(made, tmp_path, change):
    assert stored(forged(made, tmp_path, **change), "measurement")[0].record["values"] == change["values"]


@pytest.mark.parametrize(("change", "message"), [
    ({"controls": []}, "controls: got none, expected what is measured where the claim is false"),
    ({"controls": [{"value": 2, "words": "chance"}, {"value": 1.05, "words": "zero"}]},
    "controls: got 1.05, expected a number outside"),
    ({"controls": [{"value": 1.0, "words": "chance"}]}, "controls: got 1.0, expected a number outside 1.0 to 1.05, the bounds"),
    ({"controls": [{"value": "2", "words": "chance"}]}, "controls: got '2', expected a number"),
    ({"controls": [{"value": True, "words": "chance"}], "low": 1.01}, "controls: got True, expected a number"),
    ({"controls": [{"value": math.nan, "words": "chance"}]}, "controls: got nan, expected a number"),
    ({"controls": [{"value": math.inf, "words": "chance"}]}, "controls: got inf, expected a number"),
    ({"stated": "rounded"}, "stated: got 'rounded', expected one of digits, order, ratio"),
    ({"stated": "order"}, "values: got 1.02, expected one that is stated as 'order'"),
    ({"stated": "ratio"}, "values: got 1.02, expected one that is stated as 'ratio'")])
def test_a_record_that_contradicts_itself_is_refused(made, tmp_path, change, message):
    with pytest.raises(ValueError, match=rf"02a_lab\.ipynb: ar-ma/h_11: {message}"):
        stored(forged(made, tmp_path, **change), "measurement")


def test_a_number_needs_no_control(made, tmp_path):
    path = made.lab(tmp_path / "01a_one.ipynb", made.code("", made.measured("best")))
    assert stored(path, "measurement")[0].record["controls"] == []


@pytest.mark.parametrize("text", [
    "✓ ar-ma/excess: error over the best error: ⟨1.03⟩; bounds: 1 to 1.05; control, untrained: ⟨1.5⟩.", "", None])
def test_a_line_that_says_something_else_than_its_record_is_refused(made, tmp_path, text):
    output = made.measured(claim="ar-ma")
    output.data["text/plain"] = text
    if text is None:
        del output.data["text/plain"]
    path = tmp_path / "01a_one.ipynb"
    path.write_text(json.dumps(made.notebook(made.code("", output))))
    told = r"ar-ma/excess: got the line .*, expected '✓ ar-ma/excess: .*⟨1\.02⟩.*, which the record says"
    with pytest.raises(ValueError, match=told):
        stored(path, "measurement")


def test_a_record_without_any_bound_is_refused(made, tmp_path):
    with pytest.raises(ValueError, match="ar-ma/h_11: got neither low nor high"):
        stored(forged(made, tmp_path, low=None, high=None), "measurement")


@pytest.mark.parametrize(("kind", "field"), [
    *[("measurement", f) for f in ("name", "says", "values", "seeds", "near", "tolerance", "low", "high", "controls",
    "stated", "moves")],
    *[("figure", f) for f in ("name", "alt", "svg")]])
def test_a_record_that_lacks_a_field_is_refused(made, tmp_path, kind, field):
    path = forged(made, tmp_path, kind, **{field: ...})
    cell = json.loads(path.read_text())["cells"][0]["id"]
    with pytest.raises(ValueError, match=rf"02a_lab\.ipynb: a record of cell '{cell}' has no {field}$"):
        stored(path, kind)
