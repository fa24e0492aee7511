"""The output layer, y = W_hy h + b_y, and the two losses that the book trains with."""

import numpy as np

from utils.checks import check_array, check_dtype, check_plain, whole
from utils.layers.layer import Layer


class Affine(Layer):
    """An affine map from states of size m to outputs of size k, the same at every step.

    Parameters
    ----------
    input_size, output_size : int
        m and k.
    seed : int
        Seed of the initial weights: uniform between -1/sqrt(m) and 1/sqrt(m), the bias zero.
    dtype : numpy.float32 or numpy.float64

    Attributes
    ----------
    parameters, gradients : dict
        "W_hy" (k, m), "b_y" (k,). `backward` fills `gradients` anew at each call.
    """

    def __init__(self, input_size, output_size, *, seed=0, dtype=np.float64):
        m, k = whole("input_size", input_size, 1), whole("output_size", output_size, 1)
        self.input_size, self.output_size, self.dtype = m, k, check_dtype(dtype)
        bound = 1 / np.sqrt(m)
        rng = np.random.default_rng([whole("seed", seed), 1])  # a recurrent layer of the same seed shares no numbers with it
        W_hy = rng.uniform(-bound, bound, (k, m)).astype(dtype)
        self._own({"W_hy": W_hy, "b_y": np.zeros(k, dtype)})

    def forward(self, h):
        """y = W_hy h + b_y for every vector h along the last axis: (..., m) -> (..., k)."""
        self._begin()
        self._stored = check_array("h", h, (*np.shape(h)[:-1], self.input_size), self.dtype).copy()  # the caller's may change
        return h @ self.parameters["W_hy"].T + self.parameters["b_y"]

    def backward(self, d_y):
        """The gradient with respect to h, from that with respect to y: (..., k) -> (..., m)."""
        h = self._recall()
        check_array("d_y", d_y, (*h.shape[:-1], self.output_size), self.dtype)
        rows_y, rows_h = d_y.reshape(-1, self.output_size), h.reshape(-1, self.input_size)
        self.gradients = {"W_hy": rows_y.T @ rows_h, "b_y": rows_y.sum(axis=0)}
        return d_y @ self.parameters["W_hy"]


def softmax(logits):
    """Probabilities along the last axis, which sum to 1. The largest logit is taken off first, so that exp cannot overflow."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def softmax_cross_entropy(logits, targets, mask=None):
    """Mean cross-entropy of a softmax over classes, in nats, and its gradient.

    Parameters
    ----------
    logits : array (..., k)
    targets : integers (...)
        The true class of each position, from 0 to k - 1.
    mask : booleans (...), optional
        Which positions count; all if not given. The mean is over those that do.

    Returns
    -------
    loss : float
    d_logits : array (..., k)
        (softmax - one-hot) / number of counted positions, zero where the mask is False.

    Raises
    ------
    ValueError
        If shapes do not fit, logits are not real numbers, a target is no class, no position counts, or a logit is not finite.
    """
    logits, targets = check_plain("logits", logits), check_plain("targets", targets)
    check_array("logits", logits, (*targets.shape, None), check_dtype(logits.dtype, "logits"))
    k = logits.shape[-1]
    if targets.dtype.kind not in "iu" or targets.min() < 0 or targets.max() >= k:
        came = f"{targets.dtype} from {targets.min()} to {targets.max()}"
        raise ValueError(f"targets: got {came}, expected integers from 0 to {k - 1}")
    counted = counted_positions(mask, targets.shape)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    d_logits = np.exp(log_p)
    true = np.take_along_axis(log_p, targets[..., None], axis=-1)[..., 0]
    np.put_along_axis(d_logits, targets[..., None], np.exp(true)[..., None] - 1, axis=-1)
    n = counted.sum()
    return float(-(true * counted).sum() / n), d_logits * (counted / n)[..., None].astype(logits.dtype)


def mean_squared_error(predictions, targets, mask=None):
    """Mean squared error over all entries, and its gradient.

    Parameters
    ----------
    predictions, targets : arrays of one shape
    mask : booleans of that shape, optional
        Which entries count; all if not given. The mean is over those that do.

    Returns
    -------
    loss : float
    d_predictions : array of the same shape

    Raises
    ------
    ValueError
        If shapes or dtypes differ, values are not float32 or float64, no entry counts, or a value is not finite.
    """
    predictions = check_plain("predictions", predictions)
    check_array("predictions", predictions, predictions.shape, check_dtype(predictions.dtype, "predictions"))
    check_array("targets", targets, predictions.shape, predictions.dtype)
    counted = counted_positions(mask, predictions.shape)
    error, n = (predictions - targets) * counted, counted.sum()
    return float((error**2).sum() / n), (2 * error / n).astype(predictions.dtype)


def counted_positions(mask, shape):
    """The mask as booleans of `shape`, all True where there is none; ValueError if it does not fit or counts nothing."""
    counted = np.ones(shape, bool) if mask is None else check_plain("mask", mask)
    if counted.shape != shape or counted.dtype != bool:
        raise ValueError(f"mask: got shape {counted.shape} of {counted.dtype}, expected {shape} of bool")
    if not counted.any():
        raise ValueError("mask: got no True, expected at least one position that counts")
    return counted
