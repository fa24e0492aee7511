"""How often does a small GRU miss its wake word at one false alarm an hour? The whole curve, three seeds, unseen voices.

The threshold is chosen on more than six hours of plain speech in validation's voices; test's are read once. Earlier runs of
this experiment had read two other draws of test before the training was as it is now; so here test's rooms, noises and
sentences are drawn anew ("third test"), in the same voices, since there are no others. Sound and features do not depend on
the seed of a trial, so they are kept in a temporary folder for the other trials of a longer run.
"""

import hashlib
import json
import math
import tempfile
from pathlib import Path

import numpy as np
import torch

from utils.data import made_voices
from utils.data import wake_word as data
from utils.experiments.fingerprint import fingerprint
from utils.models import wake_word as spotter
from utils.training import alarms, spotting

KIND = "long"
MODELS = {"GRU": spotter.Spotter, "window": spotter.Window}
SETTINGS = {
    "seeds": [0, 1, 2], "search_seeds": [100], "kernels": ["Haswell"],
    "rates": {"GRU": [0.001, 0.003, 0.01, 0.03], "window": [0.003, 0.01, 0.03, 0.1]},
    "small": {"train": 480, "listened": 240, "steps": 150}, "listened": 2_400,
    "full": {"GRU": {"train": 21_600, "steps": 2_000}, "window": {"train": 21_600, "steps": 1_000}},
}
TOLERANCE = 5e-4
MIXED = {"wake": 0.33, "near": 0.22, "sentence": 0.45}
KINDS = {"wake": {"wake": 0.5, "sentence": 0.5}, "near": {"near": 1.0}, "plain": {"sentence": 1.0}}
SECONDS = {  # of what the full trial listens to, by part, accents and kind
    ("validation", "known", "plain"): 6.25 * 3600, ("validation", "known", "wake"): 5400,
    ("test", "known", "plain"): 6.25 * 3600, ("test", "unseen", "plain"): 3 * 3600,
    ("test", "known", "wake"): 5400, ("test", "unseen", "wake"): 3600,
    ("test", "known", "near"): 1800, ("test", "unseen", "near"): 1800,
}
ACCENTS = {"known": data.KNOWN, "unseen": data.UNSEEN}
DRAWS = {"test": "third test"}  # of rooms, noises and sentences, where it is not the part's own
MADE = 200  # voices drawn at random, in half of training's scenes
CHUNK = 450  # seconds of each stream; many are read side by side
LATE = 0.8  # seconds after its end in which a wake word may still be answered
GRID = 1 / (1 + np.exp(-np.linspace(-3, 9, 481)))  # thresholds that are tried
SHOWN = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)  # thresholds of the curve in the record


def trials(settings, rows):
    """Per kind small and full trainings at every rate, on a seed of the search; what is reported, at the rate best in full.

    All of the search is scored on validation. The small ones choose nothing: they like a rate at which a full one fails.
    """
    kernel, found = settings["kernels"][0], []
    for kind, full in settings["full"].items():
        found += [{"kind": kind, "rate": rate, "seed": seed, "part": "search", "kernel": kernel} | size
                  for size in (settings["small"], full | {"listened": settings["listened"]})
                  for rate in settings["rates"][kind] for seed in settings["search_seeds"]]
        best = best_rate(kind, settings, rows)
        found += [{"kind": kind, "rate": best, "seed": seed, "part": "report", "kernel": kernel} | full
                  for seed in settings["seeds"] if best]
    return found


def best_rate(kind, settings, rows):
    """The rate whose full trainings had the lowest mean loss on validation; None while some are not done."""
    full = settings["full"][kind]
    losses = {rate: [row["result"]["validation"] for row in rows
                     if ({"kind": kind, "rate": rate, "part": "search"} | full).items() <= row["trial"].items()]
              for rate in settings["rates"][kind]}
    if any(len(each) < len(settings["search_seeds"]) for each in losses.values()):
        return None
    return min(losses, key=lambda rate: sum(losses[rate]))


