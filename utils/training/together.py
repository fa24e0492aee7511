"""Train several GRUs or RNNs of one size at once, each on its own data: what `fit` does to each, in a third of the time.

A small network's step is mostly calls of NumPy, not arithmetic. Here every array has one axis more, the networks, so that
a call serves them all. They share nothing: each has its own weights, its own draws of batches, its own clipping.
"""

from itertools import chain, pairwise

import numpy as np

from utils.training.loops import numpy_step, train
from utils.training.optimisers import Adam, falling


def fit_together(layers, readouts, x, y, *, rngs, steps, batch, rate, clip=1.0, still=None, label="training"):
    """Train pairs of layer and readout in place, on mean squared error, as `fit` would train each.

    Parameters
    ----------
    layers : sequence of GRU or of RNN
        All of one size and dtype; GRUs reset after.
    readouts : sequence of Affine
    x, y : sequences of arrays (T, N, d) and (T, N, k)
        The inputs and targets of each network.
    rngs : sequence of numpy.random.Generator
    steps, batch, rate, clip
        As for `fit`, for every network.
    still : sequence of sequences of str, optional
        The names of each layer's parameters that stay as they are.
    label : str
        What the progress bar is called.

    Returns
    -------
    list of float
        The mean of the networks' losses at each step.

    Raises
    ------
    ValueError
        If there is not one of everything per layer, or the layers or the shapes of their data are not alike.
    FloatingPointError
        As soon as a loss or a gradient is NaN or infinite.
    """
    still = [()] * len(layers) if still is None else still
    check_alike(layers, readouts=readouts, x=x, y=y, rngs=rngs, still=still)
    networks = KINDS[layers[0].equations](layers, readouts, still, clip)
    x, y = (np.stack(part).transpose(0, 2, 1, 3).copy() for part in (x, y))  # (K, N, T, d): a sequence in one piece
    each = np.arange(len(layers))[:, None]

    def update(_):
        columns = np.stack([rng.integers(x.shape[1], size=batch) for rng in rngs])
        return networks.learn(*(part[each, columns].transpose(2, 0, 3, 1) for part in (x, y)))

    losses = train(numpy_step(update, networks, Adam(falling(rate, steps))), range(steps), label=label)
    networks.hand_back(layers, readouts)
    return losses


def check_alike(layers, **others):
    """Raise ValueError unless the layers are of one size and of one of `KINDS`, and there is one of all `others` per layer."""
    check_one_each("layers", layers, others)
    kinds = sorted({(layer.equations, layer.input_size, layer.hidden_size, layer.dtype.name) for layer in layers})
    if len(kinds) != 1 or kinds[0][0] not in KINDS:
        raise ValueError(f"layers: got {kinds}, expected RNNs of one size and dtype, or GRUs of one, reset after")
    steps_and_count = others["x"][0].shape[:2]
    for name in ("x", "y"):
        if other := sorted({part.shape[:2] for part in others[name]} - {steps_and_count}):
            raise ValueError(f"{name}: got {other[0]} steps and sequences, expected {steps_and_count} for every network")


def check_one_each(what, networks, others):
    """Raise ValueError unless there is one of all `others` per network."""
    for name, given in others.items():
        if len(given) != len(networks):
            raise ValueError(f"{name}: got {len(given)} for {len(networks)} {what}, expected one per {what.removesuffix('s')}")


class Workspace:
    """Arrays to work in, kept from call to call: fresh memory costs as much as the arithmetic on it."""

    def __init__(self):
        self._arrays = {}

    def array(self, name, shape, dtype):
        """The array of a name; zero at first, and after that what was last written into it."""
        if name not in self._arrays or self._arrays[name].shape != shape:
            self._arrays[name] = np.zeros(shape, dtype)
        return self._arrays[name]

    def stack(self, x, m):
        """S (T + 1, K, m + d + 1, B), which holds h, x and ones, for x (T, K, d, B); h_0 is zero at first."""
        T, K, d, B = x.shape
        S = self.array("S", (T + 1, K, m + d + 1, B), x.dtype)
        S[:-1, :, m:-1], S[:, :, -1] = x, 1
        return S


