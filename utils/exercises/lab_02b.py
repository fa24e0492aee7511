"""Lab 2b: the loop in PyTorch, a test for leaks, the gradient of a shared matrix, and how long a start is remembered."""

import numpy as np

from utils.book.checking import Exercise, Wrong, difference
from utils.exercises.leaking import kept, spares, tells
from utils.layers import RNN
from utils.optional import need

torch = need("torch")


def uneven(*shape):
    """Numbers between -1 and 1 that all differ."""
    return np.sin(1.7 * np.arange(1, np.prod(shape) + 1)).reshape(shape)


# Exercise 1: no two arguments have one shape, nor T, B, d and m one size.
ARGUMENTS = {"x": (4, 3, 2), "h": (3, 5), "W_hh": (5, 5), "W_xh": (5, 2), "b_h": (5,)}
LOOP, WEIGHTS = tuple(torch.tensor(uneven(*shape)) for shape in ARGUMENTS.values()), torch.tensor(uneven(4, 3, 5))


def loop(x, h, W_hh, W_xh, b_h, squash=torch.tanh, carried=True):
    """All states (T, B, m)."""
    first, states = h, []
    for x_t in x:
        h = squash((h if carried else first) @ W_hh.T + x_t @ W_xh.T + b_h)
        states.append(h)
    return torch.stack(states)


def flows(answer):
    """Whether autograd finds its way from the states back to every argument."""
    if not torch.is_tensor(answer(*LOOP)):
        return "right, and no tensor: autograd can follow nothing else. Stay with PyTorch from x to the states"
    leaves = [argument.clone().requires_grad_() for argument in LOOP]
    expected = torch.autograd.grad((WEIGHTS * loop(*leaves)).sum(), leaves)
    try:
        states = answer(*map(kept, leaves))
        found = torch.autograd.grad((WEIGHTS * states).sum(), leaves, allow_unused=True)
    except (Wrong, RuntimeError):
        return "the states are right, and autograd finds no way back: is there NumPy, a detach or an overwritten state on it?"
    faults = [name for name, slope, right in zip(ARGUMENTS, found, expected, strict=True)
              if slope is None or difference(slope.to(states.dtype), right)]
    if "x" in faults:
        return "the states are right, and gradients are not: is a state cut off from the one before it?"
    return f"the states are right, and the gradient of {faults[0]} is not: something cuts it off" if faults else None


rnn_loop = Exercise("Exercise 1", [LOOP], loop, also=[flows], each="a state for each step and sequence", slips={
    "W_hh acts as its transpose would: which way round does a row meet it?": lambda x, h, W, *rest: loop(x, h, W.T, *rest),
    "the bias is missing": lambda *given: loop(*given[:4], 0),
    "the first state is not used: yours starts at zero": lambda x, h, *rest: loop(x, 0 * h, *rest),
    "every step starts from the first state: what one finds must reach the next": lambda *given: loop(*given, carried=False),
    "got the states before each step, expected those after": lambda x, h, *rest: torch.cat([h[None], loop(x[:-1], h, *rest)]),
    "the first state is among them, expected those after steps": lambda x, h, *rest: torch.cat([h[None], loop(x, h, *rest)]),
    "got the last state alone, expected those of all steps": lambda *given: loop(*given)[-1],
    "the steps run from the last to the first": lambda x, *rest: loop(x.flip(0), *rest),
    "the tanh is missing": lambda *given: loop(*given, squash=lambda a: a),
    "got a sigmoid where the equation has a tanh": lambda *given: loop(*given, squash=torch.sigmoid),
    "the batch comes first, expected time": lambda *given: loop(*given).transpose(0, 1),
    "time and batch are one axis, expected an axis for each": lambda *given: loop(*given).flatten(0, 1)})

# Exercise 2: its models and slips have a file of their own.
leaks = Exercise("Exercise 2", also=[tells, spares])

# Exercise 3: three steps, two units.
shared_gradient = Exercise("Exercise 3", [(np.array([[[1.0, 2], [3, 5]], [[7, 11], [13, 17]], [[19, 23], [29, 32]]]),)],
                           lambda per_step: per_step.sum(axis=0), each="as W_hh", slips={
    "a mean over the steps, but each step's term counts in full": lambda per_step: per_step.mean(axis=0),
    "the last step's term alone, and every step has one": lambda per_step: per_step[-1],
    "the first step's term alone, and every step has one": lambda per_step: per_step[0],
    "a product over the steps: states are chained by products, these terms are not": lambda per_step: per_step.prod(axis=0),
    "you went along the rows of W_hh: which axis counts the steps?": lambda per_step: per_step.sum(axis=1),
    "you went along the columns of W_hh: which axis counts the steps?": lambda per_step: per_step.sum(axis=2),
    "one number for the whole matrix, expected one for each entry": lambda per_step: per_step.sum()})

