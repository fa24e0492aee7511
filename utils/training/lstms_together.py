"""Train several LSTMs of one size at once to foretell classes, each as it would be trained alone, in less than half the time.

As in `together`, every array has one axis more, the networks, so that a call of NumPy serves them all. Here each sum is made of
the same pieces in the same order as the layer's, because a training may turn on rounding: on OpenBLAS the weights come out the
same to the last bit. And states can go on from window to window, as in an endless stream.
"""

from itertools import chain

import numpy as np

from utils.gradients.clipping import clip_by_norm
from utils.layers.recurrent import CHUNK
from utils.training.together import Workspace, check_one_each


class LSTMs(Workspace):
    """K LSTMs with their readouts; `learn` is one step of each, from a state of zero or from where the last window ended.

    Parameters
    ----------
    networks : sequence of Network
        Of an LSTM and an Affine, all of one size and dtype.
    carried : sequence of bool
        Which of them go on from the last window's state.
    clip : float
        The largest norm of each network's gradients.
    """

    def __init__(self, networks, carried, clip=1.0):
        sizes = {(n.layer.kind, n.layer.input_size, n.layer.hidden_size, n.dtype.name, n.readout.output_size) for n in networks}
        if len(sizes) != 1 or next(iter(sizes))[0] != "LSTM":
            raise ValueError(f"networks: got {sorted(sizes)}, expected LSTMs of one size and dtype")
        check_one_each("networks", networks, {"carried": carried})
        pairs = [n.layer.parameters | n.readout.parameters for n in networks]
        self.parameters = {name: np.stack([pair[name] for pair in pairs]) for name in pairs[0]}
        super().__init__()
        self.gradients, self.clip = {}, clip
        self.carried, self.final = np.array(carried, bool)[:, None, None], (0.0, 0.0)

    def hand_back(self, layers, readouts):
        """Write each network's parameters into its own layer and readout."""
        for k, pair in enumerate(zip(layers, readouts, strict=True)):
            for name, p in chain.from_iterable(part.parameters.items() for part in pair):
                p[...] = self.parameters[name][k]

    def learn(self, x, targets):
        """Gradients of the cross-entropy, each network's clipped, from x (T, K, d, B) and classes (T, K, B): the mean loss."""
        W, p = self.weights(), self.parameters
        stored = self.read(W, x)
        h = stored[0][1:, :, : W.shape[2]]
        loss, d_y = cross_entropy(p["W_hy"] @ h + p["b_y"][..., None], targets)
        self.gradients = by_name(self.back(W, *stored, p["W_hy"].swapaxes(-1, -2) @ d_y))
        rows_y, rows_h = (part.transpose(1, 0, 3, 2).reshape(len(part[0]), -1, part.shape[2]) for part in (d_y, h))
        self.gradients |= {"W_hy": rows_y.swapaxes(-1, -2) @ rows_h, "b_y": rows_y.sum(axis=1)}
        for k in range(len(rows_y)):
            clip_by_norm({name: g[k] for name, g in self.gradients.items()}, self.clip)
        return loss

    def go_on(self, x):
        """The outputs (T, K, k, B) and the cells (T, K, m, B) for more of x (T, K, d, B)."""
        W, p = self.weights(), self.parameters
        S, _, C, _ = self.read(W, x)
        return p["W_hy"] @ S[1:, :, : W.shape[2]] + p["b_y"][..., None], C[1:]

    def weights(self):
        """[W_h  W_x  b] of the gates i, f, o and g: (4, K, m, m + d + 1)."""
        p = self.parameters
        return np.stack([np.concatenate([p[f"W_h{g}"], p[f"W_x{g}"], p[f"b_{g}"][..., None]], axis=-1) for g in "ifog"])

    def read(self, W, x):
        """The stack S, the gates (T, 4, K, m, B), the cells from the first (T + 1, K, m, B), and their tanh."""
        (T, K, _, B), m, halved = x.shape, W.shape[2], W.copy()
        S, C = self.stack(x, m), self.array("C", (T + 1, K, m, B), x.dtype)
        A, tanh_C = self.array("A", (T, 4, K, m, B), x.dtype), self.array("tanh_C", (T, K, m, B), x.dtype)
        S[0, :, :m], C[0] = self.final
        halved[:3] /= 2  # sigmoid(a) = (1 + tanh(a / 2)) / 2
        for before, after, old, c, a, bent in zip(S[:-1], S[1:], C[:-1], C[1:], A, tanh_C, strict=True):
            np.tanh(np.matmul(halved, before, out=a), out=a)
            a[:3] += 1
            a[:3] *= 0.5
            i, f, o, g = a
            np.multiply(f, old, out=c)
            c += i * g
            np.multiply(o, np.tanh(c, out=bent), out=after[:, :m])
        self.final = S[T, :, :m] * self.carried, C[T] * self.carried
        return S, A, C, tanh_C

    def back(self, W, S, A, C, tanh_C, d_h_t):
        """The gradient of W, (K, 4m, m + d + 1), from that of the states by way of the outputs, (T, K, m, B)."""
        (T, _, K, m, B), d_a = A.shape, np.empty_like(A[0])
        stacked = W.swapaxes(0, 1).reshape(K, 4 * m, -1)
        W_T, d_A = stacked[..., :-1].swapaxes(-1, -2).copy(), self.array("d_A", (T, K, 4, m, B), A.dtype)
        d_h, d_c, slopes = np.zeros_like(C[0]), np.zeros_like(C[0]), np.empty_like(d_a)
        for t in reversed(range(T)):
            i, f, o, g = A[t]
            d_h += d_h_t[t]
            d_c_t = tanh_C[t] ** 2
            np.subtract(1, d_c_t, out=d_c_t)
            d_c_t *= d_h * o
            d_c_t += d_c
            for gate, (arrives, factor) in zip(d_a, ((d_c_t, g), (d_c_t, C[t]), (d_h, tanh_C[t]), (d_c_t, i)), strict=True):
                np.multiply(arrives, factor, out=gate)
            np.subtract(1, A[t, :3], out=slopes[:3])
            slopes[:3] *= A[t, :3]
            np.subtract(1, np.multiply(g, g, out=slopes[3]), out=slopes[3])
            np.multiply(d_a.swapaxes(0, 1), slopes.swapaxes(0, 1), out=d_A[t])
            d_h, d_c = (W_T @ d_A[t].reshape(K, 4 * m, B))[:, :m], np.multiply(d_c_t, f, out=d_c)
        return sum_over_steps(d_A.reshape(T, K, 4 * m, B), S[:-1])


