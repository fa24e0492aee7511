"""Train LSTMs of 1997 side by side, each on its own sequences, one at a time, as Hochreiter & Schmidhuber did.

Memory cells come in blocks, and the cells of a block share an input gate i and an output gate o. There is no forget gate. With
the squashing functions g = 4 sigmoid - 2 and h = 2 sigmoid - 1 a step is

    s_t = s_{t-1} + i_t g(a_t)        y_t = o_t h(s_t)        answer = sigmoid(W_y y_T + b_y)

where the net inputs of gates and cells come from the input, from all cells' y and from all gates, one step before. The error of
the last step alone is sent back, through o_T and h into s, along s to each step, and there to the weights; nothing goes back
through the net inputs to earlier steps (the paper's truncation). So along s the gradient is carried unchanged.

`keep` puts another factor in the place of that 1, which the paper calls the constant error carousel.
"""

import numpy as np

from utils.training.together import Workspace

BLOCKS, SIZE = 2, 2  # blocks of cells, and the cells of each
CELLS = BLOCKS * SIZE
UNITS = 2 * BLOCKS + CELLS  # input gates, output gates, cells
GATE = np.repeat(np.arange(BLOCKS), SIZE)  # the block of each cell
# A row for each cell's gates, though a block's cells share theirs: then no product needs an array put together first.
ROWS = np.concatenate([GATE, BLOCKS + GATE, 2 * BLOCKS + np.arange(CELLS)])
WIDE = len(ROWS)
ONCE = np.concatenate([np.arange(0, 2 * CELLS, SIZE), np.arange(2 * CELLS, WIDE)])  # the first row of each unit


