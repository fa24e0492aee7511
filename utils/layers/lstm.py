"""Long short-term memory (Hochreiter & Schmidhuber 1997) with the forget gate of Gers, Schmidhuber & Cummins (2000).

    i_t = sigmoid(W_hi h_{t-1} + W_xi x_t + b_i)        what to write
    f_t = sigmoid(W_hf h_{t-1} + W_xf x_t + b_f)        what to keep
    o_t = sigmoid(W_ho h_{t-1} + W_xo x_t + b_o)        what to show
    g_t =    tanh(W_hg h_{t-1} + W_xg x_t + b_g)        the candidate
    c_t = f_t * c_{t-1} + i_t * g_t
    h_t = o_t * tanh(c_t)
"""

import numpy as np

from utils.layers.recurrent import Recurrent, SumOverSteps, stay
from utils.layers.states import check_tuple


class LSTM(Recurrent):
    """A layer of m memory cells. A state is the pair (h, c), each (B, m).

    Parameters as for `Recurrent`, and

    forget_bias : float
        Where the bias of the forget gate starts.
    """

    kind, state_names = "LSTM", ("h", "c")
    gates = "ifog"  # the three sigmoids side by side

    def __init__(self, input_size, hidden_size, *, forget_bias=0.0, seed=0, dtype=np.float64):
        super().__init__(input_size, hidden_size, seed=seed, dtype=dtype)
        if not np.isfinite(forget_bias):
            raise ValueError(f"forget_bias: got {forget_bias}, expected a finite number")
        self.parameters["b_f"] += self.dtype.type(forget_bias)

    def forward(self, x, initial=None, lengths=None):
        """Read a batch of sequences.

        Parameters
        ----------
        x : array (T, B, d)
        initial : pair of arrays (B, m), optional
            h and c before the first step; zero if not given.
        lengths : integers (B,), optional
            True lengths. Past its end a sequence's outputs are zero and its state stays.

        Returns
        -------
        outputs : array (T, B, m)
            h_t after each step.
        final : pair of arrays (B, m)
            h and c after each sequence's last step.

        Raises
        ------
        ValueError
            If an argument or a parameter has the wrong rank, size or dtype, or holds NaN or infinity.
        """
        m, W = self.hidden_size, self._begin()
        h_0, c_0 = pair("initial", initial)
        S, ended = self._stack(x, lengths, h_0)
        T, _, B = S[:-1].shape
        gates, C, tanh_C = self._array("gates", T, 4 * m, B), self._array("C", T + 1, m, B), self._array("tanh_C", T, m, B)
        C[0] = self._columns("initial", c_0, B)
        W[: 3 * m] /= 2  # sigmoid(a) = (1 + tanh(a / 2)) / 2, so one tanh serves all four
        for t in range(T):
            np.tanh(np.matmul(W, S[t], out=gates[t]), out=gates[t])
            sigmoids, c, h = gates[t, : 3 * m], C[t + 1], S[t + 1, :m]
            sigmoids += 1
            sigmoids *= 0.5
            i, f, o, g = gates[t].reshape(4, m, B)
            np.multiply(f, C[t], out=c)
            c += i * g
            np.multiply(o, np.tanh(c, out=tanh_C[t]), out=h)
            stay(C[t], ended, t, out=c)
            stay(S[t, :m], ended, t, out=h)
        self._stored = S, ended, gates, C, tanh_C
        return self._outputs(S, ended), (S[-1, :m].T.copy(), C[-1].T.copy())

    def backward(self, d_outputs, d_final=None, *, inputs=True):
        """Carry the gradient of a loss back through the last `forward`, from the last step to the first.

        Parameters
        ----------
        d_outputs : array (T, B, m)
            Gradient of the loss with respect to `outputs`.
        d_final : pair of arrays (B, m), optional
            Gradients with respect to the final h and c; zero if not given.
        inputs : bool
            Whether the gradient of x is wanted. Data needs none, and a good part of the products is saved.

        Returns
        -------
        d_x : array (T, B, d), without `inputs` (T, B, 0)
        d_initial : pair of arrays (B, m)

        Raises
        ------
        RuntimeError
            If there is no finished `forward` to go back through, or a parameter has changed since.
        ValueError
            If an argument has the wrong rank, size or dtype, or holds NaN or infinity.
        """
        d_h_t, S, ended, gates, C, tanh_C = self._recall_with(d_outputs)
        m, (T, _, B) = self.hidden_size, S[:-1].shape
        d_h, d_c = (self._columns("d_final", d, B) for d in pair("d_final", d_final))
        d_x, d_a = np.empty((T, B, self.input_size * inputs), self.dtype), np.empty((4 * m, B), self.dtype)
        W_T, d_W = self._weights()[:, : m + d_x.shape[2]].T.copy(), SumOverSteps(4 * m, S[:-1])
        d_i, d_f, d_o, d_g = d_a.reshape(4, m, B)
        for t in reversed(range(T)):
            i, f, o, g = gates[t].reshape(4, m, B)
            d_h += d_h_t[t]
            d_c_t = d_c + d_h * o * (1 - tanh_C[t] ** 2)
            np.multiply(d_c_t, g, out=d_i)
            np.multiply(d_c_t, C[t], out=d_f)
            np.multiply(d_h, tanh_C[t], out=d_o)
            np.multiply(d_c_t, i, out=d_g)
            sigmoids = gates[t, : 3 * m]
            d_a[: 3 * m] *= sigmoids * (1 - sigmoids)
            d_g *= 1 - g**2
            stay(0, ended, t, out=d_a)
            d_W.add(t, d_a)
            d_S, d_c_before = W_T @ d_a, d_c_t * f
            d_x[t] = d_S[m:].T
            stay(d_h, ended, t, out=d_S[:m])
            stay(d_c, ended, t, out=d_c_before)
            d_h, d_c = d_S[:m], d_c_before
        self.gradients = self._by_name(d_W.total)
        return d_x, (d_h.T.copy(), d_c.T.copy())


def pair(name, state):
    """A state's h and c, or (None, None) for None; ValueError for anything but a whole pair."""
    h, c = check_tuple(name, state, 2, "the pair h and c, each (B, m)")
    if (h is None) != (c is None):
        raise ValueError(f"{name}: got None for {'h' if h is None else 'c'} alone, expected both h and c, or None for the pair")
    return h, c
