"""Lab 7c: what a stack sees, a dilated convolution by hand, what a stream must keep, and how far back gradients really go."""

import numpy as np
import torch

from utils.book.checking import Exercise
from utils.exercises.slips import slips
from utils.models.convolutions import Causal, Framed
from utils.training.stacked import drawn


def uneven(*shape):
    """Numbers between -1 and 1 that all differ."""
    return np.sin(1.7 * np.arange(1, np.prod(shape) + 1)).reshape(shape)


# Exercise 1: the field.
def seen(kernel, dilations):
    """An answer: steps that an output sees, its own included."""
    return 1 + (kernel - 1) * sum(dilations)


steps_seen = Exercise("Exercise 1", [(8, (1, 4, 16, 64)), (3, (1, 2, 4)), (2, (1, 1, 1, 1, 1)), (5, (7,))], seen, slips={
    "the output's own step is missing": lambda kernel, dilations: (kernel - 1) * sum(dilations),
    "a kernel of k taps reaches back k - 1 gaps, not k": lambda kernel, dilations: 1 + kernel * sum(dilations),
    "that counts kernels end to end: levels overlap, each adds what lies beyond the last":
        lambda kernel, dilations: kernel * sum(dilations),
    "the levels' reaches are multiplied, and they add up":
        lambda kernel, dilations: int(np.prod([1 + (kernel - 1) * gap for gap in dilations])),
    "that is the reach of the last level alone": lambda kernel, dilations: 1 + (kernel - 1) * dilations[-1],
    "the dilations are left out: that is the stack without them":
        lambda kernel, dilations: 1 + (kernel - 1) * len(dilations),
    "the own step is counted once per level": lambda kernel, dilations: len(dilations) + (kernel - 1) * sum(dilations)})


# Exercise 2: a causal dilated convolution in NumPy.
def by_taps(x, W, gap):
    """An answer: outputs (T, c) of x (T, d), from taps W (k, d, c), the last of them on the step itself."""
    y = np.zeros((len(x), W.shape[2]))
    for t in range(len(x)):
        for j in range(len(W)):
            source = t - (len(W) - 1 - j) * gap
            if source >= 0:
                y[t] += x[source] @ W[j]
    return y


def wraps(x, W, gap):
    """A slip: a negative index counts from the end."""
    return sum(np.roll(x, (len(W) - 1 - j) * gap, axis=0) @ W[j] for j in range(len(W)))


CONVOLVED = [(uneven(11, 2), uneven(3, 2, 4)[::-1].copy(), 2), (uneven(9, 3), uneven(2, 3, 2), 4),
             (uneven(5, 1), uneven(4, 1, 2), 1)]
dilated = Exercise("Exercise 2", CONVOLVED, by_taps, each="one row per step", slips=slips(by_taps, {
    "the taps are in the other order: the last one belongs to the step itself": ("(len(W) - 1 - j) * gap", "j * gap"),
    "it looks ahead: step t may read no later step": (
        "t - (len(W) - 1 - j) * gap", "t + (len(W) - 1 - j) * gap", "source >= 0", "source < len(x)"),
    "before the first step there are zeros, and a negative index reads from the end": wraps,
    "the gap is left out": (" * gap", ""),
    "taps lie gap + 1 apart, expected gap": (" * gap", " * (gap + 1)"),
    "the first step itself is left out where a tap falls on it": ("source >= 0", "source > 0"),
    "only the steps are given for which all taps fall inside: zeros stand before the first step":
        lambda x, W, gap: by_taps(x, W, gap)[(len(W) - 1) * gap:],
    "the last tap alone is left: they are added up": ("y[t] += ", "y[t] = ")}))


# Exercise 3: what must be kept to go on.
def numbers(kernel, dilations, inputs, channels):
    """An answer: numbers that a stack must remember of a stream so that the next step can be computed."""
    read = [inputs] + [channels] * (len(dilations) - 1)
    return sum((kernel - 1) * gap * width for gap, width in zip(dilations, read, strict=True))


