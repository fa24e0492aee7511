"""The audit: trials drawn by a seed, run again while there is time, every difference told, and an exit status that means it."""

import json
import time

import pytest

from tests.experiments import toy
from utils.experiments import audit, process, records

REAL = records.load


@pytest.fixture
def audited(measured, ran, tmp_path, monkeypatch, capsys):
    """A function that measures the toy, changes its rows and record as told, audits it, and gives status and output.

    With one job all is run in this process, which takes no time; with several, as it is in earnest.
    """
    monkeypatch.setattr(audit, "row_of", process.run)
    monkeypatch.setattr(records, "names", lambda: ["toy"])
    monkeypatch.setattr(records, "load", lambda name: REAL(name, tmp_path))

    def run(*arguments, rows=lambda row: row, **changed):
        record = json.loads(measured(report=6).read_text())
        records.save(record | {"rows": [rows(row) for row in record["rows"]]} | changed, tmp_path)
        with pytest.raises(SystemExit) as ended:
            audit.main(["--seed", "5", "--jobs", "1", *arguments])
        return ended.value.code, capsys.readouterr().out

    return run


def with_score(deviation, *seeds):
    """A change of a row: its score deviates, for these seeds or for all."""
    def change(row):
        score = row["result"]["score"] * (1 + deviation * (not seeds or row["trial"]["seed"] in seeds))
        return row | {"result": row["result"] | {"score": score}}
    return change


def test_what_comes_out_again_is_counted_and_the_status_is_0(audited):
    status, out = audited()
    assert status == 0 and out.count("toy: equal: part report, seed ") == 6
    assert "seed 5 (SEED=5 draws it again)" in out and "toy: 6 trials run again: 6 equal\n" in out


def test_rounding_within_the_tolerance_is_said(audited):
    status, out = audited(rows=with_score(1e-9, 1, 2))
    assert status == 0 and "toy: 6 trials run again: 4 equal, 2 within\n" in out


def test_a_difference_on_the_same_machine_is_told_with_both_values_and_fails(audited):
    status, out = audited(rows=with_score(0.5, 1))
    score = toy.run(toy.trial("report", 1, {}))["score"]
    assert status == 1 and f"score: {score * 1.5} in the record, {score} now" in out and "score: {" not in out
    assert "5 equal, 1 different\n" in out and "1 on the record's own processor, kernel and versions: none should" in out


@pytest.mark.parametrize("other", [{"processor": "another"}, {"simd": ["none"]}, {"versions": {"NumPy": "1"}}])
def test_a_difference_on_another_machine_is_counted_and_does_not_fail(audited, other):
    status, out = audited(rows=with_score(0.5, 1), **other)
    assert status == 0 and "5 equal, 1 different\n    1 on another processor, kernel or version" in out
    assert "none should" not in out


def test_a_difference_on_another_kernel_does_not_fail(audited):
    status, out = audited(rows=lambda row: with_score(0.5, 1)(row) | {"kernel": "Z13"})
    assert status == 0 and "1 on another processor, kernel or version" in out


def test_a_race_between_processes_that_ends_otherwise_does_not_fail(audited):
    def raced(row):
        return with_score(0.5, 1)(row) | {"trial": row["trial"] | {"race": row["trial"]["seed"] == 1}}

    status, out = audited(rows=raced)
    assert status == 0 and "5 equal, 1 different\n" in out and "in a race between processes" in out and "none should" not in out


def test_nothing_that_comes_out_again_fails_on_any_machine(audited):
    status, out = audited(rows=with_score(0.5), processor="another")
    assert status == 1 and "toy: 6 trials run again: 6 different\n" in out


def test_a_trial_that_fails_is_named_and_the_others_are_run(audited):
    def failing(row):
        return row | {"trial": row["trial"] | {"do": "fail" if row["trial"]["seed"] == 3 else "score"}}

    status, out = audited("--jobs", "2", rows=failing, processor="another")
    assert status == 1 and "toy: 6 trials run again: 5 equal, 1 failed\n" in out
    assert "toy: failed: part report, seed 3" in out and "ArithmeticError: this one fails" in out


def test_without_time_nothing_is_run_and_nothing_is_shown(audited):
    status, out = audited("--minutes", "0")
    assert status == 1 and "none begins after 0 minutes" in out and "toy: 0 trials run again\n" in out


def test_no_trial_begins_when_the_time_is_over(audited):
    began = time.monotonic()
    status, out = audited("--minutes", str(0.5 / 60), "--jobs", "2",
                          rows=lambda row: row | {"trial": row["trial"] | {"seconds": 1.0}})
    assert status == 0 and "toy: 2 trials run again: 2 equal" in out and time.monotonic() - began < 30


def test_the_order_is_drawn_over_all_experiments_by_the_seed():
    measured = {name: {"rows": [{"trial": i} for i in range(20)]} for name in "ab"}
    order = audit.drawn(measured, 1)
    assert order == audit.drawn(dict(reversed(measured.items())), 1) != audit.drawn(measured, 2)
    assert sorted((name, row["trial"]) for name, row in order) == [(name, i) for name in "ab" for i in range(20)]
    assert {name for name, _ in order[:10]} == {"a", "b"} and [row["trial"] for _, row in order[:5]] != list(range(5))


def test_an_experiment_is_chosen_by_name_and_the_seed_is_drawn(audited, measured, capsys):
    with pytest.raises(SystemExit):
        audit.options(["--name", "nothing"])
    assert "invalid choice: 'nothing'" in capsys.readouterr().err
    assert len({audit.options([]).seed for _ in range(5)}) > 1 and audit.options([]).minutes == 10
    measured()
    status, out = audited("--name", "toy")
    assert status == 0 and "6 equal" in out


