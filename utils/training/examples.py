"""Train several PyTorch networks of one kind and size at once, each as it would be trained alone, with any loss.

What `stacked` does for an answer at every step, here for whatever the networks answer: one class per window, a number, or a
class per step.
"""

import numpy as np
import torch
from torch.func import stack_module_state
from torch.nn.functional import cross_entropy

from utils.training.loops import finite, train
from utils.training.stacked import answers, clip_each, hand_back


def fit(models, draw, *, steps, rate, loss=None, clip=1.0, label="training"):
    """Train in place with Adam.

    Parameters
    ----------
    models : list of S modules
        Of one kind and size.
    draw : callable, () -> x, y
        The next batch, for each network one: x (S, T, B, d), y (S, ...).
    steps : int
    rate : float, or a sequence of them
        Adam's rate, the same for all networks or one for each.
    loss : callable, (scores, y) -> number, optional
        A mean over all that it is given; by default the cross-entropy of scores (..., classes).
    clip : float
        The largest norm of each network's gradient.
    label : str
        What the progress bar is called.

    Raises
    ------
    FloatingPointError
        As soon as a loss or a gradient is NaN or infinite.
    """
    loss, parameters = loss or classes, stack_module_state(models)[0]
    rates = torch.as_tensor(rate).expand(len(models))
    optimiser = torch.optim.Adam(parameters.values(), lr=1.0)

    def step(_):
        x, y = draw()
        optimiser.zero_grad()
        total = len(models) * loss(answers(models, x, parameters), y)  # the sum of their losses
        value = finite(total.item()) / len(models)
        total.backward()
        clip_each([p.grad for p in parameters.values()], clip)
        update(optimiser, parameters.values(), rates)
        return value

    losses = train(step, range(steps), label=label)
    hand_back(models, parameters)
    return losses


@torch.no_grad()
def update(optimiser, parameters, rates):
    """A step of an optimiser whose own rate is 1, scaled to each network's rate (S,); parameters are tensors (S, ...)."""
    before = [p.clone() for p in parameters]
    optimiser.step()
    for p, old in zip(parameters, before, strict=True):
        p.sub_(old).mul_(rates.view(-1, *[1] * (p.dim() - 1))).add_(old)


def classes(scores, y):
    """The mean cross-entropy of scores (..., classes) and classes y (...)."""
    return cross_entropy(scores.flatten(0, -2), y.flatten())


class Drawn:
    """Batches from the examples that each network has for its own: what `draw` of `fit` is.

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
