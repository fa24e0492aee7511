"""A folder of submissions: every one is graded once, whatever becomes of the workers; a second run does only what is new."""

import json
import re

import pytest
from distributed import LocalCluster

from tests.grading.a_class import BEGIN, PAGE, mixed, points, timed
from tests.grading.making import hand_in, notebook
from utils.experiments import running
from utils.grading import run
from utils.grading.__main__ import main, part
from utils.grading.run import Busy, alone, grade, kept_seed, one_job, slug, write_once
from utils.grading.sandbox import NoSandbox, need_sandbox, probe

LAB = "02a_rnn_from_scratch"
COUNT = 12
MACHINES = 8  # times as fast, or as slow, as where the teachers' page was measured
boxed = pytest.mark.skipif(probe() is not None, reason=f"no box can be made here: {probe()}")


@boxed
def test_a_worker_is_killed_on_the_way_and_none_is_lost_and_none_is_graded_twice(tmp_path, capfd):
    expected = mixed(tmp_path / "in", LAB, COUNT, seed=1)
    _, found, before = timed(tmp_path / "in", tmp_path / "out", 2, kill_after=3)
    assert "a worker was lost" in capfd.readouterr().err
    assert len(found) == COUNT and points(found) == expected
    assert before and all(found[name] == one for name, one in before.items()), "what was there is not written again"
    _, again, _ = timed(tmp_path / "in", tmp_path / "out", 2)
    assert again == found, "a second run grades nothing"
    each = sum(result["processor"] for _, result in found.values()) / COUNT
    assert 1 / MACHINES < each / said()[0] < MACHINES, "the teachers' page says what one notebook takes"


def said():
    """What the teachers' page says: seconds for one notebook, and hours and minutes for a thousand."""
    text = " ".join(PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].split())
    found = re.search(r"One notebook took ([\d.]+) s .* cost ([\d.]+) processor hours: (\d+) minutes on eight", text)
    return [float(value) for value in found.groups()]


def test_what_the_teachers_page_says_of_a_thousand_follows_from_one():
    seconds, hours, minutes = said()
    assert hours == pytest.approx(seconds * 1000 / 3600, abs=0.01) and minutes == round(seconds * 1000 / 8 / 60)


@pytest.fixture
def judged(monkeypatch):
    """Stands for the judge; the jobs that it got."""
    jobs = []

    def fake(given):
        jobs.append(given)
        return run.refusal("it is a test")

    monkeypatch.setattr(run, "judged", fake)
    monkeypatch.setattr(run, "need_sandbox", lambda isolation: None)
    monkeypatch.setattr(run, "each", lambda function, given, jobs: (function(*one) for one in given))
    return jobs


def test_a_file_handed_in_anew_is_graded_anew_and_nothing_else(judged, tmp_path):
    for name in ("ada", "bob"):
        hand_in(tmp_path / "in" / name / f"{LAB}.ipynb", notebook("02a", {}))
    assert len(grade(tmp_path / "in", tmp_path / "out")) == len(judged) == 2
    grade(tmp_path / "in", tmp_path / "out")
    assert len(judged) == 2
    hand_in(tmp_path / "in" / "ada" / f"{LAB}.ipynb", notebook("02a", {"rnn_step": "def rnn_step(): pass"}))
    grade(tmp_path / "in", tmp_path / "out")
    assert len(judged) == 3
    grade(tmp_path / "in", tmp_path / "out", seed=99)
    assert len(judged) == 5, "other hidden checks"


def test_what_failed_with_the_machine_is_tried_again_by_the_next_run_and_a_verdict_is_not(judged, tmp_path, monkeypatch):
    for name in ("ada", "bob"):
        hand_in(tmp_path / "in" / name / f"{LAB}.ipynb", notebook("02a", {}))
    kept = run.judged
    monkeypatch.setattr(run, "judged", lambda given: kept(given) | (run.AGAIN if len(judged) == 1 else {}))
    assert len(grade(tmp_path / "in", tmp_path / "out")) == 2
    for count in (3, 3):
        grade(tmp_path / "in", tmp_path / "out")
        assert len(judged) == count


