"""Answers to the exercises of lab 9a."""

from tests.labs.answering import right, wrong


@right
def brier(p, wet):
    return ((p - wet.astype(float)) ** 2).mean()


@right
def brier(p, wet):
    return sum((1 - q) ** 2 if w else q**2 for q, w in zip(p, wet, strict=True)) / len(p)


@wrong("it rewards a forecaster who rounds")
def brier(p, wet):
    return np.abs(p - wet).mean()


@wrong("a root of the mean")
def brier(p, wet):
    return np.sqrt(((p - wet) ** 2).mean())


@wrong("in which misses of both signs cancel")
def brier(p, wet):
    return (p.mean() - wet.mean()) ** 2


@wrong("the share of days that are wrong")
def brier(p, wet):
    return np.mean((p >= 0.5) != wet)


@wrong("the cross-entropy")
def brier(p, wet):
    return -np.mean(wet * np.log(p) + (1 - wet) * np.log(1 - p))


@wrong("from what did not happen")
def brier(p, wet):
    return np.mean((1 - wet - p) ** 2)


@wrong("both classes are summed")
def brier(p, wet):
    return np.mean((p - wet) ** 2 + ((1 - p) - (1 - wet)) ** 2)


@wrong("a dry day's forecast can be wrong too")
def brier(p, wet):
    return np.mean((1 - p[wet]) ** 2)


@wrong("got shape")
def brier(p, wet):
    return (p - wet) ** 2


@right
def prepared(rows, training, origins, w):
    known = rows[training]
    scaled = (rows - known.mean(0)) / known.std(0)
    return np.stack([scaled[origins - back] for back in range(w - 1, -1, -1)])


@right
def prepared(rows, training, origins, w):
    mean, deviation = np.mean(rows[training], axis=0), np.std(rows[training], axis=0)
    return np.array([(rows[t - w + 1:t + 1] - mean) / deviation for t in origins]).swapaxes(0, 1)


@wrong("that tells the past something of the test")
def prepared(rows, training, origins, w):
    scaled = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    return np.stack([scaled[t - w + 1:t + 1] for t in origins], axis=1)


@wrong("not divided by the deviation")
def prepared(rows, training, origins, w):
    scaled = rows - rows[training].mean(axis=0)
    return np.stack([scaled[t - w + 1:t + 1] for t in origins], axis=1)


@wrong("divided by the variance")
def prepared(rows, training, origins, w):
    scaled = (rows - rows[training].mean(axis=0)) / rows[training].var(axis=0)
    return np.stack([scaled[t - w + 1:t + 1] for t in origins], axis=1)


@wrong("expected one per column")
def prepared(rows, training, origins, w):
    scaled = (rows - rows[training].mean()) / rows[training].std()
    return np.stack([scaled[t - w + 1:t + 1] for t in origins], axis=1)


@wrong("that is the day to foretell")
def prepared(rows, training, origins, w):
    scaled = (rows - rows[training].mean(axis=0)) / rows[training].std(axis=0)
    return np.stack([scaled[t - w + 2:t + 2] for t in origins], axis=1)


@wrong("the origin itself may be seen")
def prepared(rows, training, origins, w):
    scaled = (rows - rows[training].mean(axis=0)) / rows[training].std(axis=0)
    return np.stack([scaled[t - w:t] for t in origins], axis=1)


@wrong("the newest day comes first")
def prepared(rows, training, origins, w):
    scaled = (rows - rows[training].mean(axis=0)) / rows[training].std(axis=0)
    return np.stack([scaled[origins - back] for back in range(w)])


@wrong("expected (4, 4, 3)")
def prepared(rows, training, origins, w):
    scaled = (rows - rows[training].mean(axis=0)) / rows[training].std(axis=0)
    return np.stack([scaled[t - w + 1:t + 1].ravel() for t in origins])


@wrong("expected time first")
def prepared(rows, training, origins, w):
    scaled = (rows - rows[training].mean(axis=0)) / rows[training].std(axis=0)
    return np.stack([scaled[t - w + 1:t + 1] for t in origins])


