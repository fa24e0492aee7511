"""Hidden checks of lab 7d."""

import numpy as np
import torch

INSIDE = ("hoisted_loop",)  # its products are counted where they are made


def way_back(rng):
    """A step of other sizes, whose cell comes from its gates."""
    gates, before = rng.uniform(0.1, 0.9, (4, 12)), rng.standard_normal((4, 3))
    i, f, _, g = np.split(gates, 4, axis=1)
    return [tuple(map(torch.tensor, (*rng.standard_normal((2, 4, 3)), gates, before, f * before + i * g)))]
