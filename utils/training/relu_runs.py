"""Train several ReLU networks at once and refuse nothing, so that one can see how a training goes wrong, and log every step.

    h_t = max(0, W_hh h_{t-1} + W_xh x_t + b_h)        y = W_hy h_T + b_y        L = mean of (y - target)^2

Each starts with the identity as W_hh (Le, Jaitly & Hinton 2015). Every array has one axis more than usual, the K networks,
which share nothing: each has its own weights, data, rate and threshold. Unlike the layers' training loops, a run goes on
when a number is NaN or infinite: that is what there is to see.
"""

import numpy as np

from utils.checks import check_dtype, whole
from utils.training.loops import progress

__all__ = ["ORDER", "fresh", "gradients", "losses", "norms", "run"]

ORDER = ("states", "loss", "gradient", "weights")  # what a step computes, in order


def fresh(seeds, input_size, hidden_size, *, scale=0.3, dtype=np.float32):
    """The parameters of one network per seed, the identity and zeros, and else normal with deviation `scale`.

    Returns
    -------
    dict
        "W_hh" (K, m, m), "W_xh" (K, m, d), "b_h" (K, m, 1), "W_hy" (K, 1, m), "b_y" (K, 1, 1).
    """
    m, d, K = whole("hidden_size", hidden_size, 1), whole("input_size", input_size, 1), len(seeds)
    rngs = [np.random.default_rng(seed) for seed in seeds]
    p = {"W_hh": np.tile(np.eye(m), (K, 1, 1)), "W_xh": scale * np.stack([rng.standard_normal((m, d)) for rng in rngs]),
         "b_h": np.zeros((K, m, 1)), "W_hy": scale * np.stack([rng.standard_normal((1, m)) for rng in rngs]),
         "b_y": np.zeros((K, 1, 1))}
    return {name: value.astype(check_dtype(dtype)) for name, value in p.items()}


def gradients(p, x, y):
    """A pass forward and back.

    Parameters
    ----------
    p : dict, as `fresh` makes it
    x : array (T, K, d, B)
    y : array (K, 1, B)

    Returns
    -------
    states : array (T + 1, K, m, B)
    loss : array (K,)
    g : dict, as p
    """
    with np.errstate(all="ignore"):
        h = _states(p, x)
        error = p["W_hy"] @ h[-1] + p["b_y"] - y
        d_y = 2 * error / y.shape[-1]
        g = {name: np.zeros_like(value) for name, value in p.items()}
        g["W_hy"], g["b_y"] = d_y @ _turned(h[-1]), d_y.sum(axis=-1, keepdims=True)
        d_h, back = _turned(p["W_hy"]) @ d_y, _turned(p["W_hh"]).copy()
        for t in reversed(range(len(x))):
            d_a = d_h * (h[t + 1] > 0)
            g["W_hh"] += d_a @ _turned(h[t])
            g["W_xh"] += d_a @ _turned(x[t])
            g["b_h"] += d_a.sum(axis=-1, keepdims=True)
            d_h = back @ d_a
        return h, np.mean(error**2, axis=(1, 2)), g


def losses(p, x, y):
    """The loss of each network, (K,); arguments as for `gradients`."""
    with np.errstate(all="ignore"):
        return np.mean((p["W_hy"] @ _states(p, x)[-1] + p["b_y"] - y) ** 2, axis=(1, 2))


def norms(g):
    """The common norm of each network's arrays, (K,), summed in float64."""
    with np.errstate(all="ignore"):
        return np.sqrt(sum(np.square(value, dtype=np.float64).sum(axis=(1, 2)) for value in g.values()))


def run(p, draw, steps, *, rate, clip=np.inf, adam=False, label="training"):
    """Train by plain gradient descent, or by Adam, whatever the numbers become.

    Parameters
    ----------
    p : dict, as `fresh` makes it
        It stays as it is.
    draw : callable, () -> (x, y)
        The next batch, as for `gradients`.
    steps : int
    rate, clip : float or array (K,)
        The learning rate, and the largest common norm of the gradients.
    adam : bool
        Adam (Kingma & Ba 2015) with its usual decays, instead of plain gradient descent.
    label : str
        The progress bar's.

    Returns
    -------
    p : dict
        The parameters after it.
    log : dict
        "loss", "norm" (before clipping) and "weight" (the largest after the step), (steps, K) each, and "first": for each
        network the number of the step, counted from 1, and the name in `ORDER` at which something is first not finite;
        (0, "nowhere") if all is.
    """
    rate, clip = (np.broadcast_to(np.asarray(value, float), len(p["b_y"]))[:, None, None] for value in (rate, clip))
    rows, first, moments = [], [(0, "nowhere")] * len(p["b_y"]), ({}, {})
    for count in progress(range(1, steps + 1), label):
        h, loss, g = gradients(p, *draw())
        with np.errstate(all="ignore"):
            norm = norms(g)
            factor = np.minimum(1, clip / np.maximum(norm, 1e-300)[:, None, None])  # NaN stays NaN
            g = {name: value * factor.astype(value.dtype) for name, value in g.items()}
            g = _adam(g, moments, count) if adam else g
            p = {name: (value - rate * g[name]).astype(value.dtype) for name, value in p.items()}
        fine = dict(zip(ORDER, (_finite({"h": h[-1]}), np.isfinite(loss), np.isfinite(norm), _finite(p)), strict=True))
        first = [place if place[0] else _named(count, fine, k) for k, place in enumerate(first)]
        rows.append((loss, norm, np.max([np.abs(value).max(axis=(1, 2)) for value in p.values()], axis=0)))
    return p, dict(zip(("loss", "norm", "weight"), map(np.array, zip(*rows, strict=True)), strict=True)) | {"first": first}


def _states(p, x):
    """h_0 to h_T, the first zero."""
    h = np.zeros((len(x) + 1, *p["b_h"].shape[:2], x.shape[-1]), p["b_h"].dtype)
    for t, x_t in enumerate(x):
        np.maximum(p["W_hh"] @ h[t] + p["W_xh"] @ x_t + p["b_h"], 0, out=h[t + 1])
    return h


def _adam(g, moments, count):
    """The directions of Adam's step `count`; the running means in `moments` are renewed."""
    means, squares = moments
    for name, value in g.items():
        means[name] = 0.9 * means.get(name, 0) + 0.1 * value
        squares[name] = 0.999 * squares.get(name, 0) + 0.001 * value**2
    return {name: means[name] / (1 - 0.9**count) / (np.sqrt(squares[name] / (1 - 0.999**count)) + 1e-8) for name in g}


def _finite(arrays):
    """Whether all entries of each network's arrays, (K, rows, columns), are finite: (K,)."""
    return np.all([np.isfinite(value).all(axis=(1, 2)) for value in arrays.values()], axis=0)


def _named(count, fine, k):
    """The step and the first name at which network k is not finite, or (0, "nowhere")."""
    return next(((count, name) for name, ok in fine.items() if not ok[k]), (0, "nowhere"))


def _turned(a):
    return a.swapaxes(-1, -2)
