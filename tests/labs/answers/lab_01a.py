"""Answers to lab 1a."""

from tests.labs.answering import right, wrong

# ------------------------------------------------------------------------------------------------------ coin_entropy


@right
def coin_entropy(p):
    q = np.array([p, 1 - p])
    q = q[q > 0]
    return (q * np.log(1 / q)).sum()


@right
def coin_entropy(p):
    if p in (0, 1):
        return 0
    return -p * np.log(p) - (1 - p) * np.log1p(-p)


@right
def coin_entropy(p):
    return np.float32(-(p * np.log(p + 1e-9) + (1 - p) * np.log(1 - p + 1e-9)))


@right
def coin_entropy(p):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return np.array(-p * np.log(p) - (1 - p) * np.log(1 - p))


@wrong("bits, from the logarithm to base 2")
def coin_entropy(p):
    return float(-sum(q * np.log2(q) for q in (p, 1 - p) if q > 0))


@wrong("to base 10")
def coin_entropy(p):
    return float(-sum(q * np.log10(q) for q in (p, 1 - p) if q > 0))


@wrong("only heads was counted")
def coin_entropy(p):
    return -p * np.log(p)


@wrong("only tails was counted")
def coin_entropy(p):
    return -(1 - p) * np.log(1 - p)


@wrong("the sign is turned")
def coin_entropy(p):
    return p * np.log(p) + (1 - p) * np.log(1 - p)


@wrong("the surprise at heads")
def coin_entropy(p):
    return -np.log(p)


@wrong("weigh each by how often it comes")
def coin_entropy(p):
    return -np.log(p) - np.log(1 - p)


@wrong("this is the perplexity")
def coin_entropy(p):
    return np.exp(-p * np.log(p) - (1 - p) * np.log(1 - p))


@wrong("for p = 1 the answer is 0: what never happens costs nothing")
def coin_entropy(p):
    return -p * np.log(p) - (1 - p) * np.log(1 - p)  # NaN where p is 0 or 1


@wrong("for p = 1 the answer is 0: what never happens costs nothing")
def coin_entropy(p):
    import math
    return -p * math.log(p) - (1 - p) * math.log(1 - p)  # a ValueError there


@wrong("for p = 0 the answer is 0")
def coin_entropy(p):
    if p == 1:
        return 0.0
    return -p * np.log(p) - (1 - p) * np.log(1 - p)


@wrong("for p = 1 the answer is 0")
def coin_entropy(p):
    if 0 < p < 1:
        return -p * np.log(p) - (1 - p) * np.log(1 - p)


@wrong("returns nothing")
def coin_entropy(p):
    print(-p * np.log(p) - (1 - p) * np.log(1 - p))


@wrong("the result: got shape (2,), expected ()")
def coin_entropy(p):
    q = np.array([p, 1 - p])
    return -q * np.log(q)


@wrong("the result: got 0.69315, expected 0.32508")
def coin_entropy(p):
    return np.log(2)  # right for a fair coin


# -------------------------------------------------------------------------------------------------- word_probability


@right
def word_probability(bits, start, sends):
    total = start
    for bit in bits:
        total = sends[bit].T @ total
    return total[0] + total[1]


@right
def word_probability(bits, start, sends):
    backward = np.ones(len(start))
    for bit in bits[::-1]:
        backward = sends[bit] @ backward
    return np.dot(start, backward)


@right
def word_probability(bits, start, sends):
    for bit in bits:
        start[:] = [sum(start[a] * sends[bit, a, b] for a in range(2)) for b in range(2)]
    return np.float32(sum(start))


@right
def word_probability(bits, start, sends):
    return (start @ np.linalg.multi_dot([np.eye(2), np.eye(2), *sends[bits]])).sum()


@wrong("shares are not added up yet")
def word_probability(bits, start, sends):
    forward = start
    for bit in bits:
        forward = forward @ sends[bit]
    return forward


@wrong("from and to are swapped")
def word_probability(bits, start, sends):
    forward = start
    for bit in bits:
        forward = sends[bit] @ forward
    return forward.sum()


@wrong("entry by entry")
def word_probability(bits, start, sends):
    forward = start
    for bit in bits:
        forward = forward * sends[bit]
    return forward.sum()


@wrong("from the last to the first")
def word_probability(bits, start, sends):
    forward = start
    for bit in reversed(bits):
        forward = forward @ sends[bit]
    return forward.sum()


