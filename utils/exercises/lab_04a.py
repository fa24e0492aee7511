"""The checks of lab 4a: a Jacobian in other coordinates, the double sum regrouped, a gradient carried forwards, sum or mean.

A slip is the reference with a fragment of its source replaced (`slips`), or a function of its own.
"""

import numpy as np

from utils.book.checking import Exercise, difference
from utils.exercises.slips import slips
from utils.gradients import global_norm


def uneven(*shape):
    """Numbers between -1 and 1 that all differ."""
    return np.sin(1.7 * np.arange(1, np.prod(shape) + 1)).reshape(shape)


# Exercise 1: one step, in what goes into the tanh.
def before_tanh(W_hh, a):
    """The Jacobian of a_t = W_hh tanh(a_{t-1}) + ... by a_{t-1}."""
    slope = 1 - np.tanh(a) ** 2
    return W_hh * slope


jacobian_of_a = Exercise("Exercise 1", [(uneven(m, m), 1 - 2 * uneven(m)) for m in (3, 2)], before_tanh,
                         each="a row per new entry, a column per old one", slips=slips(before_tanh, {
    "the slopes multiply the rows: that is the Jacobian of h. Which stands nearer to a_{t-1}, W_hh or the tanh?":
        ("W_hh * slope", "W_hh * slope[:, None]"),
    "rows and columns are exchanged: a row per new entry, a column per old one": ("W_hh * slope", "(W_hh * slope).T"),
    "W_hh is transposed: that is neither layout of this Jacobian": ("W_hh * slope", "W_hh.T * slope"),
    "the slope of tanh is missing": ("W_hh * slope", "W_hh"),
    "the slopes alone: where does W_hh come in?": ("W_hh * slope", "np.diag(slope)"),
    "the slope of tanh at a is 1 minus the square of tanh(a), not of a: this `a` has not gone through the tanh yet":
        ("np.tanh(a)", "a"),
    "that is tanh, expected its slope": ("1 - np.tanh(a) ** 2", "np.tanh(a)"),
    "the square is missing: the slope is 1 minus the square of tanh(a)": (" ** 2", ""),
    "the product of the matrix and the slopes is summed up: each column keeps its own slope": ("W_hh * slope", "W_hh @ slope"),
}))


# Exercise 2: all arrays count alike, entry 0 is step 1.
def regroup(h, before, d_h, J):
    """(inner, delta, per_step, gradient), each a line of the derivation."""
    T, inner = len(h), np.zeros_like(d_h)
    for j in range(T):
        for t in range(j, T):
            row = d_h[t]
            for l in range(t, j, -1):
                row = row @ J[l]
            inner[j] += row
    delta = d_h.copy()
    for j in reversed(range(T - 1)):
        delta[j] += delta[j + 1] @ J[j + 1]
    per_step = (delta * (1 - h**2))[:, :, None] * before[:, None, :]
    return inner, delta, per_step, per_step.sum(axis=0)


def run(copies, U, h_0, x, onwards=0, nudge=0):
    """States h_1 ... h_T where step j uses copies[j]; the state of step `onwards` is nudged."""
    h, states = h_0, []
    for j, (W, x_t) in enumerate(zip(copies, x, strict=True)):
        h = np.tanh(W @ h + U * x_t) + nudge * (j == onwards)
        states.append(h)
    return np.array(states)


def loss(copies, U, V, h_0, x, **nudged):
    """The sum of (V h_t - 1)^2 / 2."""
    return np.sum((run(copies, U, h_0, x, **nudged) @ V - 1) ** 2) / 2


def network(T, m):
    """A copy of W_hh for each step, W_xh, W_hy, h_0 and x."""
    return np.repeat(uneven(m, m)[None], T, axis=0), uneven(m) + 0.3, uneven(m) - 0.2, uneven(m) / 2, uneven(T)


def lines(copies, U, V, h_0, x):
    """h, before, d_h and J of a network, what the student's function takes."""
    h = run(copies, U, h_0, x)
    return h, np.vstack([h_0, h[:-1]]), (h @ V - 1)[:, None] * V, (1 - h**2)[:, :, None] * copies


def slope(function, shape, step=1e-6):
    """A central difference of a function of an array, entry by entry."""
    found = np.zeros(shape)
    for place in np.ndindex(shape):
        nudge = np.zeros(shape)
        nudge[place] = step
        found[place] = (function(nudge) - function(-nudge)) / (2 * step)
    return found


def by_differences(net):
    """What the lines should be, from nudges alone: of each state, of each copy of W_hh, of all copies at once."""
    (copies, *rest), (T, m) = net, net[0].shape[:2]
    states = np.array([slope(lambda nudge, j=j: loss(copies, *rest, onwards=j, nudge=nudge), (m,)) for j in range(T)])
    each = slope(lambda nudge: loss(copies + nudge, *rest), copies.shape)
    return states, states, each, slope(lambda nudge: loss(copies + nudge, *rest), (m, m))


WORDS = ("inner, by nudging each state", "delta, by nudging each state", "per_step, by nudging each step's own copy of W_hh",
         "gradient, by nudging W_hh")


