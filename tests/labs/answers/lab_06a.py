"""Answers to the exercises of lab 6a."""

from tests.labs.answering import right, wrong


@right
def witten_bell(counts, below):
    total, kinds = counts.sum(), (counts > 0).sum()
    if not total:
        return below
    share = total / (total + kinds)
    return share * counts / total + (1 - share) * below


@right
def witten_bell(counts, below):
    kinds = sum(1 for c in counts if c)
    return [(c + kinds * p) / (sum(counts) + kinds) if kinds else p for c, p in zip(counts, below, strict=True)]


@wrong("all symbols of the alphabet were counted as kinds")
def witten_bell(counts, below):
    kinds = len(counts)
    return (counts + kinds * below) / (counts.sum() + kinds)


@wrong("do not sum to 1")
def witten_bell(counts, below):
    kinds = np.count_nonzero(counts)
    return (counts + kinds * below) / counts.sum()


@wrong("equal shares are handed down")
def witten_bell(counts, below):
    kinds = np.count_nonzero(counts)
    return (counts + kinds / len(below)) / (counts.sum() + kinds)


@wrong("every symbol is given one more")
def witten_bell(counts, below):
    return (counts + 1) / (counts + 1).sum()


@wrong("only one is handed down")
def witten_bell(counts, below):
    return (counts + below) / (counts.sum() + 1)


@wrong("nothing is handed down")
def witten_bell(counts, below):
    return counts / counts.sum()


@wrong("never seen got")
def witten_bell(counts, below):
    kinds = np.count_nonzero(counts)
    return (counts + kinds * below) / (counts.sum() + kinds)


@wrong("returns nothing")
def witten_bell(counts, below):
    (counts + np.count_nonzero(counts) * below) / (counts.sum() + np.count_nonzero(counts))


@right
def perplexity(pieces):
    return float(np.exp(sum(piece.sum() for piece in pieces) / sum(map(len, pieces))))


@right
def perplexity(pieces):
    return 2 ** (np.hstack(pieces).mean() / np.log(2))


@wrong("mean of the pieces' perplexities")
def perplexity(pieces):
    return np.mean([np.exp(piece.mean()) for piece in pieces])


@wrong("every piece counts alike")
def perplexity(pieces):
    return np.exp(np.mean([piece.mean() for piece in pieces]))


@wrong("mean of 1 / P over characters")
def perplexity(pieces):
    return np.exp(np.concatenate(pieces)).mean()


@wrong("the base is e and not 2")
def perplexity(pieces):
    return 2 ** np.concatenate(pieces).mean()


@wrong("of the sum of the losses")
def perplexity(pieces):
    return np.exp(np.concatenate(pieces).sum())


@wrong("the mean loss, whose exponential")
def perplexity(pieces):
    return np.concatenate(pieces).mean()


@wrong("the exponential still comes first")
def perplexity(pieces):
    lengths = np.array([len(piece) for piece in pieces])
    return sum(n * np.exp(piece.mean()) for n, piece in zip(lengths, pieces, strict=True)) / lengths.sum()


@right
def kept(p, share):
    left, total = np.zeros(len(p)), 0.0
    for i in sorted(range(len(p)), key=lambda i: -p[i]):
        left[i] = p[i]
        total += p[i]
        if total >= share:
            break
    return left / total


@right
def kept(p, share):
    ranked = np.sort(p)[::-1]
    least = ranked[np.searchsorted(np.cumsum(ranked), share - 1e-12)]
    return np.where(p >= least, p, 0) / p[p >= least].sum()


@wrong("the symbol that crosses the share is left out")
def kept(p, share):
    order = np.argsort(-p)
    inside = order[np.cumsum(p[order]) <= share]
    inside = inside if len(inside) else order[:1]
    found = np.zeros(len(p))
    found[inside] = p[inside]
    return found / found.sum()


@wrong("one symbol too many")
def kept(p, share):
    order = np.argsort(-p)
    inside = order[np.cumsum(p[order]) - p[order] <= share]
    found = np.zeros(len(p))
    found[inside] = p[inside]
    return found / found.sum()


@wrong("does not sum to 1")
def kept(p, share):
    order = np.argsort(-p)
    inside = order[np.cumsum(p[order]) - p[order] < share]
    found = np.zeros(len(p))
    found[inside] = p[inside]
    return found


@wrong("the least likely come first")
def kept(p, share):
    order = np.argsort(p)
    inside = order[np.cumsum(p[order]) - p[order] < share]
    found = np.zeros(len(p))
    found[inside] = p[inside]
    return found / found.sum()


@wrong("each symbol keeps its place")
def kept(p, share):
    ranked = np.sort(p)[::-1]
    ranked[np.cumsum(ranked) - ranked >= share] = 0
    return ranked / ranked.sum()


@wrong("above a fixed probability")
def kept(p, share):
    return np.where(p >= 1 - share, p, 0) / p[p >= 1 - share].sum()


@wrong("made equally likely")
def kept(p, share):
    order = np.argsort(-p)
    inside = order[np.cumsum(p[order]) - p[order] < share]
    found = np.zeros(len(p))
    found[inside] = 1 / len(inside)
    return found


@right
def leaked(orders, train, test, k):
    both = np.append(train, test)
    found = np.empty((len(orders), 2))
    for row, n in enumerate(orders):
        for column, text in enumerate((train, both)):
            found[row, column] = -np.log2(TextNGram(text, k, n, "kneser-ney").probabilities(test)).mean()
    return found


@right
def leaked(orders, train, test, k):
    return [[bits(TextNGram(text, k, n, "kneser-ney").losses(test)) for text in (train, np.concatenate([train, test]))]
            for n in orders]


@wrong("that is in nats")
def leaked(orders, train, test, k):
    both = np.concatenate([train, test])
    return [[TextNGram(text, k, n, "kneser-ney").losses(test).mean() for text in (train, both)] for n in orders]


@wrong("the columns are exchanged")
def leaked(orders, train, test, k):
    both = np.concatenate([train, test])
    return [[bits(TextNGram(text, k, n, "kneser-ney").losses(test)) for text in (both, train)] for n in orders]


@wrong("rows and columns are exchanged")
def leaked(orders, train, test, k):
    both = np.concatenate([train, test])
    return [[bits(TextNGram(text, k, n, "kneser-ney").losses(test)) for n in orders] for text in (train, both)]


@wrong("counts the test text alone")
def leaked(orders, train, test, k):
    return [[bits(TextNGram(text, k, n, "kneser-ney").losses(test)) for text in (train, test)] for n in orders]


@wrong("the sum over the text")
def leaked(orders, train, test, k):
    both = np.concatenate([train, test])
    return [[TextNGram(text, k, n, "kneser-ney").losses(test).sum() / np.log(2) for text in (train, both)] for n in orders]


@wrong("the training text is scored")
def leaked(orders, train, test, k):
    both = np.concatenate([train, test])
    return [[bits(TextNGram(text, k, n, "kneser-ney").losses(train)) for text in (train, both)] for n in orders]


@wrong("the smoothing is Witten and Bell's")
def leaked(orders, train, test, k):
    both = np.concatenate([train, test])
    return [[bits(TextNGram(text, k, n).losses(test)) for text in (train, both)] for n in orders]


@wrong("got shape (3,), expected (3, 2)")
def leaked(orders, train, test, k):
    both = np.concatenate([train, test])
    return [bits(TextNGram(both, k, n, "kneser-ney").losses(test)) for n in orders]
