"""What does attention buy within the trained lengths, and beyond? German numbers to English, with it and without.

All contenders learn at most as many numbers as chapter 6's network, take as many steps, are clipped alike, and each has the
rate that is best for it on validation. Encoders read one way, so that a reversed source is another task.
"""

import math

import numpy as np
import torch

from utils.data.numbers_in_words import language, pairs, reverse
from utils.experiments import search, translation
from utils.models.attention import made, units_for
from utils.training.aligning import aligned, compounds, counterparts, read_words
from utils.training.translating import exact

KIND = "long"
SETTINGS = {
    "seeds": [0, 1, 2], "search_seeds": [100], "rates": [0.003, 0.01, 0.03], "kernels": ["Haswell"], "again": [],
    "contenders": [["none", False], ["additive", False], ["location", False], ["dot", False], ["uniform", False],
                   ["none", True]],  # the weights' kind; whether the source is read backwards
    "parameters": 38_301, "longest": 6, "batch": 32, "steps": 800, "clip": 1.0,
}
TOLERANCE = 2e-4
READ = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12)  # numbers of a sentence, on test; from 7 on longer than in training
TESTED = 100  # sentences of each length, on test
PROBED, FITTED, PLACES = 4, 1_500, 12  # the probe's sentences: four numbers of three words; how many fit it, and half as many
READS, SYMBOLS = (len(language(code)) for code in ("de", "en"))


def trials(settings, rows):
    """A search and a report for each contender."""
    common = {name: settings[name] for name in ("parameters", "longest", "batch", "steps", "clip")}
    contenders = [{"weights": kind, "backwards": backwards} | common for kind, backwards in settings["contenders"]]
    return search.trials(contenders, settings, rows, translation.score)


def networks_of(trial):
    """The fresh network of a trial, as many units as its parameters allow."""
    units = units_for(trial["parameters"], trial["weights"], READS, SYMBOLS)
    return made(trial["weights"], [trial["seed"]], READS, SYMBOLS, units)


def train(trial):
    """A trained network. FloatingPointError where a loss or a gradient is NaN or infinite."""
    return translation.taught(networks_of(trial), trial)


def tested(networks, trial):
    """Exact match on test, for each length."""
    rng, found = search.generator(trial, "test"), {}
    for k in READ:
        x, x_lengths, y, _ = translation.held_out(trial, "test", k, rng, TESTED)
        with torch.no_grad():
            written = networks.greedy(networks.encode(x, x_lengths), len(y) + 4)
        found[f"exact_{k}"] = exact(written, y).double().mean().item()
    return found


def read(networks, numbers, backwards):
    """What the encoder leaves of sentences (N, K), source symbols (T, N), targets (U, 1, N)."""
    x, lengths, y, _ = pairs(numbers)
    seen = reverse(x, lengths) if backwards else x
    tensors = [torch.from_numpy(np.ascontiguousarray(a)) for a in (seen, lengths, y)]
    with torch.no_grad():
        return networks.encode(tensors[0][:, None], tensors[1][None]), x, tensors[2][:, None]


def last_state(left):
    """The encoder's state (N, m) after the last word, of one network."""
    return (left.states[:, :, -1] if hasattr(left, "states") else left)[0].numpy()


def probed(networks, trial):
    """What a linear probe reads of each word from the encoder's last state, in the order of the forward source."""
    rng, sides = search.generator(trial, "test"), []
    for part, count in (("training", FITTED), ("test", FITTED // 2)):
        left, x, _ = read(networks, compounds(count, PROBED, part, rng), trial["backwards"])
        sides += [last_state(left), x]
    right, majority = read_words(*sides)
    return {f"{name}_{place + 1}": float(values[place]) for place in range(PLACES)
            for name, values in (("probe", right), ("majority", majority))}


def alignments(networks, trial):
    """The share of target words with the largest weight on their own word."""
    numbers = compounds(TESTED, PROBED, "test", search.generator(trial, "test"))
    left, x, y = read(networks, numbers, trial["backwards"])
    places = counterparts(numbers)
    places = np.where((places >= 0) & trial["backwards"], len(x) - 1 - places, places)
    with torch.no_grad():
        weights = networks.watch(left, y)[2]
    return {"aligned": aligned(weights, places).item()}


def run(trial):
    """Train, and read what was held out: validation, and in a report also test, probe, alignment. NaN where training failed."""
    torch.set_num_threads(1)
    reported = trial["part"] == "report"
    try:
        networks = train(trial)
    except FloatingPointError:
        names = [f"exact_{k}" for k in READ] if reported else []
        return dict.fromkeys(["validation", *names], math.nan)
    found = {"validation": translation.validated(networks, trial)}
    if reported:
        found |= tested(networks, trial) | probed(networks, trial)
        found |= alignments(networks, trial) if trial["weights"] != "none" else {}
    return found
