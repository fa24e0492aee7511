"""Do the records come out again? Run as many of their trials as there is time for, drawn at random, and compare every result.

    python -m utils.experiments.audit [--name NAME] [--minutes 10] [--jobs N] [--seed N]

A training near a bifurcation turns on the last digit of a product, and so on the processor. On another one than the record's, a
trial that differs is counted, and is no fault. On the same one, with the same kernel, instruction sets and versions, it is,
unless the trial is a race between processes and says so.
"""

import argparse
import importlib
import os
import random
import secrets
import sys
import time

from utils.experiments import records, running
from utils.experiments.comparing import outcome, verdict
from utils.experiments.process import row_of

WORDS = ("equal", "within", "different", "failed")


def main(arguments=None):
    """Audit the records; exit with 1 if nothing came out again, or something did not that rounding cannot explain."""
    given = options(arguments)
    known = {name: records.load(name) for name in records.names() if records.kind(name) == "long"}
    measured = {name: record for name, record in known.items() if record and given.name in (None, name)}
    print(f"Trials are drawn in an order with seed {given.seed} (SEED={given.seed} draws it again); none begins after "
          f"{given.minutes:g} minutes.", flush=True)
    found = {name: [] for name in measured}
    for name, row, again in reruns(drawn(measured, given.seed), given.minutes, given.jobs):
        word, differences = judged(name, row, again)
        found[name].append((word, word == "failed" or (word == "different" and alike(measured[name], row, again))))
        print(f"{name}: {word}: {briefly(row['trial'])}{told(differences)}", flush=True)
    report(found)
    sys.exit(status(found))


def options(arguments):
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m utils.experiments.audit", description=__doc__.splitlines()[0])
    parser.add_argument("--name", choices=[name for name in records.names() if records.kind(name) == "long"],
                        help="one experiment; without it, all that are not about a GPU")
    parser.add_argument("--minutes", type=float, default=10, help="after which no trial begins")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="trials at a time, one thread each")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="of the order; without it, drawn and said")
    return parser.parse_args(arguments)


def drawn(measured, seed):
    """All rows of the records as (name, row), in an order drawn over all experiments."""
    rows = [(name, row) for name, record in sorted(measured.items()) for row in record["rows"]]
    random.Random(seed).shuffle(rows)
    return rows


def reruns(rows, minutes, jobs):
    """(name, row, row again) for each, as they are done; none begins when the time is over."""
    end = time.monotonic() + 60 * minutes
    in_time = ((name, running.dotted(name), row) for name, row in rows if time.monotonic() < end)
    return running.each(rerun, in_time, jobs)


def rerun(name, module, row):
    """A row with its name and what its trial gives now."""
    return name, row, row_of(module, row["trial"])


def judged(name, row, again):
    """The verdict on a trial, and what differs."""
    if "error" in again:
        return "failed", {"error": ("none", again["error"])}
    tolerance = importlib.import_module(running.dotted(name)).TOLERANCE
    return verdict(outcome(row), outcome(again), tolerance)


def alike(record, row, again):
    """Whether a trial ran on what its record says: processor, instruction sets, kernel and versions; a race never does."""
    here, kernels = again["machine"], (running.kernel_of(row), running.kernel_of(again))
    same = record["processor"] == here["processor"] and record["simd"] == [here["simd"]] and len(set(kernels)) == 1
    return same and record["versions"] == here["versions"] and not row["trial"].get("race")


def briefly(trial):
    """A trial in a line."""
    return ", ".join(f"{key} {value}" for key, value in trial.items())


def told(differences):
    """What differs, with both values."""
    return "".join(f"\n    {key}: {stored} in the record, {now} now" for key, (stored, now) in differences.items())


def report(found):
    """Print how many trials of each experiment came out how."""
    for name, results in found.items():
        words = [word for word, _ in results]
        counts = ", ".join(f"{words.count(word)} {word}" for word in WORDS if word in words)
        print(f"{name}: {len(words)} trials run again{': ' * bool(words)}{counts}")
        faults = [word for word, fault in results if fault].count("different")
        others = words.count("different") - faults
        if others:
            print(f"    {others} on another processor, kernel or version than the record's, or in a race between processes: "
                  "what turns on rounding or on who comes first may differ")
        if faults:
            print(f"    {faults} on the record's own processor, kernel and versions: none should")


def status(found):
    """1 if nothing came out again, or something did not that should have; else 0."""
    results = [result for rows in found.values() for result in rows]
    return int(any(fault for _, fault in results) or not any(word in ("equal", "within") for word, _ in results))


if __name__ == "__main__":
    main()
