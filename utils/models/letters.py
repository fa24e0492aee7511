"""Models of the next letter, compared letter by letter: where one is ahead of another, how sure that is, what it remembers.

A batch is (inputs (T, B), targets (T, B), lengths (B,)), as `vocabulary.batch` makes it; a network is a NumPy layer that
reads one-hot letters, and its output layer. All losses are in nats.
"""

import numpy as np

from utils.checks import whole
from utils.data.vocabulary import mask
from utils.layers import softmax


def one_hot(layer, symbols):
    """Symbols as the layer's inputs: (...) -> (..., d)."""
    return np.eye(layer.input_size, dtype=layer.dtype)[symbols]


def network_losses(layer, readout, batch):
    """-ln P of each true next letter, NaN past an item's end: (T, B)."""
    inputs, targets, lengths = batch
    h, _ = layer.forward(one_hot(layer, inputs), lengths=lengths)
    p = np.take_along_axis(softmax(readout.forward(h)), targets[..., None], axis=-1)[..., 0]
    return np.where(mask(lengths), -np.log(p), np.nan)


def gram_losses(model, items):
    """The same of an n-gram model, for items as strings: (T, B)."""
    each = [model.losses(item) for item in items]
    table = np.full((max(map(len, each)), len(each)), np.nan)
    for b, losses in enumerate(each):
        table[: len(losses), b] = losses
    return table


def standard_error(differences):
    """Of the mean of differences (T, B), NaN where there is none. Items are independent; letters of one item need not be."""
    counted = ~np.isnan(differences)
    off = np.nansum(differences, axis=0) - np.nanmean(differences) * counted.sum(axis=0)
    return float(np.sqrt((off**2).sum()) / counted.sum())


def exchanged(layer, readout, batch, kept=3):
    """How much the loss rises, in the mean, where all letters but the last `kept` come from the item before in the batch.

    Raises
    ------
    ValueError
        If `kept` is no whole number of at least 1, or no item is long enough to have a letter exchanged.
    """
    kept = whole("kept", kept, 1)
    symbols, targets, lengths = batch
    rises = []
    for t in range(kept + 1, len(symbols)):
        running = np.flatnonzero(lengths > t)
        true = symbols[: t + 1, running]
        mixed = true.copy()
        mixed[1 : t + 1 - kept] = np.roll(true[1 : t + 1 - kept], 1, axis=1)
        p_true, p_mixed = (softmax(readout.forward(layer.forward(one_hot(layer, read))[1])) for read in (true, mixed))
        picked = np.arange(len(running)), targets[t, running]
        rises.extend(np.log(p_true[picked] / p_mixed[picked]))
    if not rises:
        raise ValueError(f"kept: got {kept}, expected fewer than the longest item has letters")
    return np.mean(rises)
