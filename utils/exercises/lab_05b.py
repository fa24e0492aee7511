"""Lab 5b: the cut gradient, the whole one from checkpoints, its least memory, what a cut keeps, how far a loss goes back."""

import numpy as np

from utils.book.checking import Exercise, Wrong
from utils.exercises.slips import slips
from utils.layers import LSTM, RNN, Affine, Network, mean_squared_error
from utils.training.windows import truncated


def uneven(*shape):
    """Numbers between -1 and 1 that all differ."""
    return np.sin(1.7 * np.arange(1, np.prod(shape) + 1)).reshape(shape)


# Exercises 1 and 2: a small network, a sequence that its windows do not fill.
def small():
    """A layer with its sequence (11, 2, 3) and the gradient at its outputs (11, 2, 4)."""
    layer = RNN(3, 4, seed=1)
    layer.parameters["b_h"] += 0.1
    return layer, uneven(11, 2, 3), uneven(11, 2, 4)[::-1].copy()


def cut(layer, x, d_outputs, window):
    """An answer: the gradient of W_hh, (4, 4), window by window."""
    total, state = 0, None
    for first in range(0, len(x), window):
        part = slice(first, first + window)
        _, state = layer.forward(x[part], state)
        layer.backward(d_outputs[part])
        total = total + layer.gradients["W_hh"]
    return total


def handed_on_forwards(layer, x, d_outputs, window):
    """A slip: the gradient at a window's first state is given to the window after it."""
    total, state, d = 0, None, None
    for first in range(0, len(x), window):
        _, state = layer.forward(x[first : first + window], state)
        _, d = layer.backward(d_outputs[first : first + window], d)
        total = total + layer.gradients["W_hh"]
    return total


def uncut(layer, x, d_outputs, window):
    """A slip: the gradient of the sequence as a whole."""
    layer.forward(x)
    layer.backward(d_outputs)
    return layer.gradients["W_hh"]


truncated_gradient = Exercise("Exercise 1", lambda: [(*small(), 4), (*small(), 5)], cut, each="as W_hh", slips=slips(cut, {
    "every window starts from zero: the state is handed on": ("x[part], state", "x[part]"),
    "the last window's gradient alone: they are added up": ("total + layer", "0 * total + layer"),
    "a mean over windows, expected their sum": ("return total", "return total / -(-len(x) // window)"),
    "steps that fill no window are left out": ("0, len(x)", "0, len(x) - window + 1"),
    "nothing is cut: that is the gradient of the whole sequence": uncut,
    "a window gets the gradient of the state before it: it stops at a window's start": handed_on_forwards,
    "the gradient of W_xh, expected that of W_hh": ('"W_hh"', '"W_xh"')}))

READ = []  # the lengths that `Counted` has read


class Counted(RNN):
    """A layer that notes how many steps each `forward` reads."""

    def forward(self, x, *rest):
        READ.append(len(x))
        return super().forward(x, *rest)


def through_checkpoints(layer, x, d_outputs, window):
    """An answer: the whole gradient from the first states alone, the windows run again from the last one on."""
    starts, states, total, d_final = list(range(0, len(x), window)), [None], 0, None
    for first in starts[:-1]:
        states.append(layer.forward(x[first : first + window], states[-1])[1])
    for first, state in zip(reversed(starts), reversed(states), strict=True):
        layer.forward(x[first : first + window], state)
        _, d_final = layer.backward(d_outputs[first : first + window], d_final)
        total = total + layer.gradients["W_hh"]
    return total


def sparing(answer):
    """Whether an answer reads a window at a time, and each of them twice at most."""
    layer, x, d_outputs = small()
    counted = Counted(3, 4, seed=1)
    counted.parameters = layer.parameters
    READ.clear()
    answer(counted, x, d_outputs, 2)
    if max(READ, default=0) > 2:
        return f"the gradient is right, and the layer read {max(READ)} steps at once, expected a window of 2 to save memory"
    if sum(READ) > 2 * len(x):
        return f"the gradient is right, and {sum(READ)} steps were read, expected at most twice {len(x)}: keep the states"
    return None


