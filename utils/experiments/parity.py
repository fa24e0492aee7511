"""Is the GRU as good as the LSTM on real text? Names and plays, three cells of one size, the same rates tried for each."""

from functools import cache

import numpy as np

from utils.data import names, plays, vocabulary
from utils.experiments.recall import hidden_size
from utils.layers import KINDS, LSTM, Affine, Network, softmax_cross_entropy
from utils.training import Adam, falling, forward_backward, numpy_step

KIND = "long"
SETTINGS = {
    "seeds": [0, 1, 2, 3, 4], "kinds": ["RNN", "LSTM", "GRU"], "rates": [0.001, 0.003, 0.01, 0.03],
    "data": {"names": {"parameters": 20_000, "steps": 1_000, "batch": 64},
             "plays": {"parameters": 80_000, "steps": 1_000, "batch": 32}},
}
PLAYS, WINDOW, COLUMNS = 9, 64, 20  # plays to train on, letters of a training window, columns of a held-out text
HELD_OUT = {"validation": 40_000, "test": 80_000}  # letters of the plays held out
EARLY = 20  # steps of `early`
REACH = 1.0  # the input's weights start between -1 and 1: of one-hot inputs only one is ever on


def trials(settings):
    """Every text, cell, rate and seed."""
    return [{"data": data, "kind": kind, "rate": rate, "seed": seed, **budget}
            for data, budget in settings["data"].items() for kind in settings["kinds"]
            for rate in settings["rates"] for seed in settings["seeds"]]


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
    """The recurrent layer, with forget bias 1 where there is one, and the output layer."""
    k = alphabet(trial["data"])
    m, seed, make = hidden_size(trial["kind"], k, trial["parameters"]), trial["seed"], KINDS[trial["kind"]]
    layer = make(k, m, seed=seed, dtype=np.float32, **({"forget_bias": 1.0} if make is LSTM else {}))
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


def score(net, batch):
    """Nats a character of a batch that is only read."""
    inputs, targets, lengths = batch
    y, _ = net.forward(one_hot(net, inputs), lengths=lengths)
    return softmax_cross_entropy(y, targets, vocabulary.mask(lengths, len(inputs)))[0]


def trained(trial, steps):
    """The network after so many of the trial's steps, and the loss of each step."""
    net, draw = network(trial), drawer(trial["data"], trial["batch"], np.random.default_rng(trial["seed"]))
    optimiser = Adam(falling(trial["rate"], trial["steps"]))
    update = numpy_step(lambda batch: learn(net, batch), net, optimiser, clip=1.0)
    return net, [update(draw()) for _ in range(steps)]


def run(trial):
    """Train, and read what was held out.

    Returns a dict: "early" (mean loss of the first steps), "validation" and "test" (nats a character), "units", and
    "parameters", those of the recurrent layer.
    """
    net, losses = trained(trial, trial["steps"])
    scores = {part: score(net, held_out(trial["data"], part)) for part in ("validation", "test")}
    return {"early": float(np.mean(losses[:EARLY])), **scores, "units": net.layer.hidden_size,
            "parameters": net.layer.count(net.input_size, net.layer.hidden_size)}


def early(trial):
    """The mean loss of the first steps."""
    return float(np.mean(trained(trial, EARLY)[1]))
