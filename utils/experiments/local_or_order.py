"""Convolution or recurrence? One notched beat, or which of two odd beats came first: three bodies, two ways to pool.

Windows of `utils.data.ecg`, a fixed number of examples. A convolution that sees less than a second, the same with dilations,
which sees the whole window, and an LSTM on frames, all of about 4,800 parameters; each with the maximum over time before its
answer, or the last step. Every contender has the same rates to choose from, on validation, and the same number of steps.
"""

import itertools

import numpy as np
import torch

from utils.data import ecg
from utils.experiments import search
from utils.models.convolutions import reader
from utils.training.examples import Drawn, share_right
from utils.training.stacked import drawn, fit_stacked

KIND = "long"
SETTINGS = {
    "seeds": list(range(10)), "search_seeds": [100, 101], "kernels": ["Haswell"], "rates": [0.003, 0.01, 0.03],
    "questions": [{"task": "notch", "examples": 200}, {"task": "order", "examples": 1_000}], "noise": 0.05,
    "contenders": [["short", "max"], ["dilated", "max"], ["dilated", "last"], ["LSTM", "max"], ["LSTM", "last"]],
    "steps": 300, "batch": 10,
}
TOLERANCE = 5e-4
SOLVED, HELD = 0.9, 300  # the share right that counts as solved; windows for validation, and for test


def trials(settings, rows):
    """For each question and contender a search over rates, side by side, and its report once that is done."""
    common = {name: settings[name] for name in ("noise", "steps", "batch")} | {"kernel": settings["kernels"][0]}
    contenders = [common | question | {"body": body, "pool": pool}
                  for question, (body, pool) in itertools.product(settings["questions"], settings["contenders"])]
    return searched(contenders, settings, rows, best)


def searched(contenders, settings, rows, best):
    """For each contender the search, all rates and seeds in one trial, and once that is done its report at the `best` rate."""
    found = []
    for contender in contenders:
        found.append(contender | searching(settings))
        done = [row for row in rows if row["trial"] == found[-1]]
        found += [contender | {"rate": best(row), "seeds": settings["seeds"], "part": "report"} for row in done[:1]]
    return found


def searching(settings):
    """The part of a trial that says that all rates are tried, each with all seeds of the search."""
    pairs = list(itertools.product(settings["rates"], settings["search_seeds"]))
    return {"rate": [rate for rate, _ in pairs], "seeds": [seed for _, seed in pairs], "part": "search"}


def best(row):
    """The rate with the largest mean share right on validation; of several, the lowest."""
    rates = sorted(set(row["trial"]["rate"]))
    return max(rates, key=lambda rate: search_score(row, rate))


def search_score(row, rate):
    """The mean share right on validation of a search's networks at one rate."""
    pairs = zip(row["trial"]["rate"], row["result"]["right"], strict=True)
    return float(np.mean([right for tried, right in pairs if tried == rate]))


def examples(trial, count, use):
    """Windows and classes for each network, of its own generator."""
    rngs = [search.generator({"seed": seed}, use) for seed in trial["seeds"]]
    return [ecg.windows(trial["task"], count, rng, noise=trial["noise"]) for rng in rngs]


def trained(trial):
    """The networks of a trial, trained side by side."""
    models = drawn(lambda: reader(trial["body"], trial["pool"]), trial["seeds"])
    order = [np.random.default_rng([seed, 9]) for seed in trial["seeds"]]
    draw = Drawn(examples(trial, trial["examples"], "training"), trial["batch"], order)
    fit_stacked(models, draw, steps=trial["steps"], rates=trial["rate"], label=f"{trial['body']}, {trial['pool']}")
    return models


def run(trial):
    """Train, then score on validation (in a search) or test (in a report).

    Returns lists, an entry per network: "right", the share of windows that are given the right class; "solved", whether that
    reaches `SOLVED`.
    """
    torch.set_num_threads(1)
    held = examples(trial, HELD, "validation" if trial["part"] == "search" else "test")
    right = share_right(trained(trial), held)
    return {"right": right, "solved": [share >= SOLVED for share in right]}
