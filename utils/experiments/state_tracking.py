"""Which recurrences can keep the state of a small machine, beyond the length that they were trained at?

Parity and permutations (`utils.data.state_tracking`), an answer at every step, trained at one length and scored on the answer
after the last step at four times that length. Three cells that look at the state, and linear recurrences that look at the
input alone: diagonal ones, and one whose step mixes the units. All have one tanh layer before the scores and about one size.
"""

import numpy as np
import torch

from utils.data.state_tracking import SYMBOLS, TASKS
from utils.experiments import search
from utils.models.trackers import Tracker, units_for
from utils.training.stacked import answers, drawn, fit_stacked

KIND = "long"
SETTINGS = {
    "seeds": list(range(10)), "kernels": ["Haswell"],
    "rates": {"RNN": [0.003, 0.01], **{kind: [0.01, 0.03] for kind in ("LSTM", "GRU", "mirrors")},
              **{kind: [0.03, 0.1] for kind in ("minGRU", "signed minGRU", "minLSTM", "rotation")}},
    "tasks": ["parity", "permutations"], "length": 20, "times": 4, "steps": 500, "batch": 32, "parameters": 2_000,
}
TOLERANCE = 5e-4
SOLVED, COUNT = 0.99, 500  # the share right after the last step must reach it; sequences that are scored


def trials(settings, rows):
    """Each contender on each task, half of its seeds at each of two rates: all are reported, so nothing is chosen."""
    common = {name: settings[name] for name in ("length", "times", "steps", "batch", "parameters", "seeds")}
    common |= {"kernel": settings["kernels"][0], "layers": 1, "part": "report"}
    half = len(settings["seeds"]) // 2
    return [common | {"task": task, "kind": kind, "rates": [slow] * half + [fast] * half}
            for task in settings["tasks"] for kind, (slow, fast) in settings["rates"].items()]


def networks(trial):
    """One fresh network for each seed."""
    k, layers = SYMBOLS[trial["task"]], trial["layers"]
    size = units_for(trial["parameters"], trial["kind"], k, k, layers=layers)
    return drawn(lambda: Tracker(trial["kind"], k, size, k, layers=layers, dtype=torch.float64), trial["seeds"])


def batch(task, length, count, rngs):
    """Symbols and classes (S, length, count), from one generator per network."""
    pairs = [TASKS[task](length, count, rng) for rng in rngs]
    return tuple(torch.tensor(np.stack(part)) for part in zip(*pairs, strict=True))


def right(models, x, y):
    """The share of sequences (S,) whose last answer is right, from x and y (S, T, B)."""
    with torch.no_grad():
        return (answers(models, x)[:, -1].argmax(-1) == y[:, -1]).double().mean(-1)


def run(trial):
    """Train, then score on data of its own, on which nothing is chosen.

    Returns lists, an entry per network: "near" and "far", the share right after the last step at the trained length and at
    `times` that; "solved", whether "far" reaches `SOLVED`.
    """
    def rngs(use):
        return [search.generator({"seed": seed}, use) for seed in trial["seeds"]]

    models, task, T, sources = networks(trial), trial["task"], trial["length"], rngs("training")
    torch.set_num_threads(1)
    fit_stacked(models, lambda: batch(task, T, trial["batch"], sources), steps=trial["steps"], rates=trial["rates"],
                label=f"{len(models)} networks")
    held = rngs("test")
    near, far = (right(models, *batch(task, length, COUNT, held)).tolist() for length in (T, trial["times"] * T))
    return {"near": near, "far": far, "solved": [share >= SOLVED for share in far]}
