"""Train several RNNs of one size at once to say one class each, after the last step, by plain gradient descent.

What `lstms_last` does for LSTMs; here each network has a rate and a threshold of its own, so that contenders run side by side,
and one whose gradient is no number stays as it is while the others go on.
"""

import numpy as np

from utils.training.lstms_together import cross_entropy
from utils.training.together import RNNs, check_one_each, norms

__all__ = ["LastRNNs"]


class LastRNNs(RNNs):
    """K RNNs with their readouts, each of which names a class after the last step.

    Parameters
    ----------
    layers : sequence of RNN
        All of one size and dtype.
    readouts : sequence of Affine
    rates, clips : sequences of float
        The learning rate of each network, and the largest norm of its gradients; infinite where nothing is clipped.

    Attributes
    ----------
    failed : booleans (K,)
        Whose gradient was NaN or infinite at a step. Such a network takes no further one.
    """

    def __init__(self, layers, readouts, rates, clips):
        check_one_each("layers", layers, {"readouts": readouts, "rates": rates, "clips": clips})
        super().__init__(layers, readouts, [()] * len(layers), np.inf)
        self.rates, self.clips, self.failed = np.array(rates, float), np.array(clips, float), np.zeros(len(layers), bool)

    def answers(self, x):
        """The logits (K, k, B) after the last step of x (T, K, d, B)."""
        return self._logits(self._read(x))

    def descend(self, x, classes):
        """One step of each network on x (T, K, d, B) and classes (K, B): the norms of the gradients before clipping, (K,)."""
        S = self._read(x)
        _, d_y = cross_entropy(self._logits(S)[None], classes[None])
        h, d_h = S[-1, :, : self._size], self.array("d_h", (len(x), *S[-1, :, : self._size].shape), x.dtype)
        d_h[-1] = self.parameters["W_hy"].swapaxes(-1, -2) @ d_y[0]
        with np.errstate(over="ignore", invalid="ignore"):
            g = {"W": self.backward(self.parameters["W"], S, None, d_h), "W_hy": d_y[0] @ h.swapaxes(-1, -2),
                 "b_y": d_y[0].sum(axis=-1, keepdims=True)}
            size = norms(g)
        self.failed |= ~np.isfinite(size)
        rates = self.rates * np.minimum(1, self.clips / np.where(size > 0, size, 1))
        for k in np.flatnonzero(~self.failed):
            for name, p in self.parameters.items():
                p[..., k, :, :] -= (rates[k] * g[name][..., k, :, :]).astype(p.dtype)
        return size

    @property
    def _size(self):
        return self.parameters["W_hy"].shape[-1]

    def _read(self, x):
        """What each step reads and, in the next one, says: the stack S, from a state of zero."""
        S = self.stack(x, self._size)
        self.forward(self.parameters["W"], S)
        return S

    def _logits(self, S):
        return self.parameters["W_hy"] @ S[-1, :, : self._size] + self.parameters["b_y"]
