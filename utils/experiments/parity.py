"""Is the GRU as good as the LSTM on real text? Names and plays, three cells of one size, the same rates tried for each."""

import math
from functools import cache

import numpy as np

from utils.data import names, plays, vocabulary
from utils.experiments import search
from utils.experiments.recall import hidden_size, layer_of
from utils.layers import Affine, Network, softmax_cross_entropy
from utils.training import Adam, falling, forward_backward, numpy_step

KIND = "long"
SETTINGS = {
    "seeds": list(range(10)), "search_seeds": [100, 101], "rates": [0.003, 0.01, 0.03],
    "kernels": ["Haswell", "Sandybridge"], "again": [{"data": ["names"]}],
    "starts": {"RNN": ["uniform"], "LSTM": [0, 1], "GRU": [0, 1]},
    "data": {"names": {"parameters": 20_000, "steps": 1_000, "batch": 64},
             "plays": {"parameters": 80_000, "steps": 1_000, "batch": 32}},
}
TOLERANCE = 2e-6
PLAYS, WINDOW, COLUMNS = 9, 64, 20  # plays to train on, letters of a training window, columns of a held-out text
HELD_OUT = {"validation": 40_000, "test": 80_000}  # letters of the plays held out
REACH = 1.0  # the input's weights start between -1 and 1: of one-hot inputs only one is ever on


def trials(settings, rows):
    """A search and a report for every text, cell and start."""
    contenders = [{"data": data, "kind": kind, "start": start, **budget} for data, budget in settings["data"].items()
                  for kind, starts in settings["starts"].items() for start in starts]
    return search.trials(contenders, settings, rows, score)


def score(result):
    """For the search: nats a character on validation."""
    return (result["validation"],)


@cache
def name_parts():
    """The vocabulary of names, and the encoded names of each part."""
    V = names.vocabulary()
    parts = zip(("training", "validation", "test"), names.split(names.load(), seed=0), strict=True)
    return V, {part: [V.encode(name) for name in items] for part, items in parts}


@cache
def play_texts():
    """The plays' characters, and training, validation and test text."""
    split = plays.split()
    joined = {part: "".join(plays.text(title) for title in split[part]) for part in ("validation", "test")}
    texts = {"training": "".join(plays.text(title) for title in split["train"][:PLAYS])}
    texts |= {part: joined[part][:size] for part, size in HELD_OUT.items()}
    return vocabulary.Vocabulary("".join(texts.values())), texts


def held_out(data, part):
    """A part as one batch: inputs (T, B), targets (T, B) and lengths (B,)."""
    if data == "names":
        V, parts = name_parts()
        return vocabulary.batch(parts[part])
    V, texts = play_texts()
    symbols = V.encode(texts[part])
    T = (len(symbols) - 1) // COLUMNS
    cut = (symbols[i : i + T * COLUMNS].reshape(COLUMNS, T).T for i in (0, 1))
    return *cut, np.full(COLUMNS, T)


def drawer(data, batch, rng):
    """A function that draws a training batch, in the form of `held_out`."""
    if data == "names":
        encoded = name_parts()[1]["training"]
        return lambda: vocabulary.batch([encoded[i] for i in rng.integers(len(encoded), size=batch)])
    V, texts = play_texts()
    symbols, steps = V.encode(texts["training"]), np.arange(WINDOW + 1)[:, None]

    def draw():
        window = symbols[rng.integers(len(symbols) - WINDOW, size=batch) + steps]  # (WINDOW + 1, batch)
        return window[:-1], window[1:], np.full(batch, WINDOW)

    return draw


def alphabet(data):
    """The number of symbols."""
    return len((name_parts if data == "names" else play_texts)()[0])


def network(trial):
    """The recurrent layer and the output layer. `start` as in `recall.layer_of`."""
    k, seed = alphabet(trial["data"]), trial["seed"]
    m = hidden_size(trial["kind"], k, trial["parameters"])
    layer = layer_of(trial["kind"], k, m, trial["start"], seed)
    for g in layer.gates:
        layer.parameters[f"W_x{g}"] *= np.float32(REACH * np.sqrt(m))  # drawn between -1/sqrt(m) and 1/sqrt(m)
    return Network(layer, Affine(m, k, seed=seed, dtype=np.float32))


def one_hot(net, inputs):
    """Symbols (T, B) as vectors (T, B, k)."""
    return np.eye(net.input_size, dtype=np.float32)[inputs]


def learn(net, batch):
    """Nats a character of a batch; the network is left with the gradients."""
    inputs, targets, lengths = batch
    return forward_backward(net, softmax_cross_entropy, one_hot(net, inputs), targets, lengths=lengths)[0]


def loss_on(net, batch):
    """Nats a character of a batch that is only read."""
    inputs, targets, lengths = batch
    y, _ = net.forward(one_hot(net, inputs), lengths=lengths)
    return softmax_cross_entropy(y, targets, vocabulary.mask(lengths, len(inputs)))[0]


def train(net, trial):
    """Train a network in place. FloatingPointError where a loss or a gradient is NaN or infinite."""
    draw = drawer(trial["data"], trial["batch"], search.generator(trial, "training"))
    optimiser = Adam(falling(trial["rate"], trial["steps"]))
    update = numpy_step(lambda batch: learn(net, batch), net, optimiser, clip=1.0)
    for _ in range(trial["steps"]):
        update(draw())


def run(trial):
    """Train, and read what was held out: validation, and in a report also test.

    Returns a dict: "validation", in a report "test" (nats a character at the end; NaN where the training failed), "units", and
    "parameters", those of the recurrent layer.
    """
    net, parts = network(trial), ["validation"] + ["test"] * (trial["part"] == "report")
    try:
        train(net, trial)
        scores = {part: loss_on(net, held_out(trial["data"], part)) for part in parts}
    except FloatingPointError:
        scores = dict.fromkeys(parts, math.nan)
    return scores | {"units": net.layer.hidden_size, "parameters": net.layer.count(net.input_size, net.layer.hidden_size)}
