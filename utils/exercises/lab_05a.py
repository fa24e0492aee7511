"""The checks of lab 5a: a shortened gradient, the cliff's gradient by lines, a log, a scaled step, thresholds on the cliff."""

import numpy as np

from utils.book.checking import Exercise, difference
from utils.exercises.slips import slips
from utils.gradients import cliff

# Exercise 1: one gradient that is too long, one that is not, and one that is just as long.
LONG, SHORT = np.array([3.0, -4.0, 12.0]), np.array([0.3, -0.4, 0.2])


def shorten(g, tau):
    """g, shortened so that its norm is at most tau."""
    size = np.linalg.norm(g)
    return g * min(1, tau / size)


clipped = Exercise("Exercise 1", [(LONG, 2.0), (SHORT, 2.0), (LONG, 13.0)], shorten, each="as g", slips=slips(shorten, {
    "a short gradient is made longer: one that is within tau stays as it is": ("min(1, tau / size)", "tau / size"),
    "that is clipping by value: each entry on its own, so the direction turns": lambda g, tau: np.clip(g, -tau, tau),
    "the size is that of the largest entry, expected the norm: the root of the sum of squares":
        ("np.linalg.norm(g)", "np.abs(g).max()"),
    "the size is the sum of the entries without their signs, expected the norm: the root of the sum of squares":
        ("np.linalg.norm(g)", "np.abs(g).sum()"),
    "the size is the square of the norm: a root is missing": ("np.linalg.norm(g)", "np.sum(g**2)"),
    "the factor is upside down: what is twice too long needs one half": ("min(1, tau / size)", "max(1, size / tau)"),
    "divided by the norm and not multiplied by tau: the length is 1, whatever tau is":
        lambda g, tau: g if np.linalg.norm(g) <= tau else g / np.linalg.norm(g),
    "the gradient is gone where it is too long: shorten it, do not drop it":
        lambda g, tau: g if np.linalg.norm(g) <= tau else 0 * g,
    "nothing is shortened": lambda g, tau: g,
}))


# Exercise 2: the lines of the derivation. h holds h_0 to h_T.
def derive(w, h):
    """(d_h (T,), d_a (T,), d_w, d_b)."""
    T = len(h) - 1
    d_h, d_a = np.zeros(T), np.zeros(T)
    d_h[-1] = 2 * (h[-1] - cliff.TARGET)
    for t in range(T - 1, -1, -1):
        d_a[t] = d_h[t] * h[t + 1] * (1 - h[t + 1])
        if t > 0:
            d_h[t - 1] = w * d_a[t]
    return d_h, d_a, np.sum(d_a * h[:-1]), np.sum(d_a)


def from_state(w, b, h, steps):
    """The loss from a state onwards."""
    for _ in range(steps):
        h = 1 / (1 + np.exp(-(w * h + b)))
    return (h - cliff.TARGET) ** 2


def numeric(w, b, h, tiny=1e-20):
    """The same four by the complex step: a state, what goes into a sigmoid, w, and b, nudged one at a time."""
    T = len(h) - 1
    d_h = [from_state(w, b, h[t] + 1j * tiny, T - t).imag / tiny for t in range(1, T + 1)]
    d_a = [from_state(w, b, 1 / (1 + np.exp(-(w * h[t - 1] + b + 1j * tiny))), T - t).imag / tiny for t in range(1, T + 1)]
    return (np.array(d_h), np.array(d_a), from_state(w + 1j * tiny, b, h[0], T).imag / tiny,
            from_state(w, b + 1j * tiny, h[0], T).imag / tiny)


POINTS = ((4.0, -1.0, 4), (5.0, -2.5, 6))
PARTS = ("d_h", "d_a", "d_w", "d_b")
LINES = ("line 1: dL/dh_t", "line 2: dL/da_t", "line 3: dL/dw", "line 4: dL/db")


