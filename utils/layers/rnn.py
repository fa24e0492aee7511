"""The vanilla recurrent network (Elman 1990), forward and backward.

    h_t = tanh(W_hh h_{t-1} + W_xh x_t + b_h)

From outside time comes first and a batch is rows: x is (T, B, d). Inside, a batch is columns, so that each line reads as
the equation does and every step is one matrix product: h_{t-1}, x_t and a row of ones are stacked in one array S_t, and
[W_hh  W_xh  b_h] S_t is all that the tanh needs.
"""

import numpy as np

from utils.layers.checks import check_array, check_called, check_dtype, check_mask, check_size


class RNN:
    """A layer of m tanh units that reads sequences of vectors of size d.

    Parameters
    ----------
    input_size, hidden_size : int
        d and m.
    seed : int
        Seed of the initial weights: uniform between -1/sqrt(m) and 1/sqrt(m), the bias zero.
    dtype : numpy.float32 or numpy.float64

    Attributes
    ----------
    parameters, gradients : dict
        "W_hh" (m, m), "W_xh" (m, d), "b_h" (m,). `backward` fills `gradients` anew at each call.
    """

    def __init__(self, input_size, hidden_size, *, seed=0, dtype=np.float64):
        d, m = check_size("input_size", input_size), check_size("hidden_size", hidden_size)
        self.input_size, self.hidden_size, self.dtype = d, m, check_dtype(dtype)
        rng, bound = np.random.default_rng(seed), 1 / np.sqrt(m)
        self.parameters = {
            "W_hh": rng.uniform(-bound, bound, (m, m)).astype(dtype),
            "W_xh": rng.uniform(-bound, bound, (m, d)).astype(dtype),
            "b_h": np.zeros(m, dtype),
        }
        self.gradients = {name: np.zeros_like(value) for name, value in self.parameters.items()}
        self._stored = None

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
            If an argument has the wrong rank, size or dtype, or holds NaN or infinity.
        """
        m = self.hidden_size
        W, S, mask = self._stacked(x, initial, lengths)
        for t in range(len(x)):
            h = np.tanh(W @ S[t], out=S[t + 1, :m])
            if mask is not None:
                np.copyto(h, S[t, :m], where=~mask[t])
        self._stored = W, S, mask
        outputs = S[1:, :m].transpose(0, 2, 1).copy()  # (T, m, B) -> (T, B, m)
        if mask is not None:
            outputs[~mask] = 0
        return outputs, S[-1, :m].T.copy()

    def _stacked(self, x, initial, lengths):
        """[W_hh  W_xh  b_h] as W (m, m + d + 1), and S (T + 1, m + d + 1, B): in S[t] the rows of h_{t-1}, x_t and ones."""
        d, m = self.input_size, self.hidden_size
        T, B, _ = check_array("x", x, (None, None, d), self.dtype).shape
        mask = check_mask(lengths, T, B)
        p = self.parameters
        W = np.hstack([p["W_hh"], p["W_xh"], p["b_h"][:, None]])
        S = np.empty((T + 1, m + d + 1, B), self.dtype)
        S[0, :m] = 0 if initial is None else check_array("initial", initial, (B, m), self.dtype).T
        S[:T, m:-1] = x.transpose(0, 2, 1)  # (T, B, d) -> (T, d, B)
        S[:, -1] = 1
        return W, S, mask

    def backward(self, d_outputs, d_final=None):
        """Carry the gradient of a loss back through the last `forward`, from the last step to the first.

        Parameters
        ----------
        d_outputs : array (T, B, m)
            Gradient of the loss with respect to `outputs`.
        d_final : array (B, m), optional
            Gradient with respect to `final`; zero if not given.

        Returns
        -------
        d_x : array (T, B, d)
        d_initial : array (B, m)

        Raises
        ------
        RuntimeError
            If `forward` has not been called.
        ValueError
            If an argument has the wrong rank, size or dtype, or holds NaN or infinity.
        """
        W, S, mask = check_called(self._stored)
        m, T, B = self.hidden_size, len(S) - 1, S.shape[2]
        d_h_t = check_array("d_outputs", d_outputs, (T, B, m), self.dtype).transpose(0, 2, 1)
        d_h = np.zeros((m, B), self.dtype) if d_final is None else check_array("d_final", d_final, (B, m), self.dtype).T
        W_hh_T = W[:, :m].T.copy()
        d_a = np.empty((T, m, B), self.dtype)  # gradient of what goes into tanh, step by step
        for t in reversed(range(T)):
            inside = 1 if mask is None else mask[t]
            d_a[t] = (d_h + d_h_t[t]) * (1 - S[t + 1, :m] ** 2) * inside
            d_h = W_hh_T @ d_a[t] + d_h * (1 - inside)  # past a sequence's end the state stayed, and so does its gradient
        return self._collect(W, S, d_a), d_h.T.copy()

    def _collect(self, W, S, d_a):
        """Sum the gradients of the weights over steps and batch, all at once; return the gradient of x."""
        m = self.hidden_size
        d_W = np.tensordot(d_a, S[:-1], axes=([0, 2], [0, 2]))  # (m, m + d + 1)
        self.gradients = {"W_hh": d_W[:, :m], "W_xh": d_W[:, m:-1], "b_h": d_W[:, -1]}
        return np.tensordot(d_a, W[:, m:-1], axes=(1, 0))  # (T, B, d)
