"""Lab 8b: a line mended, a test that catches every leak of padding, a wrong network found by its outputs, mistakes ranked."""

import numpy as np

from utils.book.checking import Exercise, as_array, kind
from utils.exercises.slips import slips
from utils.exercises.wrong_steps import WRONG, read, right_step
from utils.gradients.proof import randomise
from utils.layers import LSTM


def uneven(*shape):
    """Numbers between -1 and 1 that all differ."""
    return np.sin(1.7 * np.arange(1, np.prod(shape) + 1)).reshape(shape)


# Exercise 1: entries below and above 1, so that norm and largest entry differ; gradients that are short enough, scaled or not.
def unscaled(scaled, tau, scale):
    """An answer: the gradient of the loss itself, no longer than tau."""
    gradient = scaled / scale
    return gradient * min(1, tau / np.linalg.norm(gradient))


def clipped(gradient, tau):
    """A gradient clipped by its norm."""
    return gradient * min(1, tau / np.linalg.norm(gradient))


SCALED = [(64 * 3 * uneven(7), 0.5, 64.0), (uneven(7) / 999, 0.5, 64.0), (64 * uneven(7) / 9, 0.5, 64.0)]
mended = Exercise("Exercise 1", SCALED, unscaled, each="one entry per entry of the gradient", slips={
    "it is clipped before it is divided: the threshold meets the scaled gradient":
        lambda scaled, tau, scale: clipped(scaled, tau) / scale,
    "it is never divided by the scale": lambda scaled, tau, scale: clipped(scaled, tau),
    "the threshold is scaled, and the gradient as well: they are of one scale, but of the wrong one":
        lambda scaled, tau, scale: clipped(scaled, tau * scale),
    "each entry is clipped by itself, which turns the step":
        lambda scaled, tau, scale: np.clip(scaled / scale, -tau, tau),
    "a gradient that is short enough is lengthened: what does the smaller of 1 and the ratio do?":
        lambda scaled, tau, scale: scaled / np.linalg.norm(scaled) * tau,
    "it is divided, and not clipped": lambda scaled, tau, scale: scaled / scale,
    "it is multiplied by the scale: it came multiplied already": lambda scaled, tau, scale: clipped(scaled * scale, tau)})


# Exercise 2: encoders (x, lengths) -> codes (B, m), with their words, and whether padding can reach a code.
X, LENGTHS = uneven(6, 3, 2), np.array([4, 5, 2])  # no sequence fills the batch


def present(x, lengths):
    """Which steps are a sequence's own, (T, B, 1)."""
    return (np.arange(len(x))[:, None] < lengths)[..., None]


def ends(x, lengths):
    """Sums up to each sequence's own end."""
    return (x * present(x, lengths)).sum(axis=0)


def first_only(x, lengths, k):
    """Codes that padding reaches in sequence k alone."""
    codes = ends(x, lengths)
    codes[k] += x[lengths[k]:, k].sum(axis=0)
    return codes


def up_and_down(x, lengths):
    """Codes that padding moves by amounts whose sum is zero."""
    codes, padding = ends(x, lengths), (x * ~present(x, lengths)).sum()
    return codes + padding * np.array([1.0, -1.0])


ENCODERS = {
    "sums the steps of each sequence": (ends, False),
    "takes each sequence's own last step": (lambda x, lengths: x[lengths - 1, np.arange(x.shape[1])], False),
    "takes the last row": (lambda x, lengths: x[-1].copy(), True),
    "takes the row at the longest length": (lambda x, lengths: x[max(lengths) - 1].copy(), True),
    "takes away what is in the padding": (lambda x, lengths: ends(x, lengths) - (x * ~present(x, lengths)).sum(axis=0), True),
    "averages over padding too": (lambda x, lengths: x.mean(axis=0), True),
    "sums padding too": (lambda x, lengths: x.sum(axis=0), True),
    "divides by the number of rows": (lambda x, lengths: ends(x, lengths) / len(x), True),
    "leaks into the first sequence": (lambda x, lengths: first_only(x, lengths, 0), True),
    "leaks into the last sequence": (lambda x, lengths: first_only(x, lengths, 2), True),
    "moves one entry up and one down": (up_and_down, True)}


def test_of(rows=3, fill=9.0, longer=0, inside=True, size=np.abs, take=np.max, seen=slice(None)):
    """An answer to exercise 2, or a wrong one."""
    def moved(encode, x, lengths):
        other = np.concatenate([x, np.full((rows, *x.shape[1:]), fill)])
        if inside:
            other = np.where(present(other, lengths), other, fill)
        return take(size(encode(other, lengths + longer) - encode(x, lengths))[seen])
    return moved


CONFUSED = {
    "no encoder is found to leak: is the second code taken from the changed batch?": lambda *given: 0.0,
    "rows are appended, and the padding within the batch stays as it was: a leak from there goes unseen": test_of(inside=False),
    "padding is changed within the batch, and no rows are appended: what the number of rows does goes unseen": test_of(rows=0),
    "rows are appended, and hold zeros, which a sum does not see; and what stood within the batch stays":
        test_of(fill=0.0, inside=False),
    "the lengths have grown too, so the new rows are no padding": test_of(longer=3),
    "changes up and down cancel in a sum or mean: take their size first": test_of(size=np.asarray, take=np.mean),
    "a change downwards counts for nothing: take its size first": test_of(size=np.asarray),
    "the first sequence alone is looked at": test_of(seen=0),
    "the last sequence alone is looked at": test_of(seen=-1)}


def verdicts(answer):
    """Whether an answer says that padding moves the code, for each encoder."""
    return [bool(answer(encode, X.copy(), LENGTHS.copy()) > 1e-9) for encode, _ in ENCODERS.values()]


