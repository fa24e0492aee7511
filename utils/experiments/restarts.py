"""Does a training on two processes go on where one of them was killed? torchrun's restart, with two ways to join it.

In each trial torchrun trains a model of characters in two processes, one of them is killed by its id in mid-run, torchrun
starts both again, once, and they go on from the last checkpoint. "plain": they join each other as PyTorch does by itself.
"apart": with the store's keys of each attempt kept apart. "late" is how many seconds later than the first the last process
joins after the restart, as may happen on a busy machine. The seed is that of the training, and says whom to kill and when.

Who of the two comes first, and at which ports they listen, decides what becomes of a plain restart: such a trial is a race.
"""

import tempfile
from pathlib import Path

from utils.training import checkpoints, launching, parallel

KIND = "long"
SETTINGS = {"kernels": ["Haswell"], "seeds": list(range(10)), "late": [0, 2], "steps": 60}
TOLERANCE = 1e-9
WAYS = {"apart": {}, "plain": {"race": True}}


def trials(settings, rows):
    """Every way, delay and seed."""
    common = {"part": "report", "kernel": settings["kernels"][0], "steps": settings["steps"]}
    return [common | {"way": way, "late": late, "seed": seed} | more for way, more in WAYS.items()
            for late in settings["late"] for seed in settings["seeds"]]


def run(trial):
    """Train, kill, and hold what is there at the end against a training that nobody killed.

    Returns a dict: "resumed" (whether torchrun succeeded and the last checkpoint is that of the last update), "refused"
    (whether a process found nobody at an address) and "moved" (the largest difference of a parameter from that of the training
    without a kill, None unless resumed).
    """
    with tempfile.TemporaryDirectory() as place:
        whole, killed = Path(place, "whole"), Path(place, "killed")
        found = kill(trial, killed)
        resumed = found["status"] == 0 and checkpoints.latest(killed)[0] == trial["steps"]
        if resumed:
            launching.launch(parallel.__name__, whole, *words(trial))
        return {"resumed": resumed, "refused": "onnection refused" in found["said"],
                "moved": largest_difference(whole, killed) if resumed else None}


def words(trial):
    """What the program is told in a training without a kill."""
    return ["--double", "--steps", trial["steps"], "--seed", trial["seed"]]


def kill(trial, folder):
    """A training of which a worker is killed; RuntimeError where it ended before anything was killed."""
    more = ["--late", trial["late"], *(["--plain"] if trial["way"] == "plain" else [])]
    found = launching.launch_and_kill(parallel.__name__, folder, *words(trial), *more, rank=trial["seed"] % 2,
                                      after=12 + 4 * trial["seed"])
    if found["killed"] is None:
        raise RuntimeError(f"the training ended with status {found['status']} before anything was killed\n{found['said']}")
    return found


def largest_difference(one, other):
    """Between the parameters in the last checkpoints of two folders."""
    (_, one), (_, other) = checkpoints.latest(one), checkpoints.latest(other)
    return max((p - other["model"][name]).abs().max().item() for name, p in one["model"].items())
