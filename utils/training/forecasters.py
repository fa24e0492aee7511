"""Small GRUs and LSTMs that forecast, trained side by side: a series and a seed each, all of one size, at one rate.

A network reads a window of w values and after each says the next k. How it sees them is a view of `utils.training.forecasting`.
"""

from itertools import product

import numpy as np

from utils.checks import one_of
from utils.layers import GRU, LSTM, Affine, Network
from utils.training.forecasting import Relative
from utils.training.loops import numpy_step, train
from utils.training.lstms_together import LSTMs, by_name
from utils.training.optimisers import Adam, falling
from utils.training.together import GRUs, norms

CELLS = {"GRU": GRU, "LSTM": LSTM}


class RegressingLSTMs(LSTMs):
    """`LSTMs` that are trained on mean squared error, as `GRUs` are."""

    def learn(self, x, y):
        """Gradients, each network's clipped, from x (T, K, d, B) and y (T, K, k, B): the mean of the losses."""
        W, p = self.weights(), self.parameters
        stored = self.read(W, x)
        h = stored[0][1:, :, : W.shape[2]]
        d_y = p["W_hy"] @ h + p["b_y"][..., None] - y
        loss = float(np.mean(d_y**2))
        d_y *= 2 / d_y[:, 0].size
        self.gradients = by_name(self.back(W, *stored, p["W_hy"].swapaxes(-1, -2) @ d_y))
        self.gradients |= {"W_hy": (d_y @ h.swapaxes(-1, -2)).sum(axis=0), "b_y": d_y.sum(axis=(0, -1))}
        shaped = {name: g if g.ndim == 3 else g[..., None] for name, g in self.gradients.items()}
        factor = np.minimum(1, self.clip / np.maximum(norms(shaped), self.clip))[:, None, None]
        for g in shaped.values():
            g *= factor
        return loss


def fit(cell, tasks, size, rate, *, seeds, updates=200, batch=16, views=None, known=None):
    """Train a network for every task and seed: a dict of `Network`s by (the task's name, seed).

    Parameters
    ----------
    cell : str
        "GRU", or "LSTM", whose forget bias starts at 1.
    tasks : sequence of Task
        With the same w and k.
    size : int
        Hidden units.
    rate : float
        Adam's first rate; it falls to zero on a half cosine.
    seeds : sequence of int
        One for the start and for the draws of batches.
    updates, batch : int
    views : dict, optional
        By the task's name how its networks see values; `Relative` if not given.
    known : dict, optional
        By the task's name the origins to learn from; those of the training part if not given.
    """
    each, views, known = list(product(tasks, seeds)), views or {}, known or {}
    windows = {task.name: _windows(task, views.get(task.name, Relative), known.get(task.name)) for task in tasks}
    networks = [_fresh(cell, size, task.k, seed) for task, seed in each]
    layers, readouts = [n.layer for n in networks], [n.readout for n in networks]
    together = (GRUs(layers, readouts, [()] * len(each), 1.0) if cell == "GRU"
                else RegressingLSTMs(networks, [False] * len(each)))
    draws = [(windows[task.name], np.random.default_rng(seed)) for task, seed in each]

    def update(_):
        drawn = np.stack([rows[rng.integers(len(rows), size=batch)] for rows, rng in draws]).transpose(2, 0, 3, 1)
        return together.learn(drawn[:, :, :1], drawn[:, :, 1:])

    train(numpy_step(update, together, Adam(falling(rate, updates))), range(updates), label=f"{cell}, {size} units, {rate}")
    together.hand_back(layers, readouts)
    return {(task.name, seed): network for (task, seed), network in zip(each, networks, strict=True)}


def _windows(task, view, known):
    """Of N windows each step's input and what to say after it, (N, w, 1 + k)."""
    origins = task.origins("training") if known is None else known
    steps = origins[:, None] + np.arange(1 - task.w, 1)
    said = view.targets(task, steps.ravel()).reshape(*steps.shape, task.k)
    return np.concatenate([view.inputs(task, origins)[:, :, None], said], axis=2)


def _fresh(cell, size, k, seed):
    options = {"forget_bias": 1.0} if one_of("cell", cell, CELLS) == "LSTM" else {}
    return Network(CELLS[cell](1, size, seed=seed, **options), Affine(size, k, seed=seed))


def forecast(task, network, origins, view=Relative):
    """What a network foretells from each origin, (number of origins, k)."""
    return view.forecasts(task, origins, network.forward(view.inputs(task, origins).T[:, :, None])[0][-1])
