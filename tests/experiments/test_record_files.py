"""A record's file, and what is said of where it comes from."""

import json
from pathlib import Path

import pytest

from tests.experiments import toy
from utils.experiments import records, running


def test_the_line_of_origin_names_trials_seeds_of_each_part_date_processor_kernel_versions_and_command(measured, ran, tmp_path):
    measured(search=[100, 101])
    line = records.origin("toy", tmp_path)
    record = records.load("toy", tmp_path)
    assert "'toy': 7 trials (search seeds 100 to 103, reported seeds 0 to 2); " in line and line.count("\n") == 0
    assert f"; {record['date']}; {record['processor']}; kernel {record['kernels'][0]}; Python " in line
    assert f"NumPy {record['versions']['NumPy']}" in line and line.endswith("`make long NAME=toy`.")


def test_several_kernels_are_named_and_what_has_none_names_none(measured, ran, tmp_path):
    record = json.loads(measured().read_text())
    for kernels, words in [(["A", "B"], "; kernel A and B; "), ([], f"; {record['processor']}; Python ")]:
        records.save(record | {"kernels": kernels}, tmp_path)
        assert words in records.origin("toy", tmp_path)


def test_trials_without_parts_have_no_seeds_in_the_line():
    assert records.seeds([{"trial": {"seed": 3}}]) == ""
    assert records.seeds([{"trial": {"seed": seed, "part": "report"}} for seed in (2, 0, 1)]) == " (reported seeds 0 to 2)"


def test_networks_side_by_side_count_with_all_their_seeds():
    assert records.seeds([{"trial": {"seeds": [0, 4, 2], "part": "report"}}]) == " (reported seeds 0 to 4)"


def test_the_processor_time_of_a_record_is_that_of_its_trials_or_unknown(measured, ran, tmp_path):
    record = json.loads(measured().read_text())
    assert 0 <= records.minutes(record) < 0.1 and "; 0.0 minutes of one core; `make" in records.origin("toy", tmp_path)
    spent = record | {"rows": [row | {"seconds": 50} for row in record["rows"]]}
    assert records.minutes(spent) == pytest.approx(2.5)
    records.save(record | {"rows": [{**spent["rows"][0]}, {**spent["rows"][1], "seconds": None}]}, tmp_path)
    assert records.minutes(records.load("toy", tmp_path)) is None and "one core" not in records.origin("toy", tmp_path)


def test_folders_are_made_with_their_parents(measured, ran, tmp_path):
    path = running.measure("toy", folder=tmp_path / "a" / "b", unfinished=tmp_path / "c" / "d")
    assert path.exists() and path.parent == tmp_path / "a" / "b"


def test_a_file_that_is_being_replaced_stays_whole(tmp_path, monkeypatch):
    path = tmp_path / "one.json"
    records.write(path, "before")
    monkeypatch.setattr(Path, "replace", lambda *given: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        records.write(path, "after")
    assert path.read_text() == "before"


def test_an_unknown_experiment_is_named_with_the_known_ones():
    with pytest.raises(ValueError, match="'nothing', expected one of"):
        records.load("nothing")


def test_a_record_without_a_field_is_refused(measured, tmp_path):
    (tmp_path / "toy.json").write_text('{"name": "toy"}')
    with pytest.raises(ValueError, match=r"toy\.json: got a record without kind, date"):
        records.load("toy", tmp_path)


@pytest.mark.parametrize("kind", ["long", "gpu"])
def test_what_is_not_measured_says_so_and_how_to_measure_it(measured, tmp_path, monkeypatch, kind):
    monkeypatch.setattr(toy, "KIND", kind)
    assert records.load("toy", tmp_path) is None
    assert f"not measured yet. `make {kind} NAME=toy`" in records.origin("toy", tmp_path)


def test_a_record_of_earlier_code_says_so_and_one_of_this_code_does_not(measured, ran, tmp_path, monkeypatch):
    now = running.fingerprint("tests.experiments.toy")
    monkeypatch.setattr(records, "fingerprint", lambda name: now)
    assert records.standing("toy", tmp_path) == ""
    measured()
    again = "`make test` runs some of the trials again, whole"
    for code, words in [(now, ""), ({"tests.experiments.toy": "1"}, again), ({}, "has changed")]:
        monkeypatch.setattr(records, "fingerprint", lambda name, code=code: code)
        assert words in records.standing("toy", tmp_path) and bool(words) == bool(records.standing("toy", tmp_path))


def test_a_gpu_record_of_earlier_code_claims_no_rerun(measured, ran, tmp_path, monkeypatch):
    record = json.loads(measured().read_text())
    records.save(record | {"kind": "gpu"}, tmp_path)
    monkeypatch.setattr(records, "fingerprint", lambda name: {"tests.experiments.toy": "1"})
    assert "only a GPU can tell" in records.standing("toy", tmp_path)
