"""Clip a set of gradients by their common norm (Pascanu, Mikolov & Bengio 2013)."""

import numpy as np


def global_norm(gradients):
    """The Euclidean norm of all gradients (dict of arrays) taken as one long vector, summed in float64.

    The largest entry is taken out first: of gradients of 1e200, or of 1e-200, the squares would not be numbers any more.
    """
    largest = max((float(np.abs(g).max(initial=0)) for g in gradients.values()), default=0.0)
    if largest == 0 or not np.isfinite(largest):
        return largest
    return largest * float(np.sqrt(sum(np.square(np.abs(g, dtype=np.float64) / largest).sum() for g in gradients.values())))


def clip_by_norm(gradients, threshold):
    """Scale all gradients by one factor, in place, so that their common norm is at most `threshold`.

    One factor for all parameters keeps the direction of the step.

    Returns
    -------
    float
        The norm before clipping.

    Raises
    ------
    ValueError
        If `threshold` is not positive.
    FloatingPointError
        If a gradient is NaN or infinite: no factor mends that.
    """
    if not threshold > 0:
        raise ValueError(f"threshold: got {threshold}, expected a positive number")
    norm = global_norm(gradients)
    if not np.isfinite(norm):
        raise FloatingPointError(f"gradients: got a norm of {norm}, expected a finite one")
    if norm > threshold:
        for g in gradients.values():
            g[...] = g * np.float64(threshold / norm)  # in float64: as a float32 the factor could be zero
    return norm
