"""Synthetic: small tasks whose best achievable result is known exactly.

A Markov chain of a chosen order has an entropy rate, and an exact best loss for a model that sees only the last few
symbols; shuffled, it keeps its symbol counts and loses its order. A pattern placed in noise asks where, and a pattern
against its own reverse asks in which order. Entropies are in nats. Source: Cover & Thomas, Elements of Information
Theory (2006), chapters 2 and 4.
"""

import numpy as np

from utils.checks import deviation, finite, real, whole


class Chain:
    """A stationary Markov chain: `table[a, ..., b, s]` is the probability of s after the history a ... b (oldest first).

    `order` axes of history and one of the next symbol, each of size `symbols`; order 0 is independent draws. A table
    without a unique long-run distribution is a ValueError.
    """

    def __init__(self, table):
        table = finite("table", table, ranks=range(1, 33))
        if len(set(table.shape)) != 1 or table.min() < 0 or not np.allclose(table.sum(-1), 1, rtol=0):
            raise ValueError(
                f"table: got shape {table.shape}, rows with sums {table.sum(-1).min():g} to {table.sum(-1).max():g}; "
                "expected axes of one size and rows of probabilities with sum 1"
            )
        self.table, self.symbols, self.order = table, table.shape[-1], table.ndim - 1
        self.joint = _stationary(table)[..., None] * table

    @property
    def entropy_rate(self):
        """Nats per symbol: the loss that no model beats, however long its history."""
        return self.best_loss(self.order)

    def best_loss(self, history):
        """Least cross-entropy to expect, in nats, from `history` symbols.

        It falls from the entropy of the symbol counts (history 0)
        to the entropy rate (history >= order).
        """
        seen = min(whole("history", history), self.order)
        joint = self.joint.sum(axis=tuple(range(self.order - seen)))
        return _entropy(joint) - _entropy(joint.sum(axis=-1))

    def sample(self, length, count=None, *, seed=0):
        """Symbols, int64, of shape (length,), or (length, count) for independent sequences; they start stationary."""
        length, width = whole("length", length, 1), 1 if count is None else whole("count", count, 1)
        generator = np.random.default_rng(seed)
        chances = self.joint.sum(axis=-1).ravel()
        starts = generator.choice(chances.size, size=width, p=chances)
        history = list(np.unravel_index(starts, (self.symbols,) * self.order)) if self.order else []
        edges, draws = np.cumsum(self.table, axis=-1), generator.random((length, width))
        for draw in draws:
            row = edges[tuple(history[len(history) - self.order :])]
            history.append(np.minimum((draw[:, None] >= row).sum(axis=1), self.symbols - 1))
        symbols = np.stack(history[self.order :]).astype(np.int64)
        return symbols[:, 0] if count is None else symbols


def echo(lag, flip=0.1, symbols=2):
    """The chain in which each symbol repeats the one `lag` steps back, but with probability `flip` is another one.

    All symbols are equally frequent and any history shorter than `lag` says nothing: its best loss is ln(symbols).
    """
    lag, symbols = whole("lag", lag, 1), whole("symbols", symbols, 2)
    flip = real("flip", flip, above=0, below=1)
    row = np.where(np.eye(symbols), 1 - flip, flip / (symbols - 1))
    shape = (symbols,) + (1,) * (lag - 1) + (symbols,)
    return Chain(np.broadcast_to(row.reshape(shape), (symbols,) * (lag + 1)))


def random_chain(order, symbols=3, *, concentration=0.3, seed=0):
    """A chain whose rows are drawn from a symmetric Dirichlet distribution: small `concentration`, sharp rows."""
    order, symbols = whole("order", order), whole("symbols", symbols, 2)
    alpha = np.full(symbols, real("concentration", concentration, above=0))
    return Chain(np.random.default_rng(seed).dirichlet(alpha, size=(symbols,) * order))


def shuffled(sequences, seed=0):
    """A copy with each sequence's steps in random order, for (T,), (T, B) or (T, B, d): same counts, no order.

    Each column of (T, B) gets its own order; the d numbers of a step stay together.
    """
    sequences = np.asarray(sequences)
    if sequences.ndim == 0:
        raise ValueError("sequences: got a single number, expected time on axis 0")
    keys = np.random.default_rng(seed).random(sequences.shape[:2])
    order = keys.argsort(axis=0).reshape(keys.shape + (1,) * (sequences.ndim - keys.ndim))
    return np.take_along_axis(sequences, order, axis=0)


def place(pattern, positions, length, *, noise=0.0, seed=0):
    """Sequences (length, B, 1) of Gaussian noise of deviation `noise`, with `pattern` (w,) added from positions[b] on.

    A position at which the pattern would stick out is a ValueError.
    """
    pattern, length = finite("pattern", pattern), whole("length", length, 1)
    positions, last = np.asarray(positions), length - len(pattern)
    indices = positions.ndim == 1 and positions.size > 0 and np.issubdtype(positions.dtype, np.integer)
    if not indices or positions.min() < 0 or positions.max() > last:
        raise ValueError(f"positions: got {positions!r}, expected a list of whole numbers from 0 to {last}")
    sequences = deviation("noise", noise) * np.random.default_rng(seed).standard_normal((length, len(positions)))
    for step, value in enumerate(pattern):
        sequences[positions + step, np.arange(len(positions))] += value
    return sequences[:, :, None]


def pattern_or_reverse(count, length, pattern, *, among=None, noise=0.3, seed=0):
    """Which way round does the pattern run? (inputs (length, count, 1), labels (count,), positions (count,)).

    Label 1: `pattern` stands at its position; 0: its reverse. Same numbers, so only the order tells. Positions are
    drawn from the range `among` = (first, last), both included; None is every place where it fits.
    """
    pattern, count = finite("pattern", pattern), whole("count", count, 1)
    if np.array_equal(pattern, pattern[::-1]):
        raise ValueError(f"pattern: got {pattern.tolist()}, which is its own reverse")
    room = whole("length", length, len(pattern)) - len(pattern)
    first, last = (0, room) if among is None else (whole("among", place) for place in among)
    if not first <= last <= room:
        raise ValueError(f"among: got {among!r}, expected the first and the last of the places from 0 to {room}")
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, 2, count)
    positions = generator.integers(first, last + 1, count)
    inputs = place(pattern[::-1], positions, length, noise=noise, seed=generator)
    inputs[:, labels == 1] += place(pattern, positions, length)[:, labels == 1]
    inputs[:, labels == 1] -= place(pattern[::-1], positions, length)[:, labels == 1]
    return inputs, labels, positions


def _stationary(table):
    """Long-run probability of each history, of shape (symbols,) * order."""
    symbols, order = table.shape[-1], table.ndim - 1
    if order == 0:
        return np.ones(())
    size = symbols**order
    matrix = np.zeros((size, size))
    source = np.repeat(np.arange(size), symbols)
    matrix[source, (source * symbols) % size + np.tile(np.arange(symbols), size)] = table.ravel()
    if np.sum(np.abs(np.linalg.eigvals(matrix)) > 1 - 1e-9) > 1:
        raise ValueError("table: got a chain that never mixes, expected one with a unique long-run distribution")
    system = np.vstack([matrix.T[:-1] - np.eye(size)[:-1], np.ones(size)])  # the last balance follows from the others
    weights = np.linalg.solve(system, np.eye(size)[-1]).clip(min=0)
    return (weights / weights.sum()).reshape((symbols,) * order)


def _entropy(probabilities):
    positive = probabilities[probabilities > 0]
    return float(-(positive * np.log(positive)).sum())
