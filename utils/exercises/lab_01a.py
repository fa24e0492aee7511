"""Lab 1a, what order tells: a coin's entropy, the probability of a word, how far back a state reaches, perplexity."""

from functools import cache

import numpy as np

from utils.book.checking import Exercise, Wrong
from utils.layers import RNN
from utils.training.probing import gone, reach, read_back


def entropy(p, log=np.log):
    """Entropy of a coin, in single precision: so a tiny number added inside the logarithm is no mistake."""
    return np.float32(-sum(q * log(q) for q in (p, 1 - p) if q > 0))


def certain(answer):
    """A coin that always shows the same side."""
    for p in (1.0, 0.0):
        try:
            found = float(answer(p))
        except (Wrong, TypeError, ValueError):
            found = np.nan
        if not abs(found) < 1e-4:
            return f"for p = {p:g} the answer is 0: what never happens costs nothing, and its logarithm is no number"
    return None


coin_entropy = Exercise("Exercise 1", [(0.9,), (0.2,)], entropy, slips={
    "these are bits, from the logarithm to base 2: nats are asked for": lambda p: entropy(p, np.log2),
    "this is to base 10: nats are asked for": lambda p: entropy(p, np.log10),
    "only heads was counted: a coin has another side": lambda p: -p * np.log(p),
    "only tails was counted: a coin has another side": lambda p: -(1 - p) * np.log(1 - p),
    "the sign is turned: an entropy is never below 0": lambda p: -entropy(p),
    "this is the surprise at heads, and not the mean over both sides": lambda p: -np.log(p),
    "the two surprises were added as they are: weigh each by how often it comes": lambda p: -np.log(p) - np.log(1 - p),
    "this is the perplexity, the exponential of what is asked for": lambda p: np.exp(entropy(p)),
}, also=[certain])

START = np.array([0.6, 0.4])
SENDS = np.array([[[0.1, 0.2], [0.3, 0.15]], [[0.4, 0.3], [0.25, 0.3]]])  # [bit, from, to]; no entry by symmetry
EVEN = np.array([[[0.5, 0.0], [0.0, 0.0]], [[0.0, 0.5], [1.0, 0.0]]])
WORDS = [np.array(word) for word in ([1, 0, 0, 1, 0], [0])]


def shares(bits, start, sends, step=np.matmul):
    """Probability of having sent the bits and being in each state now."""
    for bit in bits:
        start = step(start, sends[bit])
    return start


def word(bits, start, sends, step=np.matmul):
    """The same, whatever the state."""
    return float(shares(bits, start, sends, step).sum())


def each_alone(bits, start, sends):
    """The bits' own probabilities, multiplied."""
    return float(np.prod([(start @ sends[bit]).sum() for bit in bits]))


word_probability = Exercise("Exercise 2", [(bits, START, SENDS) for bits in WORDS], word, slips={
    "the two states' shares are not added up yet": shares,
    "from and to are swapped: the rows of `sends[bit]` are where the source comes from":
        lambda bits, start, sends: word(bits, start, sends, lambda now, table: table @ now),
    "entry by entry is not what sums over the state before": lambda bits, start, sends:
        word(bits, start, sends, lambda now, table: now * table),
    "the bits were read from the last to the first": lambda bits, start, sends: word(bits[::-1], start, sends),
    "each bit was taken by itself, as though the state began anew": each_alone,
    "the source does not always begin in its first state": lambda bits, start, sends: word(bits, np.eye(2)[0], sends),
    "the source does not begin in each state equally often": lambda bits, start, sends: word(bits, np.full(2, 0.5), sends),
    "the source begins in one of the states: here it begins in both": lambda bits, start, sends: word(bits, [1, 1], sends),
    "it begins in the states of the even process, and not in those that it is given":
        lambda bits, start, sends: word(bits, [2 / 3, 1 / 3], sends),
    "these are the even process' own tables, not those that are given": lambda bits, start, sends: word(bits, start, EVEN),
    "the last bit is missing": lambda bits, start, sends: word(bits[:-1], start, sends),
    "the first bit is missing": lambda bits, start, sends: word(bits[1:], start, sends),
    "only the likelier of the states it may be in at the end was counted": lambda *given: shares(*given).max(),
    "this is a mean over the states: the source is in one or the other": lambda *given: shares(*given).mean(),
    "the shares were divided by their sum: their sum is what is asked for": lambda *given: 1.0,
    "this is the logarithm of it": lambda *given: np.log(word(*given)),
})

