"""Lab 5c: what a decoder is given, a score that errors cannot hide from, and how far one error reaches."""

import numpy as np

from utils.book.checking import Exercise
from utils.exercises.slips import slips

# Exercise 1: three sequences of four symbols, all steps and sequences different.
Y, START = np.array([[1, 4, 7], [2, 6, 9], [3, 8, 5], [0, 2, 4]]), 10


def inputs(y, start):
    """True previous symbols (T, B), the start before the first."""
    return np.concatenate([np.full_like(y[:1], start), y[:-1]])


decoder_inputs = Exercise("Exercise 1", [(Y, START)], inputs, each="a row per step", slips={
    "step t reads the very symbol that it is to write: the loss will fall to nothing, and nothing is learnt":
        lambda y, start: y,
    "the start is there, and from step 2 on each step reads what it is to write":
        lambda y, start: np.concatenate([np.full_like(y[:1], start), y[1:]]),
    "moved the wrong way: step t reads symbol t + 1": lambda y, start: np.concatenate([y[1:], np.full_like(y[:1], start)]),
    "the last symbol came round to the first step, expected the start there": lambda y, start: np.roll(y, 1, axis=0),
    "one step too many: the last true symbol is nobody's input":
        lambda y, start: np.concatenate([np.full_like(y[:1], start), y]),
    "the start is missing, and with it the first step": lambda y, start: y[:-1],
    "moved along the batch: each sequence reads another one's symbols":
        lambda y, start: np.concatenate([np.full_like(y[:, :1], start), y[:, :-1]], axis=1),
    "the first step reads 0, which is a symbol: expected the start": lambda y, start: inputs(y, 0),
    "every step reads the start": lambda y, start: np.full_like(y, start),
    "moved by two steps, expected one": lambda y, start: inputs(inputs(y, start), start)})

# Exercise 2: five sequences of six symbols; every slip gives another share.
CORRECT = np.array([[1, 1, 1, 0, 1], [1, 0, 1, 1, 1], [0, 1, 1, 0, 1], [1, 1, 1, 1, 1], [0, 1, 1, 0, 0], [0, 1, 1, 1, 0]]) == 1


def share(correct):
    """The share right among symbols after their sequence's first error."""
    spoilt = np.cumsum(~correct, axis=0) > 0
    later = np.zeros_like(correct)
    later[1:] = spoilt[:-1]
    return correct[later].mean()


def per_sequence(correct):
    """The mean over sequences of that share."""
    return np.mean([share(row[:, None]) for row in correct.T if not row[:-1].all()])


after_error = Exercise("Exercise 2", [(CORRECT,)], share, slips=slips(share, {
    "the first error is counted too, and it is wrong by definition: begin one step later": ("[later].mean", "[spoilt].mean"),
    "that is the share of all symbols": ("[later].mean", ".mean"),
    "that is the share up to the first error": ("[later].mean", "[~later].mean"),
    "that is the share before the first error, which is 1 by definition": ("[later].mean", "[~spoilt].mean"),
    "that is the share wrong, expected the share right": ("correct[later]", "(~correct)[later]"),
    "divided by all symbols, expected by those after a first error": ("[later].mean()", "[later].sum() / correct.size"),
    "a count, expected a share": ("[later].mean()", "[later].sum()"),
    "counted along the batch, expected along time": ("axis=0", "axis=1"),
    "a mean of the sequences' shares: a sequence with one symbol left would weigh as much as one with five": per_sequence,
    "a symbol counts only if the one just before it is wrong, expected every symbol after the first error":
        lambda correct: correct[1:][~correct[:-1]].mean(),
    "all symbols of a sequence with an error, expected those after it": lambda correct: correct[:, ~correct.all(axis=0)].mean(),
    "all symbols but the first step's, expected those after an error": lambda correct: correct[1:].mean()}))

# Exercise 3: true symbols below 10, own ones above 20, so that nothing is taken for another.
TRUE = np.arange(12).reshape(4, 3) % 10
OWN = 20 + np.arange(12).reshape(4, 3)
COINS = np.array([[0.1, 0.9, 0.5], [0.2, 0.8, 0.29], [0.7, 0.1, 0.9], [0.31, 0.6, 0.05]])


def mixed(y, own, coins, epsilon, start):
    """What each step is given (T, B) by scheduled sampling."""
    given = np.full_like(y, start)
    given[1:] = np.where(coins[1:] < epsilon, y[:-1], own[:-1])
    return given