class Cells1997(Workspace):
    """K networks of two blocks of two cells.

    Attributes
    ----------
    W : array (K, 8, 8 + d + 1)
        Rows: input gates, output gates, cells. Columns: the same units a step before, the input, the bias.
    V : array (K, k, 4 + 1)
        The output units' weights from the cells, and their biases.
    """

    def __init__(self, W, V, keep=1.0):
        super().__init__()
        self.W, self.V, self.keep = W, V, keep
        self.columns = np.concatenate([ONCE, np.arange(WIDE, WIDE + W.shape[2] - UNITS)])

    @classmethod
    def fresh(cls, seeds, inputs, classes, gate_biases, keep=1.0, reach=0.1):
        """A network for each seed: all weights uniform within `reach`, then the input gates' biases as given."""
        rngs = [np.random.default_rng([seed, 0]) for seed in seeds]
        W = np.stack([rng.uniform(-reach, reach, (UNITS, UNITS + inputs + 1)) for rng in rngs])
        V = np.stack([rng.uniform(-reach, reach, (classes, CELLS + 1)) for rng in rngs])
        W[:, :BLOCKS, -1] = gate_biases
        return cls(W, V, keep)

    def only(self, which):
        """The networks of these indices, with parameters of their own."""
        return Cells1997(self.W[which], self.V[which], self.keep)

    def answers(self, x, lengths):
        """What the output units say at each sequence's end, (K, k, B), of x (T, K, d, B) with lengths (K, B)."""
        Z, *_ = self._read(x)
        return self._say(self._at(Z, lengths)[:, 2 * CELLS : WIDE])

    def learn(self, x, lengths, targets, rates):
        """One step of each network down the gradient of half the squared error, on one sequence each.

        Parameters
        ----------
        x : array (T, K, d)
        lengths : integers (K,)
        targets : array (K, k)
        rates : array (K,)
            A network's learning rate; 0 leaves it as it is.

        Returns
        -------
        array (K,)
            The largest absolute error of each network's output units, before the step.
        """
        Z, A, H = self._read(x[..., None])
        end, h = (self._at(part, lengths[:, None] - late)[..., 0] for part, late in ((Z, 0), (H, 1)))
        y = self._say(end[:, 2 * CELLS : WIDE, None])[..., 0]
        error = y - targets
        d_y = error * y * (1 - y)
        d_cells = (d_y[:, None] @ self.V[..., :-1])[:, 0]
        d_W = self._way_back(Z, A, h, end, d_cells, lengths)
        d_V = d_y[..., None] * np.append(end[:, 2 * CELLS : WIDE], np.ones((len(h), 1)), axis=1)[:, None]
        self.W -= rates[:, None, None] * d_W
        self.V -= rates[:, None, None] * d_V
        return np.abs(error).max(axis=1)

    def _read(self, x):
        """All that units say, x and ones: Z (T + 1, K, 12 + d + 1, B); tanh of half the net inputs A; and h(s), both by step.

        With tanh, sigmoid(a) = (1 + tanh(a / 2)) / 2, g(a) = 2 tanh(a / 2) and h(s) = tanh(s / 2): S holds s / 2.
        """
        T, K, d, B = x.shape
        Z = self.array("Z", (T + 1, K, WIDE + d + 1, B), x.dtype)
        A, S, H = (self.array(name, (steps, K, rows, B), x.dtype)
                   for name, steps, rows in (("A", T, WIDE), ("S", T + 1, CELLS), ("H", T, CELLS)))
        Z[:T, :, WIDE:-1], Z[:, :, -1] = x, 1
        W, part = np.zeros((K, WIDE, WIDE + d + 1)), np.empty_like(H[0])
        W[:, :, self.columns] = self.W[:, ROWS] / 2
        for z, after, a, s, s_after, h in zip(Z[:-1], Z[1:], A, S[:-1], S[1:], H, strict=True):
            np.tanh(np.matmul(W, z, out=a), out=a)
            gates = after[:, : 2 * CELLS]
            np.multiply(a[:, : 2 * CELLS], 0.5, out=gates)
            gates += 0.5
            np.multiply(after[:, :CELLS], a[:, 2 * CELLS :], out=part)
            np.add(part, s if self.keep == 1 else self.keep * s, out=s_after)
            np.multiply(after[:, CELLS : 2 * CELLS], np.tanh(s_after, out=h), out=after[:, 2 * CELLS : WIDE])
        return Z, A, H

    @staticmethod
    def _at(steps, places):
        """What stands at a step of its own for each network and sequence: of (T, K, n, B), places (K, B), (K, n, B)."""
        return np.take_along_axis(steps, places[None, :, None], axis=0)[0]

    def _say(self, cells):
        return 1 / (1 + np.exp(-(self.V[..., :-1] @ cells + self.V[..., -1:])))

    def _way_back(self, Z, A, h, end, d_cells, lengths):
        """The gradient of W from that of the cells' y at the last step, (K, 4)."""
        o, steps = end[:, CELLS : 2 * CELLS], np.arange(len(A))[:, None]
        ago = lengths - 1 - steps  # (T, K), below 0 behind a sequence's end
        d_s = (d_cells * o * (1 - h**2) / 2) * np.where(ago < 0, 0.0, float(self.keep) ** np.maximum(ago, 0))[..., None]
        i, g = Z[1:, :, :CELLS, 0], A[:, :, 2 * CELLS :, 0]
        d_a = np.empty((*ago.shape, UNITS))
        d_a[..., :BLOCKS] = by_block(d_s * 2 * g * i * (1 - i))
        d_a[..., BLOCKS : 2 * BLOCKS] = (steps == lengths - 1)[..., None] * by_block(d_cells * h * o * (1 - o))
        d_a[..., 2 * BLOCKS :] = d_s * i * (1 - g**2)
        return d_a.transpose(1, 2, 0) @ Z[:-1, :, self.columns, 0].transpose(1, 0, 2)


def by_block(cells):
    """The sums over each block's cells, (..., 4) to (..., 2)."""
    return cells.reshape(*cells.shape[:-1], BLOCKS, SIZE).sum(axis=-1)