SIZES, BLURS = (4, 16, 64), (0.1, 0.01, 0.001)  # of the table that is printed; the sizes of the case tell the slips apart


@cache
def accuracy(m, blur, seed, probe_seed=None, d=3):
    """Of one untrained network, lag by lag."""
    layer = RNN(d, m, seed=seed)
    return read_back(layer, seed if probe_seed is None else probe_seed, blur=blur)


def table_of(summary, seeds=(0, 1, 2), network=accuracy):
    """The function that fills such a table with a summary of the networks' accuracies, a list of arrays."""
    return lambda sizes, blurs: np.array([[summary([network(m, b, s) for s in seeds]) for b in blurs] for m in sizes])


def mean_reach(accuracies):
    """What is asked for."""
    return np.mean([reach(a) for a in accuracies])


def shown(answer):
    """Print the table that the answer gives."""
    print("mean reach" + "".join(f"{f'noise {blur:g}':>14}" for blur in BLURS))
    for m, row in zip(SIZES, np.asarray(answer(SIZES, BLURS)), strict=True):
        print(f"{m:>4} units" + "".join(f"{value:>14.2f}" for value in row))


reach_table = Exercise("Exercise 3", [([6, 10], [0.1, 0.01, 0.001])], table_of(mean_reach), slips={
    "this is the share of bits read back, and not the reach: over how many lags it stays at 1": table_of(np.mean),
    "the accuracies were averaged before the reach was taken: take each network's own": table_of(
        lambda accuracies: reach(np.mean(accuracies, axis=0))),
    "this is the lag at which nothing is left: the reach ends earlier": table_of(lambda a: np.mean([gone(b) for b in a])),
    "these are sums over the three seeds: means are asked for": table_of(lambda a: 3 * mean_reach(a)),
    "this is one network: three seeds are asked for": table_of(mean_reach, seeds=(0,)),
    "the seeds are not 0, 1, 2": table_of(mean_reach, seeds=(1, 2, 3)),
    "one network was probed three times: each seed has a network of its own": table_of(
        mean_reach, network=lambda m, b, s: accuracy(m, b, 0, s)),
    "`read_back` got seed 0 for every network: it takes the network's": table_of(
        mean_reach, network=lambda m, b, s: accuracy(m, b, s, 0)),
    "the noise is the same in every column: does `read_back` get it?": table_of(
        mean_reach, network=lambda m, b, s: accuracy(m, 0.01, s)),
    "the number of units is the same in every row": table_of(mean_reach, network=lambda m, b, s: accuracy(16, b, s)),
    "the number of units went where that of the inputs belongs": table_of(
        mean_reach, network=lambda m, b, s: accuracy(3, b, s, d=m)),
}, also=[shown], each="one row for each number of units, one column for each noise")

LOSSES, TOKENS = np.array([0.5, 1.7, 0.3, 2.2]), np.array([7, 2, 4, 12])


def exp_of_mean(losses, tokens):
    """Perplexity."""
    return float(np.exp(np.average(losses, weights=tokens)))


perplexity = Exercise("Exercise 4", [(LOSSES, TOKENS)], exp_of_mean, slips={
    "every sequence counts alike here: a long one has more tokens": lambda losses, tokens: np.exp(losses.mean()),
    "this is a mean of exponentials: the exponential comes last": lambda losses, tokens: np.exp(losses) @ tokens / tokens.sum(),
    "this is a mean of exponentials, and every sequence counts alike": lambda losses, tokens: np.exp(losses).mean(),
    "this is the mean loss itself": lambda losses, tokens: np.average(losses, weights=tokens),
    "the losses are in nats: base 2 is for bits": lambda losses, tokens: 2 ** np.average(losses, weights=tokens),
    "the sign of the exponent is turned: this is a probability": lambda losses, tokens: 1 / exp_of_mean(losses, tokens),
    "the losses are means already: here they were taken for sums": lambda losses, tokens: np.exp(losses.sum() / tokens.sum()),
    "the sum over tokens was divided by the number of sequences": lambda losses, tokens: np.exp((losses * tokens).mean()),
    "the sum over tokens was not divided by their number": lambda losses, tokens: np.exp(losses @ tokens),
    "this is one value for each sequence: one for the whole set is asked for": lambda losses, tokens: np.exp(losses),
})
