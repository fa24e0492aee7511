"""Simulated: a limit order book seen tick by tick, with buying or selling pressure that nobody sees; no number was measured.

Pressure is a Markov chain of two states, +1 (buying) and -1 (selling). Given the pressure, each tick shows three things,
independent of each other and of all other ticks: the sign of a trade, the imbalance of the two best queues (the natural
logarithm of bid size over ask size), and a move of the mid-price by one price step up, down, or not at all. Nothing else is in
it: no spread that changes, no depth beyond the best queues, no reaction to a trade of one's own.
"""

from dataclasses import dataclass

import numpy as np

from utils.checks import deviation, finite, real, whole

INPUTS = ("trade sign", "imbalance", "mid move")


@dataclass(frozen=True)
class Market:
    """What governs the book; the two directions are mirror images.

    `stay` is the probability that pressure is the same at the next tick, `with_it` that a trade has its sign, `tilt` the mean
    imbalance under buying pressure in units of its deviation (which is 1), `along` and `against` the probabilities that the
    mid-price moves a step with the pressure and against it. ValueError for a probability outside 0 to 1, ends left out.
    """

    stay: float = 0.95
    with_it: float = 0.65
    tilt: float = 0.4
    along: float = 0.25
    against: float = 0.1

    def __post_init__(self):
        for name in ("stay", "with_it", "along", "against"):
            real(name, getattr(self, name), above=0, below=1)
        deviation("tilt", self.tilt)
        real("along + against", self.along + self.against, above=0, below=1)

    def simulate(self, ticks, seed=0):
        """A `Book` of so many ticks, its first pressure drawn by a fair coin."""
        ticks, rng = whole("ticks", ticks, 1), np.random.default_rng(seed)
        turned = np.cumsum(rng.random(ticks) > self.stay) + rng.integers(2)
        pressure = np.where(turned % 2, 1, -1)
        signs = np.where(rng.random(ticks) < self.with_it, pressure, -pressure)
        imbalance = self.tilt * pressure + rng.standard_normal(ticks)
        u = rng.random(ticks)
        moves = np.where(u < self.along, pressure, np.where(u < self.along + self.against, -pressure, 0))
        return Book(pressure, np.stack([signs, imbalance, moves], axis=1))


@dataclass(frozen=True)
class Book:
    """Hidden `pressure` (n,) of 1 and -1, and what is seen, `inputs` (n, 3): trade sign, imbalance, mid move."""

    pressure: np.ndarray
    inputs: np.ndarray

    @property
    def moves(self):
        """Moves of the mid-price at each tick, in price steps: (n,) int."""
        return self.inputs[:, 2].astype(int)

    @property
    def mid(self):
        """The mid-price after each tick, (n,) int, in price steps from where it began."""
        return np.cumsum(self.moves)


def next_move(moves):
    """The first move after each tick, 1 or -1, and 0 where the record ends before there is one: (n,) int."""
    moves = np.asarray(moves)
    following, after = np.zeros(len(moves), int), 0
    for t in range(len(moves) - 1, -1, -1):
        following[t], after = after, moves[t] or after
    return following


def move_over(mid, h):
    """By how much the mid-price moves within the next h ticks, (n - h,): for the first n - h ticks of a record (n,)."""
    mid, h = shorter("h", h, mid)
    return mid[h:] - mid[:-h]


def smoothed_move(mid, h):
    """Mean of the next h mid-prices less the mean of the last h, the tick's own among them: (n - 2h + 1,), from tick h on.

    The label of a tick t (the first is 1) stands at place t - h. Known at the tick is half of it: the mean of the last h.
    """
    mid, h = shorter("h", h, mid)
    means = np.convolve(mid, np.ones(h) / h, mode="valid")
    return means[h:] - means[:-h]


def windows(inputs, w):
    """The last w ticks at each tick from the w-th on, the oldest first: (n - w + 1, w, d), for inputs (n, d)."""
    inputs, w = finite("inputs", inputs, (2,)), whole("w", w, 1)
    if w > len(inputs):
        raise ValueError(f"w: got {w} for {len(inputs)} ticks, expected no more than there are")
    return np.lib.stride_tricks.sliding_window_view(inputs, w, axis=0).swapaxes(1, 2)


def shorter(name, h, mid):
    """The prices as an array and h as an int below half of their number, or ValueError."""
    mid, h = finite("mid", mid), whole(name, h, 1)
    if 2 * h > len(mid):
        raise ValueError(f"{name}: got {h} for {len(mid)} ticks, expected at most half of them")
    return mid, h
