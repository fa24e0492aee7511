"""How far back can each cell be trained to remember? Adding and temporal order, three cells of one size, equal tuning."""

import numpy as np

from utils.data.recall import adding, temporal_order
from utils.experiments import search
from utils.layers import KINDS, Affine, Network, mean_squared_error, softmax_cross_entropy
from utils.training import Adam, forward_backward, numpy_step

KIND = "long"
SETTINGS = {
    "seeds": list(range(10)), "search_seeds": [100, 101], "rates": [0.001, 0.003, 0.01],
    "kernels": ["Haswell", "Sandybridge"], "again": [{"task": ["adding"], "length": [20]}, {"task": ["order"], "length": [80]}],
    "tasks": ["adding", "order"], "lengths": [10, 20, 40, 80],
    "starts": {"RNN": ["uniform", "orthogonal"], "LSTM": [0, 1], "GRU": [0, 1]},
    "parameters": 9_800, "batch": 50, "steps": 2_000, "stop": 0.005, "clip": 1.0,
    "patience": {"task": "adding", "length": 40, "kind": "RNN", "steps": 10_000},
}
TOLERANCE = 2e-5
TASKS = {"adding": (adding, 2, 1, mean_squared_error), "order": (temporal_order, 6, 4, softmax_cross_entropy)}
SOLVED = 0.01  # the error must be below it: the mean squared error (adding), the share of wrong answers (order)
KEPT = {"LSTM": "b_f", "GRU": "b_z"}  # the bias of the gate that keeps
EVERY, SIZES = 50, {"validation": 500, "test": 2_000}  # steps between looks at the validation set; sequences


def trials(settings, rows):
    """A search and a report for every task, length, cell and start; and some reported once more with more steps."""
    contenders = [{"task": task, "length": length, "kind": kind, "start": start,
                   **{name: settings[name] for name in ("parameters", "batch", "steps", "stop", "clip")}}
                  for task in settings["tasks"] for length in settings["lengths"] for kind, starts in settings["starts"].items()
                  for start in starts]
    found = search.trials(contenders, settings, rows, score)
    return found + [trial | settings["patience"] for trial in found if is_patient(trial, settings)]


def is_patient(trial, settings):
    """Whether a trial is to be run with more steps too: one that is reported, on the first kernel."""
    wanted = settings["patience"] | {"steps": settings["steps"], "part": "report", "kernel": settings["kernels"][0]}
    return wanted.items() <= trial.items()


def score(result):
    """For the search: the error on validation, all that are solved alike; then the steps."""
    return max(result["validation"], SOLVED), result["steps"]


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
        self.rng, self.validation = search.generator(trial, "training"), self.held_out("validation")
        update = numpy_step(lambda batch: forward_backward(self.network, self.loss, *batch)[0], self.network,
                            Adam(trial["rate"]), clip=trial["clip"])
        self.step = lambda: update(self.draw(trial["length"], trial["batch"], self.rng))

    def held_out(self, part):
        """The sequences and answers of "validation" or "test"."""
        return self.draw(self.trial["length"], SIZES[part], search.generator(self.trial, part))

    def error(self, held_out=None):
        """On validation or what is given: the mean squared error (adding) or the share of wrong answers (order)."""
        x, y = self.validation if held_out is None else held_out
        answer, _ = self.network.forward(x)
        return float(np.mean((answer - y) ** 2) if self.trial["task"] == "adding" else np.mean(answer.argmax(-1) != y))

    def parameters(self):
        """A copy of the network's parameters as they are."""
        return {name: p.copy() for name, p in self.network.parameters.items()}

    def put_back(self, parameters):
        """Give the network the parameters of a copy."""
        for name, p in self.network.parameters.items():
            p[...] = parameters[name]


def learn(learner, steps, stop):
    """Train until the error on validation is below `stop` or the steps are used up; put the best parameters back.

    Returns their error on validation, the steps they took, and whether a loss or a gradient was NaN or infinite.
    """
    best, at, kept, failed = learner.error(), 0, learner.parameters(), False
    for step in range(1, steps + 1):
        try:
            learner.step()
        except FloatingPointError:
            failed = True
            break
        if step % EVERY == 0 and (error := learner.error()) < best:
            best, at, kept = error, step, learner.parameters()
            if best < stop:
                break
    learner.put_back(kept)
    return best, at, failed


def run(trial):
    """Train, keep what validation chose, and where it is to be reported, score that on test.

    Returns a dict: "validation" (error of the parameters kept), "steps" (those they took), "failed" (whether loss or gradient
    was NaN or infinite), "units", "parameters"; in a report also "test" (error) and "solved" (whether that is below `SOLVED`).
    """
    learner = Learner(trial)
    validation, steps, failed = learn(learner, trial["steps"], trial["stop"])
    layer, result = learner.network.layer, {"validation": validation, "steps": steps, "failed": failed}
    if trial["part"] == "report":
        test = learner.error(learner.held_out("test"))
        result |= {"test": test, "solved": test < SOLVED}
    return result | {"units": layer.hidden_size, "parameters": layer.count(layer.input_size, layer.hidden_size)}
