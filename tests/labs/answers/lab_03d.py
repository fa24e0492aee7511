"""Lab 3d: units for a budget, which class, an interval for the difference, how far the search reaches."""

import numpy as np

from tests.labs.answering import right, wrong


@right
def units_for(kind, d, budget):
    blocks, more = {"RNN": (1, 0), "LSTM": (4, 0), "GRU": (3, 1)}[kind]
    m = np.arange(1, 2500)
    return m[np.abs(m * (blocks * (m + d + 1) + more) - budget).argmin()]


@right
def units_for(kind, d, budget):
    best, gap = None, float("inf")
    for m in range(1, 2001):
        found = abs(KINDS[kind].count(d, m) - budget)
        if found < gap:
            best, gap = m, found
    return float(best)


@right
def units_for(kind, d, budget):
    b, linear = {"RNN": 1, "GRU": 3, "LSTM": 4}[kind], {"GRU": 1}.get(kind, 0)
    p = b * (d + 1) + linear
    m = int((-p + np.sqrt(p**2 + 4 * b * budget)) / (2 * b))
    return min((m, m + 1), key=lambda k: abs(b * k**2 + p * k - budget))


@wrong("the GRU has m numbers more, the bias within its reset")
def units_for(kind, d, budget):
    blocks = {"RNN": 1, "GRU": 3, "LSTM": 4}[kind]
    return min(range(1, 2000), key=lambda m: abs(blocks * m * (m + d + 1) - budget))


@wrong("only the GRU has m numbers more")
def units_for(kind, d, budget):
    blocks = {"RNN": 1, "GRU": 3, "LSTM": 4}[kind]
    return min(range(1, 2000), key=lambda m: abs(blocks * m * (m + d + 1) + m - budget))


@wrong("each block has a bias too")
def units_for(kind, d, budget):
    blocks = {"RNN": 1, "GRU": 3, "LSTM": 4}[kind]
    return min(range(1, 2000), key=lambda m: abs(blocks * m * (m + d) + m * (kind == "GRU") - budget))


@wrong("each block has a bias too, and the GRU one more")
def units_for(kind, d, budget):
    blocks = {"RNN": 1, "GRU": 3, "LSTM": 4}[kind]
    return min(range(1, 2000), key=lambda m: abs(blocks * m * (m + d) - budget))


@wrong("PyTorch has two")
def units_for(kind, d, budget):
    blocks = {"RNN": 1, "GRU": 3, "LSTM": 4}[kind]
    return min(range(1, 2000), key=lambda m: abs(blocks * m * (m + d + 2) - budget))


@wrong("one more within the GRU's reset")
def units_for(kind, d, budget):
    blocks = {"RNN": 1, "GRU": 3, "LSTM": 4}[kind]
    return min(range(1, 2000), key=lambda m: abs(blocks * m * (m + d + 2) + m * (kind == "GRU") - budget))


@wrong("the candidate is a block as well")
def units_for(kind, d, budget):
    gates = {"RNN": 1, "GRU": 2, "LSTM": 3}[kind]
    return min(range(1, 2000), key=lambda m: abs(gates * m * (m + d + 1) + m * (kind == "GRU") - budget))


@wrong("three blocks and the LSTM four, not one")
def units_for(kind, d, budget):
    return min(range(1, 2000), key=lambda m: abs(m * (m + d + 1) + m * (kind == "GRU") - budget))


@wrong("a matrix for the d inputs too")
def units_for(kind, d, budget):
    blocks = {"RNN": 1, "GRU": 3, "LSTM": 4}[kind]
    return min(range(1, 2000), key=lambda m: abs(blocks * m * (m + 1) + m * (kind == "GRU") - budget))


@wrong("a matrix for the m units of the last state too")
def units_for(kind, d, budget):
    blocks = {"RNN": 1, "GRU": 3, "LSTM": 4}[kind]
    return min(range(1, 2000), key=lambda m: abs(blocks * m * (d + 1) + m * (kind == "GRU") - budget))


