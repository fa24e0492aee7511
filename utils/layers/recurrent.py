"""What the three recurrent layers share: parameters, the stack that a step multiplies, and the sum of gradients over steps.

From outside time comes first and a batch is rows: x is (T, B, d). Inside, a batch is columns, so that each line reads as
the equation does and each gate is a block of rows. S_t stacks what step t reads: the rows of h_{t-1}, of x_t and of ones.
One product with [W_h  W_x  b], the gates one below the other, then serves all of them.
"""

import numpy as np

from utils.checks import check_array, check_dtype, check_mask, whole
from utils.layers.layer import Layer

CHUNK = 16  # steps whose gradients are multiplied at once: enough to be fast, few enough to stay in the cache


class Recurrent(Layer):
    """A layer of m units that reads sequences of vectors of size d, one step at a time.

    Parameters
    ----------
    input_size, hidden_size : int
        d and m.
    seed : int
        Seed of the initial weights: uniform between -1/sqrt(m) and 1/sqrt(m), the biases zero.
    dtype : numpy.float32 or numpy.float64

    Attributes
    ----------
    kind, state_names, gates : str, tuple of str, str
        What it is, the parts of its state, and a letter for each gate, in the order in which their rows are stacked.
    parameters, gradients : dict
        For each gate g: "W_hg" (m, m), "W_xg" (m, d), "b_g" (m,). `backward` fills `gradients` anew at each call.
    """

    kind, state_names, gates = "", ("h",), ""

    def __init__(self, input_size, hidden_size, *, seed=0, dtype=np.float64):
        self.input_size = whole("input_size", input_size, 1)
        self.hidden_size = whole("hidden_size", hidden_size, 1)
        self.dtype = check_dtype(dtype)
        self._own(self._initial(np.random.default_rng(whole("seed", seed))))
        self._arrays = {}

    def __getstate__(self):
        return super().__getstate__() | {"_arrays": {}}

    def _begin(self):
        """Begin a pass with the parameters as they are; returns [W_h  W_x  b]."""
        super()._begin()
        return self._weights()

    @classmethod
    def count(cls, d, m):
        """The number of parameters of a layer with d inputs and m units."""
        return len(cls.gates) * m * (m + d + 1)

    @property
    def options(self):
        """The arguments beyond sizes, seed and dtype without which a layer would not compute the same."""
        return {}

    @property
    def equations(self):
        """What the layer computes, in a word or two: the name of its equations in `utils.gradients.references`."""
        return " ".join([self.kind, *self.options.values()])

    def zero_state(self, B):
        """The state at which a batch of B sequences starts where none is given."""
        h, *more = (np.zeros((B, self.hidden_size), self.dtype) for _ in self.state_names)
        return (h, *more) if more else h

    def _initial(self, rng):
        """Fresh parameters."""
        d, m, bound = self.input_size, self.hidden_size, 1 / np.sqrt(self.hidden_size)
        parameters = {}
        for g in self.gates:
            parameters[f"W_h{g}"] = rng.uniform(-bound, bound, (m, m)).astype(self.dtype)
            parameters[f"W_x{g}"] = rng.uniform(-bound, bound, (m, d)).astype(self.dtype)
            parameters[f"b_{g}"] = np.zeros(m, self.dtype)
        return parameters

    def _weights(self):
        """[W_h  W_x  b] with the gates one below the other: (gates * m, m + d + 1)."""
        p = self.parameters
        return np.vstack([np.hstack([p[f"W_h{g}"], p[f"W_x{g}"], p[f"b_{g}"][:, None]]) for g in self.gates])

    def _by_name(self, d_W):
        """The gradients by name, from that of the stacked weights."""
        m, gradients = self.hidden_size, {}
        for g, rows in zip(self.gates, d_W.reshape(len(self.gates), m, -1), strict=True):
            gradients |= {f"W_h{g}": rows[:, :m], f"W_x{g}": rows[:, m:-1], f"b_{g}": rows[:, -1]}
        return gradients

    def _array(self, name, *shape):
        """An array to work in, kept from call to call: fresh memory costs as much as the arithmetic on it."""
        if name not in self._arrays or self._arrays[name].shape != shape:
            self._arrays[name] = np.empty(shape, self.dtype)
        return self._arrays[name]

    def _stack(self, x, lengths, h_0):
        """S (T + 1, m + d + 1, B) with h_0 (m, B), x and ones in place, and where sequences have ended (T, B), or None.

        Raises ValueError for a bad x, h_0 (B, m) or lengths.
        """
        m = self.hidden_size
        T, B, d = check_array("x", x, (None, None, self.input_size), self.dtype).shape
        mask = check_mask(lengths, T, B)
        S = self._array("S", T + 1, m + d + 1, B)
        S[0, :m] = self._columns("initial", h_0, B)
        S[:T, m:-1] = x.transpose(0, 2, 1)  # (T, B, d) -> (T, d, B)
        S[:, -1] = 1
        return S, None if mask is None else ~mask

    def _columns(self, name, state, B):
        """A state or the gradient of one, rows (B, m), as columns (m, B); zeros for None."""
        if state is None:
            return np.zeros((self.hidden_size, B), self.dtype)
        return check_array(name, state, (B, self.hidden_size), self.dtype).T.copy()

    def _outputs(self, S, ended):
        """All states h_t as rows (T, B, m), zero where a sequence has ended."""
        outputs = S[1:, : self.hidden_size].transpose(0, 2, 1).copy()
        if ended is not None:
            outputs[ended] = 0
        return outputs

    def _recall_with(self, d_outputs):
        """`d_outputs` as columns (T, m, B), zero where a sequence has ended, and what the last `forward` stored."""
        S, ended, *rest = self._recall()
        T, B = len(S) - 1, S.shape[2]
        check_array("d_outputs", d_outputs, (T, B, self.hidden_size), self.dtype)
        if ended is not None:
            d_outputs = np.where(ended[..., None], self.dtype.type(0), d_outputs)
        return d_outputs.transpose(0, 2, 1), S, ended, *rest


class SumOverSteps:
    """The gradient of weights that multiply a part of the stack at every step: the sum of d_a_t S_t^T over steps.

    It gathers some steps and multiplies them at once. Step by step the products would be small; all in one, the gathered
    arrays would not fit the cache.

    Parameters
    ----------
    rows : int
        Rows of the weights.
    S : array (T, n, B)
        What the weights multiply, step by step.
    """

    def __init__(self, rows, S):
        T, n, B = S.shape
        self.S, self.total = S, np.zeros((rows, n), S.dtype)
        self.steps = self.first = min(CHUNK, T)
        self.left, self.right = np.empty((rows, self.steps, B), S.dtype), np.empty((n, self.steps, B), S.dtype)

    def add(self, t, d_a):
        """Take in step t, whose product has the gradient d_a (rows, B). Steps come from T - 1 down to 0."""
        self.first -= 1
        self.left[:, self.first], self.right[:, self.first] = d_a, self.S[t]
        if self.first == 0 or t == 0:
            left, right = (part[:, self.first :].reshape(len(part), -1) for part in (self.left, self.right))
            self.total += left @ right.T
            self.first = self.steps


def stay(old, ended, t, *, out):
    """Where a sequence has ended before step t, let `out` (m, B) be what `old` was."""
    if ended is not None:
        np.copyto(out, old, where=ended[t])