checkpointed_gradient = Exercise("Exercise 2", lambda: [(*small(), 4), (*small(), 5)], through_checkpoints, also=[sparing],
                                 each="as W_hh", slips=slips(through_checkpoints, {
    "the gradient stops at each window: backward takes d_final, what the window after it hands back":
        ("[first : first + window], d_final)", "[first : first + window])"),
    "every window starts from zero: which state did it start from": ("window], state)", "window])"),
    "windows start from the state at their end, not from the one before": (
        "[None], 0, None", "[], 0, None", "starts[:-1]", "starts", "states[-1])", "states[-1] if states else None)"),
    "the first window's gradient alone: they are added up": ("total + layer", "0 * total + layer"),
    "windows are gone through from the first to the last: what comes later hands back to what comes before":
        ("zip(reversed(starts), reversed(states)", "zip(starts, states"),
    "the last window is left out": ("in zip(reversed(starts), reversed(states), strict=True)",
                                    "in list(zip(reversed(starts), reversed(states), strict=True))[1:]"),
    "a mean over windows, expected their sum": ("return total", "return total / len(starts)")}))


# Exercise 3: a derivation, each line held against numbers.
SIZES = ((900.0, 3.0, 12.0, 10.0), (10000.0, 1.0, 4.0, 70.0), (50.0, 2.0, 5.0, 3.0))
LINES = "memory, slope, best, least"


def four(found):
    """The four numbers of an answer."""
    try:
        values = [float(value) for value in found]
    except (TypeError, ValueError) as error:
        raise Wrong(f"Exercise 3: got {found!r}, expected four numbers: {LINES}") from error
    if len(values) != 4 or not np.isfinite(values).all():
        raise Wrong(f"Exercise 3: got {found!r}, expected four finite numbers: {LINES}")
    return values


def first_line(answer):
    """The memory at w, against the sum."""
    for T, a, b, w in SIZES:
        memory = four(answer(T, a, b, w))[0]
        if np.isclose(memory, b * T / w + a * w):
            return "line 1: a and b are exchanged: which is paid once per window, and which once per step of one window?"
        if not np.isclose(memory, a * T / w + b * w):
            return f"line 1: T = {T:g}, a = {a:g}, b = {b:g}, w = {w:g} give {memory:.5g}, expected {a * T / w + b * w:.5g}"
    return None


def second_line(answer):
    """The slope, against a central difference of line 1."""
    for T, a, b, w in SIZES:
        after, before = (four(answer(T, a, b, w + step))[0] for step in (1e-4, -1e-4))
        slope, measured = four(answer(T, a, b, w))[1], (after - before) / 2e-4
        if np.isclose(slope, -measured, rtol=1e-4):
            return "line 2: the sign is turned"
        if not np.isclose(slope, measured, rtol=1e-4):
            return f"line 2: got {slope:.5g}, and a finite difference of your line 1 gives {measured:.5g}"
    return None


def third_line(answer):
    """Where the slope is zero, by the answer's own line 2."""
    for T, a, b, w in SIZES:
        best = four(answer(T, a, b, w))[2]
        if best <= 0:
            return f"line 3: got a window of {best:.5g}, expected one above 0"
        if abs(slope := four(answer(T, a, b, best))[1]) > 1e-9 * b:
            return f"line 3: at your best window, {best:.5g}, the slope is {slope:.3g}, expected 0"
    return None


def fourth_line(answer):
    """The least memory, by the answer's own lines 1 and 3."""
    for T, a, b, w in SIZES:
        _, _, best, least = four(answer(T, a, b, w))
        if not np.isclose(least, there := four(answer(T, a, b, best))[0]):
            return f"line 4: got {least:.5g}, and your line 1 gives {there:.5g} at the window of line 3"
    return None


least_memory = Exercise("Exercise 3", also=[first_line, second_line, third_line, fourth_line])


# Exercise 4: a small case to compare, then a table to look at.
def task(T, lag):
    """A sequence (T, 2, 2), and the same sequence `lag` steps later."""
    x = uneven(T, 2, 2) + 0.5 * uneven(T, 4, 2)[:, ::2]
    return x, np.concatenate([np.zeros((lag, 2, 2)), x[:-lag]])


