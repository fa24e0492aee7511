"""Answers to the exercises of lab 6e."""

from tests.labs.answering import right, wrong


@right
def keep_state(t, lengths, new, old):
    real = (lengths > t).reshape(-1, 1)
    return real * new + ~real * old


@right
def keep_state(t, lengths, new, old):
    return [n if t < length else o for length, n, o in zip(lengths, new, old, strict=True)]


@right
def keep_state(t, lengths, new, old):
    old[lengths > t] = new[lengths > t]
    return old


@wrong("the padding is read")
def keep_state(t, lengths, new, old):
    return new


@wrong("nothing is read")
def keep_state(t, lengths, new, old):
    return old


@wrong("words are skipped")
def keep_state(t, lengths, new, old):
    return np.where((t < lengths)[:, None], old, new)


@wrong("one step too many is read")
def keep_state(t, lengths, new, old):
    return np.where((t <= lengths)[:, None], new, old)


@wrong("the last word is not read")
def keep_state(t, lengths, new, old):
    return np.where((t < lengths - 1)[:, None], new, old)


@wrong("the state is zero")
def keep_state(t, lengths, new, old):
    return new * (t < lengths)[:, None]


@wrong("along the units")
def keep_state(t, lengths, new, old):
    return np.where(t < lengths, new, old)


@wrong("does it end with return")
def keep_state(t, lengths, new, old):
    np.where((t < lengths)[:, None], new, old)


@right
def exact_share(written, y):
    good = 0
    for column, true in zip(written.T.tolist(), y.T.tolist(), strict=True):
        column = column[: column.index(0)] if 0 in column else column
        true = true[: true.index(0)] if 0 in true else true
        good += column == true
    return good / y.shape[1]


@right
def exact_share(written, y):
    behind = np.maximum.accumulate(written == 0)
    return np.mean(np.all(np.where(behind, 0, written) == y, axis=0))


@wrong("behind the first stop is compared too")
def exact_share(written, y):
    return (written == y).all(0).mean()


@wrong("the share of words")
def exact_share(written, y):
    cut = np.where(np.maximum.accumulate(written == 0), 0, written)
    return np.mean(cut == y)


@wrong("goes on too long passes")
def exact_share(written, y):
    return ((written == y) | (y == 0)).all(0).mean()


@wrong("ends too early passes")
def exact_share(written, y):
    cut = np.where(np.maximum.accumulate(written == 0), 0, written)
    return ((cut == y) | (cut == 0)).all(0).mean()


@wrong("one right word makes no right sentence")
def exact_share(written, y):
    cut = np.where(np.maximum.accumulate(written == 0), 0, written)
    return (cut == y).any(0).mean()


@wrong("a count, expected a share")
def exact_share(written, y):
    cut = np.where(np.maximum.accumulate(written == 0), 0, written)
    return (cut == y).all(0).sum()


@wrong("in any order pass")
def exact_share(written, y):
    cut = np.where(np.maximum.accumulate(written == 0), 0, written)
    return (np.sort(cut, 0) == np.sort(y, 0)).all(0).mean()


@wrong("the share with a mistake")
def exact_share(written, y):
    cut = np.where(np.maximum.accumulate(written == 0), 0, written)
    return (cut != y).any(0).mean()


@wrong("does it end with return")
def exact_share(written, y):
    (written == y).all(0).mean()


@right
def beam_step(total, log_p):
    sums = total[:, None] + log_p
    order = np.argsort(sums, axis=None)[::-1][: len(total)]
    which, symbol = np.unravel_index(order, sums.shape)
    return which, symbol, sums[which, symbol]


@right
def beam_step(total, log_p):
    every = [(total[w] + log_p[w, s], w, s) for w in range(len(total)) for s in range(log_p.shape[1])]
    kept = sorted(every, reverse=True)[: len(total)]
    return [w for _, w, _ in kept], [s for _, _, s in kept], [score for score, _, _ in kept]


@right
def beam_step(total, log_p):
    sums = torch.tensor(total[:, None] + log_p).flatten()
    found = sums.topk(len(total))
    return found.indices // log_p.shape[1], found.indices % log_p.shape[1], found.values


@wrong("each sequence is continued once")
def beam_step(total, log_p):
    sums = total + log_p.max(1)
    order = np.argsort(-sums)
    return order, log_p.argmax(1)[order], sums[order]


@wrong("what a sequence has so far is forgotten")
def beam_step(total, log_p):
    flat = log_p.ravel()
    best = np.argsort(-flat)[: len(total)]
    return best // log_p.shape[1], best % log_p.shape[1], flat[best]


@wrong("log-probabilities are multiplied")
def beam_step(total, log_p):
    flat = (total[:, None] * log_p).ravel()
    best = np.argsort(-flat)[: len(total)]
    return best // log_p.shape[1], best % log_p.shape[1], flat[best]


@wrong("the worst are kept")
def beam_step(total, log_p):
    flat = (total[:, None] + log_p).ravel()
    best = np.argsort(flat)[: len(total)]
    return best // log_p.shape[1], best % log_p.shape[1], flat[best]


@wrong("sequence and symbol are exchanged")
def beam_step(total, log_p):
    flat = (total[:, None] + log_p).ravel()
    best = np.argsort(-flat)[: len(total)]
    return best % log_p.shape[1], best // log_p.shape[1], flat[best]


@wrong("expected by that of symbols")
def beam_step(total, log_p):
    flat = (total[:, None] + log_p).ravel()
    best = np.argsort(-flat)[: len(total)]
    return best // len(total), best % len(total), flat[best]


@wrong("the step's own log-probability")
def beam_step(total, log_p):
    flat = (total[:, None] + log_p).ravel()
    best = np.argsort(-flat)[: len(total)]
    return best // log_p.shape[1], best % log_p.shape[1], log_p.ravel()[best]


@wrong("got shape (), expected (3,)")
def beam_step(total, log_p):
    flat = (total[:, None] + log_p).ravel()
    return np.argsort(-flat)[: len(total)]


@right
def word_lags(k, backwards):
    return 2 * np.arange(1, k + 1) - 1 if backwards else np.full(k, k)


@right
def word_lags(k, backwards):
    source = list(range(1, k + 1))
    if backwards:
        source.reverse()
    return [k + j - (source.index(j) + 1) for j in range(1, k + 1)]


@wrong("is read at step k + 1 - j")
def word_lags(k, backwards):
    return np.full(k, k)


@wrong("forwards and backwards are exchanged")
def word_lags(k, backwards):
    return np.full(k, k) if backwards else 2 * np.arange(1, k + 1) - 1


@wrong("one too few")
def word_lags(k, backwards):
    return 2 * np.arange(k) if backwards else np.full(k, k - 1)


@wrong("one too many")
def word_lags(k, backwards):
    return 2 * np.arange(1, k + 1) if backwards else np.full(k, k + 1)


@wrong("the mean, expected one number per word")
def word_lags(k, backwards):
    return k


@wrong("the sign is turned")
def word_lags(k, backwards):
    return 1 - 2 * np.arange(1, k + 1) if backwards else np.full(k, -k)


@wrong("counted within one sentence")
def word_lags(k, backwards):
    j = np.arange(1, k + 1)
    return abs(k + 1 - 2 * j) if backwards else 0 * j


@wrong("the order is that of reading")
def word_lags(k, backwards):
    return 2 * np.arange(k, 0, -1) - 1 if backwards else np.full(k, k)