def no_number(value):
    """A sentence where a value is no single number, or None."""
    array = as_array(value)
    if value is None:
        return "your function returns nothing: does it end with return?"
    if array is None or array.shape or array.dtype.kind not in "iuf":
        return f"the result: got {kind(value)}, expected a number"
    return None


def tells(answer):
    """What is wrong with a test of encoders, as a sentence, or None."""
    if fault := no_number(answer(ends, X, LENGTHS)):
        return fault
    found, expected = verdicts(answer), [leaks for _, leaks in ENCODERS.values()]
    if found == expected:
        return None
    named = [sentence for sentence, slip in CONFUSED.items() if verdicts(slip) == found]
    k = next(k for k in range(len(found)) if found[k] != expected[k])
    sees = "no padding" if expected[k] else "padding"
    return named[0] if named else f"your test sees {sees} where an encoder {list(ENCODERS)[k]}, expected the opposite"


moved_by_padding = Exercise("Exercise 2", also=[tells])


# Exercise 3: a wrong network among all that it may be, with one that differs late in its digits and one in its order alone.
P = randomise(LSTM(2, 3), seed=1).parameters
INPUTS = 2 * uneven(6, 4, 2)


def network(step):
    """A step as a function of x, whose rounding is its own."""
    return lambda x: read(step, P, x) * 3 / 3


def box(outputs, change):
    """The same outputs, changed."""
    return lambda x: change(outputs(x))


CANDIDATES = {"nothing": network(right_step)} | {words: network(step) for words, step in WRONG.items()}
CANDIDATES |= {"another seventh digit": box(CANDIDATES["no forget gate"], lambda h: h * (1 + 2e-7)),
               "another order of units": box(CANDIDATES["no forget gate"], lambda h: h[..., ::-1])}
SEVENTH = 1e-9


def likely(outputs, candidates, x, agree=lambda one, other: np.abs(one - other).max() < SEVENTH):
    """An answer: the names of the candidates that may be the network, in alphabetical order."""
    found = outputs(x)
    return sorted(name for name, candidate in candidates.items() if agree(candidate(x), found))


def box_of(words):
    """The network of a mistake, with rounding of another kind."""
    return lambda x: CANDIDATES[words](x) * 7 / 7


BOXES = [(box_of("no forget gate"), CANDIDATES, INPUTS), (box_of("old cell lost"), CANDIDATES, INPUTS[:1]),
         (box_of("coth for tanh"), CANDIDATES, INPUTS)]
suspects = Exercise("Exercise 3", BOXES, likely, each="one name per suspect", slips={
    "the first step alone is compared: what does it not see, from a state of zero?":
        lambda *given: likely(*given, agree=lambda one, other: np.abs(one[0] - other[0]).max() < SEVENTH),
    "outputs are compared to the last bit, and two ways to compute one thing differ in it":
        lambda *given: likely(*given, agree=np.array_equal),
    "outputs that differ in the seventh digit are taken for equal: nothing here is that inexact":
        lambda *given: likely(*given, agree=np.allclose),
    "those are the names of the candidates that it is not":
        lambda *given: likely(*given, agree=lambda one, other: np.abs(one - other).max() >= SEVENTH),
    "outputs are compared by a sum or a mean, in which units may change places":
        lambda *given: likely(*given, agree=lambda one, other: abs(one.sum() - other.sum()) < SEVENTH),
    "the names stand in the order of the candidates, expected the alphabet's":
        lambda outputs, candidates, x: [name for name in candidates if name in likely(outputs, candidates, x)]})


# Exercise 4: mistakes by what they cost.
def ranked(wrong, right, x, after):
    """An answer: by mistake and number of steps, how far the state is from the right one, as a share of that one's norm."""
    truth, rows = right(x), []
    for outputs in wrong.values():
        found = outputs(x)
        rows.append([np.linalg.norm(found[t - 1] - truth[t - 1]) / np.linalg.norm(truth[t - 1]) for t in after])
    return np.array(rows)


FEW = {words: CANDIDATES[words] for words in ("no forget gate", "h without its tanh", "old cell lost")}
RANKED = [(FEW, CANDIDATES["nothing"], INPUTS, after) for after in ((1, 2, 5, 6), (3, 1))]
TURNED = {"rows and columns are exchanged": lambda *given: ranked(*given).T}
costs = Exercise("Exercise 4", RANKED, ranked, each="one row per mistake", slips=TURNED | slips(ranked, {
    "steps are counted from 1, and the arrays from 0: it is one step further": (
        "t - 1", "min(t, len(x) - 1)"),
    "it is not divided by the norm of the right state": (" / np.linalg.norm(truth[t - 1])", ""),
    "it is divided by the wrong network's own norm": ("/ np.linalg.norm(truth[t - 1])", "/ np.linalg.norm(found[t - 1])"),
    "all steps up to that one are compared, expected that step alone": ("t - 1]", ":t]"),
    "the first sequence alone is compared": ("t - 1]", "t - 1, 0]"),
    "it is the largest difference, expected a norm": (
        "np.linalg.norm(found[t - 1] - truth[t - 1])", "np.abs(found[t - 1] - truth[t - 1]).max()"),
    "it is the square: take the root": ("np.linalg.norm(truth[t - 1]) for", "np.linalg.norm(truth[t - 1]))**2 for",
                                       "[np.linalg.norm(found", "[(np.linalg.norm(found"),
    "signs cancel: it is a difference of two norms": (
        "np.linalg.norm(found[t - 1] - truth[t - 1])", "(np.linalg.norm(found[t - 1]) - np.linalg.norm(truth[t - 1]))")}))