class Together(Workspace):
    """K layers with their readouts as one, the networks along an axis of every array.

    A kind of layer gives the number of `blocks` that W has, `by_name`, `forward` and `backward`.

    Attributes
    ----------
    parameters, gradients : dict
        "W" (blocks, K, m, m + d + 1) has rows [W_h  W_x  b]; "W_hy" (K, k, m) and "b_y" (K, k, 1) are those of the readouts.
    """

    def __init__(self, layers, readouts, still, clip):
        d, m, dtype = layers[0].input_size, layers[0].hidden_size, layers[0].dtype
        W = np.zeros((self.blocks, len(layers), m, m + d + 1), dtype)
        super().__init__()
        self.clip, self.moves = clip, np.zeros_like(W)
        for name, part in self.by_name(W).items():
            part[...] = [layer.parameters[name] for layer in layers]
        for name, part in self.by_name(self.moves).items():
            part.T[...] = [name not in names for names in still]
        W_hy, b_y = (np.stack([readout.parameters[name] for readout in readouts]) for name in ("W_hy", "b_y"))
        self.parameters, self.gradients = {"W": W, "W_hy": W_hy, "b_y": b_y[..., None]}, {}

    def hand_back(self, layers, readouts):
        """Write each network's parameters into its own layer and readout."""
        W, W_hy, b_y = self.parameters.values()
        found = self.by_name(W) | {"W_hy": W_hy, "b_y": b_y[..., 0]}
        for k, pair in enumerate(zip(layers, readouts, strict=True)):
            for name, p in chain.from_iterable(part.parameters.items() for part in pair):
                p[...] = found[name][k]

    def learn(self, x, y):
        """Fill the gradients, each network's clipped, from x (T, K, d, B) and y (T, K, k, B): the mean of the losses."""
        W, W_hy, b_y = self.parameters.values()
        S = self.stack(x, W.shape[2])
        stored = self.forward(W, S)
        h = S[1:, :, : W.shape[2]]
        d_y = W_hy @ h + b_y - y
        loss = np.mean(d_y**2)
        d_y *= 2 / d_y[:, 0].size
        d_W = self.backward(W, S, stored, W_hy.swapaxes(-1, -2) @ d_y) * self.moves
        gradients = {"W": d_W, "W_hy": (d_y @ h.swapaxes(-1, -2)).sum(axis=0), "b_y": d_y.sum(axis=(0, -1))[..., None]}
        factor = np.minimum(1, self.clip / np.maximum(norms(gradients), self.clip))[:, None, None]
        self.gradients = {name: (g * factor).astype(g.dtype) for name, g in gradients.items()}
        return loss


def norms(gradients):
    """The common norm of each network's gradients, (..., K, rows, columns) each: (K,), summed in float64."""
    squares = (np.square(g, dtype=np.float64).sum(axis=(-1, -2)) for g in gradients.values())
    return np.sqrt(sum(part.reshape(-1, part.shape[-1]).sum(axis=0) for part in squares))


class RNNs(Together):
    """RNNs: h = tanh(W_hh h_before + W_xh x + b_h)."""

    blocks = 1

    @staticmethod
    def by_name(W):
        """The parts of W, or of its gradient, by the names of a layer's parameters: views, networks first."""
        (W,), m = W, W.shape[2]
        return {"W_hh": W[..., :m], "W_xh": W[..., m:-1], "b_h": W[..., -1]}

    def forward(self, W, S):
        """Fill the states into S."""
        for before, after in pairwise(S):
            h = after[:, : W.shape[2]]
            np.tanh(np.matmul(W[0], before, out=h), out=h)

    def backward(self, W, S, _, d_h_t):
        """The gradient of W, from that of the states by way of the outputs, (T, K, m, B)."""
        m, d_W, d_h = W.shape[2], np.zeros_like(W), np.zeros_like(d_h_t[0])
        W_h_T = W[0, ..., :m].swapaxes(-1, -2).copy()
        for before, after, from_y in zip(S[-2::-1], S[:0:-1], d_h_t[::-1], strict=True):
            d_h += from_y
            d_h *= 1 - after[:, :m] ** 2
            d_W[0] += d_h @ before.swapaxes(-1, -2)
            d_h = W_h_T @ d_h
        return d_W


