"""The runner: every trial once, stage by stage, going on where it was cut off, on this machine or on a cluster."""

import json
import os
import platform
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.experiments import toy
from tests.paths import ROOT
from utils.bench import machine
from utils.experiments import process, records, running

X86 = pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="OpenBLAS has these kernels on x86-64 only")
MEASURE = """
import sys
from tests.experiments import toy
from utils.experiments import records, running
running.dotted, records.kind = lambda name: "tests.experiments.toy", lambda name: "long"
toy.SETTINGS = {"search": [], "report": 8, "seconds": 0.1, "log": sys.argv[1] + "/log"}
"""
GO = "running.measure('toy', jobs=2, folder=sys.argv[1], unfinished=sys.argv[1])"
HALF = """
lines, as_line = [], running.as_line
def killed_in_mid_write(value):
    lines.append(as_line(value))
    if len(lines) == 5:  # the head is built twice, then two rows; of the third, half is written
        with open(sys.argv[1] + "/toy.jsonl", "a") as file:
            file.write(lines[-1][:40])
        os.kill(os.getpid(), signal.SIGKILL)
    return lines[-1]
import os, signal
running.as_line = killed_in_mid_write
"""


def start(folder, code=MEASURE + GO):
    """A process of its own that measures the toy."""
    folder.mkdir(exist_ok=True)
    return subprocess.Popen([sys.executable, "-c", code, str(folder)], cwd=ROOT)


def lines_of(path):
    return path.read_text().splitlines() if path.exists() else []


def rows_of(folder):
    """The rows of a record, without the name of the log."""
    rows = json.loads((folder / "toy.json").read_text())["rows"]
    return [row | {"trial": row["trial"] | {"log": None}} for row in rows]


def test_a_record_holds_every_trial_and_what_it_ran_on(measured, tmp_path):
    assert measured() == tmp_path / "toy.json"
    record = records.load("toy", tmp_path)
    assert set(record) == set(records.FIELDS)
    assert [row["trial"]["seed"] for row in record["rows"]] == [0, 1, 2]
    assert record["rows"][1]["trial"] == toy.trial("report", 1, {}) | {"best": 0}
    assert record["rows"][1]["result"] == toy.run(toy.trial("report", 1, {}))
    wider = process.AVX2_AT_MOST["NPY_DISABLE_CPU_FEATURES"]
    assert record["simd"] == [" ".join(name for name in machine.simd().split() if name not in wider)]
    assert record["processor"] == machine.processor()
    assert record["versions"] == machine.versions() and record["commit"] == machine.commit(ROOT, *running.OWN_CODE)
    assert not list((tmp_path / "unfinished").iterdir())


def test_a_search_grows_and_what_is_reported_uses_all_of_it(measured, ran, tmp_path):
    measured(search=[100, 101], report=2)
    assert ran == [100, 101, 102, 103, 0, 1]
    rows = records.load("toy", tmp_path)["rows"]
    assert [row["trial"]["seed"] for row in rows] == ran
    best = max(rows[:4], key=lambda row: row["result"]["score"])["trial"]["seed"]
    assert [row["trial"].get("best") for row in rows] == [None] * 4 + [best] * 2


def test_half_a_search_chooses_nothing(measured, ran, tmp_path, monkeypatch):
    """A run that was cut off in its last stage and lost rows of the first asks `trials` as the uninterrupted one did."""
    measured(search=[100, 101])
    whole, asked = records.load("toy", tmp_path)["rows"], []
    left = [row | {"machine": MACHINE()} for row in whole if row["trial"]["seed"] not in (101, 2)]
    random.Random(0).shuffle(left)
    head = {"settings": toy.SETTINGS, "code": running.fingerprint("tests.experiments.toy")}
    (tmp_path / "unfinished" / "toy.jsonl").write_text("".join(map(running.as_line, [head, *left])))
    real = toy.trials
    monkeypatch.setattr(toy, "trials", lambda settings, rows: asked.append(len(rows)) or real(settings, rows))
    ran.clear()
    measured(search=[100, 101])
    assert ran == [101, 2] and asked == [0, 2, 3, 4, 7]
    assert records.load("toy", tmp_path)["rows"] == whole