@right
def foretell(x, wet, x_new):
    import torch

    torch.manual_seed(0)
    lstm, out = torch.nn.LSTM(x.shape[2], 8), torch.nn.Linear(8, 1)
    optimiser = torch.optim.Adam([*lstm.parameters(), *out.parameters()], lr=0.05)
    x, x_new, wet = (torch.as_tensor(part, dtype=torch.float32) for part in (x, x_new, wet))
    for _ in range(80):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(out(lstm(x)[0][-1])[:, 0], wet)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return out(lstm(x_new)[0][-1])[:, 0].sigmoid()


@right
def foretell(x, wet, x_new):
    answers = np.tile(wet, (len(x), 1))
    network = rain.fit(x, answers, 8, 0.03, seeds=[0], updates=250, every=250)[250][0]
    return rain.probability(network, x_new)


@wrong("has the sigmoid been forgotten?")
def foretell(x, wet, x_new):
    network = rain.fit(x, np.tile(wet, (len(x), 1)), 8, 0.03, seeds=[0], updates=250, every=250)[250][0]
    logits = network.forward(x_new)[0][-1]
    return logits[:, 1] - logits[:, 0]


@wrong("throws away what it is worth")
def foretell(x, wet, x_new):
    network = rain.fit(x, np.tile(wet, (len(x), 1)), 8, 0.03, seeds=[0], updates=250, every=250)[250][0]
    return rain.probability(network, x_new) > 0.5


@wrong("got shape")
def foretell(x, wet, x_new):
    network = rain.fit(x, np.tile(wet, (len(x), 1)), 8, 0.03, seeds=[0], updates=50, every=50)[50][0]
    return softmax(network.forward(x_new)[0])[..., 1]


@wrong("it says the same whatever it is shown")
def foretell(x, wet, x_new):
    return np.full(x_new.shape[1], wet.mean())


@wrong("it looks at the last day alone")
def foretell(x, wet, x_new):
    w = logistic_fit(x[-1], wet)
    return 0.5 + 0.5 * np.tanh(logistic_odds(w, x_new[-1]) / 2)


@wrong("the order of the days makes no difference")
def foretell(x, wet, x_new):
    w = logistic_fit(x.mean(axis=0), wet)
    return 0.5 + 0.5 * np.tanh(logistic_odds(w, x_new.mean(axis=0)) / 2)


@wrong("is it the probability of a dry day?")
def foretell(x, wet, x_new):
    network = rain.fit(x, np.tile(wet, (len(x), 1)), 8, 0.03, seeds=[0], updates=250, every=250)[250][0]
    return 1 - rain.probability(network, x_new)


@wrong("train it longer")
def foretell(x, wet, x_new):
    network = rain.fit(x, np.tile(wet, (len(x), 1)), 8, 0.001, seeds=[0], updates=5, every=5)[5][0]
    return rain.probability(network, x_new)


@wrong("your function returns nothing")
def foretell(x, wet, x_new):
    rain.fit(x, np.tile(wet, (len(x), 1)), 8, 0.03, seeds=[0], updates=5, every=5)


@right
def chosen(validation, test):
    means = [row.mean() for row in validation]
    place = means.index(min(means))
    return place, float(np.mean(test[place]))


@right
def chosen(validation, test):
    place = np.argsort(validation.sum(axis=1))[0]
    return place, test.mean(axis=1)[place]


@wrong("the luckiest, and says nothing of days to come")
def chosen(validation, test):
    place = test.mean(axis=1).argmin()
    return place, test[place].mean()


@wrong("take the mean over seeds first")
def chosen(validation, test):
    place = validation.min(axis=1).argmin()
    return place, test[place].mean()


@wrong("these are errors")
def chosen(validation, test):
    place = validation.mean(axis=1).argmax()
    return place, test[place].mean()


@wrong("the score on validation is reported")
def chosen(validation, test):
    place = validation.mean(axis=1).argmin()
    return place, validation.mean(axis=1).min()


@wrong("the luckiest seed on test")
def chosen(validation, test):
    place = validation.mean(axis=1).argmin()
    return place, test[place].min()


