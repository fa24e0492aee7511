"""What must hold of a function (logits (B, k), temperature, generator) -> classes (B,) that draws one class per row.

How it draws is its own affair, so nothing is compared number by number: rows of three kinds are drawn 1,200 times each, and
the shares are held against the softmax. Each check takes the function and returns what is wrong as a sentence, or None.
"""

import numpy as np

from utils.book.checking import as_array, kind
from utils.layers import softmax

P = np.array([[0.25, 0.7, 0.05], [0.85, 0.1, 0.05], [0.25, 0.1, 0.65]])  # so that every slip below has shares of its own
ROWS = np.log(np.tile(P, (1200, 1)))  # the three kinds in turn
FEW = ROWS[:60]
NEAR = 0.06  # over four deviations of a share among 1,200
WARM, COLD = 2.0, 1e-3


# Sentences, and the shares that the slip gives.
OTHER_ROWS = [
    ("each row should be drawn from its own probabilities, not all from the first row's", P[0]),
    ("each row should be drawn from its own probabilities, not all from the mean of the batch", P.mean(axis=0)),
    ("each row should be drawn from its own probabilities, not all from those of the mean logits",
     softmax(np.log(P).mean(axis=0))),
    ("all classes come equally often: do the logits play a part?", np.full(3, 1 / 3)),
]
LEFT = "at another temperature the probabilities no longer sum to 1, and one class gets what is left: what is divided?"
OTHER_TEMPERATURES = [
    ("the temperature changes nothing", P),
    ("colder should be surer, and here it is the other way round", softmax(np.log(P) * WARM)),
    *((LEFT, P / WARM + (1 - 1 / WARM) * np.eye(3)[k]) for k in range(3)),
]


def drawn(answer, temperature=1.0, logits=ROWS, seed=0):
    """Classes for the logits' rows: (how many of each kind, kinds)."""
    return np.asarray(answer(logits, temperature, np.random.default_rng(seed))).reshape(-1, len(P))


def shares(found):
    """How often each kind of row got each class: (kind, class)."""
    return np.array([np.bincount(each, minlength=P.shape[1]) / len(each) for each in found.T])


def fault(found, expected, cases):
    """None where shares are those expected; else the sentence of the case that they fit, or what they are."""
    off = np.abs(found - expected).max(axis=1)
    if off.max() < NEAR:
        return None
    fitting = [sentence for sentence, p in cases if np.abs(found - p).max() < NEAR]
    row = off.argmax()
    return fitting[0] if fitting else (f"a row whose shares should be {expected[row].round(2)} got each class in shares of "
                                       f"{found[row].round(2)}")


def classes(answer):
    """One whole number from 0 to k - 1 for each row."""
    found = answer(FEW, 1.0, np.random.default_rng(0))
    if found is None:
        return "your function returns nothing: does it end with return?"
    array = as_array(found)
    if array is None or array.dtype.kind not in "iu":
        return f"got {kind(found)}, expected whole numbers, which can index an array"
    if array.shape != (len(FEW),):
        return f"got shape {array.shape}, expected {(len(FEW),)}, one class per row"
    if array.min() < 0 or array.max() >= P.shape[1]:
        return f"got classes from {array.min()} to {array.max()}, expected 0 to {P.shape[1] - 1}: they are counted from 0"
    return None


def rows(answer):
    """Each row has its own probabilities, and its own random number."""
    found = drawn(answer)
    if (found == found[0]).all():
        fixed = all((drawn(answer, logits=FEW, seed=seed) == P.argmax(axis=1)).all() for seed in range(20))
        return ("nothing is drawn: each row gets its likeliest class" if fixed
                else "rows that are alike all get the same class: does one random number serve all rows?")
    return fault(shares(found), P, OTHER_ROWS)


def temperature(answer):
    """The logits are divided by it."""
    found = drawn(answer, WARM)
    return LEFT if found.max() >= P.shape[1] else fault(shares(found), softmax(np.log(P) / WARM), OTHER_TEMPERATURES)


def generator(answer):
    """The random numbers are those of the generator that was given."""
    first, again, other = (answer(FEW, 1.0, np.random.default_rng(seed)) for seed in (0, 0, 1))
    if not np.array_equal(first, again):
        return "two generators of one seed gave different draws: do the random numbers come from `rng`?"
    return "generators of different seeds gave the same draws: is `rng` used?" if np.array_equal(first, other) else None


def large(answer):
    """A number added to all logits changes nothing, however large."""
    if np.abs(shares(drawn(answer, logits=ROWS + 1000)) - P).max() < NEAR:
        return None
    return "with 1,000 added to every logit the shares change, and they should not: does an exp overflow?"


def cold(answer):
    """Close to zero only the likeliest class is left."""
    if (drawn(answer, COLD, FEW) == P.argmax(axis=1)).all():
        return None
    return f"at a temperature of {COLD} only the likeliest class is left, and here others come too"
