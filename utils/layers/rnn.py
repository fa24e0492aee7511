"""The vanilla recurrent network (Elman 1990), forward and backward.

    h_t = tanh(W_hh h_{t-1} + W_xh x_t + b_h)
"""

import numpy as np

from utils.layers.recurrent import Recurrent, SumOverSteps, stay


class RNN(Recurrent):
    """A layer of m tanh units; parameters "W_hh" (m, m), "W_xh" (m, d), "b_h" (m,). See `Recurrent` for the arguments."""

    kind = "RNN"
    gates = "h"

    def forward(self, x, initial=None, lengths=None):
        """Read a batch of sequences.

        Parameters
        ----------
        x : array (T, B, d)
        initial : array (B, m), optional
            The state before the first step; zero if not given.
        lengths : integers (B,), optional
            True lengths. Past its end a sequence's outputs are zero and its state stays.

        Returns
        -------
        outputs : array (T, B, m)
            The state h_t after each step.
        final : array (B, m)
            The state after each sequence's last step.

        Raises
        ------
        ValueError
            If an argument or a parameter has the wrong rank, size or dtype, or holds NaN or infinity.
        """
        m, W = self.hidden_size, self._begin()
        S, ended = self._stack(x, lengths, initial)
        for t in range(len(x)):
            h = S[t + 1, :m]
            np.tanh(np.matmul(W, S[t], out=h), out=h)
            stay(S[t, :m], ended, t, out=h)
        self._stored = S, ended
        return self._outputs(S, ended), S[-1, :m].T.copy()

    def backward(self, d_outputs, d_final=None, *, inputs=True):
        """Carry the gradient of a loss back through the last `forward`, from the last step to the first.

        Parameters
        ----------
        d_outputs : array (T, B, m)
            Gradient of the loss with respect to `outputs`.
        d_final : array (B, m), optional
            Gradient with respect to `final`; zero if not given.
        inputs : bool
            Whether the gradient of x is wanted. Data needs none, and a good part of the products is saved.

        Returns
        -------
        d_x : array (T, B, d), without `inputs` (T, B, 0)
        d_initial : array (B, m)

        Raises
        ------
        RuntimeError
            If there is no finished `forward` to go back through, or a parameter has changed since.
        ValueError
            If an argument has the wrong rank, size or dtype, or holds NaN or infinity.
        """
        d_h_t, S, ended = self._recall_with(d_outputs)
        m, (T, _, B) = self.hidden_size, S[:-1].shape
        d_h, d_x = self._columns("d_final", d_final, B), np.empty((T, B, self.input_size * inputs), self.dtype)
        W_T, d_W = self._weights()[:, : m + d_x.shape[2]].T.copy(), SumOverSteps(m, S[:-1])
        for t in reversed(range(T)):
            d_h += d_h_t[t]
            d_a = d_h * (1 - S[t + 1, :m] ** 2)
            stay(0, ended, t, out=d_a)
            d_W.add(t, d_a)
            d_S = W_T @ d_a  # rows of h_{t-1} and of x_t
            d_x[t] = d_S[m:].T
            stay(d_h, ended, t, out=d_S[:m])
            d_h = d_S[:m]
        self.gradients = self._by_name(d_W.total)
        return d_x, d_h.T.copy()
