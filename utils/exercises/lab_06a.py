"""Lab 6a: Witten-Bell's mixture, perplexity of pieces, the nucleus, what a test play among the counted ones does."""

import numpy as np

from utils.book.checking import Exercise
from utils.exercises.slips import slips
from utils.models.text_ngrams import TextNGram


# Exercise 1: counts after a context, mixed with what the shorter context says.
def mixed(counts, below):
    """An answer: probabilities (k,)."""
    kinds = np.count_nonzero(counts)
    if kinds == 0:
        return below
    return (counts + kinds * below) / (counts.sum() + kinds)


def unseen(answer):
    """What is said after a context that was never seen."""
    below = np.array([0.5, 0.2, 0.3])
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.asarray(answer(np.zeros(3, dtype=int), below), dtype=float)
    if found.shape != (3,) or not np.allclose(found, below):
        return f"after a context that was never seen got {np.round(found, 3)}, expected what the shorter one says, {below}"
    return None


COUNTS = [(np.array([4, 0, 1, 0, 7]), np.array([0.1, 0.3, 0.15, 0.25, 0.2])),
          (np.array([0, 0, 0, 9]), np.array([0.4, 0.3, 0.2, 0.1])), (np.array([1, 2, 3]), np.array([0.6, 0.3, 0.1]))]
witten_bell = Exercise("Exercise 1", COUNTS, mixed, also=[unseen], each="one probability per symbol", slips=slips(mixed, {
    "all symbols of the alphabet were counted as kinds, expected those that were seen":
        ("np.count_nonzero(counts)", "len(counts)"),
    "the probabilities do not sum to 1: what is handed down belongs into the sum below the line as well":
        ("counts.sum() + kinds)", "counts.sum())"),
    "the shorter context does not come in: equal shares are handed down": ("kinds * below", "kinds / len(counts)"),
    "every symbol is given one more, expected as many in all as there are kinds": (
        "kinds * below", "1", "counts.sum() + kinds", "counts.sum() + len(counts)"),
    "only one is handed down, expected as many as there are kinds": (
        "kinds * below", "below", "counts.sum() + kinds", "counts.sum() + 1"),
    "nothing is handed down: that is the share of the counts": lambda counts, below: counts / counts.sum(),
    "the counts are handed down, and the shorter context is kept: the two are exchanged": (
        "counts + kinds * below", "kinds * counts / counts.sum() + counts.sum() * below")}))


# Exercise 2: pieces of unequal lengths.
def over_all(pieces):
    """An answer: the perplexity of a list of arrays of losses, in nats."""
    return np.exp(np.concatenate(pieces).mean())


PIECES = [([np.array([0.2, 1.5, 0.9]), np.array([2.5]), np.array([0.1, 0.7])],),
          ([np.array([3.0]), np.array([0.5, 0.25, 1.0, 0.125])],)]
perplexity = Exercise("Exercise 2", PIECES, over_all, slips={
    "that is the mean of the pieces' perplexities: the exponential comes last":
        lambda pieces: np.mean([np.exp(np.mean(piece)) for piece in pieces]),
    "every piece counts alike, however long: each character shall":
        lambda pieces: np.exp(np.mean([np.mean(p) for p in pieces])),
    "that is the mean of 1 / P over characters: the exponential comes last":
        lambda pieces: np.exp(np.concatenate(pieces)).mean(),
    "the losses are in nats, so the base is e and not 2": lambda pieces: 2 ** np.concatenate(pieces).mean(),
    "that is the perplexity of the sum of the losses, expected that of their mean":
        lambda pieces: np.exp(np.concatenate(pieces).sum()),
    "that is the mean loss, whose exponential is asked for": lambda pieces: np.concatenate(pieces).mean(),
    "pieces weigh with their lengths, and the exponential still comes first":
        lambda pieces: np.average([np.exp(np.mean(p)) for p in pieces], weights=[len(p) for p in pieces])})


# Exercise 3: the nucleus.
def most_likely(p, share):
    """An answer: the fewest most likely symbols that have the share, raised to a sum of 1; zero elsewhere."""
    order = np.argsort(-p)
    before = np.cumsum(p[order]) - p[order]
    kept = np.zeros_like(p)
    kept[order[before < share]] = p[order[before < share]]
    return kept / kept.sum()


DICE = [(np.array([0.15, 0.3, 0.1, 0.25, 0.11, 0.09]), 0.75), (np.array([0.125, 0.5, 0.0625, 0.25, 0.0625]), 0.7),
        (np.array([0.125, 0.5, 0.0625, 0.25, 0.0625]), 0.75),
        (np.array([0.25, 0.125, 0.625]), 0.5), (np.array([0.3, 0.2, 0.4, 0.1]), 0.95)]
kept = Exercise("Exercise 3", DICE, most_likely, each="one probability per symbol", slips=slips(most_likely, {
    "the symbol that crosses the share is left out: together they must have at least the share":
        lambda p, share: cut_short(p, share),
    "one symbol too many where the share is reached exactly": ("before < share", "before <= share"),
    "what is kept does not sum to 1": ("return kept / kept.sum()", "return kept"),
    "the least likely come first: start from the most likely": ("np.argsort(-p)", "np.argsort(p)"),
    "the probabilities come in the order of their size: each symbol keeps its place":
        lambda p, share: np.sort(most_likely(p, share))[::-1],
    "that keeps symbols above a fixed probability, expected a fixed share together":
        lambda p, share: np.where(p >= 1 - share, p, 0) / p[p >= 1 - share].sum(),
    "the symbols kept are made equally likely, expected in proportion": ("= p[order[before < share]]", "= 1")}))


def cut_short(p, share):
    """A slip: only as long as the sum stays within the share; the most likely always."""
    order = np.argsort(-p)
    inside = order[np.cumsum(p[order]) <= share]
    found = np.zeros_like(p)
    found[inside if len(inside) else order[:1]] = p[inside if len(inside) else order[:1]]
    return found / found.sum()


# Exercise 4: the test text among what is counted.
def walk(length, seed):
    """A text of five symbols that steps up or down."""
    return np.cumsum(np.random.default_rng(seed).choice([1, 1, 2, 4], size=length)) % 5


def table(orders, train, test, k):
    """An answer: bits a symbol on test, by order, without and with the test text among those counted: (orders, 2)."""
    rows = []
    for n in orders:
        models = [TextNGram(counted, k, n, "kneser-ney") for counted in (train, np.concatenate([train, test]))]
        rows.append([model.losses(test).mean() / np.log(2) for model in models])
    return np.array(rows)


leaked = Exercise("Exercise 4", lambda: [([1, 3, 5], walk(600, 0), walk(150, 1), 5)], table, each="one row per order",
                  slips=slips(table, {
    "that is in nats, expected bits": (" / np.log(2)", ""),
    "the columns are exchanged: first without the test text": (
        "(train, np.concatenate([train, test]))", "(np.concatenate([train, test]), train)"),
    "rows and columns are exchanged: a row per order": ("np.array(rows)", "np.array(rows).T"),
    "the second column counts the test text alone, expected both texts": ("np.concatenate([train, test])", "test"),
    "that is the sum over the text, expected the mean": (".mean()", ".sum()"),
    "the training text is scored, expected the test text": ("losses(test)", "losses(train)"),
    "only half of the test text is among those counted": ("[train, test]", "[train, test[: len(test) // 2]]"),
    "the smoothing is Witten and Bell's, expected 'kneser-ney'": ('n, "kneser-ney"', "n")}))
