"""An experiment of milliseconds for tests of the runner: each trial does what it says. A file, since processes import it."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

KIND = "long"
SETTINGS = {"search": [100, 101], "report": 3}
TOLERANCE = 1e-6


def trials(settings, rows):
    """A search over seeds that grows to 103, one by one, and then what is reported, with the seed that scored best."""
    found = {row["trial"]["seed"]: row["result"]["score"] for row in rows if row["trial"]["part"] == "search"}
    search = settings["search"] + [seed for seed in (102, 103) if settings["search"] and seed - 1 in found]
    wanted = [trial("search", seed, settings) for seed in search]
    if not set(search) <= found.keys():
        return wanted
    best = max(search, key=found.get, default=0)
    return wanted + [trial("report", seed, settings) | {"best": best} for seed in range(settings["report"])]


def trial(part, seed, settings):
    """A trial; `do` says what is special about it, `log` names a file that hears of it."""
    return {"part": part, "seed": seed, "kernel": settings.get("kernel", "Haswell"), "seconds": settings.get("seconds", 0.0),
            "do": settings.get("do", {}).get(str(seed), "score"), "log": settings.get("log")}


def run(trial):
    """Say so, sleep, then do what the trial says."""
    if trial["log"]:
        with Path(trial["log"]).open("a") as log:
            log.write(f"{trial['seed']} {os.getpid()}\n")
    time.sleep(60 if trial["do"] == "linger" else trial["seconds"])
    if trial["do"] == "fail last":
        wait_for_others(trial["log"])
    return DO[trial["do"]](float(np.random.default_rng(trial["seed"]).random()))


def is_there(pid):
    """Whether a process runs; one that has ended and that nobody has asked about is not there."""
    with suppress(OSError):
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_for_others(log):
    """Wait until every other trial that the log has heard of has ended, and half a second more for its row to come."""
    others = [int(line.split()[1]) for line in Path(log).read_text().splitlines()]
    while any(is_there(pid) for pid in others if pid != os.getpid()):
        time.sleep(0.01)
    time.sleep(0.5)


def fail(score):
    """What goes wrong."""
    raise ArithmeticError("this one fails")


def surroundings(score):
    """The kernel and threads of this process, its parent, and whether it has imported PyTorch."""
    blas = [library for library in threadpool_info() if library["internal_api"] == "openblas"]
    return {"score": score, "kernel": blas[0]["architecture"], "threads": blas[0]["num_threads"], "parent": os.getppid(),
            "torch": "torch" in sys.modules}


DO = {"score": lambda score: {"score": score, "count": 3, "solved": True, "steps": None},
      "linger": lambda score: {"score": score}, "fail": fail, "fail last": fail,
      "nan": lambda score: {"score": float("nan"), "steps": None},
      "inf": lambda score: {"score": float("inf"), "steps": None}, "surroundings": surroundings,
      "print": lambda score: print("a word between") or {"score": score}}