@wrong("each bit was taken by itself")
def word_probability(bits, start, sends):
    p = 1.0
    for bit in bits:
        p *= (start @ sends[bit]).sum()
    return p


@wrong("does not always begin in its first state")
def word_probability(bits, start, sends):
    forward = np.array([1.0, 0.0])
    for bit in bits:
        forward = forward @ sends[bit]
    return forward.sum()


@wrong("does not begin in each state equally often")
def word_probability(bits, start, sends):
    forward = np.ones(2) / 2
    for bit in bits:
        forward = forward @ sends[bit]
    return forward.sum()


@wrong("here it begins in both")
def word_probability(bits, start, sends):
    forward = np.ones(2)
    for bit in bits:
        forward = forward @ sends[bit]
    return forward.sum()


@wrong("begins in the states of the even process")
def word_probability(bits, start, sends):
    forward = STATIONARY
    for bit in bits:
        forward = forward @ sends[bit]
    return forward.sum()


@wrong("the even process' own tables")
def word_probability(bits, start, sends):
    forward = start
    for bit in bits:
        forward = forward @ SENDS[bit]
    return forward.sum()


@wrong("the last bit is missing")
def word_probability(bits, start, sends):
    forward = start
    for bit in bits[:-1]:
        forward = forward @ sends[bit]
    return forward.sum()


@wrong("the first bit is missing")
def word_probability(bits, start, sends):
    forward = start
    for t in range(1, len(bits)):
        forward = forward @ sends[bits[t]]
    return forward.sum()


@wrong("only the likelier of the states")
def word_probability(bits, start, sends):
    forward = start
    for bit in bits:
        forward = forward @ sends[bit]
    return max(forward)


@wrong("this is a mean over the states")
def word_probability(bits, start, sends):
    forward = start
    for bit in bits:
        forward = forward @ sends[bit]
    return forward.mean()


@wrong("divided by their sum")
def word_probability(bits, start, sends):
    forward = start
    for bit in bits:
        forward = forward @ sends[bit]
        forward = forward / forward.sum()
    return forward.sum()


@wrong("this is the logarithm of it")
def word_probability(bits, start, sends):
    forward = start
    for bit in bits:
        forward = forward @ sends[bit]
    return np.log(forward.sum())


@wrong("your function stopped in its line `forward = forward @ sends`")
def word_probability(bits, start, sends):
    forward = start
    for bit in bits:
        forward = forward @ sends[bit, 0]
        forward = forward @ sends
    return forward.sum()


# ------------------------------------------------------------------------------------------------------- reach_table


@right
def reach_table(sizes, blurs):
    return [[sum(reach(read_back(RNN(3, m, seed=s), s, blur=blur)) for s in SEEDS) / 3 for blur in blurs] for m in sizes]


@right
def reach_table(sizes, blurs):
    found = np.array([[[reach(read_back(RNN(3, m, seed=s), s, blur=blur)) for s in (0, 1, 2)] for blur in blurs]
                      for m in sizes], np.float32)
    return found.mean(axis=2)


@right
def reach_table(sizes, blurs):
    table = np.zeros((len(sizes), len(blurs)))
    for s in np.arange(3):
        for i, m in enumerate(sizes):
            layer = RNN(3, m, seed=s)
            for j, blur in enumerate(blurs):
                table[i, j] += (read_back(layer, s, blur=blur) < 0.99).argmax() / 3
    return table


@wrong("this is the share of bits read back, and not the reach")
def reach_table(sizes, blurs):
    return [[np.mean([read_back(RNN(3, m, seed=s), s, blur=blur) for s in SEEDS]) for blur in blurs] for m in sizes]


@wrong("the accuracies were averaged before the reach was taken")
def reach_table(sizes, blurs):
    return [[reach(np.mean([read_back(RNN(3, m, seed=s), s, blur=blur) for s in SEEDS], axis=0)) for blur in blurs]
            for m in sizes]


@wrong("the lag at which nothing is left")
def reach_table(sizes, blurs):
    return [[np.mean([gone(read_back(RNN(3, m, seed=s), s, blur=blur)) for s in SEEDS]) for blur in blurs] for m in sizes]


@wrong("these are sums over the three seeds")
def reach_table(sizes, blurs):
    return [[sum(reach(read_back(RNN(3, m, seed=s), s, blur=blur)) for s in SEEDS) for blur in blurs] for m in sizes]


@wrong("this is one network")
def reach_table(sizes, blurs):
    return [[float(reach(read_back(RNN(3, m, seed=0), 0, blur=blur))) for blur in blurs] for m in sizes]


