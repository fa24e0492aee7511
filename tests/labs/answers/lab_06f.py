"""Answers to the exercises of lab 6f."""

from tests.labs.answering import right, wrong


@right
def filtered(evidence, kappa):
    now, found = 0.0, []
    for e in evidence:
        now = 2 * np.arctanh(kappa * np.tanh(now / 2)) + e
        found.append(now)
    return found


@right
def filtered(evidence, kappa):
    stay, buying, found = (1 + kappa) / 2, 0.5, np.zeros(len(evidence))
    for t, e in enumerate(evidence):
        before = stay * buying + (1 - stay) * (1 - buying)
        found[t] = np.log(before / (1 - before)) + e
        buying = 1 / (1 + np.exp(-found[t]))
    return found


@right
def filtered(evidence, kappa):
    found = np.array(evidence, dtype=float)
    for t in range(1, len(found)):
        share = kappa * np.tanh(found[t - 1] / 2)
        found[t] += np.log((1 + share) / (1 - share))
    return found


@wrong("before the pressure may change")
def filtered(evidence, kappa):
    now, found = 0.0, []
    for e in evidence:
        now = 2 * np.arctanh(kappa * np.tanh((now + e) / 2))
        found.append(now)
    return np.array(found)


@wrong("a half is missing")
def filtered(evidence, kappa):
    now, found = 0.0, []
    for e in evidence:
        now = 2 * np.arctanh(kappa * np.tanh(now)) + e
        found.append(now)
    return np.array(found)


@wrong("a 2 is missing")
def filtered(evidence, kappa):
    now, found = 0.0, []
    for e in evidence:
        now = np.arctanh(kappa * np.tanh(now / 2)) + e
        found.append(now)
    return np.array(found)


@wrong("where may the pressure change")
def filtered(evidence, kappa):
    return np.cumsum(evidence)


@wrong("without its squashing")
def filtered(evidence, kappa):
    now, found = 0.0, []
    for e in evidence:
        now = kappa * now + e
        found.append(now)
    return np.array(found)


@wrong("expected those after it")
def filtered(evidence, kappa):
    now, found = 0.0, []
    for e in evidence:
        found.append(now)
        now = 2 * np.arctanh(kappa * np.tanh(now / 2)) + e
    return np.array(found)


@wrong("expected log odds")
def filtered(evidence, kappa):
    now, found = 0.0, []
    for e in evidence:
        now = 2 * np.arctanh(kappa * np.tanh(now / 2)) + e
        found.append(1 / (1 + np.exp(-now)))
    return np.array(found)


@wrong("got shape ()")
def filtered(evidence, kappa):
    now = 0.0
    for e in evidence:
        now = 2 * np.arctanh(kappa * np.tanh(now / 2)) + e
    return now


@right
def fold_ends(n, blocks, train, gap):
    size = n // blocks
    first = size * np.arange(blocks - train - 1)
    borders = [first, first + size * train, first + size * (train + 1), first + size * (train + 2)]
    return np.column_stack([borders[0], borders[1] - gap, borders[1], borders[2] - gap, borders[2], borders[3] - gap])


@right
def fold_ends(n, blocks, train, gap):
    size, test, rows = n // blocks, train + 1, []
    while test < blocks:
        starts = [(test - 1 - train) * size, (test - 1) * size, test * size, (test + 1) * size]
        row = []
        for k in range(3):
            row += [starts[k], starts[k + 1] - gap]
        rows.append(row)
        test += 1
    return rows


@wrong("the gap is missing")
def fold_ends(n, blocks, train, gap):
    size = n // blocks
    return np.array([[size * j, size * (j + train), size * (j + train), size * (j + train + 1), size * (j + train + 1),
                      size * (j + train + 2)] for j in range(blocks - train - 1)])


@wrong("at the start of a part")
def fold_ends(n, blocks, train, gap):
    size = n // blocks
    return np.array([[size * j + gap, size * (j + train), size * (j + train) + gap, size * (j + train + 1),
                      size * (j + train + 1) + gap, size * (j + train + 2)] for j in range(blocks - train - 1)])


@wrong("after training alone")
def fold_ends(n, blocks, train, gap):
    size = n // blocks
    return np.array([[size * j, size * (j + train) - gap, size * (j + train), size * (j + train + 1), size * (j + train + 1),
                      size * (j + train + 2)] for j in range(blocks - train - 1)])


@wrong("training begins at 0")
def fold_ends(n, blocks, train, gap):
    size, rows = n // blocks, []
    for j in range(blocks - train - 1):
        b, c, d = (size * (j + k) for k in (train, train + 1, train + 2))
        rows.append([0, b - gap, b, c - gap, c, d - gap])
    return np.array(rows)


@wrong("one fold too few")
def fold_ends(n, blocks, train, gap):
    size, rows = n // blocks, []
    for j in range(blocks - train - 2):
        a, b, c, d = (size * (j + k) for k in (0, train, train + 1, train + 2))
        rows.append([a, b - gap, b, c - gap, c, d - gap])
    return np.array(rows)


