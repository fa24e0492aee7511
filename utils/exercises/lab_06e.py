"""Lab 6e: a state that padding leaves alone, exact match, the way from a word to its translation, a step of a beam."""

import numpy as np

from utils.book.checking import Exercise
from utils.exercises.slips import slips

# Exercise 1: as many sequences as units, so that a mask along the wrong axis runs too.
NEW, OLD = np.arange(1.0, 17.0).reshape(4, 4), -np.arange(1.0, 17.0).reshape(4, 4)[::-1]


def kept(t, lengths, new, old):
    """The states (B, m) after step t, which counts from 0."""
    return np.where((t < lengths)[:, None], new, old)


keep_state = Exercise("Exercise 1", [(t, np.array([1, 3, 2, 4]), NEW, OLD) for t in (2, 1)], kept, each="a row per sentence",
                      slips=slips(kept, {
    "every state is the new one: the padding is read": ("(t < lengths)[:, None]", "True"),
    "every state is the old one: nothing is read": ("(t < lengths)[:, None]", "False"),
    "turned: words are skipped and padding is read": ("t < lengths", "t >= lengths"),
    "one step too many is read: t counts from 0, so the last word stands at lengths - 1": ("t < lengths", "t <= lengths"),
    "the last word is not read: t counts from 0": ("t < lengths", "t + 1 < lengths"),
    "after the end the state is zero, expected the one before to stay": ("None], new, old", "None], new, 0"),
    "the mask runs along the units, expected along the sentences": ("[:, None]", "[None, :]"),
    "a mixture of old and new state: one or the other, whole": ("return", "return 0.5 * old + 0.5 *")}))

# Exercise 2: each column is a case; T = 5.
Y = np.array([
    [3, 4, 7, 2, 6, 1, 5, 9, 3, 2, 6, 8], [5, 2, 1, 9, 8, 3, 5, 4, 1, 7, 2, 3], [0, 6, 0, 5, 0, 5, 2, 0, 0, 1, 0, 0],
    [0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0], [0] * 12])
WRITTEN = np.array([
    [3, 4, 7, 2, 8, 1, 4, 9, 3, 1, 6, 8], [5, 2, 1, 9, 6, 3, 4, 4, 1, 7, 2, 4], [0, 6, 8, 0, 0, 5, 4, 0, 1, 2, 2, 0],
    [7, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0]])


def matched(written, y):
    """The share of sequences without a mistake."""
    cut = written * np.cumprod(written > 0, axis=0)
    return (cut == y).all(axis=0).mean()


exact_share = Exercise("Exercise 2", [(WRITTEN, Y)], matched, slips=slips(matched, {
    "what stands behind the first stop is compared too": ("* np.cumprod(written > 0, axis=0)", "* 1"),
    "the share of words, expected the share of whole sentences": (".all(axis=0)", ""),
    "a sentence that goes on too long passes: its stop is compared too": ("(cut == y)", "((cut == y) | (y == 0))"),
    "a sentence that ends too early passes: what is missing is a mistake": ("(cut == y)", "((cut == y) | (cut == 0))"),
    "one right word makes no right sentence: all must be right": (".all(axis=0)", ".any(axis=0)"),
    "a count, expected a share": (".mean()", ".sum()"),
    "the right words in any order pass": ("cut == y", "np.sort(cut, axis=0) == np.sort(y, axis=0)"),
    "that is the share with a mistake": ("return (cut == y).all(axis=0)", "return 1 - (cut == y).all(axis=0)"),
    "counted along time, expected along the sentences": ("all(axis=0)", "all(axis=1)")}))

# Exercise 3: how many steps lie between a word and its translation.
def distance(k, backwards):
    """Steps from reading word j to writing its translation, for j = 1 to k, as an array (k,)."""
    j = np.arange(1, k + 1)
    read = k + 1 - j if backwards else j
    return k + j - read


def shown(answer):
    """Print what an answer gives for several lengths."""
    print("words   source      least   mean   most")
    for k in (2, 4, 8):
        for backwards in (False, True):
            found = np.asarray(answer(k, backwards))
            way = "backwards" if backwards else "forwards"
            print(f"{k:>5}   {way:<9} {found.min():>7} {found.mean():>6.1f} {found.max():>6}")


word_lags = Exercise("Exercise 3", [(4, False), (4, True), (7, True)], distance, each="an entry per word",
                     also=[shown], slips=slips(distance, {
    "the mean, expected one number per word": ("return k + j - read", "return np.mean(k + j - read)"),
    "word j of the source is read at step k + 1 - j when it stands backwards": ("k + 1 - j if backwards else j", "j"),
    "forwards and backwards are exchanged": ("if backwards", "if not backwards"),
    "one too few: word 1 read at the last step is written one step later": ("k + j - read", "k + j - read - 1"),
    "one too many: writing begins right after the last word is read": ("k + j - read", "k + j - read + 1"),
    "the sign is turned: it is written after it is read": ("return k + j - read", "return read - k - j"),
    "counted within one sentence: the target's steps come after all of the source's": ("k + j - read", "abs(j - read)"),
    "the order is that of reading, expected that of the target's words":
        lambda k, backwards: distance(k, backwards)[::-1] if backwards else distance(k, backwards)}))


# Exercise 4: three sequences kept, four symbols.
TOTAL = np.array([-1.0, -1.3, -2.2])
LOG_P = np.log([[0.4, 0.3, 0.2, 0.1], [0.05, 0.15, 0.7, 0.1], [0.1, 0.1, 0.05, 0.75]])


def stepped(total, log_p):
    """Which sequence is continued, by which symbol, and the new totals (W,), best first."""
    sums = (total[:, None] + log_p).ravel()
    best = np.argsort(-sums)[: len(total)]
    return best // log_p.shape[1], best % log_p.shape[1], sums[best]


def each_its_best(total, log_p):
    """A slip: every sequence is continued once."""
    symbol = log_p.argmax(axis=1)
    sums = total + log_p.max(axis=1)
    order = np.argsort(-sums)
    return order, symbol[order], sums[order]


def greedy(total, log_p):
    """A slip: only the best sequence is continued."""
    best = np.argsort(-log_p[0])[: len(total)]
    return np.zeros(len(total), int), best, total[0] + log_p[0, best]


beam_step = Exercise("Exercise 4", [(TOTAL, LOG_P), (TOTAL[::-1].copy(), LOG_P)], stepped, each="one entry per sequence kept",
                     parts=("which sequence", "which symbol", "new total"), slips=slips(stepped, {
    "each sequence is continued once: two continuations of one may both be among the best": each_its_best,
    "only the first sequence is continued": greedy,
    "what a sequence has so far is forgotten: add total": ("total[:, None] + log_p", "log_p"),
    "log-probabilities are multiplied: they add up": ("total[:, None] + log_p", "total[:, None] * log_p"),
    "the worst are kept, expected the best": ("-sums", "sums"),
    "sequence and symbol are exchanged": ("best // log_p.shape[1], best % log_p.shape[1]",
                                           "best % log_p.shape[1], best // log_p.shape[1]"),
    "divided by the number of sequences, expected by that of symbols": (
        "best // log_p.shape[1], best % log_p.shape[1]", "best // len(total), best % len(total)"),
    "the last thing is the step's own log-probability, expected the new total": ("sums[best]", "log_p.ravel()[best]"),
    "all continuations are returned, expected as many as were kept": ("[: len(total)]", ""),
    "the best come last, expected first": ("[: len(total)]", "[: len(total)][::-1]")}))