def lines_shown(answer):
    """Hold each line against nudges of the network itself, and print both."""
    w, b, T = POINTS[0]
    h = cliff.states(w, b, T)
    for name, found, true in zip(LINES, answer(w, h), numeric(w, b, h), strict=True):
        if fault := difference(found, true):
            return f"{name} is not what a nudge gives: {fault}"
        first = f"{np.ravel(found)[0]:+.6f}   by a nudge {np.ravel(true)[0]:+.6f}"
        print(f"{name:17} {first}")
    return None


back_through_cliff = Exercise("Exercise 2", [(w, cliff.states(w, b, T)) for w, b, T in POINTS], derive, parts=PARTS,
                              also=[lines_shown], slips=slips(derive, {
    "line 1: the factor 2 of the square is missing": ("2 * (h", "(h"),
    "line 1: the sign is turned: the error is the state minus the target": ("h[-1] - cliff.TARGET", "cliff.TARGET - h[-1]"),
    "line 1: the way back from d_a to the state before leads through w, which is missing": ("w * d_a[t]", "d_a[t]"),
    "line 1: only the last state has a gradient here, and each has one": ("if t > 0", "if t > T"),
    "line 2: the slope belongs to the state after the sigmoid, and here is that of the state before":
        ("h[t + 1] * (1 - h[t + 1])", "h[t] * (1 - h[t])"),
    "line 2: the slope of the sigmoid is missing": (" * h[t + 1] * (1 - h[t + 1])", ""),
    "line 2: that is the slope of tanh, and the unit is a sigmoid": ("h[t + 1] * (1 - h[t + 1])", "(1 - h[t + 1] ** 2)"),
    "line 3: w meets the state before the step, and here stands the one after": ("d_a * h[:-1]", "d_a * h[1:]"),
    "line 3: w acts at every step, and here only the last one counts": ("np.sum(d_a * h[:-1])", "d_a[-1] * h[-2]"),
    "lines 3 and 4: these are means over the steps; w and b act at every step, so their terms add up":
        ("np.sum(d_a * h[:-1]), np.sum(d_a)", "np.mean(d_a * h[:-1]), np.mean(d_a)"),
    "line 4: b acts at every step, and here only the last one counts": ("np.sum(d_a)\n", "d_a[-1]\n"),
}))


# Exercise 3: log of a run; the weight is the one after the step.
HARM, JUMP = 2, 30  # of the largest weight, against the row before; of the norm, against the median of those before


def read(log):
    """(step, cause, remedy)."""
    weight = log["weight"]
    k = next(k for k in range(1, len(weight)) if not weight[k] <= HARM * weight[k - 1])
    if not np.isfinite(log["loss"][k]):
        return k + 1, "data", "clean the data"
    if log["norm"][k] > JUMP * np.median(log["norm"][:k]):
        return k + 1, "explosion", "clip"
    return k + 1, "rate", "lower the rate"


def made(loss, norm, weight):
    """The arguments of an answer: a log with these columns."""
    return ({"loss": np.array(loss), "norm": np.array(norm), "weight": np.array(weight)},)


NAN, INF = np.nan, np.inf
RECORDS = [
    made([0.9, 0.8, 0.85, 0.6, 0.9, 2.0, 0.5, 5e3, NAN], [2.0, 1.5, 1.8, 1.2, 300, 2.2, 5.0, 4e6, NAN],
         [1.0, 1.1, 1.1, 1.2, 40, 40, 41, 3e5, NAN]),
    made([2.0, 1.9, 2.1, 30.0, 0.4, 1e8, INF], [4.0, 3.0, 9.0, 8e3, 2.0, 7e9, NAN], [1.0, 1.0, 1.3, 90.0, 90.0, 2e9, NAN]),
    made([0.5, 0.4, 0.4, NAN, NAN], [0.8, 0.7, 0.9, NAN, NAN], [0.6, 0.6, 0.7, NAN, NAN]),
    made([0.1, 1.0, 9.0, 80.0, 700.0, INF], [1.0, 3.0, 9.0, 27.0, 81.0, NAN], [0.5, 1.5, 4.5, 14.0, 41.0, NAN]),
    made([0.3, 0.2, 2.0, 2e1, 2e2, INF], [1.0, 0.9, 3.0, 9.0, 27.0, NAN], [0.5, 0.6, 1.8, 5.4, 16.0, NAN]),
]


