"""Lab 6f: Bayes' filter of a hidden pressure, folds in time order, the break-even accuracy, and what trades earn."""

import numpy as np

from utils.book.checking import Exercise
from utils.exercises.slips import slips


# Exercise 1: evidence of either sign, small and large.
def log_odds(evidence, kappa):
    """An answer: let pressure change, then add what the tick says."""
    now, found = 0.0, []
    for e in evidence:
        now = 2 * np.arctanh(kappa * np.tanh(now / 2)) + e
        found.append(now)
    return np.array(found)


def evidence(n):
    """Numbers between -2 and 2 that all differ."""
    return 2 * np.sin(1.3 * np.arange(1, n + 1) + 0.4)


filtered = Exercise("Exercise 1", [(evidence(9), 0.9), (evidence(14)[::-1].copy(), 0.6)], log_odds, each="one number per tick",
                    slips=slips(log_odds, {
    "the tick is weighed before the pressure may change: its evidence is let fade with the rest":
        ("2 * np.arctanh(kappa * np.tanh(now / 2)) + e", "2 * np.arctanh(kappa * np.tanh((now + e) / 2))"),
    "a half is missing: the tanh takes half of the log odds": ("now / 2", "now"),
    "a 2 is missing before the artanh": ("2 * np.arctanh", "np.arctanh"),
    "the evidence is added up: where may the pressure change":
        ("2 * np.arctanh(kappa * np.tanh(now / 2)) + e", "now + e"),
    "that is the line without its squashing, expected the artanh of the tanh":
        ("2 * np.arctanh(kappa * np.tanh(now / 2)) + e", "kappa * now + e"),
    "kappa lies outside the artanh: it shrinks the tanh":
        ("2 * np.arctanh(kappa * np.tanh(now / 2)) + e", "kappa * 2 * np.arctanh(np.tanh(now / 2)) + e"),
    "the log odds before each tick, expected those after it":
        ("now = 2 * np.arctanh(kappa * np.tanh(now / 2)) + e\n        found.append(now)",
         "found.append(now)\n        now = 2 * np.arctanh(kappa * np.tanh(now / 2)) + e")})
    | {"probabilities, expected log odds": lambda *given: 1 / (1 + np.exp(-log_odds(*given))),
       "the sign of the evidence is turned": lambda given, kappa: log_odds(-given, kappa)})


# Exercise 2: lengths that the blocks do and do not fill.
def ends(n, blocks, train, gap):
    """An answer: a row per fold."""
    size, rows = n // blocks, []
    for j in range(blocks - train - 1):
        a, b, c, d = (size * (j + k) for k in (0, train, train + 1, train + 2))
        rows.append([a, b - gap, b, c - gap, c, d - gap])
    return np.array(rows)


fold_ends = Exercise("Exercise 2", [(103, 10, 4, 3), (60, 5, 1, 2), (84, 7, 3, 1)], ends, each="a row of six per fold",
                     slips=slips(ends, {
    "the gap is missing: labels of one part lie in the next":
        ("b - gap, b, c - gap, c, d - gap", "b, b, c, c, d"),
    "the gap is left out at the start of a part, expected at its end: there the labels look ahead":
        ("[a, b - gap, b, c - gap, c, d - gap]", "[a + gap, b, b + gap, c, c + gap, d]"),
    "the gap is left out after training alone: validation and test have labels too":
        ("c - gap, c, d - gap", "c, c, d"),
    "training begins at 0 in every fold: it moves on with the fold": ("[a, b", "[0, b"),
    "one fold too few": ("blocks - train - 1)", "blocks - train - 2)"),
    "the folds move on by all blocks that are trained on, expected by one":
        ("range(blocks - train - 1)", "range(0, blocks - train - 1, train)"),
    "validation and test are exchanged": ("b, c - gap, c, d - gap", "c, d - gap, b, c - gap"),
    "that is the last place of each part, expected one past it":
        ("[a, b - gap, b, c - gap, c, d - gap]", "[a, b - gap - 1, b, c - gap - 1, c, d - gap - 1]")}))


# Exercise 3.
def pays(cost, move):
    """An answer: (2 p - 1) move = cost."""
    return 0.5 + cost / (2 * move)


