"""Hochreiter & Schmidhuber's LSTM of 1997 on their temporal order task, experiment 6a, on their scale and by their criterion.

Their numbers (Table 9): training stops after 31,390 sequences, and then 1 of 2,560 is classified wrongly, means of 20 trials.
Network, rate, start and rule of stopping are theirs, so nothing is chosen here. The control has their network with one number
changed, the factor by which a cell keeps its state from step to step.
"""

import numpy as np

from utils.data.order_1997 import LETTERS, PAIRS, temporal_order
from utils.experiments import search
from utils.training.cells_1997 import Cells1997

KIND = "long"
SETTINGS = {
    "kernels": ["Haswell"], "rate": 0.5, "gate_biases": [-2.0, -4.0], "shortest": 100,
    "report": [{"keep": 1.0, "most": 60_000}, {"keep": 0.9, "most": 35_000}], "seeds": list(range(10)),
    "small": [{"keep": 1.0, "most": 8_000}, {"keep": 0.9, "most": 3_000}], "small_seeds": [100, 101], "small_shortest": 20,
}
TOLERANCE = 2e-5
WRONG, ENOUGH = 0.3, 0.1  # a sequence is wrong if an output unit is off by more; training stops with a mean error below
IN_A_ROW, BLOCK, TEST = 2_000, 500, 2_560  # of sequences right before the stop; drawn at a time; in the test


def trials(settings, _):
    """Networks side by side, a trial for each `keep`: the small ones, which choose nothing, and those reported."""
    common = {name: settings[name] for name in ("rate", "gate_biases")} | {"kernel": settings["kernels"][0]}
    parts = (("search", "small", "small_"), ("report", "report", ""))
    return [common | trial | {"seeds": settings[f"{of}seeds"], "shortest": settings[f"{of}shortest"], "part": part}
            for part, name, of in parts for trial in settings[name]]


class Watch:
    """The rule of stopping, for K networks: the last sequences all right, and their mean error small enough."""

    def __init__(self, count):
        self.errors, self.right, self.seen = np.ones((count, IN_A_ROW)), np.zeros(count, int), 0

    def stops(self, errors):
        """Whether each may stop, once its largest error (K,) on one sequence more is known; errors not yet made count 1."""
        self.errors[:, self.seen % IN_A_ROW] = errors
        self.right, self.seen = np.where(errors < WRONG, self.right + 1, 0), self.seen + 1
        may = self.right >= IN_A_ROW
        return may & (self.errors.mean(axis=1) < ENOUGH) if may.any() else may  # the means cost more than all else here


def train(networks, trial):
    """Train in place; the sequences that each network took, None where it never stopped, and the watch over their errors."""
    seeds, watch = trial["seeds"], Watch(len(trial["seeds"]))
    rngs, taken = [search.generator({"seed": seed}, "training") for seed in seeds], np.zeros(len(seeds), int)
    while watch.seen < trial["most"] and not taken.all():
        x, lengths, y = drawn(trial["shortest"], BLOCK, rngs)
        for n in range(BLOCK):
            errors = networks.learn(x[:, :, n], lengths[:, n], y[:, n], trial["rate"] * (taken == 0))
            may = watch.stops(errors)
            taken[may & (taken == 0)] = watch.seen
    return [int(count) or None for count in taken], watch


def drawn(shortest, count, rngs):
    """Sequences of each network: x (T, K, count, 8), lengths (K, count), targets (K, count, 4)."""
    x, lengths, y = zip(*(temporal_order(shortest, count, rng) for rng in rngs), strict=True)
    return np.stack(x, axis=1), np.stack(lengths), np.stack(y)


def tested(networks, trial):
    """How many of each network's test sequences are wrong, and the mean of its largest errors."""
    rngs, errors = [search.generator({"seed": seed}, "test") for seed in trial["seeds"]], []
    for _ in range(TEST // 256):  # all at once would not fit into memory
        x, lengths, y = drawn(trial["shortest"], 256, rngs)
        errors.append(np.abs(networks.answers(x.swapaxes(-1, -2), lengths) - y.swapaxes(-1, -2)).max(axis=1))
    errors = np.concatenate(errors, axis=1)
    return (errors >= WRONG).sum(axis=1).tolist(), errors.mean(axis=1).tolist()


def run(trial):
    """Train all networks of a trial side by side until each stops, and in a report test each once.

    Returns a dict of lists, one entry per network: "sequences" (that its training took; None if it never stopped), "solved"
    (whether it stopped), "error" (mean of the largest errors on its last 2,000 sequences); in a report also "wrong" (of 2,560
    test sequences) and "test" (their mean largest error).
    """
    networks = Cells1997.fresh(trial["seeds"], len(LETTERS), PAIRS, trial["gate_biases"], trial["keep"])
    taken, watch = train(networks, trial)
    found = {"sequences": taken, "solved": [count is not None for count in taken], "error": watch.errors.mean(axis=1).tolist()}
    if trial["part"] == "report":
        found["wrong"], found["test"] = tested(networks, trial)
    return found
