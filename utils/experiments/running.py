"""Run an experiment's trials, several at a time, one thread each; go on where an earlier run was cut off."""

import datetime
import importlib
import json
import math
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import torch
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from utils.bench.machine import processor, versions
from utils.experiments import records
from utils.experiments.fingerprint import ROOT, fingerprint

UNFINISHED = ROOT / ".experiments"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def experiment(name):
    """The module of an experiment."""
    return importlib.import_module(f"utils.experiments.{name}")


def measure(name, *, jobs=1, folder=records.FOLDER, unfinished=UNFINISHED):
    """Run all trials of an experiment that are not done yet, and write its record. Returns the record's path.

    Parameters
    ----------
    name : str
    jobs : int
        Trials at a time; each is a process of one thread.
    folder, unfinished : path
        Where records lie, and where rows wait until the last one is there.
    """
    module, code = experiment(name), fingerprint(f"utils.experiments.{name}")
    head = {"settings": module.SETTINGS, "code": code}
    waiting = Path(unfinished) / f"{name}.jsonl"
    rows = resume(waiting, head)
    trials = module.trials(module.SETTINGS)
    done = [row["trial"] for row in rows]
    rows += run_all(name, [trial for trial in trials if trial not in done], jobs, waiting)
    rows.sort(key=lambda row: trials.index(row["trial"]))
    record = {"name": name, "kind": module.KIND, "date": datetime.date.today().isoformat(), "processor": device(module),
              "versions": versions(), "command": records.command(name), **head, "rows": rows}
    path = records.save(record, folder)
    waiting.unlink()
    return path


def device(module):
    """What the trials ran on: the processor, or the GPU where the experiment is about one."""
    if module.KIND == "gpu":
        return torch.cuda.get_device_name()
    return processor()


def resume(waiting, head):
    """The rows that an earlier run of the same code and settings left; a file that awaits more.

    A last line without its end is from a run that was cut off while it wrote; its trial counts as not done.
    """
    lines = waiting.read_text(encoding="utf-8").splitlines(keepends=True) if waiting.exists() else []
    whole = [line for line in lines if line.endswith("\n")]
    if whole[:1] != [as_line(head)]:
        whole = [as_line(head)]
    if whole != lines:
        write(waiting, whole)
    return [json.loads(row) for row in whole[1:]]


def write(waiting, lines):
    """Put lines in the place of a file: all of them, or none if this is cut off."""
    waiting.parent.mkdir(parents=True, exist_ok=True)
    beside = waiting.with_suffix(".new")
    beside.write_text("".join(lines), encoding="utf-8")
    beside.replace(waiting)


def as_line(value):
    """A value as a line of JSON, with its end."""
    return json.dumps(value, allow_nan=False) + "\n"


def run_all(name, trials, jobs, waiting):
    """The rows of all trials given, as they are done; each is appended to the waiting file at once."""
    rows = []
    bar = tqdm(total=len(trials), desc=name, disable="TQDM_DISABLE" in os.environ)
    with waiting.open("a", encoding="utf-8") as file, bar:
        for row in one_by_one(name, trials) if jobs == 1 else side_by_side(name, trials, jobs):
            rows.append(finite(row))
            file.write(as_line(rows[-1]))
            file.flush()
            bar.update()
    return rows


def finite(row):
    """The row with None in the place of each result that is NaN or infinite, and what it was under "not_finite".

    So one training that blows up does not cost the record, and who reads the record cannot take it for a number.
    """
    bad = {key: str(value) for key, value in row["result"].items() if isinstance(value, float) and not math.isfinite(value)}
    return row | {"result": row["result"] | dict.fromkeys(bad), "not_finite": bad} if bad else row


def one_by_one(name, trials):
    """Rows in the order of the trials, from this process."""
    return (run_one(name, trial) for trial in trials)


def side_by_side(name, trials, jobs):
    """Rows in the order in which they are done, from several processes of one thread each."""
    os.environ.update(dict.fromkeys(THREADS, "1"))  # a new process reads it when it imports NumPy
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for finished in as_completed([pool.submit(run_one, name, trial) for trial in trials]):
            yield finished.result()


def run_one(name, trial):
    """A trial and its result."""
    torch.set_num_threads(1)
    with threadpool_limits(1):
        return {"trial": trial, "result": experiment(name).run(trial)}