# Exercise 4: a small orthogonal matrix; then the lab's own setting, whose table is printed.
SMALL = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2
SIGMAS, SCALES = (0.5, 0.8, 0.9, 0.95), (0.0, 0.5, 2.0)


def apart(s_1, scale, orthogonal, inputs, starts=(0.0, 1.0), matrix=lambda s_1, orthogonal, own: s_1 * orthogonal):
    """The difference between two runs' states, (T, m)."""
    m = len(orthogonal)
    layer = RNN(1, m, seed=0)
    layer.parameters["W_hh"] = matrix(s_1, orthogonal, layer.parameters["W_hh"])
    one, other = (layer.forward(scale * inputs, np.full((1, m), start))[0][:, 0] for start in starts)
    return other - one


def table(size=lambda gap: np.linalg.norm(gap, axis=1), counted=lambda n: n, **how):
    """An answer: for each s_1 and scale the steps until the size of the difference is below 1e-6."""
    def steps_to_forget(sizes, scales, *rest):
        gaps = [[apart(s_1, scale, *rest, **how) for scale in scales] for s_1 in sizes]
        return np.array([[counted(np.argmax(size(gap) < 1e-6) + 1) for gap in row] for row in gaps])
    return steps_to_forget


def bound(s_1, m):
    """The t at which s_1^t sqrt(m), which no distance exceeds, is 1e-6."""
    return np.log(1e-6 / np.sqrt(m)) / np.log(s_1)


def bounds(rounded):
    """An answer that measures nothing."""
    def steps_to_forget(sizes, scales, orthogonal, inputs):
        return np.array([[rounded(bound(s_1, len(orthogonal)))] * len(scales) for s_1 in sizes])
    return steps_to_forget


def shown(answer):
    """Print what an answer finds for a matrix of 32 units, beside the bound."""
    orthogonal = np.linalg.qr(np.random.default_rng(0).standard_normal((32, 32)))[0]
    found = np.asarray(answer(SIGMAS, SCALES, orthogonal, np.random.default_rng(1).standard_normal((400, 1, 1))))
    print("s_1     bound   " + "".join(f"inputs x {scale:<6}" for scale in SCALES))
    for s_1, row in zip(SIGMAS, found, strict=True):
        print(f"{s_1:<8}{np.ceil(bound(s_1, 32)):<8.0f}" + "".join(f"{int(n):<15}" for n in row))


steps_to_forget = Exercise("Exercise 4", [((0.5, 0.8), (0.0, 1.0, 4.0), SMALL, 0.5 + uneven(90, 1, 1))], table(), also=[shown],
                           each="a row per s_1, a column per scale", slips={
    "one step too few: after the first step, 1 has been taken": table(counted=lambda n: n - 1),
    "one step too many: the first step that is below ends the count": table(counted=lambda n: n + 1),
    "the largest unit's difference, expected the norm over all units": table(lambda gap: np.abs(gap).max(axis=1)),
    "the squared norm, expected its root": table(lambda gap: (gap**2).sum(axis=1)),
    "the sum of the units' distances, expected the norm": table(lambda gap: np.abs(gap).sum(axis=1)),
    "a mean over units, expected the norm": table(lambda gap: np.abs(gap).mean(axis=1)),
    "only the first unit's difference, expected the norm over all units": table(lambda gap: np.abs(gap[:, 0])),
    "rows and columns are exchanged": lambda *given: table()(*given).T,
    "W_hh is the layer's own: orthogonal is not in it": table(matrix=lambda s_1, orthogonal, own: own),
    "W_hh is s_1 times the layer's own: orthogonal is not in it": table(matrix=lambda s_1, orthogonal, own: s_1 * own),
    "s_1 does nothing": table(matrix=lambda s_1, orthogonal, own: orthogonal),
    "scale does nothing: the inputs are the same in every column":
        lambda sizes, scales, *rest: table()(sizes, [1.0] * len(scales), *rest),
    "both runs start from one state": table(counted=lambda n: 1)} | {
    f"that is the bound{how}, the same for all inputs: measure it on two runs": bounds(rounded)
    for how, rounded in (("", np.positive), (" rounded up", np.ceil), (" rounded down", np.floor))})
