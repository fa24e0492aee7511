"""Synthetic: temporal order as it was first set, experiment 6a of Hochreiter & Schmidhuber, Long Short-Term Memory (1997).

`recall.temporal_order` is the same question with inputs as small as can be. Here sequences differ in length, and each has a
letter at its begin and one at its end, so that a network is told when to answer.
"""

import numpy as np

from utils.checks import whole

LETTERS = "XYabcdEB"
PAIRS = 4


def temporal_order(shortest, count, rng):
    """Sequences with two of X or Y, and which of the four pairs it was.

    The first stands at a step from a tenth of `shortest` to two tenths, the second at one from five tenths to six, both ends
    included; all other letters but the first, E, and the last, B, are drawn from a, b, c and d.

    Parameters
    ----------
    shortest, count : int
        Steps of the shortest sequence (at least 10; the paper has 100) and sequences. The longest has a tenth more.
    rng : numpy.random.Generator

    Returns
    -------
    x : array (longest, count, 8)
        Letters of `LETTERS`, one-hot; zeros behind a sequence's end.
    lengths : integers (count,)
    y : array (count, 4)
        One-hot: XX, XY, YX, YY.
    """
    shortest, count = whole("shortest", shortest, 10), whole("count", count, 1)
    tenth, columns = shortest // 10, np.arange(count)
    longest = shortest + tenth
    letters, lengths = rng.integers(2, 6, (longest, count)), rng.integers(shortest, longest + 1, size=count)
    first, second = rng.integers(2, size=(2, count))
    letters[rng.integers(tenth, 2 * tenth + 1, size=count), columns] = first
    letters[rng.integers(5 * tenth, 6 * tenth + 1, size=count), columns] = second
    letters[0], letters[lengths - 1, columns] = LETTERS.index("E"), LETTERS.index("B")
    x = np.eye(len(LETTERS))[letters] * (np.arange(longest)[:, None] < lengths)[..., None]
    return x, lengths, np.eye(PAIRS)[2 * first + second]