@wrong("the largest layer within the budget")
def units_for(kind, d, budget):
    m = 1
    while KINDS[kind].count(d, m + 1) <= budget:
        m += 1
    return m


@wrong("the smallest layer that reaches the budget")
def units_for(kind, d, budget):
    m = 1
    while KINDS[kind].count(d, m) < budget:
        m += 1
    return m


@wrong("this is a number of parameters")
def units_for(kind, d, budget):
    return min((KINDS[kind].count(d, m) for m in range(1, 2000)), key=lambda size: abs(size - budget))


@wrong("how far the layer is from the budget")
def units_for(kind, d, budget):
    return min(abs(KINDS[kind].count(d, m) - budget) for m in range(1, 2000))


@wrong("go up to 2,000")
def units_for(kind, d, budget):
    return min(range(1, 1000), key=lambda m: abs(KINDS[kind].count(d, m) - budget))


@wrong("does it end with return")
def units_for(kind, d, budget):
    min(range(1, 2000), key=lambda m: abs(KINDS[kind].count(d, m) - budget))


@wrong("KeyError: 'RNN'")
def units_for(kind, d, budget):
    blocks = {"GRU": 3, "LSTM": 4}[kind]
    return min(range(1, 2000), key=lambda m: abs(blocks * m * (m + d + 1) - budget))


@right
def order_class(x):
    marks = x[..., :2]
    rows = [marks[:, b][marks[:, b].any(axis=-1)] for b in range(x.shape[1])]
    return [int(2 * row[0, 1] + row[1, 1]) for row in rows]


@right
def order_class(x):
    letters = torch.as_tensor(x).argmax(-1)
    time = torch.arange(len(letters))[:, None]
    y, marked = (letters == 1).float(), letters < 2
    first = torch.where(marked, time, len(time)).argmin(0)
    last = torch.where(marked, time, -1).argmax(0)
    columns = torch.arange(letters.shape[1])
    return 2 * y[first, columns] + y[last, columns]


@right
def order_class(x):
    found = np.zeros(x.shape[1], dtype=np.int64)
    for t in range(len(x)):
        found = np.where(x[t, :, 0] == 1, 2 * found, np.where(x[t, :, 1] == 1, 2 * found + 1, found))
    return found


@wrong("have changed places: the first counts 2")
def order_class(x):
    pairs = np.array([row[row < 2] for row in x.argmax(-1).T])
    return pairs[:, 0] + 2 * pairs[:, 1]


@wrong("X counts 0")
def order_class(x):
    pairs = np.array([row[row < 2] for row in x.argmax(-1).T]) == 0
    return 2 * pairs[:, 0] + pairs[:, 1]


@wrong("counting the Y is not enough")
def order_class(x):
    return x[..., 1].sum(axis=0)


@wrong("whether there is a Y is not enough")
def order_class(x):
    return (x[..., 1].sum(axis=0) > 0) * 1


@wrong("not the first alone")
def order_class(x):
    letters = x.argmax(-1)
    return np.take_along_axis(letters, (letters < 2).argmax(axis=0)[None], axis=0)[0]


@wrong("not the second alone")
def order_class(x):
    letters = x.argmax(-1)[::-1]
    return np.take_along_axis(letters, (letters < 2).argmax(axis=0)[None], axis=0)[0]


@wrong("your second letter is the first once more")
def order_class(x):
    letters = x.argmax(-1)
    first = np.take_along_axis(letters, (letters < 2).argmax(axis=0)[None], axis=0)[0]
    return 2 * first + first


@wrong("your first letter is the second once more")
def order_class(x):
    letters = x.argmax(-1)[::-1]
    last = np.take_along_axis(letters, (letters < 2).argmax(axis=0)[None], axis=0)[0]
    return 3 * last


@wrong("the classes begin with 0")
def order_class(x):
    pairs = np.array([row[row < 2] for row in x.argmax(-1).T])
    return 1 + 2 * pairs[:, 0] + pairs[:, 1]