break_even = Exercise("Exercise 3", [(1.2, 2.75), (0.4, 1.0), (np.array([0.1, 0.7]), 3.0)], pays, slips={
    "a 2 is missing: a wrong trade does not only fail to gain, it loses": lambda cost, move: 0.5 + cost / move,
    "that is the share of a move that the cost is, expected an accuracy": lambda cost, move: cost / move,
    "a coin is right half of the time: where is the half": lambda cost, move: cost / (2 * move),
    "a losing trade loses its move too: got what holds if it loses nothing":
        lambda cost, move: np.minimum(1.0, cost / move) + 0 * cost,
    "the cost is taken twice: it is that of the round trip": lambda cost, move: 0.5 + 2 * cost / (2 * move),
    "cost and move are exchanged": lambda cost, move: 0.5 + move / (2 * cost),
    "the sign is turned: a cost raises the accuracy that is needed": lambda cost, move: 0.5 - cost / (2 * move),
    "a percentage, expected a share between 0 and 1": lambda cost, move: 50 + 100 * cost / (2 * move)})


# Exercise 4: a walk whose steps and odds all differ in size, then a table to look at.
def walk(n):
    """Log odds (n,) and mid-prices (n,) that have something to do with each other."""
    rng = np.random.default_rng(n)
    odds = rng.standard_normal(n)
    return odds, np.cumsum(np.round(rng.standard_normal(n) + np.r_[0, odds[:-1]])).astype(int)


def earnings(odds, mid, held, cost):
    """An answer: gross mean, half-width and net mean."""
    rows = []
    for h in held:
        t = np.arange(0, len(mid) - h, h)
        earned = np.sign(odds[t]) * (mid[t + h] - mid[t])
        half = 1.96 * earned.std(ddof=1) / np.sqrt(len(earned))
        rows.append([earned.mean(), half, earned.mean() - cost])
    return np.array(rows)


def shown(answer):
    """Print what an answer finds on a book of its own."""
    from utils.data.order_book import Market
    from utils.models import pressure

    market, held = Market(), (2, 5, 10, 20, 40, 80)
    book = market.simulate(60_000, seed=1)
    found = np.asarray(answer(pressure.log_odds(market, book.inputs), book.mid, held, 1.2))
    print("held   gross   half-width   net   half-spread that it bears")
    for h, (gross, half, net) in zip(held, found, strict=True):
        print(f"{h:<6} {gross:<7.2f} {half:<12.2f} {net:<5.2f} {(gross - 0.2) / 2:.2f}")


profits = Exercise("Exercise 4", lambda: [(*walk(97), (1, 2, 5), 0.3), (*walk(60), (3, 4), 1.1)], earnings, also=[shown],
                   each="a row per holding time: gross, half-width, net", slips=slips(earnings, {
    "a trade begins at every tick, so they overlap: enter every h ticks": ("len(mid) - h, h)", "len(mid) - h)"),
    "the interval lacks the root of n": ("np.sqrt(len(earned))", "len(earned)"),
    "that is the deviation of one trade, expected that of the mean: divide by the root of n":
        (" / np.sqrt(len(earned))", ""),
    "the standard error, expected 1.96 of it": ("1.96 * ", ""),
    "the divisor of the deviation is n, expected n - 1": ("ddof=1", "ddof=0"),
    "the direction is not used: that is the profit of always buying": ("np.sign(odds[t]) * ", ""),
    "the trade is as large as the odds: use their sign": ("np.sign(odds[t])", "odds[t]"),
    "the cost is added": ("earned.mean() - cost", "earned.mean() + cost"),
    "the cost is paid twice: it is that of the round trip": ("earned.mean() - cost", "earned.mean() - 2 * cost"),
    "the move before the tick, expected the one after it":
        ("np.arange(0, len(mid) - h, h)", "np.arange(h, len(mid), h)", "(mid[t + h] - mid[t])", "(mid[t] - mid[t - h])"),
    "the whole width of the interval, expected half of it": ("1.96 *", "2 * 1.96 *"),
    "rows and columns are exchanged": ("np.array(rows)", "np.array(rows).T")}))