class GRUs(Together):
    """GRUs, reset after. W has blocks for r, z, the candidate's part of h (with no W_x) and its part of x (with no W_h)."""

    blocks = 4

    @staticmethod
    def by_name(W):
        """The parts of W, or of its gradient, by the names of a layer's parameters: views, networks first."""
        m, (r, z, past, n) = W.shape[2], W
        found = {"W_hn": past[..., :m], "b_hn": past[..., -1], "W_xn": n[..., m:-1], "b_n": n[..., -1]}
        for g, of in (("r", r), ("z", z)):
            found |= {f"W_h{g}": of[..., :m], f"W_x{g}": of[..., m:-1], f"b_{g}": of[..., -1]}
        return found

    def forward(self, W, S):
        """Fill the states into S; the gates r and z, W_hn h + b_hn, and the candidate n, of all steps."""
        m, halved, A = W.shape[2], W.copy(), self.array("A", (len(S) - 1, *W.shape[:3], S.shape[-1]), S.dtype)
        halved[:2] /= 2  # sigmoid(a) = (1 + tanh(a / 2)) / 2
        part = np.empty_like(A[0, 0])
        for before, after, a in zip(S[:-1], S[1:], A, strict=True):
            np.matmul(halved, before, out=a)
            (r, z, past, n), sigmoids = a, a[:2]
            np.tanh(sigmoids, out=sigmoids)
            sigmoids += 1
            sigmoids *= 0.5
            n += np.multiply(r, past, out=part)
            np.tanh(n, out=n)
            np.subtract(before[:, :m], n, out=part)
            part *= z
            np.add(part, n, out=after[:, :m])  # (1 - z) n + z h_before
        return A

    def backward(self, W, S, A, d_h_t):
        """The gradient of W, from that of the states by way of the outputs, (T, K, m, B)."""
        m, d_W, d_a, one = W.shape[2], np.zeros_like(W), np.empty_like(A[0]), np.empty_like(W)
        W_h_T, carried = W[:3, ..., :m].swapaxes(-1, -2).copy(), np.empty_like(A[0, :3])
        (d_r, d_z, d_past, d_n), d_h, kept, part = d_a, *(np.zeros_like(d_h_t[0]) for _ in range(3))
        for before, after, (r, z, past, n), from_y in zip(S[-2::-1], S[:0:-1], A[::-1], d_h_t[::-1], strict=True):
            d_h += from_y
            d_h -= np.multiply(d_h, z, out=kept)  # from here on d_h (1 - z)
            np.subtract(after[:, :m], n, out=d_z)  # z (h_before - n)
            d_z *= d_h
            np.multiply(d_h, n, out=part)
            np.subtract(d_h, np.multiply(part, n, out=part), out=d_n)
            np.multiply(d_n, r, out=d_past)
            np.multiply(d_past, past, out=d_r)
            d_r -= np.multiply(d_r, r, out=part)  # d_past past (1 - r)
            d_W += np.matmul(d_a, before.swapaxes(-1, -2), out=one)
            np.matmul(W_h_T, d_a[:3], out=carried)
            np.add(carried[0], carried[1], out=d_h)
            d_h += carried[2]
            d_h += kept
        return d_W


KINDS = {"RNN": RNNs, "GRU reset_after": GRUs}