def MACHINE():
    return {"processor": machine.processor(), "simd": machine.simd(), "versions": machine.versions(),
            "code": running.fingerprint("tests.experiments.toy")}


def test_a_list_of_trials_that_forgets_some_is_refused(measured, ran, monkeypatch):
    monkeypatch.setattr(toy, "trials", lambda settings, rows: [toy.trial("report", len(rows), settings)])
    with pytest.raises(ValueError, match=r'trials: got a list without .*"seed": 0.*expected it to keep'):
        measured()


@pytest.mark.parametrize("bad", ["nan", "inf"])
def test_a_result_that_is_not_finite_is_stored_as_none_and_named_and_costs_no_other(measured, tmp_path, bad):
    measured(do={"1": bad})
    good, failed, last = records.load("toy", tmp_path)["rows"]
    assert failed["result"] == {"score": None, "steps": None} and failed["not_finite"] == {"score": bad}
    assert good["result"]["score"] > 0 and last["result"]["score"] > 0 and "not_finite" not in good | last
    assert "1 of them with a result that is not finite" in records.origin("toy", tmp_path)


@pytest.mark.parametrize("lost", [1, 15, 10_000])
def test_a_row_cut_off_in_its_middle_is_run_again_and_the_others_are_kept(measured, ran, tmp_path, lost):
    waiting = tmp_path / "unfinished" / "toy.jsonl"
    with pytest.raises(ArithmeticError):
        measured(do={"2": "fail"})
    waiting.write_bytes(waiting.read_bytes()[:-lost])
    waiting.write_text(waiting.read_text().replace('"2": "fail"', '"2": "score"'))
    ran.clear()
    measured(do={"2": "score"})
    assert ran == ([0, 1, 2] if lost == 10_000 else [1, 2])
    assert len(records.load("toy", tmp_path)["rows"]) == 3 and not list(waiting.parent.iterdir())


@pytest.mark.parametrize("head", [{"settings": {"report": 9}}, {"code": {"tests.experiments.toy": "old"}}])
def test_rows_of_other_code_or_settings_are_not_taken_over(measured, ran, tmp_path, head):
    waiting = tmp_path / "unfinished" / "toy.jsonl"
    old = {"settings": {"search": [], "report": 3}, "code": running.fingerprint("tests.experiments.toy")}
    row = {"trial": toy.trial("report", 0, {}) | {"best": 0}, "result": {"score": 9.0}, "machine": MACHINE()}
    for written, expected in [(old | head, [0, 1, 2]), (old, [1, 2])]:
        assert running.resume(waiting, written) == []
        waiting.write_text(waiting.read_text() + running.as_line(row))
        ran.clear()
        measured()
        assert ran == expected


@pytest.fixture
def uninterrupted(measured, tmp_path):
    """The rows of a run that nothing cut off."""
    measured(report=8, seconds=0.1)
    return records.load("toy", tmp_path)["rows"]


def test_a_run_killed_in_the_middle_of_a_line_goes_on_with_the_rows_before_it(uninterrupted, tmp_path):
    cut = tmp_path / "cut"
    assert start(cut, MEASURE + HALF + GO).wait() == -signal.SIGKILL
    left = (cut / "toy.jsonl").read_text()
    assert len(left.splitlines()) == 4 and not left.endswith("\n")
    kept = [json.loads(line)["trial"]["seed"] for line in left.splitlines()[1:3]]
    (cut / "log").unlink()
    assert start(cut).wait() == 0
    assert rows_of(cut) == uninterrupted
    assert not set(kept) & {int(line.split()[0]) for line in lines_of(cut / "log")}


