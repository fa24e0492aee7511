"""Does clipping matter more the longer the lag? Temporal order as in Pascanu, Mikolov & Bengio (2013), section 4.1.1.

Tanh networks of 50 units from their start 'smart tanh' (15 weights from other units to each, spectral radius 0.95, all other
weights small), batches of 20, plain descent and descent with a threshold of 1, at several lengths; solved by their criterion,
under 1 % wrong of 10,000 fresh sequences. They allow 5 million updates at a rate of 0.01; here updates are few, so each way has
the rate that suits it best at one length, on validation, with seeds of its own.
"""

import numpy as np

from utils.data.recall import LETTERS, ORDER_BASELINE, temporal_order
from utils.experiments import search
from utils.layers import RNN, Affine
from utils.training.rnns_last import LastRNNs

KIND = "long"
SETTINGS = {
    "kernels": ["Haswell"], "seeds": list(range(10)), "search_seeds": [100, 101],
    "rates": {"plain": [0.001, 0.003, 0.01, 0.03, 0.1], "clipped": [0.01, 0.03, 0.1, 0.3, 1.0]},
    "lengths": [10, 20, 30, 50], "search_length": 30, "clips": {"plain": None, "clipped": 1.0},
    "updates": {"search": 2_500, "report": 5_000},
    "units": 50, "batch": 20, "incoming": 15, "radius": 0.95, "deviation": 0.01,
}
TOLERANCE = 2e-5
SOLVED, CLASSES = 0.01, round(1 / ORDER_BASELINE)  # the share of wrong answers must be below it
EVERY, SIZES = 250, {"validation": 500, "test": 10_000}  # updates between looks at validation; sequences
AT_ONCE = 500  # test sequences that are read together: all of them would not fit into memory


def trials(settings, rows):
    """For each way a search over rates at one length, and then its report at all lengths."""
    common = {name: settings[name] for name in ("units", "batch", "incoming", "radius", "deviation")}
    common["kernel"] = settings["kernels"][0]
    found = []
    for way in settings["clips"]:
        tried = [common | {"way": way, "clip": settings["clips"][way], "length": settings["search_length"], "rate": rate,
                           "seeds": settings["search_seeds"], "updates": settings["updates"]["search"], "part": "search"}
                 for rate in settings["rates"][way]]
        results = {row["trial"]["rate"]: row["result"] for row in rows if row["trial"] in tried}
        found += tried
        if len(results) == len(tried):
            rate = min(results, key=lambda rate: score(results[rate]))
            found += [tried[0] | {"length": length, "rate": rate, "seeds": settings["seeds"], "part": "report",
                                  "updates": settings["updates"]["report"]} for length in settings["lengths"]]
    return found


def score(result):
    """For the search, lower is better: the error on validation, mean over networks; then the updates."""
    return float(np.mean(result["validation"])), float(np.mean(result["updates"]))


def network(trial, seed):
    """A fresh layer and its readout: W_hh sparse and scaled to its spectral radius, the other weights normal, no biases."""
    rng, m, d = np.random.default_rng([seed, 0]), trial["units"], len(LETTERS)
    layer, readout = RNN(d, m, seed=seed, dtype=np.float32), Affine(m, CLASSES, seed=seed, dtype=np.float32)
    W_xh, W_hy = (trial["deviation"] * rng.standard_normal(shape) for shape in ((m, d), (CLASSES, m)))
    put(layer.parameters, W_hh=sparse(m, trial["incoming"], trial["radius"], rng), W_xh=W_xh, b_h=0)
    put(readout.parameters, W_hy=W_hy, b_y=0)
    return layer, readout


def put(parameters, **values):
    """Write values into parameters of the same names."""
    for name, value in values.items():
        parameters[name][...] = value


def sparse(m, incoming, radius, rng):
    """A matrix (m, m) with so many entries other than zero in each row, normal, and with that spectral radius."""
    W = rng.standard_normal((m, m)) * (rng.random((m, m)).argsort(axis=1) < incoming)
    return W * radius / np.abs(np.linalg.eigvals(W)).max()


def drawn(trial, count, rngs):
    """Sequences for each network: x (T, K, 6, count) and classes (K, count)."""
    x, y = zip(*(temporal_order(trial["length"], count, rng) for rng in rngs), strict=True)
    return np.stack(x, axis=1).swapaxes(-1, -2), np.stack(y)


def generators(trial, use, seeds=None):
    """One for each network."""
    return [search.generator({"seed": seed}, use) for seed in (trial["seeds"] if seeds is None else seeds)]


def wrong(networks, x, y):
    """The share of wrong answers of each network."""
    return np.mean(networks.answers(x).argmax(axis=1) != y, axis=1)


def train(pairs, trial):
    """Train in place, each until a look at validation finds no error, side by side.

    Returns for each network the updates it took, its last error on validation, and whether its gradient was ever no number.
    """
    K, (x, y) = len(pairs), drawn(trial, SIZES["validation"], generators(trial, "validation"))
    going, rngs, errors, failed = np.arange(K), generators(trial, "training"), np.ones(K), np.zeros(K, bool)
    taken = np.full(K, trial["updates"])
    for done in range(EVERY, trial["updates"] + 1, EVERY):
        networks = together([pairs[k] for k in going], trial)
        for _ in range(EVERY):
            networks.descend(*drawn(trial, trial["batch"], [rngs[k] for k in going]))
        networks.hand_back(*zip(*(pairs[k] for k in going), strict=True))
        errors[going], failed[going] = wrong(networks, x[:, going], y[going]), networks.failed
        taken[going[errors[going] == 0]] = done
        going = going[(errors[going] > 0) & ~failed[going]]
        if not going.size:
            break
    return taken.tolist(), errors.tolist(), failed.tolist()


def together(pairs, trial):
    """Pairs of layer and readout as one, with the trial's rate and threshold."""
    clip = np.inf if trial["clip"] is None else trial["clip"]
    return LastRNNs(*zip(*pairs, strict=True), [trial["rate"]] * len(pairs), [clip] * len(pairs))


def tested(pairs, trial):
    """The share of each network's test sequences that are wrong."""
    networks, rngs = together(pairs, trial), generators(trial, "test")
    return np.mean([wrong(networks, *drawn(trial, AT_ONCE, rngs)) for _ in range(SIZES["test"] // AT_ONCE)], axis=0).tolist()


def run(trial):
    """Train the networks of a trial side by side, and in a report test each once, as it stopped or as it is at the end.

    Returns a dict of lists, one entry per network: "updates", "validation" (share wrong at the last look), "failed" (whether a
    gradient was NaN or infinite); in a report also "test" (share wrong) and "solved" (whether that is below `SOLVED`).
    """
    pairs = [network(trial, seed) for seed in trial["seeds"]]
    found = dict(zip(("updates", "validation", "failed"), train(pairs, trial), strict=True))
    if trial["part"] == "report":
        test = tested(pairs, trial)
        found |= {"test": test, "solved": [error < SOLVED for error in test]}
    return found
