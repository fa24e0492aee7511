"""Train networks that write sequences, with true symbols as the decoder's inputs, with its own, or with a draw between."""

import math

import torch
from torch.nn.functional import cross_entropy

from utils.training.loops import torch_step, train

WAYS = {"forced": lambda done: 1.0, "free": lambda done: 0.0, "scheduled": lambda done: 1.0 - done}  # share of true inputs


def teach(networks, task, share, *, steps, batch, rate, seed, every=20, label="training"):
    """Train `Writers` with Adam, the rate falling to zero on a half cosine, and watch how well they write unaided.

    Parameters
    ----------
    networks : Writers
    task : callable, (count, generator) -> (x, y, beside)
        Draws `count` sequences for each network: x (T, S, B) to read first or None, y (T, S, B) to write, and beside
        (T, S, B), what is read at each step, or None.
    share : callable
        From the part of the training that is done, 0 to 1, to the probability that a step is given the true previous symbol.
        `WAYS` holds teacher forcing (1), free running (0) and scheduled sampling (from 1 to 0).
    steps, batch : int
        Updates, and sequences an update, for each network.
    rate : float
        The first learning rate.
    seed : int
        Draws sequences and coins.
    every : int
        Updates between two looks at 100 other sequences per network.
    label : str
        The progress bar's.

    Returns
    -------
    tensor (looks, S)
        The share of symbols that each network writes right, free running: before training, after each `every` updates, and
        at the end.

    Raises
    ------
    FloatingPointError
        As soon as a loss or a gradient is NaN or infinite.
    """
    source, watched = (torch.Generator().manual_seed(n) for n in (seed, seed + 1_000_000))
    optimiser = torch.optim.Adam(networks.parameters(), lr=rate)
    others, looks, device = task(100, watched), [], networks.b_y.device

    def loss_of(done):
        for group in optimiser.param_groups:
            group["lr"] = rate * (1 + math.cos(math.pi * done)) / 2
        x, y, beside = brought(task(batch, source), device)
        coins = (torch.rand(y.shape, generator=source) < share(done)).to(device)
        scores, _ = networks.run(networks.begin(x, y), y, coins, beside)
        return cross_entropy(scores.flatten(0, 2), y.flatten()) * networks.count  # the sum of the networks' losses

    step = torch_step(loss_of, optimiser)

    def looked_at(k):
        if k % every == 0:
            looks.append(right(networks, others, forced=False).float().mean((0, 2)))
        return step(k / steps)

    train(looked_at, range(steps), label=label)
    return torch.stack([*looks, right(networks, others, forced=False).float().mean((0, 2))])


def brought(drawn, device):
    """What a task draws, on a device; where it draws none, None."""
    return [None if part is None else part.to(device) for part in drawn]


def right(networks, drawn, forced):
    """Where the networks write the true symbol (T, S, B), given true previous symbols or, with forced=False, their own."""
    x, y, beside = brought(drawn, networks.b_y.device)
    with torch.no_grad():
        _, written = networks.run(networks.begin(x, y), y, torch.full_like(y, forced, dtype=torch.bool), beside)
    return written == y


def after_first_error(correct):
    """The share right among symbols that stand after their sequence's first error: (T, S, B) to (S,).

    Where a network makes no error, or only at last steps, there is none such, and the share is NaN.
    """
    spoilt = (~correct).cumsum(0) > 0
    later = torch.zeros_like(correct)
    later[1:] = spoilt[:-1]
    return (correct & later).sum((0, 2)) / later.sum((0, 2))


def first_error(correct):
    """The step of each sequence's first error, T where it has none: (T, S, B) to (S, B)."""
    return correct.int().cumprod(0).sum(0)
