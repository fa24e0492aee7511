"""The checks of lab 2a: a step of a recurrent network, the step back, a draw from a softmax, targets at three distances."""

from functools import partial

import numpy as np

from utils.book.checking import Exercise
from utils.exercises.draws import classes, cold, generator, large, rows, temperature

# Sequences, inputs, units. The first is square, so that a lost transpose gives numbers, which tell the slip by its name.
SIZES = ((3, 3, 3), (5, 2, 4))


def made(sizes):
    """Weights (m, m), (m, d), (m,), and states, inputs and gradients of B sequences; no two rows are alike."""
    (B, d, m), rng = sizes, np.random.default_rng(sizes)
    return (np.round(rng.uniform(-0.9, 0.9, shape), 2) for shape in ((m, m), (m, d), m, (B, m), (B, d), (B, m)))


def step(h, x, W_hh, W_xh, b_h):
    """h_t = tanh(W_hh h_{t-1} + W_xh x_t + b_h) for rows."""
    return np.tanh(h @ W_hh.T + x @ W_xh.T + b_h)


ASIDE = "from the wrong side: `rows @ W` sums over the first index of W, the equation over its second"
FORWARD = {
    "the weights take the rows as if they were columns, so that a row of the result mixes the sequences":
        lambda h, x, W, U, b: np.tanh(W @ h + U @ x + b),
    f"both matrices are met {ASIDE}": lambda h, x, W, U, b: step(h, x, W.T, U.T, b),
    f"W_hh is met {ASIDE}": lambda h, x, W, U, b: step(h, x, W.T, U, b),
    f"W_xh is met {ASIDE}": lambda h, x, W, U, b: step(h, x, W, U.T, b),
    "this is what goes into the tanh, not what comes out": lambda h, x, W, U, b: h @ W.T + x @ U.T + b,
    "the bias is missing": lambda h, x, W, U, b: step(h, x, W, U, 0),
    "the bias was added after the tanh": lambda h, x, W, U, b: step(h, x, W, U, 0) + b,
    "the last state is missing: the step remembers nothing": lambda h, x, W, U, b: step(0 * h, x, W, U, b),
    "the input is missing: the step hears nothing": lambda h, x, W, U, b: step(h, 0 * x, W, U, b),
    "every row comes from the first sequence: each has a state and an input of its own":
        lambda h, x, *weights: step(0 * h + h[0], 0 * x + x[0], *weights),
    "every row comes from the batch's mean: each has a state and an input of its own":
        lambda h, x, *weights: step(0 * h + h.mean(axis=0), 0 * x + x.mean(axis=0), *weights),
}


def back(d_h, h, h_before, x, W_hh, W_xh, slope=lambda h: 1 - h**2):
    """The gradients of one step, from that of its state; `slope` gives tanh'."""
    d_a = d_h * slope(h)
    return d_a @ W_hh, d_a @ W_xh, d_a.T @ h_before, d_a.T @ x, d_a.sum(axis=0)


def part(*places, of):
    """The slip of getting these of the five results as `of` does, and the others right."""
    return lambda *given: tuple((of if k in places else back)(*given)[k] for k in range(5))


def mean(d_h, *given):
    """The step back with a mean over the batch where a sum belongs."""
    return back(d_h / len(d_h), *given)


def as_column(d_h, h, h_before, x, W_hh, W_xh):
    """The step back with the matrices as they stand for a column."""
    return back(d_h, h, h_before, x, W_hh.T, W_xh.T)


SIDE = "right for a column; rows are carried back on the other side of the matrix"
BACKWARD = {
    "rule 1: the factor of the tanh is missing": partial(back, slope=lambda h: 1),
    "rule 1: the square is missing in the slope of the tanh": partial(back, slope=lambda h: 1 - h),
    "rule 1: this is the slope of a sigmoid": partial(back, slope=lambda h: h * (1 - h)),
    "rule 1: `h` has been through the tanh already, and here goes through it again":
        partial(back, slope=lambda h: 1 - np.tanh(h) ** 2),
    "rule 1: the slope belongs to the state after the step, and here is that of the state before":
        lambda d_h, h, before, *more: back(d_h, h, before, *more, lambda _: 1 - before**2),
    "rule 2: the weights' gradients and the bias's are means over the batch; those of its rows add up": part(2, 3, 4, of=mean),
    "rule 2: the weights' gradients are means over the batch; those of its rows add up": part(2, 3, of=mean),
    "rule 2: the bias's gradient is a mean over the batch; those of its rows add up": part(4, of=mean),
    "rule 2: d_W_hh is made with the state after the step; what W_hh has read is the state before":
        part(2, of=lambda d_h, h, before, *more: back(d_h, h, h, *more)),
    "rule 2: d_W_hh and d_W_xh lie on their sides: the first index is the unit that is driven":
        part(2, 3, of=lambda *given: [found.T for found in back(*given)]),
    "rule 2: d_W_hh lies on its side: the first index is the unit that is driven":
        part(2, of=lambda *given: [found.T for found in back(*given)]),
    f"rule 3: d_h_before and d_x are {SIDE}": part(0, 1, of=as_column),
    f"rule 3: d_h_before is {SIDE}": part(0, of=as_column),
    "rule 3: it starts from the gradient at a, and here from that at h": part(0, 1, of=partial(back, slope=lambda h: 1)),
    "the five are right, and stand in another order: the docstring begins with d_h_before and d_x":
        lambda *given: (*back(*given)[2:], *back(*given)[:2]),
}

