"""Lab 7b: weights that padding gets none of, a step of attention, features of place, and how weights thin out."""

import numpy as np

from utils.book.checking import Exercise
from utils.exercises.slips import slips

# Exercise 1: four sentences of four places, so that a softmax along the wrong axis runs too.
CHI = np.array([[0.5, -1.2, 2.0, 0.1], [1.5, 0.3, -0.4, 2.5], [-0.7, 0.9, 1.1, -2.0], [2.2, -0.1, 0.4, 1.3]])
LENGTHS = np.array([4, 2, 3, 1])


def masked(chi, lengths):
    """Weights (B, T) of scores: 0 behind a sentence's end, and 1 in sum."""
    e = np.exp(chi) * (np.arange(chi.shape[1]) < lengths[:, None])
    return e / e.sum(axis=1, keepdims=True)


weights = Exercise("Exercise 1", [(CHI, LENGTHS), (CHI[::-1] - 1, LENGTHS)], masked, each="a row per sentence",
                   slips=slips(masked, {
    "the padding has weights: places behind the end must get 0":
        (" * (np.arange(chi.shape[1]) < lengths[:, None])", ""),
    "the weights of a sentence do not sum to 1: set the padding to 0 before you divide": (
        "return e / e.sum(axis=1, keepdims=True)", "return e / np.exp(chi).sum(axis=1, keepdims=True)"),
    "a score of 0 is no weight of 0, exp(0) is 1: use minus infinity": (
        "np.exp(chi) * (np.arange(chi.shape[1]) < lengths[:, None])",
        "np.exp(chi * (np.arange(chi.shape[1]) < lengths[:, None]))"),
    "the sum runs over the sentences, expected over the places of each": ("axis=1", "axis=0"),
    "the sum runs over the whole batch, expected over each sentence": ("e.sum(axis=1, keepdims=True)", "e.sum()"),
    "one place too many: places count from 0": ("< lengths", "<= lengths"),
    "the last word has no weight: places count from 0": ("np.arange(chi.shape[1]) <", "np.arange(1, chi.shape[1] + 1) <"),
    "weights in proportion to the scores, expected to their exponentials": ("np.exp(chi)", "chi"),
    "all weights of a sentence are alike: where are the scores": ("np.exp(chi)", "np.ones(chi.shape)")}))

# Exercise 2: as many places as units, so that a product the wrong way round runs too.
H = np.array([[0.2, -0.6, 0.9, 0.4], [-0.8, 0.1, 0.3, 0.7], [0.5, 0.5, -0.2, -0.9], [0.1, 0.8, 0.6, -0.3]])
ETA = np.array([0.9, -0.4, 0.7, -0.6])
W_Q = np.array([[1.5, -0.2, 0.3, 0.1], [0.4, 2.0, -0.5, 0.6], [-0.3, 0.8, 1.2, 0.2], [0.7, -0.6, 0.1, 1.8]])


def attended(eta, h, W_q):
    """The weights (T,) and the weighted sum (m,) of states h (T, m), by a dot product."""
    chi = h @ (W_q @ eta) / np.sqrt(len(eta))
    p = np.exp(chi) / np.exp(chi).sum()
    return p, p @ h


attention = Exercise("Exercise 2", [(ETA, H, W_Q), (ETA[::-1].copy(), H, W_Q)], attended,
                     parts=("the weights", "the weighted sum"), slips=slips(attended, {
    "the scores are not divided by the root of m": (" / np.sqrt(len(eta))", ""),
    "divided by m, expected by its root": ("np.sqrt(len(eta))", "len(eta)"),
    "W_q is turned: the equation has W_q eta": ("W_q @ eta", "W_q.T @ eta"),
    "W_q does nothing: the state is to be turned into a question first": ("(W_q @ eta)", "eta"),
    "the scores stand where the weights should: take the softmax": ("np.exp(chi) / np.exp(chi).sum()", "chi"),
    "the weights do not sum to 1": (" / np.exp(chi).sum()", ""),
    "the sum runs over the units, expected over the places": ("return p, p @ h", "return p, h @ p"),
    "a mean of all states: the weights do nothing": ("p @ h", "h.mean(axis=0)"),
    "one state alone, that of the largest weight, expected the sum of all": ("p @ h", "h[p.argmax()]"),
    "the states were weighed with the scores, expected with the weights": ("p @ h", "chi @ h")}))

