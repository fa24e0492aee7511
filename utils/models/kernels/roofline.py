"""The roofline of one LSTM step: what a card's arithmetic and memory allow at best, from operations and bytes on paper.

The model is that of Williams, Waterman & Patterson (2009): a piece of work of F operations that moves Q bytes takes at least
F / peak and at least Q / bandwidth seconds. Its intensity is F / Q, and where that lies below peak / bandwidth, memory decides.
"""

import math
from typing import NamedTuple

from utils.checks import real, whole

FLOAT = 4  # bytes of a number in single precision


class Card(NamedTuple):
    """A GPU by its data sheet: operations and bytes per second at most, and bytes of its registers."""

    name: str
    peak: float
    bandwidth: float
    registers: float

    @property
    def ridge(self):
        """Operations per byte from which on arithmetic decides."""
        return self.peak / self.bandwidth


H100 = Card("NVIDIA H100 SXM, single precision without tensor cores", 67e12, 3.35e12, 132 * 256 * 1024)


def step_operations(B, m):
    """Multiplications and additions of h W_h for all four gates: 8 B m^2."""
    return 8 * whole("B", B, 1) * whole("m", m, 1) ** 2


def step_bytes(B, m, weights=True):
    """Bytes that the same moves: W_h (4m, m) unless it stays on the chip, what the inputs add (B, 4m), and h in and out."""
    B, m = whole("B", B, 1), whole("m", m, 1)
    return FLOAT * (4 * m * m * bool(weights) + 4 * B * m + 2 * B * m)


def input_operations(T, B, d, m):
    """Multiplications and additions of x W_x for all steps and gates: 8 T B d m."""
    return 8 * T * B * d * m


def input_bytes(T, B, d, m, hoisted=True):
    """Bytes of that: the weights once, or, in the loop, at each step; x and the sums once."""
    return FLOAT * (4 * d * m * (1 if hoisted else T) + T * B * (d + 4 * m))


def share(operations, moved, card, launches=0, launch_seconds=0.0):
    """The share of a card's peak that a piece of work can reach at best, between 0 and 1.

    Parameters
    ----------
    operations, moved : float
        Additions and multiplications; bytes.
    card : Card
    launches, launch_seconds : float
        How many launches the work takes, one after the other, and what each costs at least, in seconds.

    Raises
    ------
    ValueError
        If one of the numbers is no finite real number.
    """
    at_peak = real("operations", operations) / card.peak
    launching = real("launches", launches) * real("launch_seconds", launch_seconds)
    return at_peak / max(at_peak, real("moved", moved) / card.bandwidth, launching)


def least_batch(m, card, weights=True):
    """The smallest batch from which on memory does not keep a step of m units below the peak; None where no batch is enough.

    8 B m^2 >= ridge * 4 (4 m^2 + 6 B m), solved for B; without the weights' part any batch is enough or none.
    """
    room = whole("m", m, 1) - 3 * card.ridge
    if room <= 0:
        return None
    return max(1, math.ceil(2 * card.ridge * m / room)) if weights else 1


def most_units(card):
    """The most units whose W_h (4m, m) the registers of a card hold."""
    return math.isqrt(int(card.registers) // (4 * FLOAT))