def sum_over_steps(d_A, S):
    """The sum of d_A_t S_t^T over steps, in the chunks of the layer's own `SumOverSteps`."""
    total = np.zeros((d_A.shape[1], d_A.shape[2], S.shape[2]), S.dtype)
    for end in range(len(S), 0, -CHUNK):
        left, right = (part[max(0, end - CHUNK) : end].transpose(1, 2, 0, 3) for part in (d_A, S))
        total += left.reshape(*left.shape[:2], -1) @ right.reshape(*right.shape[:2], -1).swapaxes(-1, -2)
    return total


def by_name(d_W):
    """The gradients of the layers' parameters, from that of `LSTMs.weights`."""
    m, found = d_W.shape[1] // 4, {}
    for k, g in enumerate("ifog"):
        rows = d_W[:, k * m : (k + 1) * m]
        found |= {f"W_h{g}": rows[..., :m], f"W_x{g}": rows[..., m:-1], f"b_{g}": rows[..., -1]}
    return found


def cross_entropy(logits, targets):
    """The mean cross-entropy of logits (T, K, k, B) and classes (T, K, B), and the gradient of each network's own mean."""
    shifted, true = logits - logits.max(axis=-2, keepdims=True), targets[..., None, :]
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-2, keepdims=True))
    d_logits, of_true = np.exp(log_p), np.take_along_axis(log_p, true, axis=-2)
    np.put_along_axis(d_logits, true, np.exp(of_true) - 1, axis=-2)
    d_logits *= 1 / targets[:, 0].size
    return -float(of_true.mean()), d_logits