def test_hidden_checks_must_be_there(judged, tmp_path, capsys):
    hand_in(tmp_path / "in" / "ada" / f"{LAB}.ipynb", notebook("02a", {}))
    assert main([str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--hidden", str(tmp_path / "typo")]) == 1
    assert f"HIDDEN: got {tmp_path / 'typo'}, expected a folder of hidden checks" in capsys.readouterr().err and not judged


@pytest.mark.parametrize(("words", "said"), [
    (["--seed", "-1"], "SEED: got '-1', expected a whole number from 0"),
    (["--due", "tomorrow"], "DUE: got 'tomorrow', expected a time such as")])
def test_what_is_no_seed_or_time_is_refused_before_anything_is_graded(tmp_path, capsys, words, said):
    with pytest.raises(SystemExit):
        main([str(tmp_path), *words])
    assert said in capsys.readouterr().err


def test_shards_share_the_work(judged, tmp_path):
    for name in "abcde":
        hand_in(tmp_path / "in" / name / f"{LAB}.ipynb", notebook("02a", {}))
    done = [grade(tmp_path / "in", tmp_path / "out", seed=1, shard=(k, 2)) for k in range(2)]
    assert [sum(result is not None for _, result in part) for part in done] == [3, 5] and len(judged) == 5
    assert part("3/8") == (3, 8)


def test_a_dask_cluster_grades_where_the_scheduler_is_named(judged, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "each", running.each)
    for name in "abc":
        hand_in(tmp_path / "in" / name / f"{LAB}.ipynb", notebook("02a", {}))
    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster:
        monkeypatch.setenv("SCHEDULER", cluster.scheduler_address)
        graded = grade(tmp_path / "in", tmp_path / "out", seed=1)
    assert [result["line"] for _, result in graded] == ["it is a test"] * 3 and len(judged) == 3


def test_a_result_appears_whole_and_the_first_stays(tmp_path):
    for text in ("first", "second"):
        write_once(tmp_path / "a" / "result.json", text)
    assert (tmp_path / "a" / "result.json").read_text() == "first" and len(list((tmp_path / "a").iterdir())) == 1


def test_a_seed_is_drawn_once_and_kept(tmp_path):
    seed = kept_seed(tmp_path, None)
    assert kept_seed(tmp_path, None) == seed and kept_seed(tmp_path, 7) == 7 and kept_seed(tmp_path, None) == 7


def test_two_runs_do_not_write_into_one_folder(tmp_path, judged):
    hand_in(tmp_path / "in" / "ada" / f"{LAB}.ipynb", notebook("02a", {}))
    (tmp_path / "out").mkdir()
    with alone(tmp_path / "out", (0, 1)), pytest.raises(Busy, match="OUT: another run is at work in"):
        grade(tmp_path / "in", tmp_path / "out")


def test_a_judge_that_stops_or_never_ends_gives_a_line(tmp_path, monkeypatch):
    given = {"seed": 1, "limits": {"whole": 0.1}, "isolation": "none", "hidden": "", "data": "", "refused": None}
    monkeypatch.setattr(run.sys, "executable", "/bin/false")
    _, text = one_job(str(tmp_path / "one.json"), given)
    assert "the judge itself stopped" in json.loads(text)["line"]
    sleeping = tmp_path / "sleep"
    sleeping.write_text("#!/bin/sh\nsleep 100\n")
    sleeping.chmod(0o755)
    monkeypatch.setattr(run.sys, "executable", str(sleeping))
    monkeypatch.setattr(run, "GRACE", 0.2)
    assert "did not come to an end" in json.loads(one_job(str(tmp_path / "two.json"), given)[1])["line"]


def test_a_lost_worker_is_told_and_too_many_stop_the_run(judged, tmp_path, monkeypatch, capsys):
    class TerminatedWorkerError(Exception):
        """As joblib's."""

    def breaks(function, given, jobs):
        raise TerminatedWorkerError
        yield

    hand_in(tmp_path / "in" / "ada" / f"{LAB}.ipynb", notebook("02a", {}))
    monkeypatch.setattr(run, "each", breaks)
    with pytest.raises(TerminatedWorkerError):
        grade(tmp_path / "in", tmp_path / "out")
    assert capsys.readouterr().err.count("a worker was lost") == run.LOST


def test_names_are_safe_in_a_path():
    assert [*map(slug, ("../../x", "Ada Lovelace", "…", "-rf", "a" * 90))] == ["x", "Ada-Lovelace", "x", "rf", "a" * 40]


def test_without_a_box_the_command_refuses_and_says_what_that_would_mean(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    hand_in(tmp_path / "in" / "ada" / f"{LAB}.ipynb", notebook("02a", {}))
    assert main([str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "bubblewrap" in said and "with your rights" in said and "ISOLATION=none" in said
    with pytest.raises(NoSandbox, match="ISOLATION: got 'docker'"):
        need_sandbox("docker")


def test_no_isolation_warns_and_grades(judged, tmp_path, capsys):
    hand_in(tmp_path / "in" / "ada" / f"{LAB}.ipynb", notebook("02a", {}))
    assert main([str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--isolation", "none"]) == 0
    said = capsys.readouterr()
    assert "WITHOUT isolation" in said.err and "0 graded, 1 not" in said.out and "it is a test" in said.out
    assert judged[0]["isolation"] == "none"