@wrong("validation and test are exchanged")
def fold_ends(n, blocks, train, gap):
    size, rows = n // blocks, []
    for j in range(blocks - train - 1):
        a, b, c, d = (size * (j + k) for k in (0, train, train + 1, train + 2))
        rows.append([a, b - gap, c, d - gap, b, c - gap])
    return np.array(rows)


@wrong("expected one past it")
def fold_ends(n, blocks, train, gap):
    size, rows = n // blocks, []
    for j in range(blocks - train - 1):
        a, b, c, d = (size * (j + k) for k in (0, train, train + 1, train + 2))
        rows.append([a, b - gap - 1, b, c - gap - 1, c, d - gap - 1])
    return np.array(rows)


@right
def break_even(cost, move):
    return (cost / move + 1) / 2


@right
def break_even(cost, move):
    return (move + cost) / (2 * move)


@wrong("a 2 is missing")
def break_even(cost, move):
    return 0.5 + cost / move


@wrong("expected an accuracy")
def break_even(cost, move):
    return cost / move


@wrong("where is the half")
def break_even(cost, move):
    return cost / (2 * move)


@wrong("cost and move are exchanged")
def break_even(cost, move):
    return 0.5 + move / (2 * cost)


@wrong("the sign is turned")
def break_even(cost, move):
    return 0.5 - cost / (2 * move)


@wrong("a percentage")
def break_even(cost, move):
    return 100 * (0.5 + cost / (2 * move))


@right
def profits(odds, mid, held, cost):
    table = np.empty((len(held), 3))
    for k, h in enumerate(held):
        prices, signs = mid[::h], np.where(odds[::h] > 0, 1, -1)
        earned = signs[:len(prices) - 1] * np.diff(prices)
        table[k] = earned.mean(), 1.96 * np.sqrt(earned.var(ddof=1) / earned.size), earned.mean() - cost
    return table


@right
def profits(odds, mid, held, cost):
    rows = []
    for h in held:
        earned, t = [], 0
        while t + h < len(mid):
            earned.append((mid[t + h] - mid[t]) * (1 if odds[t] > 0 else -1))
            t += h
        mean = sum(earned) / len(earned)
        squares = sum((e - mean) ** 2 for e in earned)
        rows.append([mean, 1.96 * (squares / (len(earned) - 1) / len(earned)) ** 0.5, mean - cost])
    return rows


@wrong("so they overlap")
def profits(odds, mid, held, cost):
    rows = []
    for h in held:
        earned = np.sign(odds[:-h]) * (mid[h:] - mid[:-h])
        rows.append([earned.mean(), 1.96 * earned.std(ddof=1) / np.sqrt(len(earned)), earned.mean() - cost])
    return np.array(rows)


@wrong("expected that of the mean")
def profits(odds, mid, held, cost):
    rows = []
    for h in held:
        t = np.arange(0, len(mid) - h, h)
        earned = np.sign(odds[t]) * (mid[t + h] - mid[t])
        rows.append([earned.mean(), 1.96 * earned.std(ddof=1), earned.mean() - cost])
    return np.array(rows)


@wrong("expected 1.96 of it")
def profits(odds, mid, held, cost):
    rows = []
    for h in held:
        t = np.arange(0, len(mid) - h, h)
        earned = np.sign(odds[t]) * (mid[t + h] - mid[t])
        rows.append([earned.mean(), earned.std(ddof=1) / np.sqrt(len(earned)), earned.mean() - cost])
    return np.array(rows)


@wrong("expected n - 1")
def profits(odds, mid, held, cost):
    rows = []
    for h in held:
        t = np.arange(0, len(mid) - h, h)
        earned = np.sign(odds[t]) * (mid[t + h] - mid[t])
        rows.append([earned.mean(), 1.96 * earned.std() / np.sqrt(len(earned)), earned.mean() - cost])
    return np.array(rows)


@wrong("always buying")
def profits(odds, mid, held, cost):
    rows = []
    for h in held:
        t = np.arange(0, len(mid) - h, h)
        earned = mid[t + h] - mid[t]
        rows.append([earned.mean(), 1.96 * earned.std(ddof=1) / np.sqrt(len(earned)), earned.mean() - cost])
    return np.array(rows)


@wrong("use their sign")
def profits(odds, mid, held, cost):
    rows = []
    for h in held:
        t = np.arange(0, len(mid) - h, h)
        earned = odds[t] * (mid[t + h] - mid[t])
        rows.append([earned.mean(), 1.96 * earned.std(ddof=1) / np.sqrt(len(earned)), earned.mean() - cost])
    return np.array(rows)


@wrong("expected the one after it")
def profits(odds, mid, held, cost):
    rows = []
    for h in held:
        t = np.arange(h, len(mid), h)
        earned = np.sign(odds[t]) * (mid[t] - mid[t - h])
        rows.append([earned.mean(), 1.96 * earned.std(ddof=1) / np.sqrt(len(earned)), earned.mean() - cost])
    return np.array(rows)


@wrong("got shape")
def profits(odds, mid, held, cost):
    t = np.arange(0, len(mid) - held[0], held[0])
    earned = np.sign(odds[t]) * (mid[t + held[0]] - mid[t])
    return np.array([[earned.mean(), 1.96 * earned.std(ddof=1) / np.sqrt(len(earned)), earned.mean() - cost]])