def held(answer):
    """Print each line's largest distance from what nudges of the loss give, or say which line they refuse."""
    net = network(5, 3)
    for k, (words, found, expected) in enumerate(zip(WORDS, answer(*lines(*net)), by_differences(net), strict=True), 1):
        if np.abs(found - expected).max() > 1e-6:
            return f"line {k} is not what nudges give: {words}"
        print(f"line {k}  {words}: agrees to 6 digits")
    return None


ROW, SUM = "row @ J[l]", "delta[j + 1] @ J[j + 1]"
regrouped = Exercise("Exercise 2", [lines(*network(4, 3)), lines(*network(3, 2))], regroup, also=[held],
                     parts=("inner", "delta", "per_step", "gradient"), slips=slips(regroup, {
    "lines 1 and 2: a row meets J itself; the transpose is for columns":
        (ROW, "row @ J[l].T", SUM, "delta[j + 1] @ J[j + 1].T"),
    "line 1: a row meets J itself; the transpose is for columns": (ROW, "row @ J[l].T"),
    "line 2: a row meets J itself; the transpose is for columns": (SUM, "delta[j + 1] @ J[j + 1].T"),
    "line 1: the factors stand in the other order; the row begins at step t": ("range(t, j, -1)", "range(j + 1, t + 1)"),
    "line 1: the step's own loss is missing, the sum begins at t = j": ("in range(j, T)", "in range(j + 1, T)"),
    "line 1: one factor too many; J of step j leads into that state, not out of it": ("range(t, j, -1)", "range(t, j - 1, -1)"),
    "line 1: one factor too few; the last one is J of step j + 1": ("range(t, j, -1)", "range(t, j + 1, -1)"),
    "line 1: only the last loss is sent back, every later loss counts": ("in range(j, T)", "in range(T - 1, T)"),
    "line 1: no factor at all: a later loss reaches this state through the steps between": (ROW, "row"),
    "line 2: the step's own loss is lost where the later one arrives": ("delta[j] +=", "delta[j] ="),
    "line 2: J of step j leads into that state; the way back to it goes through J of step j + 1": (SUM, "delta[j + 1] @ J[j]"),
    "line 2: nothing comes back from the step after": (SUM, "0"),
    "line 2: what comes back is the next step's own loss; all later ones must come with it": (SUM, "d_h[j + 1] @ J[j + 1]"),
    "line 3: the slope of tanh is missing": ("delta * (1 - h**2)", "delta"),
    "line 3: the slope belongs to the state after the step": ("(1 - h**2)", "(1 - before**2)"),
    "line 3: W_hh multiplied the state before the step, not the one after": ("before[:, None, :]", "h[:, None, :]"),
    "line 3: rows and columns are exchanged: a row per unit that the weight leads to":
        ("(delta * (1 - h**2))[:, :, None] * before[:, None, :]", "(delta * (1 - h**2))[:, None, :] * before[:, :, None]"),
    "line 4: a mean over the steps, and each step counts in full": ("per_step.sum(axis=0)", "per_step.mean(axis=0)"),
    "line 4: one step alone, expected the sum over all": ("per_step.sum(axis=0)", "per_step[-1]"),
    "line 4: one number, expected one for each weight": ("per_step.sum(axis=0)", "per_step.sum()"),
}))


# Exercise 3: d and m differ, and so do T and both.
def carry(W_hh, h, d_h, x):
    """The gradient of W_xh for the losses so far, after each step: (T, m, d)."""
    m, d = len(W_hh), x.shape[1]
    influence, total, found = np.zeros((m, m, d)), np.zeros((m, d)), []
    for h_t, d_h_t, x_t in zip(h, d_h, x, strict=True):
        slope = 1 - h_t**2
        immediate = np.eye(m)[:, :, None] * slope[:, None, None] * x_t
        influence = np.tensordot(slope[:, None] * W_hh, influence, 1) + immediate
        total = total + np.tensordot(d_h_t, influence, 1)
        found.append(total)
    return np.stack(found)


