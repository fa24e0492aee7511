"""Answers to the exercises of lab 5c."""

from tests.labs.answering import right, wrong


@right
def decoder_inputs(y, start):
    given = np.roll(y, 1, axis=0)
    given[0] = start
    return given


@right
def decoder_inputs(y, start):
    first = [start] * y.shape[1]
    return [first, *y[:-1].tolist()]


@right
def decoder_inputs(y, start):
    y[1:] = y[:-1].copy()
    y[0] = start
    return y


@wrong("the very symbol that it is to write")
def decoder_inputs(y, start):
    return y


@wrong("from step 2 on each step reads what it is to write")
def decoder_inputs(y, start):
    y[0] = start
    return y


@wrong("step t reads symbol t + 1")
def decoder_inputs(y, start):
    return np.vstack([y[1:], np.full(y.shape[1], start)])


@wrong("came round to the first step")
def decoder_inputs(y, start):
    return np.roll(y, 1, axis=0)


@wrong("one step too many")
def decoder_inputs(y, start):
    return np.vstack([np.full(y.shape[1], start), y])


@wrong("the start is missing")
def decoder_inputs(y, start):
    return y[:-1]


@wrong("moved along the batch")
def decoder_inputs(y, start):
    given = np.roll(y, 1, axis=1)
    given[:, 0] = start
    return given


@wrong("the first step reads 0")
def decoder_inputs(y, start):
    return np.vstack([0 * y[:1], y[:-1]])


@wrong("every step reads the start")
def decoder_inputs(y, start):
    return start + 0 * y


@wrong("does it end with return")
def decoder_inputs(y, start):
    np.vstack([np.full(y.shape[1], start), y[:-1]])


@right
def after_error(correct):
    before = np.cumprod(correct, axis=0)
    later = before[:-1] == 0
    return (correct[1:] & later).sum() / later.sum()


@right
def after_error(correct):
    kept = []
    for sequence in correct.T:
        if not sequence.all():
            kept.extend(sequence[list(sequence).index(False) + 1 :])
    return sum(kept) / len(kept)


@right
def after_error(correct):
    spoilt = np.logical_or.accumulate(~correct)
    return np.mean(correct[1:][spoilt[:-1]])


@wrong("the first error is counted too")
def after_error(correct):
    spoilt = np.cumsum(~correct, axis=0) > 0
    return correct[spoilt].mean()


@wrong("the share of all symbols")
def after_error(correct):
    return correct.mean()


@wrong("before the first error, which is 1")
def after_error(correct):
    return correct[np.cumsum(~correct, axis=0) == 0].mean()


@wrong("the share wrong")
def after_error(correct):
    spoilt = np.cumsum(~correct, axis=0) > 0
    return 1 - correct[1:][spoilt[:-1]].mean()


@wrong("divided by all symbols")
def after_error(correct):
    spoilt = np.cumsum(~correct, axis=0) > 0
    return (correct[1:] & spoilt[:-1]).sum() / correct.size


@wrong("a count, expected a share")
def after_error(correct):
    spoilt = np.cumsum(~correct, axis=0) > 0
    return (correct[1:] & spoilt[:-1]).sum()


@wrong("a mean of the sequences' shares")
def after_error(correct):
    shares = []
    for row in correct.T:
        if not row[:-1].all():
            shares.append(row[np.argmin(row) + 1 :].mean())
    return np.mean(shares)


@wrong("only if the one just before it is wrong")
def after_error(correct):
    return correct[1:][~correct[:-1]].mean()


@wrong("all symbols of a sequence with an error")
def after_error(correct):
    return correct[:, ~correct.all(axis=0)].mean()


@wrong("all symbols but the first step's")
def after_error(correct):
    return correct[1:].mean()


@wrong("does it end with return")
def after_error(correct):
    correct.mean()


@right
def scheduled_inputs(y, own, coins, epsilon, start):
    given = own.copy()
    given[coins < epsilon] = y[coins < epsilon]
    moved = np.roll(given, 1, axis=0)
    moved[0] = start
    true = coins[1:] < epsilon
    moved[1:] = np.where(true, y[:-1], own[:-1])
    return moved


@right
def scheduled_inputs(y, own, coins, epsilon, start):
    rows = [[start] * y.shape[1]]
    for t in range(1, len(y)):
        rows.append([y[t - 1, b] if coins[t, b] < epsilon else own[t - 1, b] for b in range(y.shape[1])])
    return rows


@right
def scheduled_inputs(y, own, coins, epsilon, start):
    true = coins[1:] < epsilon
    return np.vstack([np.full(y.shape[1], start), true * y[:-1] + ~true * own[:-1]])


@wrong("true and own symbols are exchanged")
def scheduled_inputs(y, own, coins, epsilon, start):
    first = np.full(y.shape[1], start)
    return np.vstack([first, np.where(coins[1:] < epsilon, own[:-1], y[:-1])])