STEPS = [(h, x, W, U, b) for W, U, b, h, x, _ in map(made, SIZES)]
STEPS_BACK = [(d_h, step(h, x, W, U, b), h, x, W, U) for W, U, b, h, x, d_h in map(made, SIZES)]
rnn_step = Exercise("Exercise 1", STEPS, step, slips=FORWARD, each="one row per sequence")
rnn_step_back = Exercise("Exercise 2", STEPS_BACK, back, slips=BACKWARD,
                         parts=("d_h_before", "d_x", "d_W_hh", "d_W_xh", "d_b_h"))

draw = Exercise("Exercise 3", also=(classes, rows, generator, temperature, large, cold))

# Two words and what is past their ends, and a third that fills the last step; a column each.
LETTERS = np.array([[0, 0, 0], [3, 1, 5], [2, 4, 6], [1, -1, 2], [-1, -1, 7]])


def pretended(inputs, targets, **_):
    """Stands for `last_loss`: no training, but a number that tells which arrays it was given."""
    if np.shape(inputs) != LETTERS.shape or np.shape(targets) != LETTERS.shape:
        raise ValueError(f"inputs {np.shape(inputs)} and targets {np.shape(targets)}, expected {LETTERS.shape} for both")
    places = 1 + np.arange(LETTERS.size).reshape(LETTERS.shape)
    return float((places * inputs + places**2 * targets).sum())


def shifted(x, ahead):
    """What stands `ahead` steps later, -1 where there is nothing."""
    return np.vstack([x[ahead:], np.full_like(x[:ahead], -1)])


def losses(targets=shifted, inputs=lambda x, ahead: x):
    """`losses_ahead` with these targets and inputs, each made from the array and from how far ahead."""
    return lambda last_loss, x: [last_loss(inputs(x, ahead), targets(x, ahead)) for ahead in (0, 1, 2)]


AHEAD = {
    "all three trainings got the same targets, the inputs themselves": losses(lambda x, ahead: x),
    "the targets lie behind the inputs: the letter before, not the letter after":
        losses(lambda x, ahead: shifted(x[::-1], ahead)[::-1]),
    "the targets of the last steps come round from the first ones; where nothing is left stands -1":
        losses(lambda x, ahead: np.roll(x, -ahead, axis=0)),
    "the targets of the last steps were left as the inputs are; where nothing is left stands -1":
        losses(lambda x, ahead: np.vstack([x[ahead:], x[len(x) - ahead:]])),
    "the targets of the last steps are 0, the boundary; where nothing is left stands -1, which does not count":
        losses(lambda x, ahead: np.vstack([x[ahead:], 0 * x[:ahead]])),
    "the targets were moved from one name to the next; a step further is a row further":
        losses(lambda x, ahead: shifted(x.T, ahead).T),
    "these are the losses for 1, 2 and 3 letters ahead, not 0, 1 and 2": losses(lambda x, ahead: shifted(x, ahead + 1)),
    "the inputs were moved with the targets: they should stay as they are": losses(inputs=shifted),
    "the inputs themselves were changed, and so each training began with those that the last one left":
        losses(*[lambda x, ahead: shifted(x, ahead * (ahead + 1) // 2)] * 2),
    "inputs and targets have changed places": losses(inputs=shifted, targets=lambda x, ahead: x),
}
by_ahead = Exercise("Exercise 4", [(pretended, LETTERS)], losses(), slips=AHEAD, each="one loss for each of 0, 1 and 2")


def trained(answer):
    """Three losses, all of them from the training that was given."""
    calls = []
    found = answer(lambda *given, **named: calls.append(given) or pretended(*given, **named), LETTERS)
    if len(calls) != 3:
        return f"`last_loss` was called {len(calls)}×, expected one call for each of 0, 1 and 2 letters ahead"
    return by_ahead.compare(found, (pretended, LETTERS))


losses_ahead = Exercise("Exercise 4", also=[trained])
