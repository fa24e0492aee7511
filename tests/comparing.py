"""What several tests of layers and cells need to compare them."""

import numpy as np


def compare(ours, theirs, bound=1e-12):
    """Largest difference, absolute for small numbers and relative for large ones, within the bound."""
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() / max(1, np.abs(theirs).max()) <= bound


def filled(layer, seed=0):
    """The layer with random biases: new ones are zero, and a zero hides where it went."""
    rng = np.random.default_rng(seed)
    for name, p in layer.parameters.items():
        if name.startswith("b"):
            p[:] = rng.standard_normal(p.shape)
    return layer
