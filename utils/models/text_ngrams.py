"""n-gram models of one long text, counted and asked for all places at once, with sorted integers in place of dicts.

Each order is mixed with the one below, and the lowest with equal shares for all symbols. How much an order hands down is set by
Witten and Bell (1991), as much as kinds of symbol were seen after the context, or after Kneser and Ney (1995) in the form of
Chen and Goodman (1999): a discount from each count, other counts below the highest order, and discounts that follow from how
many things were seen once, twice, three and four times. Nothing is left to tune but the order.
"""

from typing import NamedTuple

import numpy as np

from utils.checks import whole

SMOOTHINGS = ("witten-bell", "kneser-ney")


class Level(NamedTuple):
    """The counts of one order, sorted by code: grams, and contexts with their sums and what they hand down."""

    grams: np.ndarray
    seen: np.ndarray  # what each gram counts for, less its discount
    contexts: np.ndarray
    totals: np.ndarray
    handed: np.ndarray  # what the order below gets to share out


class TextNGram:
    """Probabilities of each character of a text, given the `order` - 1 before it.

    Parameters
    ----------
    symbols : integers (N,)
        The text that is counted, N at least `order`.
    count : int
        k, how many symbols there are.
    order : int
        1 counts symbols, 2 pairs, and so on, as far as k ** order fits 63 bits.
    smoothing : str
        "witten-bell" or "kneser-ney".
    """

    def __init__(self, symbols, count, order, smoothing="witten-bell"):
        self.k, self.order = whole("count", count, 2), whole("order", order, 1)
        if self.k**self.order >= 2**63:
            raise ValueError(f"order: got {order}, expected one at which {count} ** order fits 63 bits")
        if smoothing not in SMOOTHINGS:
            raise ValueError(f"smoothing: got {smoothing!r}, expected one of {', '.join(SMOOTHINGS)}")
        self.smoothing, symbols = smoothing, checked(symbols, self.k)
        if len(symbols) < self.order:
            raise ValueError(f"symbols: got {len(symbols)}, expected at least the order, {order}")
        self.levels = [self._level(symbols, n) for n in range(1, self.order + 1)]

    def _level(self, symbols, n):
        """Order n's counts: of Kneser and Ney below the highest, after how many kinds of symbol; else how often."""
        if self.smoothing == "witten-bell" or n == self.order:
            grams, counts = np.unique(codes(symbols, n, self.k), return_counts=True)
        else:
            longer = np.unique(codes(symbols, n + 1, self.k))
            grams, counts = np.unique(longer % self.k**n, return_counts=True)
        contexts, first = np.unique(grams // self.k, return_index=True)
        totals, kinds = np.add.reduceat(counts, first), np.diff([*first, len(grams)])
        if self.smoothing == "witten-bell":
            return Level(grams, counts, contexts, totals + kinds, kinds)
        taken = discounts(counts)[np.minimum(counts, 3)]
        return Level(grams, counts - taken, contexts, totals, np.add.reduceat(taken, first))

    def probabilities(self, symbols):
        """P of each symbol of a text (N,), given what stands before it there: the first is given nothing."""
        symbols = checked(symbols, self.k)
        p = np.full(len(symbols), 1 / self.k)
        for n, level in enumerate(self.levels[: len(symbols)], 1):
            found = codes(symbols, n, self.k)
            seen = look_up(level.grams, level.seen, found)
            total, handed = (look_up(level.contexts, column, found // self.k) for column in (level.totals, level.handed))
            below = p[n - 1 :]
            p[n - 1 :] = np.where(total > 0, (seen + handed * below) / np.maximum(total, 1), below)
        return p

    def losses(self, symbols):
        """-ln P of each symbol of a text (N,), in nats."""
        return -np.log(self.probabilities(symbols))


def codes(symbols, n, k):
    """Each n symbols in a row as one integer, (N - n + 1,): the symbols are its digits to the base k."""
    found = np.zeros(len(symbols) - n + 1, dtype=np.int64)
    for place in range(n):
        found = found * k + symbols[place : place + len(found)]
    return found


def look_up(keys, values, wanted):
    """The value beside each wanted key, zero where `keys`, which is sorted, lacks it."""
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], 0)


def discounts(counts):
    """Chen and Goodman's discounts of a count of 0, 1, 2, and 3 or more: (4,). Where they are not defined, 0, .5, .5, .5."""
    ones, twos, threes, fours = found = [int(np.count_nonzero(counts == n)) for n in (1, 2, 3, 4)]
    if not all(found):
        return np.array([0, 0.5, 0.5, 0.5])
    share = ones / (ones + 2 * twos)
    return np.clip([0, 1 - 2 * share * twos / ones, 2 - 3 * share * threes / twos, 3 - 4 * share * fours / threes],
                   0, [0, 1, 2, 3])


def checked(symbols, k):
    """A text's symbols as int64 (N,); ValueError where they are not integers from 0 to k - 1."""
    symbols = np.asarray(symbols)
    if symbols.ndim != 1 or not len(symbols) or not np.issubdtype(symbols.dtype, np.integer):
        raise ValueError(f"symbols: got {symbols.dtype} of shape {symbols.shape}, expected integers of shape (N,), N > 0")
    if symbols.min() < 0 or symbols.max() >= k:
        raise ValueError(f"symbols: got {symbols.min()} to {symbols.max()}, expected 0 to {k - 1}")
    return symbols.astype(np.int64)
