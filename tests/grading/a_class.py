"""Submissions of a whole class, made from answers that are known to be right or wrong; and a run whose worker is killed.

    python -m tests.grading.a_class 300 --write    # two workers, one killed; the same one at a time; a tenth of it
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import nbformat

from tests.grading.making import edition, given
from tests.paths import ROOT
from utils.bench.machine import processor
from utils.grading.labs import all_labs
from utils.grading.run import slug
from utils.grading.watch import children

SEED = 4  # of the hidden checks


def mixed(folder, stem, count, seed=0):
    """Hand in `count` notebooks of a lab, each exercise right or wrong by chance; the points that each must get, by student."""
    rng, lab, expected = random.Random(seed), next(lab for lab in all_labs().values() if lab.stem == stem), {}
    for number in range(count):
        work, points = nbformat.reads(edition(stem), as_version=4), 0
        for task in lab.tasks:
            wrong = rng.random() < 0.5
            cell = next(cell for cell in work.cells if cell.id == task.cell)
            before = cell.source.partition(f"def {task.function}(")[0]
            cell.source = before + rng.choice(given(stem)[task.function][wrong])
            points += task.points * (not wrong)
        path = Path(folder) / f"student {number:04d}" / f"{stem}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(work, path)
        expected[slug(path.parent.name)] = points
    return expected


def start(folder, out, jobs):
    """Begin to grade."""
    command = [sys.executable, "-m", "utils.grading", str(folder), "--out", str(out), "--jobs", str(jobs), "--seed", str(SEED)]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"TQDM_DISABLE": "1"})


def written(out):
    """The results so far: when each was written, and what it says."""
    return {path.name: (path.stat().st_mtime_ns, json.loads(path.read_text())) for path in (out / "results").glob("[!.]*.json")}


def workers_of(number):
    """The processes that grade for a run."""
    return [child for child in children(number) if b"loky" in (words := Path(f"/proc/{child}/cmdline").read_bytes())
            and b"tracker" not in words]


def kill_one_worker(run, out, after):
    """Kill a worker once that many results are there; the results that were."""
    while len(written(out)) < after and run.poll() is None:
        time.sleep(0.05)
    before = written(out)
    os.kill(workers_of(run.pid)[0], signal.SIGKILL)
    return before


def timed(folder, out, jobs, kill_after=None):
    """Grade a folder: seconds, results, and those that were there when a worker was killed."""
    begun = time.monotonic()
    run = start(folder, out, jobs)
    before = kill_one_worker(run, out, kill_after) if kill_after else {}
    if run.wait():
        raise RuntimeError(f"grading ended with {run.returncode}")
    return time.monotonic() - begun, written(out), before


def points(results):
    """Points by student."""
    return {name.rpartition("-")[0]: sum(exercise["points"] for exercise in result["exercises"])
            for name, (_, result) in results.items()}


def experiment(stem, count, folder):
    """The experiment: what it found, as a dict."""
    expected = mixed(folder / "in", stem, count)
    seconds, found, before = timed(folder / "in", folder / "two", 2, kill_after=count // 3)
    tenth = mixed(folder / "tenth", stem, count // 10, seed=1)
    fewer, few, _ = timed(folder / "tenth", folder / "some", 2)
    _, single, _ = timed(folder / "in", folder / "one", 1)
    each = [sum(result["processor"] for _, result in some.values()) / len(some) for some in (few, found)]
    return {"lab": stem, "submissions": count, "results": len(found), "lost": count - len(found),
            "written again": sum(found[name] != one for name, one in before.items()), "before the kill": len(before),
            "as expected": points(found) == expected and points(few) == tenth,
            "as one at a time": points(found) == points(single),
            "seconds": round(seconds), "seconds of a tenth": round(fewer), "processor seconds each, of a tenth and of all":
            [round(value, 2) for value in each], "processor hours of 1000": round(each[1] * 1000 / 3600, 2),
            "minutes of 1000 on 8 workers with a core each": round(each[1] * 1000 / 8 / 60, 1)}


PAGE, BEGIN, END = ROOT / "teaching" / "INSTRUCTORS.md", "<!-- class: begin -->\n", "<!-- class: end -->"


def write_down(found, machine):
    """Put what was found into the teachers' page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    tenth, whole = found["processor seconds each, of a tenth and of all"]
    count, right = found["submissions"], found["as expected"] and found["as one at a time"]
    text = f"""{count} notebooks of lab {found["lab"][:3].lstrip("0")}, each answer right or wrong by chance, were graded by
two workers, and one of these was killed when {found["before the kill"]} results were there: {found["lost"]} were lost,
{found["written again"]} graded twice, and the scores were {"all" if right else "NOT all"} what the answers deserve, and
what all {count} got when they were graded one at a time. One notebook took {whole:.2f} s of processor
time, and {tenth:.2f} s in a class of {count // 10}, so the work grows as the class does. By that a thousand cost
{found["processor hours of 1000"]:.2f} processor hours: {found["minutes of 1000 on 8 workers with a core each"]:.0f} minutes on
eight workers with a core each ({machine}).
"""
    PAGE.write_text(before + BEGIN + text + END + rest.partition(END)[2], encoding="utf-8")


def main():
    """Run the experiment, print what it found, and with --write put it into the teachers' page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, help="submissions")
    parser.add_argument("--lab", default="02a_rnn_from_scratch", help="file name of the lab, without .ipynb")
    parser.add_argument("--write", action="store_true", help="put the result into teaching/INSTRUCTORS.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = experiment(given.lab, given.count, Path(folder))
    print(json.dumps(found, indent=1))
    if given.write:
        write_down(found, f"{processor()}, {date.today()}")


if __name__ == "__main__":
    main()
