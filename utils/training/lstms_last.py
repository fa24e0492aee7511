"""Train several LSTMs of one size at once to say one class each, after the last step: whole gradients, or those along the cell.

What `lstms_together` does for an answer at every step, here for one answer at the end. The norm of each network's gradient is
kept, and clipped where one asks for it. With `along_cell` nothing goes back through h: from step to step the gradient travels
along the cell alone, as in the training of Hochreiter & Schmidhuber, Long Short-Term Memory (1997).
"""

import numpy as np

from utils.gradients.clipping import clip_by_norm
from utils.training.loops import numpy_step, train
from utils.training.lstms_together import LSTMs, by_name, cross_entropy
from utils.training.optimisers import SGD

__all__ = ["LastLSTMs", "fit_last"]


class LastLSTMs(LSTMs):
    """K LSTMs with their readouts, each of which names a class after the last step.

    Parameters
    ----------
    networks : sequence of Network
        Of an LSTM and an Affine, all of one size and dtype.
    clip : float
        The largest norm of each network's gradients; infinite where nothing is clipped.
    along_cell : bool
        Whether the way back through h is cut.

    Attributes
    ----------
    norms : array (K,)
        The norms of the last step's gradients, before clipping.
    """

    def __init__(self, networks, clip=np.inf, along_cell=False):
        super().__init__(networks, [False] * len(networks), clip)
        self.along_cell, self.norms = along_cell, np.zeros(len(networks))

    def answers(self, x):
        """The logits (K, k, B) after the last step of x (T, K, d, B)."""
        return self._logits(self._read_afresh(x)[0])

    def learn(self, x, targets):
        """Gradients of the cross-entropy, each network's clipped, from x (T, K, d, B) and classes (K, B): the mean loss."""
        stored = self._read_afresh(x)
        loss, d_y = cross_entropy(self._logits(stored[0])[None], targets[None])
        h, d_h = self._last(stored[0]), np.zeros((len(x), *self._last(stored[0]).shape), x.dtype)
        d_h[-1] = self.parameters["W_hy"].swapaxes(-1, -2) @ d_y[0]
        self.gradients = by_name(self.back(self._ways_back(), *stored, d_h))
        self.gradients |= {"W_hy": d_y[0] @ h.swapaxes(-1, -2), "b_y": d_y[0].sum(axis=-1)}
        self.norms = np.array([clip_by_norm({name: g[k] for name, g in self.gradients.items()}, self.clip)
                               for k in range(len(h))])
        return loss

    def _read_afresh(self, x):
        """What `read` gives, from states of zero."""
        self.final = 0.0, 0.0
        return self.read(self.weights(), x)

    def _last(self, S):
        """The last states (K, m, B)."""
        return S[-1, :, : self.parameters["W_hy"].shape[-1]]

    def _logits(self, S):
        return self.parameters["W_hy"] @ self._last(S) + self.parameters["b_y"][..., None]

    def _ways_back(self):
        """The weights through which gradients go back: none from the gates to h where only the cell is left."""
        W = self.weights()
        if self.along_cell:
            W[..., : W.shape[2]] = 0
        return W


def fit_last(networks, draw, *, seeds, steps, rate, clip=np.inf, along_cell=False, label="training"):
    """Train networks in place by plain gradient descent, each on batches of its own.

    Parameters
    ----------
    networks, clip, along_cell
        As for `LastLSTMs`.
    draw : callable, generator -> (x (T, B, d), classes (B,))
        Makes a batch.
    seeds : sequence of int
        The seeds of the networks' batches.
    steps, rate : int, float
    label : str
        What the progress bar is called.

    Returns
    -------
    array (steps, K)
        The norm of each network's gradient at each step, before clipping.

    Raises
    ------
    FloatingPointError
        As soon as a loss or a gradient is NaN or infinite.
    """
    together, norms, rngs = LastLSTMs(networks, clip, along_cell), [], [np.random.default_rng(seed) for seed in seeds]

    def update(_):
        x, classes = zip(*map(draw, rngs), strict=True)
        loss = together.learn(np.stack(x, axis=1).swapaxes(-1, -2).astype(together.parameters["W_hy"].dtype), np.stack(classes))
        norms.append(together.norms)
        return loss

    train(numpy_step(update, together, SGD(rate)), range(steps), label=label)
    together.hand_back([network.layer for network in networks], [network.readout for network in networks])
    return np.array(norms)