@wrong("the seeds are not 0, 1, 2")
def reach_table(sizes, blurs):
    return [[np.mean([reach(read_back(RNN(3, m, seed=s), s, blur=blur)) for s in (1, 2, 3)]) for blur in blurs]
            for m in sizes]


@wrong("one network was probed three times")
def reach_table(sizes, blurs):
    return [[np.mean([reach(read_back(RNN(3, m), s, blur=blur)) for s in SEEDS]) for blur in blurs] for m in sizes]


@wrong("`read_back` got seed 0 for every network")
def reach_table(sizes, blurs):
    return [[np.mean([reach(read_back(RNN(3, m, seed=s), 0, blur=blur)) for s in SEEDS]) for blur in blurs] for m in sizes]


@wrong("the noise is the same in every column")
def reach_table(sizes, blurs):
    return [[np.mean([reach(read_back(RNN(3, m, seed=s), s)) for s in SEEDS]) for blur in blurs] for m in sizes]


@wrong("the number of units is the same in every row")
def reach_table(sizes, blurs):
    return [[np.mean([reach(read_back(RNN(3, 16, seed=s), s, blur=blur)) for s in SEEDS]) for blur in blurs] for m in sizes]


@wrong("went where that of the inputs belongs")
def reach_table(sizes, blurs):
    return [[np.mean([reach(read_back(RNN(m, 3, seed=s), s, blur=blur)) for s in SEEDS]) for blur in blurs] for m in sizes]


@wrong("got shape (3, 2), expected (2, 3), one row for each number of units")
def reach_table(sizes, blurs):
    return [[np.mean([reach(read_back(RNN(3, m, seed=s), s, blur=blur)) for s in SEEDS]) for m in sizes] for blur in blurs]


@wrong("got shape (2, 3, 3), expected (2, 3)")
def reach_table(sizes, blurs):
    return [[[reach(read_back(RNN(3, m, seed=s), s, blur=blur)) for s in SEEDS] for blur in blurs] for m in sizes]


@wrong("got shape (2,), expected (2, 3)")
def reach_table(sizes, blurs):
    return [np.mean([reach(read_back(RNN(3, m, seed=s), s)) for s in SEEDS]) for m in sizes]


# -------------------------------------------------------------------------------------------------------- perplexity


@right
def perplexity(losses, tokens):
    every = np.repeat(losses, tokens)
    return np.exp(every).prod() ** (1 / len(every))


@right
def perplexity(losses, tokens):
    total, count = 0.0, 0
    for k in range(len(tokens)):
        total, count = total + losses[k] * tokens[k], count + tokens[k]
    return np.e ** (total / count)


@right
def perplexity(losses, tokens):
    losses *= tokens
    return np.exp(losses.astype(np.float32).sum() / tokens.sum())


@wrong("every sequence counts alike here: a long one has more tokens")
def perplexity(losses, tokens):
    return np.exp(np.mean(losses))


@wrong("the exponential comes last")
def perplexity(losses, tokens):
    return np.average(np.exp(losses), weights=tokens)


@wrong("this is a mean of exponentials, and every sequence counts alike")
def perplexity(losses, tokens):
    return np.exp(losses).mean()


@wrong("this is the mean loss itself")
def perplexity(losses, tokens):
    return (losses * tokens).sum() / tokens.sum()


@wrong("base 2 is for bits")
def perplexity(losses, tokens):
    return 2 ** ((losses * tokens).sum() / tokens.sum())


@wrong("the sign of the exponent is turned")
def perplexity(losses, tokens):
    return np.exp(-(losses * tokens).sum() / tokens.sum())


@wrong("here they were taken for sums")
def perplexity(losses, tokens):
    return np.exp(sum(losses) / sum(tokens))


@wrong("divided by the number of sequences")
def perplexity(losses, tokens):
    return np.exp(np.mean(losses * tokens))


@wrong("was not divided by their number")
def perplexity(losses, tokens):
    return np.exp(np.sum(losses * tokens))


@wrong("one value for each sequence")
def perplexity(losses, tokens):
    return np.exp(losses)


@wrong("one value for each sequence")
def perplexity(losses, tokens):
    return [float(np.exp(loss)) for loss in losses]


@wrong("your function stopped in its line `return np.exp(np.average(losses, tokens))`")
def perplexity(losses, tokens):
    return np.exp(np.average(losses, tokens))