# Exercise 3: two kinds of weights of seven places.
LAST = np.array([0.05, 0.1, 0.6, 0.15, 0.04, 0.03, 0.03])
TOTAL = np.array([0.9, 0.7, 1.1, 0.2, 0.06, 0.03, 0.01])


def near(last, total, r):
    """A row per place: the last weights at j - r ... j + r, then the sums there; zeros outside."""
    rows = []
    for j in range(len(last)):
        row = [weights[i] if 0 <= i < len(weights) else 0 for weights in (last, total) for i in range(j - r, j + r + 1)]
        rows.append(row)
    return np.array(rows)


def rolled(last, total, r):
    """A slip: what leaves on the left comes in on the right."""
    return np.array([[w[(j + i) % len(w)] for w in (last, total) for i in range(-r, r + 1)] for j in range(len(last))])


def turned(last, total, r):
    """A slip: a convolution turns its window."""
    return np.concatenate([side[:, ::-1] for side in np.split(near(last, total, r), 2, axis=1)], axis=1)


def repeated(last, total, r):
    """A slip: the outermost weights stand for what lies outside."""
    inside = np.clip(np.arange(len(last))[:, None] + np.arange(-r, r + 1), 0, len(last) - 1)
    return np.c_[last[inside], total[inside]]


location_features = Exercise("Exercise 3", [(LAST, TOTAL, 2), (TOTAL, LAST, 1)], near, each="a row per place",
                             slips=slips(near, {
    "the window goes round: what lies outside counts as 0": rolled,
    "the window is turned: first the weight at j - r": turned,
    "the outermost weight is repeated: what lies outside counts as 0": repeated,
    "the sums come first, expected the last weights": ("(last, total)", "(total, last)"),
    "both halves hold the last weights": ("(last, total)", "(last, last)"),
    "the window ends before place j + r": ("j + r + 1", "j + r"),
    "the window begins behind j - r": ("range(j - r, j", "range(j - r + 1, j"),
    "only places before j are seen, expected r on each side": ("range(j - r, j + r + 1)", "range(j - 2 * r, j + 1)"),
    "the two kinds are added up, expected side by side": (
        "[weights[i] if 0 <= i < len(weights) else 0 for weights in (last, total) for",
        "[last[i] + total[i] if 0 <= i < len(last) else 0 for"),
    "a column per place, expected a row": ("np.array(rows)", "np.array(rows).T")}))


# Exercise 4: margins and lengths that differ in number.
def largest(margins, lengths):
    """The weight of a word whose score is `margin` above those of all others: a row per margin, a column per length."""
    e = np.exp(np.asarray(margins, dtype=float))[:, None]
    return e / (e + np.asarray(lengths) - 1)


def shown(answer):
    """Print what an answer gives for several margins and lengths."""
    margins, lengths = (2, 4, 6, 8), (6, 18, 36, 72)
    print("margin  " + "".join(f"{T:>4} words" for T in lengths))
    for margin, row in zip(margins, np.asarray(answer(margins, lengths)), strict=True):
        print(f"{margin:<8}" + "".join(f"{weight:>10.3f}" for weight in row))


thinned = Exercise("Exercise 4", [((0.5, 1.0, 3.0), (1, 5, 20, 40)), ((2.0, 6.0), (3, 9, 27))], largest, also=[shown],
                   each="a row per margin, a column per length", slips=slips(largest, {
    "rows and columns are exchanged": lambda *given: largest(*given).T,
    "the others are one fewer than the words": ("lengths) - 1", "lengths)"),
    "the others' exponentials are missing below": ("(e + np.asarray(lengths) - 1)", "(e * np.asarray(lengths))"),
    "that is what the others get together": ("return e / ", "return 1 - e / "),
    "the odds, expected the share: add the word's own exponential": ("(e + np.asarray(lengths) - 1)",
                                                                      "np.maximum(np.asarray(lengths) - 1, 1e-9)"),
    "the margin is taken as it is, expected its exponential": ("np.exp(np.asarray(margins, dtype=float))",
                                                               "np.asarray(margins, dtype=float)"),
    "each other word's weight, expected the one that is ahead": ("return e / ", "return 1 / "),
    "the others' mean, expected their sum": ("np.asarray(lengths) - 1)", "(np.asarray(lengths) > 1))")}))
