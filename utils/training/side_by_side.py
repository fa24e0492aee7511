"""Train several RNNs of one size at once to classify, each on its own data: what `fit` does to each, in a third of the time.

A small network's step is mostly calls of NumPy, not arithmetic. Here every array has one axis more, the networks, so that
a call serves them all. They share nothing: each has its own weights, its own draws of batches, its own clipping. The
arithmetic within a network is that of its layers, product by product, so that it also rounds as they do.
"""

import numpy as np

from utils.layers.untied import Untied
from utils.training.loops import numpy_step, train
from utils.training.optimisers import Adam, falling
from utils.training.together import Workspace, check_one_each


def fit_side_by_side(layers, readouts, x, labels, counted=None, *, rngs, steps, batch, rate, clip=1.0, label="training"):
    """Train pairs of layer and readout in place, on the cross-entropy of a softmax, as `fit` would train each.

    Parameters
    ----------
    layers : sequence of RNN, or of Untied
        All of one size and dtype.
    readouts : sequence of Affine
    x : sequence of arrays (T, N, d)
        The inputs of each network.
    labels : sequence of integers (T, N)
    counted : sequence of booleans (T, N), optional
        Which labels count; all if not given.
    rngs : sequence of numpy.random.Generator
    steps, batch, rate, clip
        As for `fit`, for every network.
    label : str
        What the progress bar is called.

    Returns
    -------
    list of float
        The mean of the networks' losses at each step.

    Raises
    ------
    ValueError
        If there is not one of everything per layer, or the layers are not alike.
    FloatingPointError
        As soon as a loss or a gradient is NaN or infinite.
    """
    counted = [np.ones(part.shape, bool) for part in labels] if counted is None else counted
    data = {"x": x, "labels": labels, "counted": counted}
    check_alike(layers, {"readouts": readouts, "rngs": rngs} | data)
    networks = SideBySide(layers, readouts, clip)

    def update(_):
        columns = [rng.integers(part.shape[1], size=batch) for rng, part in zip(rngs, x, strict=True)]
        return networks.learn(*(np.stack([part[:, c] for part, c in zip(parts, columns, strict=True)], axis=1)
                                for parts in data.values()))

    losses = train(numpy_step(update, networks, Adam(falling(rate, steps))), range(steps), label=label)
    networks.hand_back(layers, readouts)
    return losses


def by_step(layer):
    """The RNNs of a layer: one for each step, or the one that serves all."""
    return list(layer.layers.values()) if isinstance(layer, Untied) else [layer]


def check_alike(layers, others):
    """Raise ValueError unless all layers are RNNs of one size, or chains of them, with one of all `others` per layer."""
    check_one_each("layers", layers, others)
    kinds = sorted({(type(rnn).__name__, rnn.input_size, rnn.hidden_size, rnn.dtype.name, len(by_step(layer)))
                    for layer in layers for rnn in by_step(layer)})
    if len(kinds) != 1 or kinds[0][0] != "RNN":
        raise ValueError(f"layers: got {kinds}, expected RNNs of one size and dtype, with as many weights")