@wrong("may stand at any steps: look for them")
def order_class(x):
    letters = x.argmax(axis=-1)
    return 2 * letters[len(x) // 10] + letters[5 * len(x) // 10]


@wrong("one class per sequence: time is axis 0")
def order_class(x):
    return (x[..., 1].sum(axis=1) > 0) * 1


@wrong("got text, expected whole numbers")
def order_class(x):
    return ["".join("XY"[a] for a in row[row < 2]) for row in x.argmax(-1).T]


@wrong("your function stopped")
def order_class(x):
    letters = x.argmax(axis=-1)
    first, last = letters[letters < 2]
    return 2 * first + last


@right
def interval(differences):
    n = len(differences)
    half = T_QUANTILE[n] * np.std(differences) / np.sqrt(n - 1)
    return [np.mean(differences) - half, np.mean(differences) + half]


@right
def interval(differences):
    from scipy import stats

    return stats.t.interval(0.95, len(differences) - 1, loc=np.mean(differences), scale=stats.sem(differences))


@right
def interval(differences):
    d = torch.tensor(differences, dtype=torch.float32)
    half = T_QUANTILE[len(d)] * d.std() / len(d) ** 0.5
    return d.mean() - half, d.mean() + half


@wrong("divide the squares by n - 1")
def interval(differences):
    n, mean = len(differences), np.mean(differences)
    half = T_QUANTILE[n] * np.std(differences) / np.sqrt(n)
    return mean - half, mean + half


@wrong("their mean varies less, by the root of n")
def interval(differences):
    n, mean = len(differences), np.mean(differences)
    half = T_QUANTILE[n] * np.std(differences, ddof=1)
    return mean - half, mean + half


@wrong("by the root of n, not by n")
def interval(differences):
    n, mean = len(differences), np.mean(differences)
    half = T_QUANTILE[n] * np.std(differences, ddof=1) / n
    return mean - half, mean + half


@wrong("not of n - 1")
def interval(differences):
    n, mean = len(differences), np.mean(differences)
    half = T_QUANTILE[n] * np.std(differences, ddof=1) / np.sqrt(n - 1)
    return mean - half, mean + half


@wrong("t is missing")
def interval(differences):
    n, mean = len(differences), np.mean(differences)
    half = np.std(differences, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


@wrong("1.96 is for many seeds")
def interval(differences):
    n, mean = len(differences), np.mean(differences)
    half = 1.96 * np.std(differences, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


@wrong("the table is by n, not by n - 1")
def interval(differences):
    n, mean = len(differences), np.mean(differences)
    half = T_QUANTILE[n - 1] * np.std(differences, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


@wrong("yours is that of five")
def interval(differences):
    n, mean = len(differences), np.mean(differences)
    half = 2.776 * np.std(differences, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


@wrong("not always of 5")
def interval(differences):
    n, mean = len(differences), np.mean(differences)
    half = T_QUANTILE[n] * np.std(differences, ddof=1) / np.sqrt(5)
    return mean - half, mean + half


@wrong("not always of five")
def interval(differences):
    mean = np.mean(differences)
    half = 2.776 * np.std(differences, ddof=1) / 5**0.5
    return mean - half, mean + half


@wrong("this is the variance")
def interval(differences):
    n, mean = len(differences), np.mean(differences)
    half = T_QUANTILE[n] * np.var(differences, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


@wrong("half the width on each side")
def interval(differences):
    n, mean = len(differences), np.mean(differences)
    half = 2 * T_QUANTILE[n] * np.std(differences, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


@wrong("the lower end comes first")
def interval(differences):
    n, mean = len(differences), np.mean(differences)
    half = T_QUANTILE[n] * np.std(differences, ddof=1) / np.sqrt(n)
    return mean + half, mean - half


@wrong("lies around the mean, not around 0")
def interval(differences):
    half = T_QUANTILE[len(differences)] * np.std(differences, ddof=1) / np.sqrt(len(differences))
    return -half, half


@wrong("return both ends")
def interval(differences):
    half = T_QUANTILE[len(differences)] * np.std(differences, ddof=1) / np.sqrt(len(differences))
    return np.mean(differences), half


@wrong("got 1 thing, expected 2: low, high")
def interval(differences):
    return T_QUANTILE[len(differences)] * np.std(differences, ddof=1) / np.sqrt(len(differences))


@right
def reach(error, lengths, settings, seeds):
    table = np.zeros((len(lengths), len(settings)), dtype=np.float32)
    for i, length in enumerate(lengths):
        for j, (start, rate) in enumerate(settings):
            for seed in seeds:
                table[i, j] = max(table[i, j], error(length=length, start=start, rate=rate, seed=seed))
    return table


@right
def reach(error, lengths, settings, seeds):
    every = [[[error(length, *setting, seed) for length in lengths] for setting in settings] for seed in seeds]
    return torch.tensor(every, dtype=torch.float64).amax(dim=0).T


@wrong("worst seed, not by its best")
def reach(error, lengths, settings, seeds):
    return [[min(error(n, s, r, seed) for seed in seeds) for s, r in settings] for n in lengths]


@wrong("worst seed, not by the mean")
def reach(error, lengths, settings, seeds):
    return np.array([[np.mean([error(n, s, r, seed) for seed in seeds]) for s, r in settings] for n in lengths])


@wrong("worst seed, not by the sum")
def reach(error, lengths, settings, seeds):
    table = np.zeros((len(lengths), len(settings)))
    for i, length in enumerate(lengths):
        for j, setting in enumerate(settings):
            for seed in seeds:
                table[i, j] += error(length, *setting, seed)
    return table


@wrong("not the first alone")
def reach(error, lengths, settings, seeds):
    return np.array([[error(n, s, r, seeds[0]) for s, r in settings] for n in lengths])


@wrong("not the last alone")
def reach(error, lengths, settings, seeds):
    table = np.zeros((len(lengths), len(settings)))
    for i, length in enumerate(lengths):
        for j, setting in enumerate(settings):
            for seed in seeds:
                table[i, j] = error(length, *setting, seed)
    return table


@wrong("take the seeds that are given, not 0, 1, and so on")
def reach(error, lengths, settings, seeds):
    return np.array([[max(error(n, s, r, k) for k in range(len(seeds))) for s, r in settings] for n in lengths])


@wrong("take the seeds that are given, not 0 and 1")
def reach(error, lengths, settings, seeds):
    return np.array([[max(error(n, s, r, seed) for seed in (0, 1)) for s, r in settings] for n in lengths])


@wrong("every column is the first setting's")
def reach(error, lengths, settings, seeds):
    start, rate = settings[0]
    return [[max(error(n, start, rate, seed) for seed in seeds) for _ in settings] for n in lengths]


@wrong("every row is the first length's")
def reach(error, lengths, settings, seeds):
    row = [max(error(lengths[0], s, r, seed) for seed in seeds) for s, r in settings]
    return np.array([row] * len(lengths))


@wrong("one row per length, one column per setting")
def reach(error, lengths, settings, seeds):
    return np.array([[max(error(n, s, r, seed) for seed in seeds) for n in lengths] for s, r in settings])


@wrong("one row per length, one column per setting")
def reach(error, lengths, settings, seeds):
    return [min(max(error(n, s, r, seed) for seed in seeds) for s, r in settings) for n in lengths]


@wrong("got True or False, expected numbers")
def reach(error, lengths, settings, seeds):
    return [[max(error(n, s, r, seed) for seed in seeds) < 0.01 for s, r in settings] for n in lengths]


@wrong("in this order; its second argument was 0.25")
def reach(error, lengths, settings, seeds):
    return [[max(error(n, r, s, seed) for seed in seeds) for s, r in settings] for n in lengths]


@wrong("are 8 trainings, and your function made 16")
def reach(error, lengths, settings, seeds):
    def worst(n, s, r):
        return max(error(n, s, r, seed) for seed in seeds)

    return [[worst(n, s, r) if worst(n, s, r) > 0.01 else 0 for s, r in settings] for n in lengths]


@wrong("your function returns nothing")
def reach(error, lengths, settings, seeds):
    for n in lengths:
        print(n, [max(error(n, s, r, seed) for seed in seeds) for s, r in settings])
