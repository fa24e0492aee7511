"""Copy memory and adding with a dilated convolution and an LSTM, after Bai, Kolter & Koltun (2018).

Their sizes: copy memory over 1,000 blanks at 16,000 parameters, adding over 600 steps at 70,000. Here both tasks are shorter
and both networks of 4,000 to 5,200 parameters, so that several of each can be trained; both have the same rates to choose
from and the same number of steps.
"""

import itertools

import numpy as np
import torch
from torch.nn.functional import mse_loss

from utils.data.copying import copying, without_memory
from utils.data.recall import ADDING_BASELINE, adding
from utils.experiments import search
from utils.experiments.local_or_order import searched
from utils.models.convolutions import writer
from utils.training.stacked import answers, classes, drawn, fit_stacked

KIND = "long"
SETTINGS = {
    "seeds": list(range(10)), "search_seeds": [100, 101, 102, 103], "kernels": ["Haswell"], "rates": [0.002, 0.005, 0.01],
    "tasks": [{"task": "copy", "length": 60}, {"task": "adding", "length": 50}], "bodies": ["dilated", "LSTM"],
    "steps": 500, "batch": 20,
}
TOLERANCE = 5e-4
SOLVED, HELD = 0.1, 300  # the loss as a share of what no memory gives must be below it; sequences that are scored
SIZES = {"copy": (10, 10), "adding": (2, 1)}  # numbers that come in and go out at each step


def trials(settings, rows):
    """For each task and body a search over rates, side by side, and its report once that is done."""
    common = {name: settings[name] for name in ("steps", "batch")} | {"kernel": settings["kernels"][0]}
    contenders = [common | task | {"body": body} for task, body in itertools.product(settings["tasks"], settings["bodies"])]
    return searched(contenders, settings, rows, best)


def best(row):
    """The rate with the lowest mean loss on validation; of several, the lowest."""
    tried = list(zip(row["trial"]["rate"], row["result"]["loss"], strict=True))
    return min(sorted({rate for rate, _ in tried}), key=lambda rate: np.mean([loss for used, loss in tried if used == rate]))


def batch(trial, count, rngs):
    """Inputs (S, T, count, d) and targets, a batch for each network."""
    task = copying if trial["task"] == "copy" else adding
    pairs = [task(trial["length"], count, rng) for rng in rngs]
    return tuple(torch.tensor(np.stack(part)) for part in zip(*pairs, strict=True))


def squared(scores, y):
    """The mean squared error of the answers after the last step, scores (S, T, B, 1) and y (S, B, 1)."""
    return mse_loss(scores[:, -1], y)


def baseline(trial):
    """The mean loss of the best answer without memory."""
    return without_memory(trial["length"]) if trial["task"] == "copy" else ADDING_BASELINE


def run(trial):
    """Train, then score on validation (in a search) or test (in a report).

    Returns lists, an entry per network: "loss"; "share", the loss as a share of what the best answer without memory has;
    "solved", whether that is below `SOLVED`.
    """
    torch.set_num_threads(1)
    models = drawn(lambda: writer(trial["body"], *SIZES[trial["task"]]), trial["seeds"])
    loss = classes if trial["task"] == "copy" else squared
    rngs, held = ([search.generator({"seed": seed}, use) for seed in trial["seeds"]]
                  for use in ("training", "validation" if trial["part"] == "search" else "test"))
    fit_stacked(models, lambda: batch(trial, trial["batch"], rngs), steps=trial["steps"], rates=trial["rate"], loss=loss,
                label=f"{trial['task']}, {trial['body']}")
    x, y = batch(trial, HELD, held)
    with torch.no_grad():
        scores = answers(models, x)
    losses = [float(loss(scores[s : s + 1], y[s : s + 1])) for s in range(len(models))]
    shares = [value / baseline(trial) for value in losses]
    return {"loss": losses, "share": shares, "solved": [share < SOLVED for share in shares]}
