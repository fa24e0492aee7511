"""Numbers that count: how many operations a result took, and how many of them had to wait for each other.

The same code that computes with floats runs with these, so depth and work are those of the code, not of a formula. Sums over
many terms are made by a tree of pairs, as parallel machines do.
"""

import numpy as np

WORK = [0]  # operations since `measured` last began


class Counted:
    """A number of which only its depth is known: the longest chain of operations that leads to it."""

    def __init__(self, depth=0):
        self.depth = depth

    def join(self, other):
        """The result of one operation on two numbers; an array takes it entry by entry."""
        if isinstance(other, np.ndarray):
            return NotImplemented
        WORK[0] += 1
        return Counted(1 + max(self.depth, getattr(other, "depth", 0)))

    __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = __truediv__ = join

    def bent(self):
        """The result of one operation on this number alone: a tanh, an exponential."""
        return self.join(self)


def fresh(*shape):
    """Counted numbers of depth 0 in an array."""
    return np.frompyfunc(lambda _: Counted(), 1, 1)(np.zeros(shape))


def measured(function, *given):
    """Depth and work of all results that a function gives, an array of counted numbers."""
    WORK[0] = 0
    results = np.asarray(function(*given), dtype=object)
    return max(number.depth for number in results.flat), WORK[0]


def tree_sum(terms):
    """The sum of an array's rows, in pairs, pairs of pairs, and so on."""
    while len(terms) > 1:
        pairs = terms[: len(terms) // 2 * 2]
        terms = np.concatenate([pairs[::2] + pairs[1::2], terms[len(pairs) :]])
    return terms[0]


def tanh_loop(x, w, h):
    """The vanilla recurrence of one unit, h_t = tanh(w h_{t-1} + x_t): all states."""
    states = []
    for x_t in x:
        h = (w * h + x_t).bent()
        states.append(h)
    return states


def dilated_convolution(x):
    """Causal convolutions of two taps, dilated by 1, 2, 4, ... until the last step sees the first, each bent."""
    gap = 1
    while gap < len(x):
        taps = fresh(2)
        later = taps[0] * x[gap:] + taps[1] * x[:-gap]
        x = np.frompyfunc(Counted.bent, 1, 1)(np.concatenate([taps[0] * x[:gap], later]))
        gap *= 2
    return x


def attention(query, key, value):
    """Causal attention on single numbers: step t's outputs, a sum of values up to t weighed by exp(query key)."""
    outputs = []
    for t in range(len(value)):
        weights = np.frompyfunc(Counted.bent, 1, 1)(query[t] * key[: t + 1])
        outputs.append(tree_sum(weights * value[: t + 1]) / tree_sum(weights))
    return outputs