def test_a_run_killed_three_times_ends_with_the_same_rows(uninterrupted, tmp_path):
    cut, moments, kept, kills = tmp_path / "cut", random.Random(1), 0, []
    for _ in range(3):
        process = start(cut)
        while len(lines_of(cut / "toy.jsonl")) <= kept + 1 and process.poll() is None:  # until it has got on
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.1))
        process.kill()
        assert process.wait() == -signal.SIGKILL
        kept = len(lines_of(cut / "toy.jsonl")) - 1
        kills.append((len(lines_of(cut / "log")), seeds_kept(cut)))
    assert start(cut).wait() == 0
    assert rows_of(cut) == uninterrupted
    for begun, seeds in kills:  # what a killed run had finished is not run again
        assert not seeds & {int(line.split()[0]) for line in lines_of(cut / "log")[begun:]}
    assert all(seeds for _, seeds in kills)


def seeds_kept(folder):
    """The seeds of the finished rows that a killed run left; its last line may be cut off."""
    rows = (folder / "toy.jsonl").read_text().splitlines(keepends=True)[1:]
    return {json.loads(row)["trial"]["seed"] for row in rows if row.endswith("\n")}


def test_a_run_that_is_killed_leaves_no_trial_behind(tmp_path):
    cut = tmp_path / "cut"
    process = start(cut, MEASURE + "toy.SETTINGS['do'] = {'0': 'linger', '1': 'linger'}\n" + GO)
    while len(lines_of(cut / "log")) < 2 and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.wait()
    trials, ended = [int(line.split()[1]) for line in lines_of(cut / "log")], time.monotonic() + 30  # they would stay for 60
    assert len(trials) == 2
    while any(map(toy.is_there, trials)) and time.monotonic() < ended:
        time.sleep(0.1)
    assert not any(map(toy.is_there, trials))


def test_a_trial_that_fails_shows_at_once_and_is_named_and_costs_no_row(measured, tmp_path):
    begun = time.monotonic()
    with pytest.raises(RuntimeError, match=r"(?s)the trial \{.*'seed': 2, .*this one fails") as error:
        measured(jobs=2, report=4, do={"1": "linger", "2": "fail"}, seconds=0.1)
    assert time.monotonic() - begun < 30 and "ArithmeticError" in str(error.value)
    _, *rows = lines_of(tmp_path / "unfinished" / "toy.jsonl")
    assert [json.loads(row)["trial"]["seed"] for row in rows] == [0] and not (tmp_path / "toy.json").exists()


def test_rows_that_were_done_before_a_failure_are_kept_though_they_had_to_wait(measured, tmp_path, monkeypatch):
    check, log = running.check, tmp_path / "log"

    def late(*given):
        """Look at no row before the failing trial has failed, and word of it has come."""
        while not any(line.startswith("3 ") and not toy.is_there(int(line.split()[1])) for line in lines_of(log)):
            time.sleep(0.05)
        time.sleep(0.5)
        check(*given)

    monkeypatch.setattr(running, "check", late)
    with pytest.raises(RuntimeError, match="this one fails"):
        measured(jobs=2, report=4, do={"3": "fail last"}, log=str(log))
    _, *rows = lines_of(tmp_path / "unfinished" / "toy.jsonl")
    assert {json.loads(row)["trial"]["seed"] for row in rows} == {0, 1, 2}


def test_what_a_trial_prints_is_not_taken_for_its_row(measured, tmp_path):
    measured(report=1, do={"0": "print"})
    assert list(records.load("toy", tmp_path)["rows"][0]["result"]) == ["score"]


@X86
@pytest.mark.parametrize("kernel", ["Haswell", "Sandybridge"])
def test_a_trial_runs_under_its_kernel_with_one_thread_and_without_pytorch(measured, monkeypatch, tmp_path, kernel):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Nehalem")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    measured(report=1, kernel=kernel, do={"0": "surroundings"})
    record = records.load("toy", tmp_path)
    (row,) = record["rows"]
    assert row["result"] | {"kernel": kernel, "threads": 1, "torch": False} == row["result"]
    assert record["kernels"] == [kernel] and "kernel" not in row