scheduled_inputs = Exercise("Exercise 3", [(TRUE, OWN, COINS, epsilon, 99) for epsilon in (0.3, 0.65, 0.0, 1.0)], mixed,
                            each="a row per step", slips=slips(mixed, {
    "true and own symbols are exchanged: at epsilon = 1 all are true": ("y[:-1], own[:-1]", "own[:-1], y[:-1]"),
    "one coin for a whole sequence, expected one for each step": ("coins[1:] <", "coins[:1] <"),
    "one coin for a whole step, expected one for each sequence": ("coins[1:] <", "coins[1:, :1] <"),
    "step t uses the coin of step t - 1": ("coins[1:] <", "coins[:-1] <"),
    "where it is forced, step t reads the symbol that it is to write": ("y[:-1]", "y[1:]"),
    "where it is free, step t reads what it has yet to write": ("own[:-1]", "own[1:]"),
    "always the true symbol: that is teacher forcing": ("coins[1:] < epsilon", "coins[1:] > -1"),
    "always its own symbol: that is free running": ("coins[1:] < epsilon", "coins[1:] < -1"),
    "epsilon does nothing: the coins are held against one half": ("< epsilon", "< 0.5"),
    "the first step reads 0, expected the start": ("y, start", "y, 0"),
    "the last symbols came round to the first step, expected the start there":
        lambda y, own, coins, epsilon, start: np.where(coins < epsilon, np.roll(y, 1, 0), np.roll(own, 1, 0)),
    "a mixture of the numbers, expected one symbol or the other":
        lambda y, own, coins, epsilon, start: np.concatenate([np.full_like(y[:1], start),
                                                              epsilon * y[:-1] + (1 - epsilon) * own[:-1]])}))


# Exercise 4: a derivation in three lines. Line by line the check holds it against sums, and prints draws beside it.
def spread(p, q, T):
    """Lines 1 to 3: no error before each step (T,), right at each step (T,), mean lost to one's own errors."""
    clean = p ** np.arange(T)
    right = q + (p - q) * clean
    return clean, right, p - right.mean()


def drawn(p, q, T, count=100_000):
    """The loss in `count` sequences drawn from the model: right with probability p until the first error, then q."""
    rng = np.random.default_rng(0)
    spoilt, right = np.zeros(count, bool), 0.0
    for _ in range(T):
        correct = rng.random(count) < np.where(spoilt, q, p)
        spoilt |= ~correct
        right += correct.mean() / T
    return p - right


def shown(answer):
    """Print what an answer gives for several lengths, beside draws and the straight line of small errors."""
    print("p = 0.99  " + "".join(f"{f'T = {T}':>9}" for T in LENGTHS))
    for q in (0.99, 0.5, 0.1):
        rows = {f"q = {q}": [answer(0.99, q, T)[2] for T in LENGTHS], "  drawn": [drawn(0.99, q, T) for T in LENGTHS],
                "  line": [(T - 1) / 2 * 0.01 * (0.99 - q) for T in LENGTHS]}
        for name, row in rows.items():
            print(f"{name:<10}" + "".join(f"{round(value, 3) + 0:9.3f}" for value in row))


LENGTHS = (1, 6, 12, 48, 200)
PARTS = ("clean (line 1)", "right (line 2)", "lost (line 3)")
error_spread = Exercise("Exercise 4", [(0.9, 0.1, 6), (0.8, 0.3, 4)], spread, parts=PARTS, also=[shown], slips=slips(spread, {
    "line 1: before step t stand t - 1 symbols, not t": ("np.arange(T)", "np.arange(1, T + 1)"),
    "line 1: that an error has been made, expected that none has": ("p ** np.arange(T)", "1 - p ** np.arange(T)"),
    "line 1: q has no part in it, for nothing has gone wrong yet": ("clean = p **", "clean = q **"),
    "line 2: after an error some symbols are right all the same": ("q + (p - q) * clean", "p * clean"),
    "line 2: without an error before it, a step is right with probability p, not 1": ("(p - q)", "(1 - q)"),
    "line 2: p and q are exchanged": ("q + (p - q) * clean", "p + (q - p) * clean"),
    "line 2: right if there was no error before: that is line 1 again": ("q + (p - q) * clean", "clean"),
    "line 3: held against 1, expected against p, what the forced network has right": ("p - right.mean", "1 - right.mean"),
    "line 3: the sign is turned: lost is what forcing has more": ("p - right.mean()", "right.mean() - p"),
    "line 3: summed over steps, expected the mean": ("p - right.mean()", "(p - right).sum()"),
    "line 3: at the last step alone, expected the mean over steps": ("right.mean()", "right[-1]"),
    "line 3: what is right, expected what is lost": ("p - right.mean()", "right.mean()")}))
