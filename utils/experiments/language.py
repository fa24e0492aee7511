"""When does a network pass the best n-gram? Characters of nine plays, a small and a large budget, rates searched for each."""

import math
from functools import cache

from utils.data import plays, vocabulary
from utils.experiments import search
from utils.models.characters import CharacterModel
from utils.models.text_ngrams import SMOOTHINGS, TextNGram
from utils.optional import need
from utils.training import streams

KIND = "long"
SETTINGS = {
    "seeds": [0, 1, 2], "search_seeds": [100], "rates": [0.003, 0.01, 0.03], "kernels": ["Haswell"], "again": [],
    "batch": 16, "window": 64,
    "budgets": [{"kind": "LSTM", "units": 224, "steps": 300, "search_steps": 300},
                {"kind": "GRU", "units": 262, "steps": 300, "search_steps": 300},  # as many parameters
                {"kind": "LSTM", "units": 224, "steps": 6_000, "search_steps": 1_500}],
}
TOLERANCE = 1e-4
PLAYS = 9  # to train on, of 33
LOOKS, LOOKED_AT = 12, 40_000  # how often a reported training is watched, and on how many letters of validation


def trials(settings, rows):
    """A search and a report for every budget; where a training is long, its rate is searched on shorter ones."""
    found = []
    for budget in settings["budgets"]:
        contender = {name: budget[name] for name in ("kind", "units", "steps")}
        contender |= {name: settings[name] for name in ("batch", "window")}
        short = contender | {"steps": budget["search_steps"]}
        rates, best = search.search(short, settings, rows, score)
        found += [short | {"rate": rate, "seed": seed, "part": "search", "kernel": settings["kernels"][0]}
                  for rate in rates for seed in settings["search_seeds"]]
        found += [] if best is None else search.reported(contender, best, settings)
    return found


def score(result):
    """For the search: bits a character on validation."""
    return (result["validation"],)


@cache
def texts():
    """The characters of nine training plays (a Vocabulary), and each part as integers."""
    titles = plays.split()
    joined = {part: "".join(map(plays.text, titles[part][:PLAYS])) for part in ("train", "validation", "test")}
    V = vocabulary.Vocabulary(joined["train"])  # it has every character of the others
    return V, {part: V.encode(text) for part, text in joined.items()}


@cache
def ngram(order, smoothing):
    """The n-gram model of the training text."""
    V, parts = texts()
    return TextNGram(parts["train"], len(V), order, smoothing)


def ngram_bits(order, smoothing, part):
    """Its bits a character on a part, the first character left out, as it is for a network."""
    return float(ngram(order, smoothing).losses(texts()[1][part])[1:].mean()) * streams.BITS


def best_ngram(orders=range(4, 9)):
    """The order and smoothing with the fewest bits on validation."""
    return min(((n, how) for n in orders for how in SMOOTHINGS), key=lambda model: ngram_bits(*model, "validation"))


def run(trial):
    """Train, and read what was held out: validation, and in a report also test, once, at the end.

    Returns a dict: "validation", in a report "test" (bits a character; NaN where the training failed), "parameters", and in a
    report the course of the training: "at_N", the bits after N updates of the first letters of validation.
    """
    need("torch").set_num_threads(1)
    V, parts = texts()
    model, course = CharacterModel(trial["kind"], len(V), trial["units"], trial["seed"]), {}
    report = trial["part"] == "report"

    def look(n):
        if report and n % max(1, trial["steps"] // LOOKS) == 0:
            course[f"at_{n}"] = streams.bits(model, parts["validation"][:LOOKED_AT], batch=20)

    try:
        streams.fit(model, parts["train"], look=look, **{name: trial[name] for name in ("steps", "rate", "batch", "window")})
        scores = {part: streams.bits(model, parts[part]) for part in ["validation"] + ["test"] * report}
    except FloatingPointError:
        scores = dict.fromkeys(["validation"] + ["test"] * report, math.nan)
    return scores | {"parameters": model.count()} | course
