"""How long a sentence fits through one vector? Numbers in German words to English, sources forwards and backwards."""

import math

import numpy as np
import torch

from utils.data.numbers_in_words import language
from utils.experiments import search
from utils.models.translators import Translators
from utils.training.translating import exact, forced_right, side_by_side, teach_translators, word_loss, words_right

KIND = "long"
SETTINGS = {
    "seeds": list(range(10)), "search_seeds": [100, 101], "rates": [0.01, 0.03, 0.1], "kernels": ["Haswell"], "again": [],
    "backwards": [False, True], "units": 64, "longest": 6, "batch": 32, "steps": 1_500,
}
TOLERANCE = 2e-5
READ = range(1, 10)  # numbers of a sentence, on test; from 7 on longer than in training
SIZES = {"validation": 50, "test": 200}  # sentences of each length


def trials(settings, rows):
    """A search and a report for sources forwards and backwards."""
    contenders = [{"backwards": backwards} | {name: settings[name] for name in ("units", "longest", "batch", "steps")}
                  for backwards in settings["backwards"]]
    return search.trials(contenders, settings, rows, score)


def score(result):
    """For the search: nats per word on validation."""
    return (result["validation"],)


def held_out(trial, part, k, rng, count=None):
    """Sentences of k numbers of one part, by default as many as `SIZES` says."""
    return side_by_side(1, count or SIZES[part], part, (k, k), rng, trial["backwards"])


def train(trial):
    """A trained network. FloatingPointError where a loss or a gradient is NaN or infinite."""
    return taught(Translators([trial["seed"]], len(language("de")), len(language("en")), trial["units"]), trial)


def taught(networks, trial):
    """A fresh network after the trial's training, on one to `longest` numbers; clipped where the trial says so."""
    rng = search.generator(trial, "training")

    def batch():
        k = rng.integers(1, trial["longest"] + 1)
        return side_by_side(1, trial["batch"], "training", (k, k), rng, trial["backwards"])

    teach_translators(networks, batch, steps=trial["steps"], rate=trial["rate"], clip=trial.get("clip"))
    return networks


def validated(networks, trial):
    """Nats per word on validation, the mean over the lengths of the training."""
    rng, losses = search.generator(trial, "validation"), []
    for k in range(1, trial["longest"] + 1):
        x, x_lengths, y, y_lengths = held_out(trial, "validation", k, rng)
        with torch.no_grad():
            scores, _ = networks.run(networks.encode(x, x_lengths), y, torch.ones_like(y, dtype=torch.bool))
            losses.append(word_loss(scores, y, y_lengths).item())
    return float(np.mean(losses))


def tested(networks, trial):
    """On test, for each length: exact match, and the share of words right on their own and given the true ones."""
    rng, found = search.generator(trial, "test"), {}
    for k in READ:
        x, x_lengths, y, y_lengths = held_out(trial, "test", k, rng)
        with torch.no_grad():
            h = networks.encode(x, x_lengths)
            written = networks.greedy(h, len(y) + 4)
        found |= {f"exact_{k}": exact(written, y).double().mean().item(),
                  f"own_{k}": words_right(written, y, y_lengths).item(),
                  f"given_{k}": forced_right(networks, h, y, y_lengths).item()}
    return found


def run(trial):
    """Train, and read what was held out: validation, and in a report also test. NaN where the training failed."""
    torch.set_num_threads(1)
    reported = trial["part"] == "report"
    try:
        networks = train(trial)
    except FloatingPointError:
        names = [f"{name}_{k}" for k in READ for name in ("exact", "own", "given")] if reported else []
        return dict.fromkeys(["validation", *names], math.nan)
    return {"validation": validated(networks, trial)} | (tested(networks, trial) if reported else {})