def other(step=lambda log, k: k, cause=lambda log, what: what, remedy=lambda what: what):
    """An answer with another step, cause or remedy."""
    def diagnose(log):
        k, what, how = read(log)
        return step(log, k), cause(log, what), remedy(how)
    return diagnose


def first_nan(log, k):
    """A slip: the step, counted from 1, at which the loss is no number any more."""
    return int(np.argmin(np.isfinite(log["loss"]))) + 1


diagnose = Exercise("Exercise 3", RECORDS, read, parts=("step", "cause", "remedy"), slips={
    "that is the step at which the loss is no number any more; the harm was done before, where the weights jumped":
        other(first_nan),
    "that is the step before the loss is no number any more; the harm may have been done earlier still: follow `weight`":
        other(lambda log, k: first_nan(log, k) - 1),
    "one step too few: the first row is step 1": other(lambda log, k: k - 1),
    "one step too late: `weight` is the one after the step, so the row in which it jumps is the step that did it":
        other(lambda log, k: k + 1),
    "the cause is right and the remedy is always to clip: clipping mends no data, and does not mend a rate": other(
        remedy=lambda how: "clip"),
    "steady growth is called an explosion: is the norm at that step far from those before it?": other(
        cause=lambda log, what: "explosion" if what == "rate" else what,
        remedy=lambda how: "clip" if how == "lower the rate" else how),
    "every NaN is called an explosion: what do loss and norm say at that step and before it?":
        other(cause=lambda log, what: "explosion", remedy=lambda how: "clip"),
    "an explosion is called a rate too high: at that step the norm is hundreds of times those before": other(
        cause=lambda log, what: "rate" if what == "explosion" else what,
        remedy=lambda how: "lower the rate" if how == "clip" else how),
    "the step of the largest finite norm: by then the harm was done": other(
        lambda log, k: int(np.nanargmax(np.where(np.isfinite(log["norm"]), log["norm"], -1))) + 1),
    "the first step at which the loss rises; it may rise and do no harm. Follow `weight`": other(
        lambda log, k: int(np.argmax(~(log["loss"][1:] <= log["loss"][:-1]))) + 2),
})


# Exercise 4: gradients of the scaled loss, as one vector; lengths before and after the threshold.
def unscale_clip_step(p, scaled, scale, rate, tau):
    """(the parameters after it, whether a step was taken)."""
    g = scaled / scale
    if not np.isfinite(g).all():
        return p, False
    g = g * min(1, tau / np.linalg.norm(g))
    return p - rate * g, True


P = np.array([1.0, -2.0, 0.5])
SCALED = [(P, np.array([500.0, 100.0, 700.0]), 1024.0, 0.1, 1e9), (P, np.array([3e3, -4e3, 1.2e4]), 1024.0, 0.1, 2.0),
          (P, np.array([300.0, 900.0, -200.0]), 1024.0, 0.1, 2.0)]


def skipped(answer):
    """Where the gradient is not finite, nothing may move."""
    for bad in (np.inf, np.nan):
        after, taken = answer(P, np.array([1.0, bad, 2.0]), 1024.0, 0.1, 2.0)
        if not np.array_equal(after, P) or taken is True:
            return (f"a gradient of {bad} went into the step: no factor mends it. Leave the parameters and return False "
                    "with them, before clipping")
    return None


