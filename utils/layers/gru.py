"""The gated recurrent unit (Cho et al. 2014), with the reset gate after or before the matrix product.

    r_t = sigmoid(W_hr h_{t-1} + W_xr x_t + b_r)                    what to let through to the candidate
    z_t = sigmoid(W_hz h_{t-1} + W_xz x_t + b_z)                    what to keep
    n_t =    tanh(r_t * (W_hn h_{t-1} + b_hn) + W_xn x_t + b_n)     the candidate, reset after
    n_t =    tanh(W_hn (r_t * h_{t-1}) + W_xn x_t + b_n)            the candidate, reset before
    h_t = (1 - z_t) * n_t + z_t * h_{t-1}
"""

import numpy as np

from utils.layers.recurrent import Recurrent, SumOverSteps, stay

VARIANTS = ("reset_after", "reset_before")


class GRU(Recurrent):
    """A layer of m gated units. Reset after, it has one more bias, "b_hn" (m,), inside the reset.

    Parameters as for `Recurrent`, and

    variant : "reset_after" (as cuDNN and PyTorch) or "reset_before" (as the paper's later version)
    """

    kind = "GRU"
    gates = "rzn"

    def __init__(self, input_size, hidden_size, *, variant="reset_after", seed=0, dtype=np.float64):
        if variant not in VARIANTS:
            raise ValueError(f"variant: got {variant!r}, expected one of {VARIANTS}")
        self.variant = variant
        super().__init__(input_size, hidden_size, seed=seed, dtype=dtype)

    @property
    def options(self):
        """The variant: without it a GRU would not compute the same."""
        return {"variant": self.variant}

    @classmethod
    def count(cls, d, m):
        """The number of parameters of a layer with d inputs and m units, reset after."""
        return super().count(d, m) + m

    def _initial(self, rng):
        extra = {"b_hn": np.zeros(self.hidden_size, self.dtype)} if self.variant == "reset_after" else {}
        return super()._initial(rng) | extra

    def forward(self, x, initial=None, lengths=None):
        """Read a batch of sequences. Arguments, results and errors are those of `RNN.forward`."""
        m, W = self.hidden_size, self._begin()
        S, ended = self._stack(x, lengths, initial)
        T, _, B = S[:-1].shape
        gates, inner = self._array("gates", T, 3 * m, B), self._array("inner", T, m, B)
        W[: 2 * m] /= 2  # sigmoid(a) = (1 + tanh(a / 2)) / 2
        W_h, W_x = W[:, :m].copy(), W[:, m:].copy()
        for t in range(T):
            h_before, h = S[t, :m], S[t + 1, :m]
            np.matmul(W_x, S[t, m:], out=gates[t])
            self._add_past(W_h, h_before, gates[t], inner[t])
            _, z, n = gates[t].reshape(3, m, B)
            np.subtract(h_before, n, out=h)
            h *= z
            h += n  # (1 - z) n + z h_before
            stay(h_before, ended, t, out=h)
        self._stored = S, ended, gates, inner
        return self._outputs(S, ended), S[-1, :m].T.copy()

    def _add_past(self, W_h, h, gates, inner):
        """Turn what x adds to the gates (3m, B) into the gates r, z and n, in place.

        `inner` (m, B) receives what the backward pass needs: W_hn h + b_hn reset after, r * h reset before.
        """
        m, after = self.hidden_size, self.variant == "reset_after"
        past = (W_h if after else W_h[: 2 * m]) @ h
        sigmoids, n = gates[: 2 * m], gates[2 * m :]
        np.tanh(np.add(sigmoids, past[: 2 * m], out=sigmoids), out=sigmoids)
        sigmoids += 1
        sigmoids *= 0.5
        if after:
            np.add(past[2 * m :], self.parameters["b_hn"][:, None], out=inner)
            n += gates[:m] * inner
        else:
            np.multiply(gates[:m], h, out=inner)
            n += W_h[2 * m :] @ inner
        np.tanh(n, out=n)

    def backward(self, d_outputs, d_final=None, *, inputs=True):
        """Carry the gradient of a loss back through the last `forward`.

        Arguments, results and errors are those of `RNN.backward`.
        """
        d_h_t, S, ended, gates, inner = self._recall_with(d_outputs)
        m, (T, _, B), after, W = self.hidden_size, S[:-1].shape, self.variant == "reset_after", self._weights()
        d_h, d_x = self._columns("d_final", d_final, B), np.empty((T, B, self.input_size * inputs), self.dtype)
        W_h_T, W_x_T = W[:, :m].T.copy(), W[:, m : m + d_x.shape[2]].T.copy()
        d_W_x, d_W_h = SumOverSteps(3 * m, S[:-1, m:]), SumOverSteps(3 * m if after else 2 * m, S[:-1, :m])
        d_W_hn, d_b_hn = SumOverSteps(m, inner), np.zeros(m, self.dtype)
        d_a = np.empty((3 * m, B), self.dtype)
        d_n = d_a[2 * m :]
        for t in reversed(range(T)):
            d_h += d_h_t[t]
            d_h_before = self._to_gates(d_h, S[t, :m], gates[t], inner[t], W_h_T[:, 2 * m :], d_a)
            stay(0, ended, t, out=d_a)
            d_W_x.add(t, d_a)
            d_x[t] = (W_x_T @ d_a).T
            if after:
                d_n *= gates[t, :m]  # from here on the gradient of W_hn h + b_hn
                d_b_hn += d_n.sum(axis=1)
                d_W_h.add(t, d_a)
                d_h_before += W_h_T @ d_a
            else:
                d_W_h.add(t, d_a[: 2 * m])
                d_W_hn.add(t, d_n)
                d_h_before += W_h_T[:, : 2 * m] @ d_a[: 2 * m]
            stay(d_h, ended, t, out=d_h_before)
            d_h = d_h_before
        d_h_rows = d_W_h.total if after else np.vstack([d_W_h.total, d_W_hn.total])
        self.gradients = self._by_name(np.hstack([d_h_rows, d_W_x.total])) | ({"b_hn": d_b_hn} if after else {})
        return d_x, d_h.T.copy()

    def _to_gates(self, d_h, h_before, gates, inner, W_hn_T, d_a):
        """Turn the gradient of h_t (m, B) into that of what the gates add up, d_a (3m, B), in place.

        Returns the part that reaches h_{t-1} by other ways than the gates' products with it.
        """
        sigmoids = gates[: 2 * self.hidden_size]
        (r, z, n), (d_r, d_z, d_n) = (part.reshape(3, *h_before.shape) for part in (gates, d_a))
        d_h_before = d_h * z
        np.multiply(d_h - d_h_before, 1 - n**2, out=d_n)
        np.multiply(d_h, h_before - n, out=d_z)
        if self.variant == "reset_after":
            np.multiply(d_n, inner, out=d_r)
        else:
            d_inner = W_hn_T @ d_n
            np.multiply(d_inner, h_before, out=d_r)
            d_h_before += d_inner * r
        d_a[: len(sigmoids)] *= sigmoids * (1 - sigmoids)
        return d_h_before
