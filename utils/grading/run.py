"""Grade a folder of submissions: each is a job of its own, on this machine or a Dask cluster, and what is done stays done.

A job gets a notebook's bytes and gives a verdict, which is written at once, to a file of its own that appears whole or not at
all. So a run that was cut off goes on where it stopped, a worker that dies takes nothing with it but what it was at, and a
file that a student has handed in anew is graded anew.
"""

import base64
import hashlib
import json
import os
import re
import secrets
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from utils.experiments.fingerprint import ROOT
from utils.experiments.running import each
from utils.grading import hidden, submissions
from utils.grading.labs import all_labs
from utils.grading.matching import Refused
from utils.grading.sandbox import Limits, need_sandbox
from utils.optional import need

GRACE = 60  # seconds that a judge gets for itself, beyond the student's
AGAIN = {"again": True}  # in a result that tells of the machine: the next run tries once more
LOST = 5  # workers that may be lost in a row without a result
CODE = ("labs/*.ipynb", "utils/**/*.py", "teaching/hidden/*.py")


class Busy(RuntimeError):
    """Another run writes into the same folder."""


def grade(folder, out, *, jobs=2, seed=None, limits=None, isolation="bwrap", checks=hidden.FOLDER, shard=(0, 1)):
    """Grade all that is not graded yet.

    Parameters
    ----------
    folder : path
        What students have handed in.
    out : path
        Where results lie.
    jobs : int
        Submissions at a time on this machine; where SCHEDULER names a Dask cluster, it runs them.
    seed : int, optional
        From which hidden checks draw; without one it is drawn once and kept in `out`.
    limits : Limits, optional
    isolation : str
    checks : path
        The folder of hidden checks.
    shard : (int, int)
        Which of how many parts to grade: where machines share the folder `out`, each takes one. All parts need one seed.

    Returns
    -------
    list of (Submission, dict or None)
        Each with its result, in the order of students; None where another part has not come to it.

    Raises
    ------
    NoSandbox, Busy, ValueError
        If no box can be made, another run is at work in `out`, there is nothing to grade, or no folder of hidden checks.
    """
    need_sandbox(isolation)
    if not Path(checks).is_dir():
        raise ValueError(f"HIDDEN: got {checks}, expected a folder of hidden checks")
    found = submissions.collect(folder, [lab.stem for lab in all_labs().values()])
    results = Path(out) / "results"
    results.mkdir(parents=True, exist_ok=True)
    with alone(Path(out), shard):
        settings = {"seed": kept_seed(Path(out), seed), "limits": asdict(limits or Limits()), "isolation": isolation}
        code = fingerprint(checks)
        ahead = {place(results, one, settings, code): one for one in found}
        own = dict(list(ahead.items())[shard[0] :: shard[1]])
        forget_failures(own)
        run_all(own, settings, checks, jobs)
        return [(one, read(path)) for path, one in ahead.items()]


def read(path):
    """A result, or None if there is none yet."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def forget_failures(paths):
    """Delete the results that tell of the machine and not of the student's work, so that this run tries again."""
    for path in paths:
        if (read(path) or {}).get("again"):
            path.unlink(missing_ok=True)


def alone(out, shard):
    """A lock on a folder of results, or on one part of the work."""
    filelock = need("filelock")
    try:
        return filelock.FileLock(out / f".lock-{shard[0]}-{shard[1]}", timeout=0).acquire()
    except filelock.Timeout as error:
        raise Busy(f"OUT: another run is at work in {out}") from error


def kept_seed(out, seed):
    """The seed of a folder of results: the one given, or the one kept there, or a new one that is kept."""
    path = out / "seed"
    if seed is None and path.exists():
        return int(path.read_text(encoding="utf-8"))
    seed = secrets.randbelow(2**32) if seed is None else seed
    path.write_text(f"{seed}\n", encoding="utf-8")
    return seed


def fingerprint(checks):
    """A hash of what a verdict depends on: labs, checks, hidden checks, and the code that grades."""
    files = sorted([path for pattern in CODE for path in ROOT.glob(pattern)] + [*Path(checks).glob("*.py")])
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).hexdigest()


def place(results, one, settings, code):
    """The file of a submission's result: another for other content, settings or code."""
    parts = [one.student, one.relative, submissions.digest(one.path), one.refused, settings, code]
    key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
    return results / f"{slug(one.student)}-{key}.json"


def slug(name):
    """A name that is safe in a path; two names may share one."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:40] or "x"


def run_all(ahead, settings, checks, jobs):
    """Run every job whose file is not there yet; go on where a worker is lost."""
    lost, bar = 0, tqdm(total=len(ahead), desc="grading", disable="TQDM_DISABLE" in os.environ)
    with bar:
        while missing := [path for path in ahead if not path.exists()]:
            bar.update(len(ahead) - len(missing) - bar.n)
            try:
                for path, text in each(one_job, ((str(path), job(ahead[path], settings, checks)) for path in missing), jobs):
                    write_once(Path(path), text)  # a worker on another machine has written to its own disk, if at all
                    lost = 0
                    bar.update()
            except Exception as error:
                lost += 1
                if type(error).__name__ not in ("TerminatedWorkerError", "BrokenProcessPool", "KilledWorker") or lost > LOST:
                    raise
                print("a worker was lost; what it was at is begun again", file=sys.stderr)


def job(one, settings, checks):
    """All that a worker needs: the notebook's bytes, or why there are none."""
    given = {**settings, "hidden": str(checks), "refused": one.refused, "data": ""}
    if one.refused is None:
        try:
            given["data"] = base64.b64encode(submissions.content(one.path)).decode()
        except Refused as refused:
            given["refused"] = str(refused)
    return given


def one_job(path, given):
    """Grade one submission and write its result, unless it is there; its path and its text."""
    text = json.dumps(refusal(given["refused"]) if given["refused"] else judged(given))
    write_once(Path(path), text)
    return path, text


def refusal(line):
    """The result of what cannot be graded."""
    return {"lab": None, "line": line, "notes": [], "exercises": [], "written": [], "seconds": 0.0, "processor": 0.0}


def judged(given):
    """The verdict of a judge in a process of its own, which is ended if it takes too long."""
    command = [sys.executable, "-m", "utils.grading.judge"]
    judge = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
                             start_new_session=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        found, said = judge.communicate(json.dumps(given).encode(), timeout=given["limits"]["whole"] + GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(judge.pid, signal.SIGKILL)
        judge.communicate()
        return refusal("it was given up: its checks did not come to an end") | AGAIN
    if judge.returncode:
        last = (said.decode(errors="replace").strip().splitlines() or [f"status {judge.returncode}"])[-1]
        return refusal(f"it was given up: the judge itself stopped ({last[:200]}). Please look at the file") | AGAIN
    return json.loads(found)


def write_once(path, text):
    """Write a file that appears whole; whoever comes second leaves the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    half.write_text(text, encoding="utf-8")
    try:
        os.link(half, path)
    except FileExistsError:
        pass
    finally:
        half.unlink()