to_keep = Exercise("Exercise 3", [(8, (1, 4, 16, 64), 3, 14), (3, (1, 2, 4), 5, 2), (2, (3,), 4, 9)], numbers,
                   slips=slips(numbers, {
    "every level is taken to read the channels: the first reads the inputs":
        ("[inputs] + [channels] * (len(dilations) - 1)", "[channels] * len(dilations)"),
    "every level is taken to read the inputs: all but the first read the channels":
        ("[inputs] + [channels] * (len(dilations) - 1)", "[inputs] * len(dilations)"),
    "the newest step comes with the stream and need not be kept: k - 1 gaps back, not k": ("(kernel - 1)", "kernel"),
    "the newest step of each level is counted as kept, and it has just come":
        ("(kernel - 1) * gap", "((kernel - 1) * gap + 1)"),
    "only the taps are kept: the steps between them are the taps of later steps": ("(kernel - 1) * gap", "(kernel - 1)"),
    "that is the widest level's share: the levels add up": lambda kernel, dilations, inputs, channels: max(
        (kernel - 1) * gap * (channels if level else inputs) for level, gap in enumerate(dilations)),
    "steps are counted, expected numbers: a step has as many as the level reads": (" * width", ""),
    "the outputs of the last level are kept too, and nothing reads them back":
        ("[inputs] + [channels] * (len(dilations) - 1)", "[inputs] + [channels] * len(dilations)",
         "zip(dilations, read, strict=True)", "zip((*dilations, dilations[-1]), read, strict=True)")}))


# Exercise 4: the steps that hold a share of the gradient.
def bodies(seed=0):
    """Fresh ones by name: four levels without dilation, the same with it, and an LSTM; double precision."""
    double = {"dtype": torch.float64}
    made = {"short": lambda: Causal(1, 6, 4, (1, 1, 1, 1), **double),
            "dilated": lambda: Causal(1, 6, 4, (1, 2, 4, 8), **double),
            "LSTM": lambda: Framed(1, 6, **double)}
    return {name: drawn(make, [seed])[0] for name, make in made.items()}


def share_of_steps(bodies, x, shares):
    """An answer: a row per body, the least number of last steps that hold each share of the gradient's absolute values."""
    rows = []
    for body in bodies.values():
        x = x.detach().clone().requires_grad_()
        body(x)[0][-1].sum().backward()
        sizes = x.grad.abs().sum((1, 2)).flip(0)
        held = sizes.cumsum(0) / sizes.sum()
        rows.append([int((held < share - 1e-12).sum()) + 1 for share in shares])
    return np.array(rows)


def table(answer):
    """Shows the table of an answer, and finds nothing wrong."""
    torch.set_num_threads(1)
    shares, x = (0.5, 0.9, 0.99), torch.tensor(uneven(64, 1, 1))
    found = np.asarray(answer(bodies(1), x, shares))
    print(f"{'':8}" + "".join(f"{f'{share:.0%}':>7}" for share in shares))
    for name, row in zip(bodies(1), found, strict=True):
        print(f"{name:8}" + "".join(f"{int(value):7}" for value in row))


reaches = Exercise("Exercise 4", lambda: [(bodies(), torch.tensor(uneven(48, 1, 1)), (0.5, 0.8, 0.95)),
                                          (bodies(2), torch.tensor(uneven(40, 2, 1)), (0.6, 0.9))],
                   share_of_steps, also=[table], each="one row per body", slips=slips(share_of_steps, {
    "counted from the first step: begin at the last one": (".flip(0)", ""),
    "squares in the place of absolute values": (".abs()", ".square()"),
    "positive and negative gradients cancel: take absolute values": (".abs()", ""),
    "one too few: the step that reaches the share counts": (".sum()) + 1", ".sum())"),
    "the gradient of all outputs, expected that of the last one": ("[0][-1]", "[0]"),
    "rows and columns are exchanged: a row per body": ("np.array(rows)", "np.array(rows).T"),
    "shares of the steps, expected their number": ("np.array(rows)", "np.array(rows) / len(x)"),
    "the share is taken of the largest gradient, expected of their sum": ("/ sizes.sum()", "/ sizes.max()")}))
