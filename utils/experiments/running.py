"""Run an experiment's trials with joblib, on one machine or on a Dask cluster; go on where an earlier run was cut off."""

import datetime
import importlib
import json
import os
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from utils.bench.machine import commit, versions
from utils.experiments import records
from utils.experiments.fingerprint import ROOT, fingerprint
from utils.experiments.process import end_with_parent, row_of
from utils.optional import need

UNFINISHED = ROOT / ".experiments"
OWN_CODE = ("utils", ":(exclude)utils/experiments/records")  # what makes a commit "-dirty": a record just written does not


def dotted(name):
    """The full name of an experiment's module."""
    return f"utils.experiments.{name}"


def measure(name, *, jobs=1, folder=records.FOLDER, unfinished=UNFINISHED):
    """Run all trials of an experiment that are not done yet, and write its record. Returns the record's path.

    Parameters
    ----------
    name : str
    jobs : int
        Trials at a time on this machine. Where the environment variable SCHEDULER names a Dask cluster
        (``tcp://host:port``), the cluster runs them instead, as many as it has threads.
    folder, unfinished : path
        Where records lie, and where rows wait until the last one is there.

    Raises
    ------
    RuntimeError
        If a trial fails, or ran on other code or versions than this process; the rows finished until then are kept.
    """
    module = importlib.import_module(dotted(name))
    head = {"settings": module.SETTINGS, "code": fingerprint(dotted(name))}
    begun = {"versions": versions(), "commit": commit(ROOT, *OWN_CODE)}
    waiting = Path(unfinished) / f"{name}.jsonl"
    expected = {"versions": begun["versions"], "code": head["code"]}
    kept = {key(row["trial"]): row for row in resume(waiting, head)}
    rows = grown(module, lambda trials: run_all(dotted(name), trials, kept, jobs, waiting, expected))
    record = {"name": name, "kind": module.KIND, "date": datetime.date.today().isoformat(), **machines(rows), **begun,
              "command": records.command(name), **head, "rows": [stripped(row) for row in rows]}
    path = records.save(record, folder)
    waiting.unlink()
    return path


def key(trial):
    """A trial as a text, the same for equal trials."""
    return json.dumps(trial, sort_keys=True)


def grown(module, run):
    """The rows of an experiment, stage by stage: `trials` is asked with all rows so far until it calls for nothing new.

    A resumed run goes through the same stages, so that half a search never chooses what is reported.
    """
    known = {}
    while True:
        wanted = {key(trial): trial for trial in module.trials(module.SETTINGS, list(known.values()))}
        if lost := known.keys() - wanted.keys():
            raise ValueError(f"trials: got a list without {', '.join(lost)}, expected it to keep what it called for before")
        missing = [trial for name, trial in wanted.items() if name not in known]
        if not missing:
            return [known[name] for name in wanted]
        found = {key(row["trial"]): row for row in run(missing)}
        known |= {key(trial): found[key(trial)] for trial in missing}


def run_all(module, trials, kept, jobs, waiting, expected):
    """The rows of all trials given: those kept, and the others as they are done, each appended to the waiting file at once."""
    rows = [kept[key(trial)] for trial in trials if key(trial) in kept]
    ahead = [trial for trial in trials if key(trial) not in kept]
    bar = tqdm(total=len(trials), initial=len(rows), desc=module.rpartition(".")[2], disable="TQDM_DISABLE" in os.environ)
    with waiting.open("ab", buffering=0) as file, bar:
        for row in each(row_of, [(module, trial) for trial in ahead], jobs) if ahead else []:
            check(row, expected)
            file.write(as_line(row).encode())  # one call: a row is there with its end, or it is cut off and counts as not done
            rows.append(row)
            bar.update()
    return rows


def each(function, arguments, jobs):
    """What a function gives for each tuple of arguments, as it is done; the next tuple is taken when a worker is free."""
    joblib = need("joblib")
    with workers(jobs):  # a batch of one: results come one by one, and none waits for others
        parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1, pre_dispatch="n_jobs")
        yield from parallel(joblib.delayed(function)(*given) for given in arguments)


@contextmanager
def workers(jobs):
    """Let joblib use this machine's processors, or the cluster that SCHEDULER names."""
    joblib, scheduler = need("joblib"), os.environ.get("SCHEDULER")
    if scheduler:
        with need("distributed").Client(scheduler), joblib.parallel_config("dask", n_jobs=-1):
            yield
    else:
        with joblib.parallel_config("loky", n_jobs=jobs, initializer=end_with_parent):
            yield


def check(row, expected):
    """RuntimeError if a trial failed, or ran other code or versions: an edited file, a worker with another copy of the tree."""
    if "error" in row:
        raise RuntimeError(f"the trial {row['trial']} failed: {row['error']}")
    different = [name for name in expected if row["machine"][name] != expected[name]]
    if different:
        raise RuntimeError(f"the trial {row['trial']} ran with other {' and '.join(different)} than this run began with")


def machines(rows):
    """What a record says of the machines that ran its rows; more than one where a cluster did, or another went on."""
    processors, kernels, simd = ({of(row) for row in rows} - {None} for of in (
        lambda row: row["machine"]["processor"], kernel_of, lambda row: row["machine"]["simd"]))
    return {"processor": " and ".join(sorted(processors)), "kernels": sorted(kernels), "simd": sorted(simd)}


def kernel_of(row):
    """The OpenBLAS kernel on which a row's trial ran; None where the trial does not name one."""
    return row.get("kernel", row["trial"].get("kernel"))


def stripped(row):
    """A row without what the record says once for all."""
    return {name: value for name, value in row.items() if name != "machine"}


def resume(waiting, head):
    """The rows that an earlier run of the same code and settings left; a file that awaits more.

    A last line without its end is from a run that was cut off while it wrote; its trial counts as not done.
    """
    lines = waiting.read_text(encoding="utf-8").splitlines(keepends=True) if waiting.exists() else []
    whole = [line for line in lines if line.endswith("\n")]
    if whole[:1] != [as_line(head)]:
        whole = [as_line(head)]
    if whole != lines:
        records.write(waiting, "".join(whole))
    return [json.loads(row) for row in whole[1:]]


def as_line(value):
    """A value as a line of JSON, with its end."""
    return json.dumps(value, allow_nan=False) + "\n"