class SideBySide(Workspace):
    """K networks as one. W is (R, K, m, m + d + 1): [W_hh  W_xh  b_h] of the R steps that have their own, 1 or T."""

    def __init__(self, layers, readouts, clip):
        super().__init__()
        self.clip, self.gradients = clip, {}
        stacked = [[np.hstack([p["W_hh"], p["W_xh"], p["b_h"][:, None]]) for p in (rnn.parameters for rnn in by_step(layer))]
                   for layer in layers]
        self.parameters = {"W": np.stack(stacked, axis=1)}
        self.parameters |= {name: np.stack([readout.parameters[name] for readout in readouts]) for name in ("W_hy", "b_y")}

    def blocks(self, W):
        """W as `Network` has it: step by step W_hh (K, m, m), W_xh (K, m, d) and b_h (K, m). Views."""
        m = W.shape[2]
        return [part for step in W for part in (step[:, :, :m], step[:, :, m:-1], step[:, :, -1])]

    def hand_back(self, layers, readouts):
        """Write each network's parameters into its own layer and readout."""
        W, *rest = self.parameters.values()
        for k, (layer, readout) in enumerate(zip(layers, readouts, strict=True)):
            own = [p for part in (*by_step(layer), readout) for p in part.parameters.values()]
            for p, theirs in zip(own, self.blocks(W) + rest, strict=True):
                p[...] = theirs[k]

    def learn(self, x, labels, counted):
        """Gradients, each network's clipped, from batches x (T, K, B, d) and (T, K, B): the mean of the losses."""
        (T, K, B, _), m, W_hy, dtype = x.shape, self.parameters["W"].shape[2], self.parameters["W_hy"], x.dtype
        S, h, d_h_t = self.read(x), self.array("h", (K, T, B, m), dtype), self.array("d_h_t", (T, K, m, B), dtype)
        h[...] = S[1:, :, :m].transpose(1, 0, 3, 2)
        loss, d_y = cross_entropy(h @ W_hy.swapaxes(-1, -2)[:, None] + self.parameters["b_y"][:, None, None], labels, counted)
        d_h_t[...] = (d_y @ W_hy[:, None]).transpose(1, 0, 3, 2)
        rows_y, rows_h = d_y.reshape(K, T * B, -1), h.reshape(K, T * B, m)
        self.gradients = {"W": self.back(S, d_h_t), "W_hy": rows_y.swapaxes(-1, -2) @ rows_h, "b_y": rows_y.sum(axis=1)}
        self.shorten()
        return loss

    def shorten(self):
        """Clip each network's gradients by their common norm: `clip_by_norm` for all of them at once."""
        W, *rest = self.gradients.values()
        parts = [part.reshape(len(part), -1) for part in self.blocks(W) + rest]  # (K, size) each
        largest = np.max([np.abs(part).max(axis=1) for part in parts], axis=0).astype(np.float64)
        largest = np.where(largest > 0, largest, 1)[:, None]  # of gradients of 1e200 the squares would be no numbers
        squares = sum(np.square(np.abs(part, dtype=np.float64) / largest).sum(axis=1) for part in parts)
        factor = self.clip / (largest[:, 0] * np.sqrt(squares)).clip(min=1e-300)
        for k in np.flatnonzero(factor < 1):
            for g in (W[:, k], *(part[k] for part in rest)):
                g[...] = g * factor[k]

    def at(self, t):
        """The place in W of the weights that act at step t."""
        return t if len(self.parameters["W"]) > 1 else 0

    def read(self, x):
        """What each step reads, h, x and ones: S (T + 1, K, m + d + 1, B), the first h zero."""
        W, m = self.parameters["W"], self.parameters["W"].shape[2]
        S = self.stack(x.swapaxes(-1, -2), m)
        for t in range(len(x)):
            h = S[t + 1, :, :m]
            np.tanh(np.matmul(W[self.at(t)], S[t], out=h), out=h)
        return S

    def back(self, S, d_h_t):
        """The gradient of W, from that of the states by way of the outputs, (T, K, m, B)."""
        T, K, m, B = d_h_t.shape
        W_T, d_h = self.parameters["W"][..., :-1].swapaxes(-1, -2).copy(), 0
        d_a_t = self.array("d_a_t", (T, K, m, B), S.dtype)
        for t in reversed(range(T)):
            d_h_t[t] += d_h
            np.multiply(d_h_t[t], 1 - S[t + 1, :, :m] ** 2, out=d_a_t[t])
            d_h = (W_T[self.at(t)] @ d_a_t[t])[:, :m]
        if len(W_T) > 1:
            return d_a_t @ S[:-1].swapaxes(-1, -2)
        left, right = (self.array(name, (K, n, T, B), S.dtype) for name, n in (("left", m), ("right", S.shape[2])))
        left[...], right[...] = d_a_t.transpose(1, 2, 0, 3), S[:-1].transpose(1, 2, 0, 3)
        return (left.reshape(K, m, T * B) @ right.reshape(K, -1, T * B).swapaxes(-1, -2))[None]


def cross_entropy(logits, labels, counted):
    """Mean of the networks' losses, each over what counts, and their gradients; logits (K, T, B, k), others (T, K, B)."""
    shifted = logits.transpose(3, 1, 0, 2).copy()  # (k, T, K, B): NumPy is slow at sums along short rows
    shifted -= shifted.max(axis=0)
    shifted -= np.log(np.exp(shifted).sum(axis=0))
    share, place = counted / counted.sum(axis=(0, 2))[:, None], labels[None]
    true, d_logits = np.take_along_axis(shifted, place, axis=0), np.exp(shifted)
    np.put_along_axis(d_logits, place, np.exp(true) - 1, axis=0)
    d_logits *= share.astype(logits.dtype)
    return float(-(true[0] * share).sum() / counted.shape[1]), d_logits.transpose(2, 1, 3, 0).copy()
