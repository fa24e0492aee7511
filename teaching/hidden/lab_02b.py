"""Hidden checks of lab 2b."""

import torch


def leaks(rng):
    """Another batch."""
    return {"leaking.BATCH": torch.tensor(rng.uniform(-1, 1, (3, 4, 2)))}
