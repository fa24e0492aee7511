"""How far back can each cell be trained to remember? Adding and temporal order, three cells of one size, equal tuning."""

import math

import numpy as np

from utils.data.recall import adding, temporal_order
from utils.layers import KINDS, Affine, Network, mean_squared_error, softmax_cross_entropy
from utils.training import Adam, forward_backward, numpy_step

KIND = "long"
SETTINGS = {
    "seeds": [0, 1, 2, 3, 4], "tasks": ["adding", "order"], "lengths": [10, 20, 40, 80], "rates": [0.0003, 0.001, 0.004],
    "starts": {"RNN": ["uniform", "orthogonal"], "LSTM": [0, 1], "GRU": [0, 1]},
    "parameters": 9_800, "batch": 50, "steps": 2_000, "clip": 1.0,
}
TASKS = {"adding": (adding, 2, 1, mean_squared_error), "order": (temporal_order, 6, 4, softmax_cross_entropy)}
SOLVED = {"adding": 0.01, "order": 0.01}  # largest mean squared error, largest share of wrong answers
KEPT = {"LSTM": "b_f", "GRU": "b_z"}  # the bias of the gate that keeps
EVERY, VALIDATION, EARLY = 50, 500, 20  # steps between looks at the validation set, its sequences, steps of `early`


def trials(settings):
    """Every task, length, cell, start, rate and seed."""
    return [{"task": task, "length": length, "kind": kind, "start": start, "rate": rate, "seed": seed,
             **{name: settings[name] for name in ("parameters", "batch", "steps", "clip")}}
            for task in settings["tasks"] for length in settings["lengths"] for kind, starts in settings["starts"].items()
            for start in starts for rate in settings["rates"] for seed in settings["seeds"]]


def hidden_size(kind, d, parameters):
    """The number of units with which a layer comes closest to so many parameters."""
    return min(range(1, 1000), key=lambda m: abs(KINDS[kind].count(d, m) - parameters))


def layer_of(kind, d, m, start, seed):
    """A fresh layer. `start` is how W_hh begins (RNN), the forget bias (LSTM), or the bias of z, the share kept (GRU)."""
    layer = KINDS[kind](d, m, seed=seed, dtype=np.float32)
    if kind in KEPT:
        layer.parameters[KEPT[kind]] += np.float32(start)
    elif start == "identity":
        layer.parameters["W_hh"] = np.eye(m, dtype=np.float32)
    elif start == "orthogonal":
        square = np.random.default_rng([seed, 2]).standard_normal((m, m))
        layer.parameters["W_hh"] = np.linalg.qr(square)[0].astype(np.float32)
    return layer


class Learner:
    """A layer that reads, an output layer that answers once at the end, and a stream of fresh batches."""

    def __init__(self, trial):
        self.trial = trial
        self.draw, d, k, self.loss = TASKS[trial["task"]]
        m = hidden_size(trial["kind"], d, trial["parameters"])
        layer = layer_of(trial["kind"], d, m, trial["start"], trial["seed"])
        self.network = Network(layer, Affine(m, k, seed=trial["seed"], dtype=np.float32), last=True)
        self.rng = np.random.default_rng([trial["seed"], 3])
        self.validation = self.draw(trial["length"], VALIDATION, np.random.default_rng([trial["seed"], 4]))
        update = numpy_step(lambda batch: forward_backward(self.network, self.loss, *batch)[0], self.network,
                            Adam(trial["rate"]), clip=trial["clip"])
        self.step = lambda: update(self.draw(trial["length"], trial["batch"], self.rng))

    def error(self):
        """On validation: the mean squared error (adding) or the share of wrong answers (order)."""
        x, y = self.validation
        answer, _ = self.network.forward(x)
        return float(np.mean((answer - y) ** 2) if self.trial["task"] == "adding" else np.mean(answer.argmax(-1) != y))


def run(trial):
    """Train until the task is solved or the steps are used up.

    Returns a dict: "early" (mean loss of the first steps), "error" (smallest seen on validation, None if never measured),
    "steps" (at which it was solved, or None), "units", "parameters", and "failed": whether the loss became NaN or infinite.
    """
    learner, losses, best, failed = Learner(trial), [], math.inf, False
    for step in range(1, trial["steps"] + 1):
        try:
            losses.append(learner.step())
        except FloatingPointError:
            failed = True
            break
        if step % EVERY == 0:
            best = min(best, learner.error())
            if best < SOLVED[trial["task"]]:
                break
    layer, solved = learner.network.layer, best < SOLVED[trial["task"]]
    return {"early": float(np.mean(losses[:EARLY])) if losses else None, "error": best if math.isfinite(best) else None,
            "steps": step if solved else None, "failed": failed,
            "units": layer.hidden_size, "parameters": layer.count(layer.input_size, layer.hidden_size)}


def early(trial):
    """The mean loss of the first steps."""
    learner = Learner(trial)
    return float(np.mean([learner.step() for _ in range(EARLY)]))