@wrong("the seed that did best on validation")
def chosen(validation, test):
    place = validation.mean(axis=1).argmin()
    return place, test[place][validation[place].argmin()]


@wrong("of all settings is reported")
def chosen(validation, test):
    return validation.mean(axis=1).argmin(), min(test.mean(axis=1))


@wrong("expected 2: the place of the setting, its score on test")
def chosen(validation, test):
    return test[validation.mean(axis=1).argmin()].mean()


@right
def reliability(p, wet, edges):
    place = np.searchsorted(edges, p, side="right") - 1
    bins = len(edges) - 1
    count = np.bincount(place, minlength=bins)
    sums = [np.bincount(place, weights, minlength=bins) for weights in (p, wet)]
    return np.stack([count, *(total / np.maximum(count, 1) for total in sums)], axis=1)


@right
def reliability(p, wet, edges):
    rows = []
    for low, high in [edges[k:k + 2] for k in range(len(edges) - 1)]:
        inside = [(q, w) for q, w in zip(p, wet, strict=True) if low <= q < high]
        n = len(inside)
        rows.append([n, sum(q for q, _ in inside) / n, sum(w for _, w in inside) / n] if n else [0, 0, 0])
    return rows


@wrong("belongs to the bin above")
def reliability(p, wet, edges):
    rows = np.zeros((len(edges) - 1, 3))
    for k in range(len(rows)):
        inside = (edges[k] < p) & (p <= edges[k + 1])
        if inside.any():
            rows[k] = inside.sum(), p[inside].mean(), wet[inside].mean()
    return rows


@wrong("got NaN or infinity")
def reliability(p, wet, edges):
    place = np.searchsorted(edges, p, side="right") - 1
    count = np.bincount(place, minlength=len(edges) - 1)
    with np.errstate(invalid="ignore"):
        said = np.bincount(place, p, minlength=len(count)) / count
        came = np.bincount(place, wet, minlength=len(count)) / count
    return np.stack([count, said, came], axis=1)


@wrong("the middle of the bin")
def reliability(p, wet, edges):
    rows = np.zeros((len(edges) - 1, 3))
    for k in range(len(rows)):
        inside = (edges[k] <= p) & (p < edges[k + 1])
        if inside.any():
            rows[k] = inside.sum(), (edges[k] + edges[k + 1]) / 2, wet[inside].mean()
    return rows


@wrong("the number of wet days, expected their share")
def reliability(p, wet, edges):
    rows = np.zeros((len(edges) - 1, 3))
    for k in range(len(rows)):
        inside = (edges[k] <= p) & (p < edges[k + 1])
        if inside.any():
            rows[k] = inside.sum(), p[inside].mean(), wet[inside].sum()
    return rows


@wrong("said and came have changed places")
def reliability(p, wet, edges):
    rows = np.zeros((len(edges) - 1, 3))
    for k in range(len(rows)):
        inside = (edges[k] <= p) & (p < edges[k + 1])
        if inside.any():
            rows[k] = inside.sum(), wet[inside].mean(), p[inside].mean()
    return rows


@wrong("the share of all wet days that fall in the bin")
def reliability(p, wet, edges):
    rows = np.zeros((len(edges) - 1, 3))
    for k in range(len(rows)):
        inside = (edges[k] <= p) & (p < edges[k + 1])
        if inside.any():
            rows[k] = inside.sum(), p[inside].mean(), wet[inside].sum() / wet.sum()
    return rows


@wrong("one row per bin")
def reliability(p, wet, edges):
    rows = []
    for low, high in [edges[k:k + 2] for k in range(len(edges) - 1)]:
        inside = (low <= p) & (p < high)
        if inside.any():
            rows.append([inside.sum(), p[inside].mean(), wet[inside].mean()])
    return np.array(rows)


@wrong("your function stopped")
def reliability(p, wet, edges):
    return [(np.sum(edges[k] <= p < edges[k + 1]), p.mean(), wet.mean()) for k in range(len(edges) - 1)]