def cosine(one, other):
    """That of the angle between two vectors."""
    return one @ other / np.linalg.norm(one) / np.linalg.norm(other)


def directions(biases, windows, x, y):
    """An answer: how far each gradient by windows points as the whole one does, (biases, windows)."""
    rows = []
    for bias in biases:
        network = Network(LSTM(2, 16, seed=0, forget_bias=bias), Affine(16, 2, seed=0))
        full, *cuts = (taken(network, x, y, window) for window in (len(x), *windows))
        rows.append([cosine(part, full) for part in cuts])
    return np.array(rows)


def taken(network, x, y, window, names="layer.W_h"):
    """The gradients of the weights on the state, as one vector."""
    _, gradients, _ = truncated(network, mean_squared_error, x, y, window)
    return np.concatenate([g.ravel() for name, g in gradients.items() if name.startswith(names)])


def from_zero(network, x, y, window):
    """The same with every window from a state of zero."""
    return sum(taken(network, x[a : a + window], y[a : a + window], window) * len(x[a : a + window]) for a in
               range(0, len(x), window))


def shown(answer):
    """Print what an answer finds for a lag of 12."""
    biases, windows = (0.0, 1.0, 2.0, 3.0), (6, 12, 24, 48, 96)
    found = np.asarray(answer(biases, windows, *task(192, 12)))
    print("forget bias  " + "".join(f"window {window:<6}" for window in windows))
    for bias, row in zip(biases, found, strict=True):
        print(f"{bias:<13g}" + "".join(f"{value:<13.2f}" for value in row))


kept_directions = Exercise("Exercise 4", lambda: [((0.0, 1.5), (3, 5, 10), *task(30, 4))], directions, also=[shown],
                           each="a row per bias, a column per window", slips={
    "rows and columns are exchanged": lambda *given: directions(*given).T} | slips(directions, {
    "a product of the gradients, expected the cosine: divide by both norms": ("cosine(part, full)", "part @ full"),
    "the ratio of the norms, expected the cosine": ("cosine(part, full)", "np.linalg.norm(part) / np.linalg.norm(full)"),
    "the distance 1 - cosine, expected the cosine": ("cosine(part, full)", "1 - cosine(part, full)"),
    "one of the norms is missing": ("cosine(part, full)", "part @ full / np.linalg.norm(part)"),
    "an angle, expected its cosine": ("cosine(part, full)", "np.arccos(cosine(part, full))"),
    "all parameters, expected those whose names begin with layer.W_h":
        ("taken(network, x, y, window)", 'taken(network, x, y, window, names="")'),
    "the whole layer, expected only the weights on the state, layer.W_h": ("y, window)", 'y, window, names="layer.")'),
    "every window starts from zero: the state goes on": ("taken(network", "from_zero(network"),
    "forget_bias does nothing": (", forget_bias=bias", "")}))


# Exercise 5: steps counted from 1.
def reach(t, every, back):
    """An answer: how many steps back the loss of step t is blamed."""
    return t - np.maximum(0, -(-t // every) * every - back)


gone_back = Exercise("Exercise 5", [(np.arange(1, 25), 4, 10), (np.arange(1, 25), 6, 6), (np.arange(1, 25), 1, 5)], reach,
                     each="one number per step", slips={
    "one too few: the step itself is counted": lambda *given: reach(*given) - 1,
    "every loss goes back over the full length: a block's losses share one start": lambda t, every, back: np.minimum(t, back),
    "before the first step there is nothing to go back over": lambda t, every, back: t + back - -(-t // every) * every,
    "that is the step's place in its block: where is back": lambda t, every, back: (t - 1) % every + 1,
    "a block's last step is taken for the next block's: where does a block end":
        lambda t, every, back: t - np.maximum(0, (t // every + 1) * every - back),
    "you count from the block's start, expected from its end":
        lambda t, every, back: t - np.maximum(0, (t - 1) // every * every - back),
    "that is where the gradient stops, expected the steps from there to t": lambda t, every, back: t - reach(t, every, back)})
