"""Train several PyTorch networks of one kind and size at once, each on its own data, as each would be trained alone.

Their parameters are stacked and `torch.vmap` runs one model over the stack, so any module will do, and the operations are as
many as for one network. Each network's gradient is clipped by its own norm; Adam takes every number for itself anyway.
"""

import torch
from torch.func import functional_call, stack_module_state
from torch.nn.functional import cross_entropy

from utils.training.loops import finite, train


def drawn(make, seeds):
    """One model for each seed: `make()` with PyTorch's generator at that seed; the generator is put back afterwards."""
    models = []
    for seed in seeds:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            models.append(make())
    return models


def answers(models, x, parameters=None):
    """What S models answer (S, ...), each to its own inputs x (S, ...).

    parameters : dict from name to tensor (S, ...), optional
        The models' numbers, stacked; by default as they are now.
    """
    parameters = stack_module_state(models)[0] if parameters is None else parameters
    return torch.vmap(lambda numbers, symbols: functional_call(models[0], numbers, (symbols,)))(parameters, x)


def classes(scores, y):
    """The mean cross-entropy of scores (..., classes) and classes y (...)."""
    return cross_entropy(scores.flatten(0, -2), y.flatten())


def fit_stacked(models, draw, *, steps, rates, loss=classes, clip=1.0, label="training"):
    """Train in place with Adam.

    Parameters
    ----------
    models : list of S modules
        Of one kind and size, whatever they read and answer: a class at every step, one per window, a number.
    draw : callable, () -> x, y
        The next batch, for each network one: x (S, ...), y (S, ...).
    steps, rates, clip : int, S floats or one, float
        A rate for each network, or the same for all; `clip` is the largest norm of each network's gradient.
    loss : callable, (answers (S, ...), y) -> number
        A mean over all that it is given.
    label : str
        What the progress bar is called.

    Returns
    -------
    list of float
        The mean loss of the networks at each step.

    Raises
    ------
    FloatingPointError
        As soon as a loss or a gradient is NaN or infinite.
    """
    parameters = stack_module_state(models)[0]
    optimiser = torch.optim.Adam(parameters.values(), lr=1.0)

    def step(_):
        x, y = draw()
        optimiser.zero_grad()
        total = len(models) * loss(answers(models, x, parameters), y)  # the sum of their losses
        value = finite(total.item()) / len(models)
        total.backward()
        clip_each([p.grad for p in parameters.values()], clip)
        step_each(optimiser, parameters.values(), rates)
        return value

    losses = train(step, range(steps), label=label)
    hand_back(models, parameters)
    return losses


@torch.no_grad()
def step_each(optimiser, parameters, rates):
    """A step of Adam at rate 1, of which every network goes as far as its own rate says."""
    before = [p.clone() for p in parameters]
    optimiser.step()
    for p, old in zip(parameters, before, strict=True):
        p.copy_(old + p.new_tensor(rates).view(-1, *[1] * (p.dim() - 1)) * (p - old))


def clip_each(gradients, clip):
    """Scale every network's gradients, tensors (S, ...) changed in place, to a common norm of `clip` where they exceed it."""
    norms = sum(g.flatten(1).square().sum(1) for g in gradients).sqrt()
    if not norms.isfinite().all():
        raise FloatingPointError("a gradient is NaN or infinite")
    shares = (clip / norms).clamp(max=1)
    for g in gradients:
        g.mul_(shares.view(-1, *[1] * (g.dim() - 1)))


@torch.no_grad()
def hand_back(models, parameters):
    """Put stacked numbers into the models that they are of."""
    for s, model in enumerate(models):
        for name, p in model.named_parameters():
            p.copy_(parameters[name][s])