def heard(part, seconds, kinds, accents=data.KNOWN, names=None, seed=0, chunk=None, made=0, draw=None):
    """Streams of so many seconds in all, each of `chunk` seconds, as (centred frames float16 (S, n, 40), wakes of each).

    Without a `chunk` there are at least four. `made` is how many of `made_voices` there are for `names` to name.
    """
    home, chunk = made_voices.home(made) if made else None, chunk or min(CHUNK, seconds / 4)
    draws = [np.random.default_rng([data.NUMBERS[draw or part], seed, k]) for k in range(round(seconds / chunk))]
    frames, wakes = [], []
    for rng in draws:
        stream = data.stream(part, chunk, kinds, rng, accents=accents, names=names, home=home, draw=draw)
        frames.append(spotter.log_mel(stream.samples))
        wakes.append(stream.wakes)
    return spotter.centred(np.stack(frames, 1)).astype(np.float16).swapaxes(0, 1), wakes


def teachers(made=MADE):
    """The voices of training, some named often, so that one drawn evenly is drawn at random every other time.

    Otherwise it is of each family of the synthesiser's own with the same probability, because one family has 21 of 52 voices.
    """
    families = [[name for name in family if name in data.voices()["train"]] for family in data.families()]
    families = [family for family in families if family]
    often = math.lcm(*map(len, families))
    own = [name for family in families for name in family * (often // len(family))]
    return own + made_voices.names(made) * round(len(own) / made)


def kept(*order, **more):
    """What `heard` gives, from the temporary folder if an earlier trial of the same code left it there."""
    def make():
        frames, wakes = heard(*order, **more)
        return {"frames": frames} | {f"wakes_{k}": each for k, each in enumerate(wakes)}

    found = stored([order, more], ".data.", make)
    return found["frames"], [found[f"wakes_{k}"] for k in range(len(found["frames"]))]


def stored(order, modules, make):
    """The arrays that `make` gives, from the temporary folder if the same order and modules made them there before."""
    code = {name: text for name, text in fingerprint("utils.experiments.wake_word").items() if modules in name}
    name = hashlib.sha256(json.dumps([*order, code]).encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / "rnn-book-wake-word" / f"{name}.npz"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        np.savez(path.with_suffix(".new.npz"), **make())
        path.with_suffix(".new.npz").replace(path)
    with np.load(path) as file:
        return dict(file)


def scores(model, frames):
    """The smoothed probabilities (S, T) of a model that hears centred frames (S, n, 40)."""
    x = spotter.inputs(frames.swapaxes(0, 1).astype(np.float32))
    return alarms.smoothed(spotter.probabilities(model, x), spotter.SMOOTHING).T


def counted(rows, thresholds):
    """How many alarms streams of scores (S, T) raise at each threshold."""
    return [sum(len(alarms.alarms(row, threshold, spotter.REST)) for row in rows) for threshold in thresholds]


def misses(rows, wakes, threshold):
    """The share of wake words that no alarm answers."""
    none = [alarms.missed(np.array(alarms.alarms(row, threshold, spotter.REST)) * spotter.STEP + spotting.HEARD, words, LATE)
            for row, words in zip(rows, wakes, strict=True) if len(words)]
    return float(np.concatenate(none).mean())


def run(trial):
    """A small training's loss on validation (in a search), or all that is reported of a full one."""
    return searched(trial) if trial["part"] == "search" else reported(trial)


def fitted(trial, frames, wakes):
    """The model of a trial, trained on streams."""
    streams = spotting.Heard(frames.astype(np.float32), [each[:, 1] for each in wakes])
    return spotting.fit(streams, steps=trial["steps"], rate=trial["rate"],
                        seed=trial["seed"], kind=MODELS[trial["kind"]])[0]


def searched(trial):
    """The loss of a training on some minutes in validation's voices."""
    model = fitted(trial, *lessons(trial["train"]))
    return {"validation": validation_loss(model, *heard("validation", trial["listened"], MIXED, chunk=120))}


@torch.no_grad()
def validation_loss(model, frames, wakes):
    """The cross-entropy of a model on whole streams."""
    x = torch.from_numpy(spotter.inputs(frames.swapaxes(0, 1).astype(np.float32)))
    times = np.arange(len(x)) * spotter.STEP + spotting.HEARD
    y, weight = (np.stack(each, 1) for each in zip(*(spotting.labels(times, words[:, 1]) for words in wakes), strict=True))
    return float(spotting.loss_of(model, x, torch.from_numpy(y), torch.from_numpy(weight)))


def lessons(seconds):
    """Training's streams and wakes; an hour and more of them are kept."""
    hear = kept if seconds >= 3600 else heard
    return hear("train", seconds, MIXED, names=teachers(), made=MADE)


def trained(trial):
    """The model of a reported trial; its weights are kept in the temporary folder too."""
    def make():
        model = fitted(trial, *lessons(trial["train"]))
        return {name: value.numpy() for name, value in model.state_dict().items()}

    model = MODELS[trial["kind"]]()
    model.load_state_dict({name: torch.from_numpy(value) for name, value in stored([trial], "utils.", make).items()})
    return model


def reported(trial):
    """Train in full, choose the threshold on validation, and read test once."""
    model = trained(trial)
    return measured(model) if trial["kind"] == "GRU" else compared(model)


def listened(model, part, accents, kind):
    """(scores, wakes, hours) of what a model hears of a kind of speech."""
    seconds = SECONDS[part, accents, kind]
    order = sorted(SECONDS).index((part, accents, kind)) + 1
    frames, wakes = kept(part, seconds, KINDS[kind], ACCENTS[accents], seed=order, draw=DRAWS.get(part))
    return scores(model, frames), wakes, len(frames) * CHUNK / 3600


def quiet(rows, hours, most=1.0):
    """The lowest threshold from which on streams of plain speech raise at most `most` alarms an hour."""
    return alarms.quietest(counted(rows, GRID), GRID, most * hours)


def compared(model):
    """Of the yardstick: the threshold from validation, and test there, in accents that training had."""
    rows, _, hours = listened(model, "validation", "known", "plain")
    threshold = quiet(rows, hours)
    return {"threshold": threshold} | at_threshold(model, threshold)


def at_threshold(model, threshold):
    """Misses and alarms an hour of plain speech on test, in accents that training had."""
    rows, wakes, _ = listened(model, "test", "known", "wake")
    plain, _, hours = listened(model, "test", "known", "plain")
    return {"wake_known": misses(rows, wakes, threshold), "plain_known": counted(plain, [threshold])[0] / hours}


def measured(model):
    """All that is reported: the threshold from validation, test there and along the curve, and with weights of few bits."""
    rows, _, hours = listened(model, "validation", "known", "plain")
    threshold, hasty = quiet(rows, hours), quiet(rows[: round(3600 / CHUNK)], 1.0)
    rows, wakes, _ = listened(model, "validation", "known", "wake")
    found = {"threshold": threshold, "validation_hours": hours, "validation_misses": misses(rows, wakes, threshold)}
    for accents in ACCENTS:
        found |= curve(model, accents, threshold)
    return found | other_thresholds(model, hasty) | in_few_bits(model, threshold)


def curve(model, accents, threshold):
    """Of test, in some accents: misses and alarms an hour by kind of speech, at the threshold and at those of `SHOWN`."""
    found = {}
    for kind in KINDS:
        rows, wakes, hours = listened(model, "test", accents, kind)
        name = f"{kind}_{accents}"
        found[f"{name}_hours"] = hours
        for at, say in [(threshold, name), *((t, f"{name}@{t:g}") for t in SHOWN)]:
            found[say] = misses(rows, wakes, at) if kind == "wake" else counted(rows, [at])[0] / hours
        if kind == "wake":
            found[f"words_{accents}"] = sum(map(len, wakes))
    return found


def other_thresholds(model, hasty):
    """What two bad ways to choose give on test: on test itself, and on one hour of validation."""
    plain, _, hours = listened(model, "test", "known", "plain")
    rows, wakes, _ = listened(model, "test", "known", "wake")
    peeked = quiet(plain, hours)
    return {"peeked_threshold": peeked, "peeked_misses": misses(rows, wakes, peeked), "hour_threshold": hasty,
            "hour_alarms": counted(plain, [hasty])[0] / hours, "hour_misses": misses(rows, wakes, hasty)}


def in_few_bits(model, threshold):
    """What `at_threshold` gives with weights of 8 bits, and of 2."""
    found, weights = {}, spotter.weights_of(model)
    for bits in (8, 2):
        packed = spotter.model_of(spotter.from_8_bits(spotter.in_8_bits(weights, bits)))
        found |= {f"{name}_{bits}": value for name, value in at_threshold(packed, threshold).items()}
    return found
