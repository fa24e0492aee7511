"""How far back can each cell be trained to remember? Adding and temporal order, three cells of one size, equal tuning."""

import math

import numpy as np

from utils.data.recall import adding, temporal_order
from utils.layers import GRU, LSTM, RNN, Affine, mean_squared_error, softmax_cross_entropy
from utils.training import Adam, numpy_step

KIND = "long"
SETTINGS = {
    "seeds": [0, 1, 2, 3, 4], "tasks": ["adding", "order"], "lengths": [10, 20, 40, 80], "rates": [0.0003, 0.001, 0.004],
    "starts": {"RNN": ["uniform", "orthogonal"], "LSTM": [0, 1], "GRU": [0, 1]},
    "parameters": 9_800, "batch": 50, "steps": 2_000, "clip": 1.0,
}
LAYERS = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}
TASKS = {"adding": (adding, 2, 1, mean_squared_error), "order": (temporal_order, 6, 4, softmax_cross_entropy)}
SOLVED = {"adding": 0.01, "order": 0.01}  # largest mean squared error, largest share of wrong answers
EVERY, VALIDATION, EARLY = 50, 500, 20  # steps between looks at the validation set, its sequences, steps of `early`


def trials(settings):
    """Every task, length, cell, start, rate and seed."""
    return [{"task": task, "length": length, "kind": kind, "start": start, "rate": rate, "seed": seed,
             **{name: settings[name] for name in ("parameters", "batch", "steps", "clip")}}
            for task in settings["tasks"] for length in settings["lengths"] for kind, starts in settings["starts"].items()
            for start in starts for rate in settings["rates"] for seed in settings["seeds"]]


def hidden_size(kind, d, parameters):
    """The number of units with which a layer comes closest to so many parameters."""
    return min(range(1, 1000), key=lambda m: abs(count(kind, d, m) - parameters))


def count(kind, d, m):
    """The parameters of our layer with d inputs and m units."""
    return {"RNN": 1, "LSTM": 4, "GRU": 3}[kind] * m * (m + d + 1) + (m if kind == "GRU" else 0)


def layer_of(kind, d, m, start, seed):
    """A fresh layer. `start` is how W_hh begins (RNN), the forget bias (LSTM), or the bias of z, the share kept (GRU)."""
    if kind == "LSTM":
        return LSTM(d, m, forget_bias=start, seed=seed, dtype=np.float32)
    layer = LAYERS[kind](d, m, seed=seed, dtype=np.float32)
    if kind == "GRU":
        layer.parameters["b_z"] += np.float32(start)
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
        self.layer = layer_of(trial["kind"], d, m, trial["start"], trial["seed"])
        self.readout = Affine(m, k, seed=trial["seed"], dtype=np.float32)
        self.rng = np.random.default_rng([trial["seed"], 3])
        self.validation = self.draw(trial["length"], VALIDATION, np.random.default_rng([trial["seed"], 4]))
        parameters = self.layer.parameters | self.readout.parameters
        update = numpy_step(self._gradients, parameters, Adam(trial["rate"]), clip=trial["clip"])
        self.step = lambda: update(self.draw(trial["length"], trial["batch"], self.rng))

    def answer(self, x):
        """What the network says after the last step: (B, k)."""
        self.outputs, final = self.layer.forward(x)
        return self.readout.forward(final[0] if self.trial["kind"] == "LSTM" else final)

    def _gradients(self, batch):
        x, y = batch
        loss, d_answer = self.loss(self.answer(x), y)
        d_h = self.readout.backward(d_answer)
        d_final = (d_h, np.zeros_like(d_h)) if self.trial["kind"] == "LSTM" else d_h
        self.layer.backward(np.zeros_like(self.outputs), d_final)
        return loss, self.layer.gradients | self.readout.gradients

    def error(self):
        """On validation: the mean squared error (adding) or the share of wrong answers (order)."""
        x, y = self.validation
        answer = self.answer(x)
        return float(np.mean((answer - y) ** 2) if self.trial["task"] == "adding" else np.mean(answer.argmax(-1) != y))


def run(trial):
    """Train until the task is solved or the steps are used up.

    Returns a dict: "early" (mean loss of the first steps), "error" (smallest seen on validation, None if never measured),
    "steps" (at which it was solved, or None), "units", "parameters", and "failed": whether the loss became NaN or infinite.
    """
    learner, losses, best = Learner(trial), [], math.inf
    for step in range(1, trial["steps"] + 1):
        losses.append(learner.step())
        if not math.isfinite(losses[-1]):
            break
        if step % EVERY == 0:
            best = min(best, learner.error())
            if best < SOLVED[trial["task"]]:
                break
    m, solved = learner.layer.hidden_size, best < SOLVED[trial["task"]]
    return {"early": float(np.mean(losses[:EARLY])), "error": best if math.isfinite(best) else None,
            "steps": step if solved else None, "failed": not math.isfinite(losses[-1]),
            "units": m, "parameters": count(trial["kind"], learner.layer.input_size, m)}


def early(trial):
    """The mean loss of the first steps."""
    learner = Learner(trial)
    return float(np.mean([learner.step() for _ in range(EARLY)]))
