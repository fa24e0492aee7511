"""Clip a set of gradients by their common norm (Pascanu, Mikolov & Bengio 2013)."""

import numpy as np


def global_norm(gradients):
    """The Euclidean norm of all gradients (dict of arrays) taken as one long vector."""
    return float(np.sqrt(sum(np.vdot(g, g).real for g in gradients.values())))


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
        If `threshold` is not positive, or the norm is NaN or infinite: no factor mends that.
    """
    if not threshold > 0:
        raise ValueError(f"threshold: got {threshold}, expected a positive number")
    norm = global_norm(gradients)
    if not np.isfinite(norm):
        raise ValueError(f"gradients: got a norm of {norm}, expected a finite one")
    if norm > threshold:
        for g in gradients.values():
            g *= threshold / norm
    return norm
