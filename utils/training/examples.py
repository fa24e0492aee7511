"""Examples of windows that each of several networks has for its own: batches of them, and the share that it gets right."""

import numpy as np
import torch


class Drawn:
    """Batches from the examples that each network has for its own: what `draw` of `stacked.fit_stacked` is.

    Parameters
    ----------
    examples : list of (x (T, N, d), y (N, ...)), arrays
        For each network.
    size : int
        Of a batch; drawn by lot, so the same example may come twice.
    rngs : list of numpy.random.Generator
        For each network.
    """

    def __init__(self, examples, size, rngs):
        self.examples, self.size, self.rngs = examples, size, rngs

    def __call__(self):
        """x (S, T, size, d) and y (S, size, ...)."""
        x, y = [], []
        for (inputs, targets), rng in zip(self.examples, self.rngs, strict=True):
            chosen = rng.integers(inputs.shape[1], size=self.size)
            x.append(inputs[:, chosen])
            y.append(targets[chosen])
        return torch.tensor(np.stack(x)), torch.tensor(np.stack(y))


@torch.no_grad()
def share_right(models, examples, size=100):
    """The share of each network's examples that it gives the right class, a list; `size` are read at a time."""
    right = []
    for model, (x, y) in zip(models, examples, strict=True):
        parts = (range(a, min(a + size, len(y))) for a in range(0, len(y), size))
        scores = torch.cat([model(torch.tensor(x[:, part.start : part.stop])) for part in parts])
        right.append((scores.argmax(-1).numpy() == y).mean().item())
    return right