STREAMS = [(uneven(m, m), *0.9 * uneven(2, T, m), 2 * uneven(T, d)) for T, m, d in ((4, 3, 2), (5, 2, 3))]
CARRY, ADDED = "np.tensordot(slope[:, None] * W_hh, influence, 1) + immediate", "total + np.tensordot(d_h_t, influence, 1)"
so_far = Exercise("Exercise 3", STREAMS, carry, each="a gradient (m, d) after each step", slips=slips(carry, {
    "only a step's own input counts: what the state before it owes to W_xh is not carried": (CARRY, "immediate"),
    "what is carried does not pass through the step: the Jacobian is missing": (CARRY, "influence + immediate"),
    "what is carried meets W_hh alone: the Jacobian has the slopes, too": ("slope[:, None] * W_hh", "W_hh"),
    "the Jacobian has its slopes at the columns: that is W_hh D, expected D W_hh": ("slope[:, None] * W_hh", "slope * W_hh"),
    "the Jacobian is transposed: what goes forwards meets J itself": ("slope[:, None] * W_hh", "(slope[:, None] * W_hh).T"),
    "the immediate part passes through J as well: it belongs after the product":
        (CARRY, "np.tensordot(slope[:, None] * W_hh, influence + immediate, 1)"),
    "the slope of tanh is missing from the immediate part": (" * slope[:, None, None] * x_t", " * x_t"),
    "every unit's state is taken to move with every row of W_xh: the immediate part is zero unless both are the same unit":
        ("np.eye(m)[:, :, None] * slope[:, None, None] * x_t", "np.ones((m, m, 1)) * slope[:, None, None] * x_t"),
    "each step's own loss alone, expected the losses so far": (ADDED, "np.tensordot(d_h_t, influence, 1)"),
    "every entry is the last sum: one array was appended again and again, and then changed":
        lambda *given: 0 * carry(*given) + carry(*given)[-1],
    "got the last sum alone, expected one after each step": lambda *given: carry(*given)[-1],
    "a mean over the steps so far, expected their sum": lambda W, h, *rest:
        carry(W, h, *rest) / np.arange(1, len(h) + 1)[:, None, None],
    "the gradients stand in the order of a way back: the first entry is the first step's":
        lambda *given: carry(*given)[::-1],
    "each gradient is transposed: a row per unit, a column per input": lambda *given: carry(*given).transpose(0, 2, 1),
}))


# Exercise 4: one gradient below the threshold and two above; two parameters, so that their common norm is neither's own.
def gradient(T):
    """Gradients of a mean loss, by name, of another size at each length."""
    return {"W_hh": (1 + T % 3) * uneven(2, 2) / 4, "b_h": np.array([0.3, -0.1 * (T % 4)])}


def step_table(lengths, mean_gradient, rate, threshold, size=global_norm):
    """Lengths of a clipped step, a row per length: the mean; the sum; its rate over T; and its threshold times T as well."""
    def length(norm, rate, threshold):
        return rate * min(norm, threshold)

    rows = []
    for T in lengths:
        norm = size(mean_gradient(T))
        rows.append([length(norm, rate, threshold), length(T * norm, rate, threshold),
                     length(T * norm, rate / T, threshold), length(T * norm, rate / T, T * threshold)])
    return np.array(rows)


def measured_by(size):
    """An answer that takes another size of the gradients."""
    return lambda *given: step_table(*given, size=size)


def each_alone(lengths, mean_gradient, rate, threshold):
    """An answer that clips each parameter by its own norm."""
    def parts(T):
        return [{name: g} for name, g in mean_gradient(T).items()]

    return np.sqrt(sum(step_table(lengths, lambda T, k=k: parts(T)[k], rate, threshold) ** 2 for k in range(2)))


COLUMNS = "a row per length, four columns"
SUM_ALONE, RATE, BOTH = ("length(T * norm, rate, threshold)", "length(T * norm, rate / T, threshold)",
                         "length(T * norm, rate / T, T * threshold)")
step_lengths = Exercise("Exercise 4", [((2, 5, 9, 16), gradient, 0.5, 0.75), ((3, 7), gradient, 0.1, 2.0)], step_table,
                        each=COLUMNS, slips={
    "the largest entry of the gradients, expected their common norm":
        measured_by(lambda g: max(np.abs(part).max() for part in g.values())),
    "the squared norm, expected its root": measured_by(lambda g: global_norm(g) ** 2),
    "the norms of the parameters are added up, expected the norm of all entries together":
        measured_by(lambda g: sum(np.linalg.norm(part) for part in g.values())),
    "only one parameter's norm, expected the norm of all together": measured_by(lambda g: np.linalg.norm(g["W_hh"])),
    "each parameter is clipped by its own norm, expected one norm for all": each_alone,
    "rows and columns are exchanged": lambda *given: step_table(*given).T,
} | slips(step_table, {
    "nothing is clipped: where does the threshold come in?": ("min(norm, threshold)", "norm"),
    "every step is as long as the threshold allows: a gradient below it stays as it is": ("min(norm, threshold)", "threshold"),
    "short gradients are made longer and long ones kept: that is max, expected min": ("min(norm", "max(norm"),
    "the rate is missing from the step": ("rate * min", "min"),
    "the rate is applied before the clipping: the gradient is clipped, then the rate makes a step of it":
        ("rate * min(norm, threshold)", "min(rate * norm, threshold)"),
    "the sum's gradient is T times the mean's; yours is the same": ("T * norm", "norm"),
    "the sum's gradient is T times the mean's; yours is the mean's divided by T": ("T * norm", "norm / T"),
    "column 3: the rate is to be divided by T": (RATE, SUM_ALONE),
    "column 4: the threshold is to be multiplied by T": (BOTH, RATE),
    "column 4: the threshold is divided by T, expected times T": ("T * threshold", "threshold / T"),
}))


def agrees(answer):
    """Whether the answer takes one array of gradients as well."""
    expected = step_table([4], lambda T: {"W_hh": np.array([3.0])}, 1.0, 2.0)
    return difference(answer([4], lambda T: {"W_hh": np.array([3.0])}, 1.0, 2.0), expected, each=COLUMNS)


step_lengths.also = [agrees]
