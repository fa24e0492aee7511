"""Three ways to clip a set of gradients, in place: by their common norm, each by its own, and entry by entry.

The first is that of Pascanu, Mikolov & Bengio (2013), and the only one that keeps the direction of the step.
"""

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
    _positive("threshold", threshold)
    norm = _finite("norm", global_norm(gradients))
    if norm > threshold:
        for g in gradients.values():
            g[...] = g * np.float64(threshold / norm)  # in float64: as a float32 the factor could be zero
    return norm


def clip_each_by_norm(gradients, threshold):
    """Scale each gradient alone, in place, so that its own norm is at most `threshold`.

    Each factor is its own, so the direction of the whole step turns towards the parameters that were not scaled.

    Returns
    -------
    dict
        The norm of each before clipping, by name. Errors are those of `clip_by_norm`.
    """
    return {name: clip_by_norm({name: g}, threshold) for name, g in gradients.items()}


def clip_by_value(gradients, limit):
    """Bring each entry of each gradient into [-limit, limit], in place. Large entries lose, so the direction turns.

    Returns
    -------
    float
        The largest entry before clipping, without its sign. Errors are those of `clip_by_norm`.
    """
    largest = float(np.max([np.abs(g).max(initial=0) for g in gradients.values()], initial=0))  # NaN if there is one
    _positive("limit", limit)
    _finite("largest entry", largest)
    for g in gradients.values():
        np.clip(g, -limit, limit, out=g)
    return largest


def _positive(name, value):
    if not value > 0:
        raise ValueError(f"{name}: got {value}, expected a positive number")


def _finite(what, size):
    """That size. FloatingPointError where it is none: no factor mends a gradient that is no number."""
    if not np.isfinite(size):
        raise FloatingPointError(f"gradients: got a {what} of {size}, expected a finite one")
    return size
