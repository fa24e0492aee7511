"""Train and score PyTorch models of characters along one long text, whose columns are read side by side, the state carried.

A text of N characters is cut into B columns of T = (N - 1) // B steps. Column b goes on where column b - 1 ends. Each window of
an update is the next steps of all columns, and starts from the state in which the last window ended; the gradient stops there.
"""

import math

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from utils.checks import whole
from utils.training.loops import torch_step, train

BITS = 1 / math.log(2)  # bits in a nat


def columns(symbols, count):
    """Inputs and targets (T, count) of a text; the rest is left out.

    The target of a place is the character after it.
    """
    count = whole("count", count, 1)
    T = (len(symbols) - 1) // count
    if T < 1:
        raise ValueError(f"symbols: got {len(symbols)}, expected more "
                         f"than the {count} columns")
    return tuple(torch.as_tensor(np.ascontiguousarray(
        symbols[i : i + T * count].reshape(count, T).T)) for i in (0, 1))


def detached(state):
    """The state's numbers without what they came from, so that no gradient goes back past them; None stays None."""
    if isinstance(state, tuple):
        return tuple(map(detached, state))
    return None if state is None else state.detach()


def windows(inputs, targets, window):
    """Pairs of (window, B) for ever, from the first step on; then again. The third says whether the text begins anew."""
    firsts = range(0, len(inputs) - window + 1, whole("window", window, 1))
    if not firsts:
        raise ValueError(f"window: got {window}, expected at most the {len(inputs)} steps of a column")
    while True:
        for first in firsts:
            yield inputs[first : first + window], targets[first : first + window], first == 0


def rate_at(step, steps, rate, warm=100):
    """The rate of an update: it climbs over the first `warm` updates, then falls to zero on a half cosine."""
    return rate * min(1.0, (step + 1) / warm) * (1 + math.cos(math.pi * step / steps)) / 2


def fit(model, symbols, *, steps, rate, batch=32, window=64, carried=True, look=None, label="training"):
    """Train a model in place with Adam, clipped at a norm of 1, its rate as `rate_at` says.

    Parameters
    ----------
    model : CharacterModel, or anything that gives scores and a state as it does
    symbols : integers (N,)
        The text.
    steps : int
        Updates.
    rate : float
        The highest rate.
    batch, window : int
        Columns that are read side by side, and steps of an update.
    carried : bool
        Whether a window starts from the state of the one before it, else from zero.
    look : callable, optional
        Called with the number of updates made, before each update and at the end.
    label : str
        The progress bar's.

    Returns
    -------
    list of float
        The loss of each update, nats per character.

    Raises
    ------
    FloatingPointError
        As soon as a loss or a gradient is NaN or infinite.
    """
    drawn, state, device = windows(*columns(symbols, batch), window), None, next(model.parameters()).device
    optimiser = torch.optim.Adam(model.parameters())

    def loss_of(part):
        nonlocal state
        x, targets, anew = (*(each.to(device) for each in part[:2]), part[2])
        scores, state = model(x, state if carried and not anew else None)
        state = detached(state)
        return cross_entropy(scores.flatten(0, 1), targets.flatten())

    update = torch_step(loss_of, optimiser, clip=1.0)

    def step(n):
        if look is not None:
            look(n)
        for group in optimiser.param_groups:
            group["lr"] = rate_at(n, steps, rate)
        return update(next(drawn))

    losses = train(step, range(steps), label=label)
    if look is not None:
        look(steps)
    return losses


def losses(model, symbols, batch=64, window=256):
    """Nats of each character (T, batch) of a text but the first, read in columns that start from a state of zero."""
    inputs, targets = (each.to(next(model.parameters()).device) for each in columns(symbols, batch))
    found, state = [], None
    with torch.no_grad():
        for first in range(0, len(inputs), window):
            scores, state = model(inputs[first : first + window], state)
            part = targets[first : first + window]
            found.append(cross_entropy(scores.flatten(0, 1), part.flatten(), reduction="none").reshape(part.shape))
    return torch.cat(found)


def bits(model, symbols, batch=64):
    """Bits per character of a text, as `losses` reads it."""
    return float(losses(model, symbols, batch).double().mean()) * BITS