scaled_step = Exercise("Exercise 4", SCALED, unscale_clip_step, parts=("parameters", "taken"), also=[skipped],
                       slips=slips(unscale_clip_step, {
    "clipped before it was unscaled: the step is at most tau / scale long": (
        "g = scaled / scale", "g = scaled * min(1, tau / np.linalg.norm(scaled)) / scale"),
    "never unscaled: the gradient is still `scale` times too long": ("scaled / scale", "scaled"),
    "multiplied by the scale, where the gradient is to be divided by it": ("scaled / scale", "scaled * scale"),
    "unscaled twice": ("scaled / scale", "scaled / scale**2"),
    "clipped by value: the direction turned": ("g * min(1, tau / np.linalg.norm(g))", "np.clip(g, -tau, tau)"),
    "a short gradient is made longer": ("min(1, tau / np.linalg.norm(g))", "tau / np.linalg.norm(g)"),
    "not clipped": ("g * min(1, tau / np.linalg.norm(g))", "g"),
    "the step goes up the gradient": ("p - rate * g", "p + rate * g"),
    "the rate is missing": ("p - rate * g", "p - g"),
    "tau was scaled too: after unscaling it is tau itself that counts": ("min(1, tau /", "min(1, tau * scale /"),
    "it says that no step was taken, and one was": ("p - rate * g, True", "p - rate * g, False"),
}))


# Exercise 5: many starts on the cliff at once.
STARTS = np.array([[5.5, -2.6], [6.0, -2.8], [5.2, -2.4], [6.5, -3.3], [5.8, -2.4]])
FEW = (1e-3, 0.2, 1e6)
ALL = (1e-3, 1e-2, 0.05, 0.2, 1.0, 10.0, 1e6)


def ends(starts, tau, steps=200, rate=0.5):
    """Where descent with this threshold ends, (n, 2)."""
    w, b = np.array(starts, float).T
    for _ in range(steps):
        g = cliff.gradient(w, b)
        factor = rate * np.minimum(1, tau / np.maximum(np.hypot(*g), 1e-300))
        w, b = w - factor * g[0], b - factor * g[1]
    return np.stack([w, b], axis=1)


def table(thrown=lambda far: far > 10, arrived=lambda loss: loss < 0.01, finish=lambda row: row, **how):
    """An answer: for each threshold the shares of starts thrown off and arrived."""
    def fates(starts, thresholds):
        rows = []
        for tau in thresholds:
            last = ends(starts, tau, **how)
            far = np.linalg.norm(last - starts, axis=1)
            rows.append(finish([np.mean(thrown(far)), np.mean(arrived(cliff.loss(*last.T)))]))
        return np.array(rows)
    return fates


def fates_shown(answer):
    """Print what an answer finds for 20 starts on the plateau."""
    rng = np.random.default_rng(0)
    b = rng.uniform(-3.2, -2.3, 20)
    starts = np.stack([4.98 - 1.6 * (b + 2.6) + rng.uniform(0.2, 1.2, 20), b], axis=1)
    print("threshold   thrown off   arrived")
    for tau, (thrown, arrived) in zip(ALL, np.asarray(answer(starts, ALL)), strict=True):
        print(f"{tau:<12g}{thrown:<13.2f}{arrived:.2f}")


fates = Exercise("Exercise 5", [(STARTS, FEW)], table(), also=[fates_shown], each="a row per threshold: thrown off, arrived",
                 slips={
    "the columns are exchanged: thrown off first, arrived second": table(finish=lambda row: row[::-1]),
    "these are counts, expected shares of the starts": table(finish=lambda row: [len(STARTS) * share for share in row]),
    "the rows are exchanged with the columns": lambda *given: table()(*given).T,
    "every threshold does the same: is it used?": lambda starts, taus: table()(starts, [np.inf] * len(taus)),
    "the second column is the share that has not arrived": table(arrived=lambda loss: loss >= 0.01),
    "the first column is the share that was not thrown off": table(thrown=lambda far: far <= 10),
    "a hundred steps, expected 200": table(steps=100),
    "a rate of 1, expected 0.5": table(rate=1.0),
    "a rate of 0.1, expected 0.5": table(rate=0.1),
    "percentages, expected shares": table(finish=lambda row: [100 * share for share in row]),
})
