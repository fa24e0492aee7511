"""Answers to the exercises of lab 6c."""

from tests.labs.answering import right, wrong


@right
def capped(life, cap):
    return np.minimum(np.arange(life, 0, -1), cap)


@right
def capped(life, cap):
    return [min(life - t, cap) for t in range(life)]


@right
def capped(life, cap):
    return np.clip(np.arange(1, life + 1)[::-1].astype(float), None, cap)


@wrong("that is the age")
def capped(life, cap):
    return np.minimum(np.arange(1, life + 1), cap)


@wrong("expected 1: it is still to be run")
def capped(life, cap):
    return np.minimum(np.arange(life - 1, -1, -1), cap)


@wrong("where is it")
def capped(life, cap):
    return np.arange(life, 0, -1)


@wrong("the cap is a least")
def capped(life, cap):
    return np.maximum(np.arange(life, 0, -1), cap)


@wrong("expected cycles")
def capped(life, cap):
    return np.minimum(np.arange(life, 0, -1), cap) / cap


@wrong("expected the cap")
def capped(life, cap):
    left = np.arange(life, 0, -1)
    left[left > cap] = 0
    return left


@wrong("one number too many")
def capped(life, cap):
    return np.minimum(np.arange(life, -1, -1), cap)


@right
def per_regime(learn, learn_regimes, new, new_regimes):
    found = np.empty(new.shape)
    for j in set(learn_regimes):
        known, these = learn[learn_regimes == j], new_regimes == j
        found[these] = (new[these] - np.mean(known, axis=0)) / np.std(known, axis=0)
    return found


@right
def per_regime(learn, learn_regimes, new, new_regimes):
    rows = []
    for row, j in zip(new, new_regimes, strict=True):
        known = learn[learn_regimes == j]
        centre = known.sum(axis=0) / len(known)
        rows.append((row - centre) / np.sqrt(((known - centre) ** 2).sum(axis=0) / len(known)))
    return rows


@wrong("expected those of each")
def per_regime(learn, learn_regimes, new, new_regimes):
    return (new - learn.mean(axis=0)) / learn.std(axis=0)


@wrong("expected from those learnt from")
def per_regime(learn, learn_regimes, new, new_regimes):
    found = np.empty_like(new)
    for j in np.unique(new_regimes):
        of = new[new_regimes == j]
        found[new_regimes == j] = (of - of.mean(axis=0)) / of.std(axis=0)
    return found


@wrong("nothing is divided by the deviation")
def per_regime(learn, learn_regimes, new, new_regimes):
    found = np.empty_like(new)
    for j in np.unique(new_regimes):
        found[new_regimes == j] = new[new_regimes == j] - learn[learn_regimes == j].mean(axis=0)
    return found


@wrong("divided by the variance")
def per_regime(learn, learn_regimes, new, new_regimes):
    found = np.empty_like(new)
    for j in np.unique(new_regimes):
        of = learn[learn_regimes == j]
        found[new_regimes == j] = (new[new_regimes == j] - of.mean(axis=0)) / of.var(axis=0)
    return found


@wrong("one mean for both sensors")
def per_regime(learn, learn_regimes, new, new_regimes):
    found = np.empty_like(new)
    for j in np.unique(new_regimes):
        of = learn[learn_regimes == j]
        found[new_regimes == j] = (new[new_regimes == j] - of.mean()) / of.std(axis=0)
    return found


@wrong("divides by n - 1")
def per_regime(learn, learn_regimes, new, new_regimes):
    found = np.empty_like(new)
    for j in np.unique(new_regimes):
        of = learn[learn_regimes == j]
        found[new_regimes == j] = (new[new_regimes == j] - of.mean(axis=0)) / of.std(axis=0, ddof=1)
    return found


@wrong("that of all regimes together")
def per_regime(learn, learn_regimes, new, new_regimes):
    found = np.empty_like(new)
    for j in np.unique(new_regimes):
        found[new_regimes == j] = new[new_regimes == j] - learn[learn_regimes == j].mean(axis=0)
    return found / learn.std(axis=0)


@right
def mean_score(predicted, true):
    missed = np.asarray(predicted) - np.asarray(true)
    return np.expm1(np.maximum(missed / 10, -missed / 13)).mean()


@right
def mean_score(predicted, true):
    total = 0.0
    for p, t in zip(predicted, true, strict=True):
        total += (np.exp((p - t) / 10) if p >= t else np.exp((t - p) / 13)) - 1
    return total / len(true)


@wrong("13 and 10 are exchanged")
def mean_score(predicted, true):
    missed = predicted - true
    return np.mean(np.where(missed < 0, np.exp(-missed / 10), np.exp(missed / 13)) - 1)


@wrong("or the sign is turned")
def mean_score(predicted, true):
    d = true - predicted
    return np.mean(np.where(d < 0, np.exp(-d / 13) - 1, np.exp(d / 10) - 1))