@wrong("one coin for a whole sequence")
def scheduled_inputs(y, own, coins, epsilon, start):
    first = np.full(y.shape[1], start)
    return np.vstack([first, np.where(coins[0] < epsilon, y[:-1], own[:-1])])


@wrong("one coin for a whole step")
def scheduled_inputs(y, own, coins, epsilon, start):
    first = np.full(y.shape[1], start)
    return np.vstack([first, np.where(coins[1:, :1] < epsilon, y[:-1], own[:-1])])


@wrong("the coin of step t - 1")
def scheduled_inputs(y, own, coins, epsilon, start):
    first = np.full(y.shape[1], start)
    return np.vstack([first, np.where(coins < epsilon, y, own)[:-1]])


@wrong("step t reads the symbol that it is to write")
def scheduled_inputs(y, own, coins, epsilon, start):
    first = np.full(y.shape[1], start)
    return np.vstack([first, np.where(coins[1:] < epsilon, y[1:], own[:-1])])


@wrong("what it has yet to write")
def scheduled_inputs(y, own, coins, epsilon, start):
    first = np.full(y.shape[1], start)
    return np.vstack([first, np.where(coins[1:] < epsilon, y[:-1], own[1:])])


@wrong("that is teacher forcing")
def scheduled_inputs(y, own, coins, epsilon, start):
    first = np.full(y.shape[1], start)
    return np.vstack([first, y[:-1]])


@wrong("that is free running")
def scheduled_inputs(y, own, coins, epsilon, start):
    first = np.full(y.shape[1], start)
    return np.vstack([first, own[:-1]])


@wrong("epsilon does nothing")
def scheduled_inputs(y, own, coins, epsilon, start):
    first = np.full(y.shape[1], start)
    return np.vstack([first, np.where(coins[1:] < 0.5, y[:-1], own[:-1])])


@wrong("the first step reads 0")
def scheduled_inputs(y, own, coins, epsilon, start):
    first = np.full(y.shape[1], start)
    return np.vstack([0 * first, np.where(coins[1:] < epsilon, y[:-1], own[:-1])])


@wrong("one symbol or the other")
def scheduled_inputs(y, own, coins, epsilon, start):
    first = np.full(y.shape[1], start)
    return np.vstack([first, epsilon * y[:-1] + (1 - epsilon) * own[:-1]])


@right
def error_spread(p, q, T):
    clean = [p**t for t in range(T)]
    right = [p * c + q * (1 - c) for c in clean]
    return clean, right, p - sum(right) / T


@right
def error_spread(p, q, T):
    t = np.arange(1, T + 1)
    clean = p ** (t - 1)
    right = q + (p - q) * clean
    lost = (p - q) * (1 - (1 - p**T) / (T * (1 - p)))
    return clean, right, lost


@right
def error_spread(p, q, T):
    clean = np.cumprod([1.0] + [p] * (T - 1))
    right = q + (p - q) * clean
    return [clean, right, np.mean(p - right)]


@wrong("before step t stand t - 1 symbols")
def error_spread(p, q, T):
    clean = p ** np.arange(1, T + 1)
    right = q + (p - q) * clean
    return clean, right, p - right.mean()


@wrong("expected that none has")
def error_spread(p, q, T):
    clean = 1 - p ** np.arange(T)
    right = q + (p - q) * clean
    return clean, right, p - right.mean()


@wrong("some symbols are right all the same")
def error_spread(p, q, T):
    clean = p ** np.arange(T)
    right = p * clean
    return clean, right, p - right.mean()


@wrong("right with probability p, not 1")
def error_spread(p, q, T):
    clean = p ** np.arange(T)
    right = clean + q * (1 - clean)
    return clean, right, p - right.mean()


@wrong("p and q are exchanged")
def error_spread(p, q, T):
    clean = p ** np.arange(T)
    right = q * clean + p * (1 - clean)
    return clean, right, p - right.mean()


@wrong("that is line 1 again")
def error_spread(p, q, T):
    clean = p ** np.arange(T)
    right = clean
    return clean, right, p - right.mean()


@wrong("held against 1")
def error_spread(p, q, T):
    clean = p ** np.arange(T)
    right = q + (p - q) * clean
    return clean, right, 1 - right.mean()


@wrong("the sign is turned")
def error_spread(p, q, T):
    clean = p ** np.arange(T)
    right = q + (p - q) * clean
    return clean, right, right.mean() - p


@wrong("summed over steps")
def error_spread(p, q, T):
    clean = p ** np.arange(T)
    right = q + (p - q) * clean
    return clean, right, (p - right).sum()


@wrong("at the last step alone")
def error_spread(p, q, T):
    clean = p ** np.arange(T)
    right = q + (p - q) * clean
    return clean, right, p - right[-1]


@wrong("what is right, expected what is lost")
def error_spread(p, q, T):
    clean = p ** np.arange(T)
    right = q + (p - q) * clean
    return clean, right, right.mean()


@wrong("expected 3")
def error_spread(p, q, T):
    clean = p ** np.arange(T)
    return clean, q + (p - q) * clean
