"""Which recurrences can keep the state of a small machine, beyond the length that they were trained at?

Parity and permutations (`utils.data.state_tracking`), an answer at every step, trained at one length and scored on the answer
after the last step at four times that length. Three cells that look at the state, and linear recurrences that look at the
input alone: diagonal ones, and one whose step mixes the units. All have one tanh layer before the scores and about one size.
"""

import itertools

import numpy as np
import torch

from utils.data.state_tracking import SYMBOLS, TASKS
from utils.experiments import search
from utils.models.trackers import Tracker, units_for
from utils.training.stacked import answers, drawn, fit_stacked

KIND = "long"
SETTINGS = {
    "seeds": list(range(10)), "search_seeds": [100, 101], "kernels": ["Haswell"], "tasks": ["parity", "permutations"],
    "rates": {**{kind: [0.001, 0.003, 0.01, 0.03] for kind in ("RNN", "LSTM", "GRU", "mirrors")},
              **{kind: [0.01, 0.03, 0.1, 0.3] for kind in ("minGRU", "signed minGRU", "minLSTM", "rotation")}},
    "length": 20, "times": 4, "steps": 800, "batch": 32, "parameters": 3_000,
}
TOLERANCE = 5e-3
SOLVED, COUNT = 0.99, 500  # the share right after the last step must reach it; sequences that are scored


def trials(settings, rows):
    """For each contender and task a search over rates, and its report once that is done."""
    common = {name: settings[name] for name in ("length", "times", "steps", "batch", "parameters")}
    common |= {"kernel": settings["kernels"][0], "layers": 1}
    found = []
    for task, kind in itertools.product(settings["tasks"], settings["rates"]):
        tried = [common | {"task": task, "kind": kind, "rate": rate, "seeds": settings["search_seeds"], "part": "search"}
                 for rate in settings["rates"][kind]]
        scores = {row["trial"]["rate"]: score(row["result"]) for row in rows if row["trial"] in tried}
        found += tried
        if len(scores) == len(tried):
            best = {"rate": min(scores, key=scores.get), "seeds": settings["seeds"], "part": "report"}
            found.append(tried[0] | best)
    return found


def score(result):
    """For the search, lower is better: the share wrong at the longer length, then at the trained one, mean over networks."""
    return tuple(1 - float(np.mean(result[name])) for name in ("far", "near"))


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
    """Train, then score on validation (in a search) or test (in a report).

    Returns lists, an entry per network: "near" and "far", the share right after the last step at the trained length and at
    `times` that; "solved", whether "far" reaches `SOLVED`.
    """
    def rngs(use):
        return [search.generator({"seed": seed}, use) for seed in trial["seeds"]]

    models, task, T, sources = networks(trial), trial["task"], trial["length"], rngs("training")
    torch.set_num_threads(1)
    fit_stacked(models, lambda: batch(task, T, trial["batch"], sources), steps=trial["steps"], rate=trial["rate"],
                label=f"{len(models)} networks")
    held = rngs("validation" if trial["part"] == "search" else "test")
    near, far = (right(models, *batch(task, length, COUNT, held)).tolist() for length in (T, trial["times"] * T))
    return {"near": near, "far": far, "solved": [share >= SOLVED for share in far]}