@wrong("a sum, expected the mean")
def mean_score(predicted, true):
    missed = predicted - true
    return np.sum(np.where(missed < 0, np.exp(-missed / 13), np.exp(missed / 10)) - 1)


@wrong("1 is not taken off")
def mean_score(predicted, true):
    missed = predicted - true
    return np.mean(np.where(missed < 0, np.exp(-missed / 13), np.exp(missed / 10)))


@wrong("where is 13")
def mean_score(predicted, true):
    return np.mean(np.exp(np.abs(predicted - true) / 10) - 1)


@wrong("bring something in")
def mean_score(predicted, true):
    missed = predicted - true
    return np.mean(np.where(missed < 0, np.exp(missed / 13), np.exp(missed / 10)) - 1)


@wrong("that is a root mean square")
def mean_score(predicted, true):
    return np.sqrt(np.mean((predicted - true) ** 2))


@right
def price_table(predicted, prices, notice):
    rows = []
    for price in prices:
        least = None
        for threshold in range(1, 126):
            left = np.array([left_at_alarm(each, threshold) for each in predicted])
            mean = np.mean([price if n < notice else n - notice for n in left])
            if least is None or mean < least[1]:
                least = [threshold, mean, np.mean(left < notice)]
        rows.append(least)
    return rows


@right
def price_table(predicted, prices, notice):
    thresholds = np.arange(1, 126)
    left = np.stack([left_at_alarm(each, thresholds) for each in predicted])
    table = np.empty((len(prices), 3))
    for k, price in enumerate(prices):
        costs = cost(left, price, notice)
        table[k] = thresholds[costs.argmin()], costs.min(), (left[:, costs.argmin()] < notice).mean()
    return table


@wrong("rows and columns are exchanged")
def price_table(predicted, prices, notice):
    thresholds = np.arange(1, 126)
    left = np.stack([left_at_alarm(each, thresholds) for each in predicted])
    costs = [cost(left, price, notice) for price in prices]
    best = [each.argmin() for each in costs]
    return np.array([thresholds[best], [each.min() for each in costs], [(left[:, b] < notice).mean() for b in best]])


@wrong("expected the cheapest")
def price_table(predicted, prices, notice):
    thresholds, rows = np.arange(1, 126), []
    left = np.stack([left_at_alarm(each, thresholds) for each in predicted])
    for price in prices:
        costs = cost(left, price, notice)
        b = costs.argmax()
        rows.append([thresholds[b], costs[b], (left[:, b] < notice).mean()])
    return np.array(rows)


@wrong("the notice is not taken off")
def price_table(predicted, prices, notice):
    thresholds, rows = np.arange(1, 126), []
    left = np.stack([left_at_alarm(each, thresholds) for each in predicted])
    for price in prices:
        costs = np.where(left >= notice, left, price).mean(axis=0)
        b = costs.argmin()
        rows.append([thresholds[b], costs[b], (left[:, b] < notice).mean()])
    return np.array(rows)


@wrong("0 is not the only such number")
def price_table(predicted, prices, notice):
    thresholds, rows = np.arange(1, 126), []
    left = np.stack([left_at_alarm(each, thresholds) for each in predicted])
    for price in prices:
        costs = np.where(left > 0, np.maximum(left - notice, 0), price).mean(axis=0)
        b = costs.argmin()
        rows.append([thresholds[b], costs[b], (left[:, b] < notice).mean()])
    return np.array(rows)


@wrong("expected the share")
def price_table(predicted, prices, notice):
    thresholds, rows = np.arange(1, 126), []
    left = np.stack([left_at_alarm(each, thresholds) for each in predicted])
    for price in prices:
        costs = cost(left, price, notice)
        b = costs.argmin()
        rows.append([thresholds[b], costs[b], (left[:, b] < notice).sum()])
    return np.array(rows)


@wrong("expected their mean")
def price_table(predicted, prices, notice):
    thresholds, rows = np.arange(1, 126), []
    left = np.stack([left_at_alarm(each, thresholds) for each in predicted])
    for price in prices:
        costs = np.where(left >= notice, left - notice, price).sum(axis=0)
        b = costs.argmin()
        rows.append([thresholds[b], costs[b], (left[:, b] < notice).mean()])
    return np.array(rows)


@wrong("the first is 1")
def price_table(predicted, prices, notice):
    rows = []
    left = np.stack([left_at_alarm(each, np.arange(1, 126)) for each in predicted])
    for price in prices:
        costs = cost(left, price, notice)
        b = costs.argmin()
        rows.append([b, costs[b], (left[:, b] < notice).mean()])
    return np.array(rows)


@wrong("returns nothing")
def price_table(predicted, prices, notice):
    left = np.stack([left_at_alarm(each, np.arange(1, 126)) for each in predicted])
    [cost(left, price, notice).min() for price in prices]
