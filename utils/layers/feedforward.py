"""A layer without memory: one hidden layer of tanh units, which takes every step by itself.

    h_t = tanh(W_xh x_t + b_h)

It is the RNN with W_hh = 0, or run for one step, without paying for products with a state that is zero.
"""

import numpy as np

from utils.checks import check_array
from utils.layers.layer import Layer
from utils.layers.rnn import RNN


class Feedforward(Layer):
    """A layer of m tanh units; parameters "W_xh" (m, d), "b_h" (m,), which begin as those of an RNN of the same seed.

    Parameters
    ----------
    input_size, hidden_size : int
        d and m.
    seed : int
    dtype : numpy.float32 or numpy.float64
    """

    def __init__(self, input_size, hidden_size, *, seed=0, dtype=np.float64):
        twin = RNN(input_size, hidden_size, seed=seed, dtype=dtype)
        self.input_size, self.hidden_size, self.dtype = twin.input_size, twin.hidden_size, twin.dtype
        self._own({name: twin.parameters[name] for name in ("W_xh", "b_h")})

    def forward(self, x, initial=None, lengths=None):
        """Read a batch x (T, B, d): returns all h_t (T, B, m), and the last of them, as the recurrent layers do.

        Raises
        ------
        ValueError
            If an argument or a parameter has the wrong rank, size or dtype, or holds NaN or infinity; if there is an
            initial state, for which it has no place, or true lengths, without which it does as well.
        """
        self._begin()
        if initial is not None or lengths is not None:
            raise ValueError(f"{'lengths' if initial is None else 'initial'}: expected None: the layer has no state")
        check_array("x", x, (None, None, self.input_size), self.dtype)
        h = np.tanh(x @ self.parameters["W_xh"].T + self.parameters["b_h"])
        self._stored = x.copy(), h  # the caller's may change
        return h.copy(), h[-1].copy()

    def backward(self, d_outputs, d_final=None):
        """Carry the gradient of a loss back: (T, B, m) -> (T, B, d), and None for the state that there is not.

        RuntimeError and ValueError as for the recurrent layers; ValueError also for a gradient of the final state.
        """
        x, h = self._recall()
        if d_final is not None:
            raise ValueError("d_final: expected None: the layer has no state")
        check_array("d_outputs", d_outputs, h.shape, self.dtype)
        d_a = d_outputs * (1 - h**2)
        rows = d_a.reshape(-1, self.hidden_size)
        self.gradients = {"W_xh": rows.T @ x.reshape(-1, self.input_size), "b_h": rows.sum(axis=0)}
        return d_a @ self.parameters["W_xh"], None