@X86
def test_a_trial_that_names_a_kernel_uses_avx2_at_most():
    code = "import torch; from utils.bench import machine; print(torch.backends.cpu.get_cpu_capability(), machine.simd())"
    done = subprocess.run([sys.executable, "-W", "error::ImportWarning", "-c", code], cwd=ROOT, text=True, capture_output=True,
                          check=True, env=process.environment({"kernel": "Haswell"}))
    assert set(done.stdout.split()) <= {"AVX2", "X86_V3"}


def test_a_kernel_that_the_machine_cannot_run_is_said_in_the_row(measured, tmp_path):
    measured(report=1, kernel="Nonesuch", do={"0": "surroundings"})
    record = records.load("toy", tmp_path)
    (row,) = record["rows"]
    assert row["trial"]["kernel"] == "Nonesuch" and record["kernels"] == [row["kernel"]] == [row["result"]["kernel"]]


def test_rows_of_several_machines_are_all_in_the_record(measured, ran, tmp_path, monkeypatch):
    real, names = running.row_of, ["b", "a", "b"]
    monkeypatch.setattr(running, "row_of", lambda *given: on(real(*given), names.pop()))
    measured()
    record = records.load("toy", tmp_path)
    assert record["processor"] == "a and b" and record["simd"] == ["simd of a", "simd of b"]


def on(row, name):
    """A row as another machine would give it."""
    return row | {"machine": row["machine"] | {"processor": name, "simd": f"simd of {name}"}}


@pytest.mark.parametrize("other, word", [({"code": {}}, "code"), ({"versions": {"NumPy": "1"}}, "versions")])
def test_a_row_of_other_code_or_versions_is_refused(measured, ran, monkeypatch, other, word):
    real = running.row_of
    monkeypatch.setattr(running, "row_of", lambda *given: (row := real(*given)) | {"machine": row["machine"] | other})
    with pytest.raises(RuntimeError, match=f"'seed': 0, .* ran with other {word} than this run began with"):
        measured()


@pytest.fixture
def cluster(monkeypatch):
    """Two workers of Dask, processes of their own whose OpenBLAS has another kernel than the trials name."""
    distributed = pytest.importorskip("distributed", reason="a Dask cluster needs: pip install distributed")
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Nehalem")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as found:
        monkeypatch.setenv("SCHEDULER", found.scheduler_address)
        yield distributed.Client(found)


def test_a_cluster_gives_the_rows_that_one_machine_gives(measured, tmp_path, cluster, monkeypatch):
    measured(search=[100, 101])
    by_cluster = records.load("toy", tmp_path)
    monkeypatch.delenv("SCHEDULER")
    measured(jobs=2, search=[100, 101])
    assert records.load("toy", tmp_path) == by_cluster and len(by_cluster["rows"]) == 7


def test_on_a_cluster_trials_are_run_by_its_workers_under_their_own_kernel(measured, tmp_path, cluster):
    measured(jobs=1, report=4, seconds=0.5, do={str(seed): "surroundings" for seed in range(4)})
    results = [row["result"] for row in records.load("toy", tmp_path)["rows"]]
    assert {result["parent"] for result in results} == set(cluster.run(os.getpid).values())
    if platform.machine() in ("x86_64", "AMD64"):
        assert {result["kernel"] for result in results} == {"Haswell"}


@pytest.mark.parametrize("package, scheduler", [("joblib", ""), ("distributed", "tcp://127.0.0.1:1")])
def test_a_package_that_is_missing_is_named_with_the_pip_command(measured, monkeypatch, package, scheduler):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setenv("SCHEDULER", scheduler)
    with pytest.raises(ImportError, match=f"pip install {package}"):
        measured()
