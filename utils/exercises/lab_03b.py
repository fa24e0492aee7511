"""The checks of lab 3b: a half-life, a step of the GRU forward and back, and how long a fresh GRU holds.

A slip is the reference with a fragment of its source replaced (`slips`), or a function of its own.
"""

import numpy as np

from utils.book.checking import Exercise
from utils.exercises.gru_steps import sigmoid, step, step_back
from utils.exercises.slips import slips
from utils.layers import GRU

MOST, UNITS = 200, 16  # steps that are counted, units that are counted over


def halving(bias):
    """Steps until half is left of what a gate with this bias keeps."""
    z = sigmoid(bias)
    return np.log(0.5) / np.log(z)


RATIO = "np.log(0.5) / np.log(z)"
half_life = Exercise("Exercise 1", [(2.0,), (0.0,), (5.0,), (-1.0,)], halving, slips=slips(halving, {
    "z is the share that is kept; 1 - z is what is replaced": ("sigmoid(bias)", "1 - sigmoid(bias)"),
    "the bias is not yet a share: it goes through the sigmoid first": ("sigmoid(bias)", "bias"),
    "the ratio is upside down: a larger bias must hold longer": (RATIO, "np.log(z) / np.log(0.5)"),
    "a half-life is above 0: both logarithms are below": ("0.5", "2"),
    "left as it is, not rounded up: half may be reached between two steps": (RATIO, f"np.ceil({RATIO})"),
    "left as it is, not cut to whole steps: half may be reached between two": (RATIO, f"np.floor({RATIO})"),
    "a step takes a share of what is left, not always the same amount": (RATIO, "0.5 / (1 - z)"),
}))


def random(seed, *shapes):
    """Arrays of numbers from -2 to 2 that all differ."""
    rng = np.random.default_rng(seed)
    return [rng.uniform(-2, 2, shape) for shape in shapes]


def parameters(m, d, variant):
    """A GRU's parameters by name, none of them 0."""
    shapes = {f"W_h{g}": (m, m) for g in "rzn"} | {f"W_x{g}": (m, d) for g in "rzn"} | {f"b_{g}": m for g in "rzn"}
    shapes |= {"b_hn": m} if variant == "reset_after" else {}
    return dict(zip(shapes, random(m, *shapes.values()), strict=True))


def turned(p):
    """The parameters with the state's matrices transposed."""
    return {name: value.T if name.startswith("W_h") else value for name, value in p.items()}


Z_LINE, R_LINE = ('p["W_hz"].T + x @ p["W_xz"].T + p["b_z"]', 'p["W_hr"].T + x @ p["W_xr"].T + p["b_r"]')
gru_step = Exercise("Exercise 2", [
    (*random(B, (B, 3), (B, 4)), parameters(4, 3, variant), variant) for B, variant in ((2, "reset_after"), (3, "reset_before"))
], step, each="one row per sequence", slips=slips(step, {
    "z is the share that is kept; the candidate gets the rest": ("(1 - z) * n + z * h", "z * n + (1 - z) * h"),
    "the reset is on the other side of the matrix": ('== "reset_after"', '!= "reset_after"'),
    "b_hn belongs inside the reset": ('(h @ p["W_hn"].T + p["b_hn"])', '(h @ p["W_hn"].T) + p["b_hn"]'),
    "b_hn is missing": (' + p["b_hn"]', ""),
    "the state's matrices are not transposed": lambda x, h, p, variant: step(x, h, turned(p), variant),
    "z has weights of its own; yours are those of r": (Z_LINE, R_LINE),
    "r and z have changed places": (Z_LINE, "Z", R_LINE, Z_LINE, "Z", R_LINE),
    "the biases of both gates are missing": (' + p["b_r"]', "", ' + p["b_z"]', ""),
    **{f"b_{g} is missing": (f' + p["b_{g}"]', "") for g in "rzn"},
    "the candidate goes through tanh; yours goes through the sigmoid": ("np.tanh", "sigmoid"),
    "the candidate's tanh is missing": ("np.tanh", ""),
    "the reset acts on what comes from the state; yours acts on x and b_n too": ('past + x @ p["W_xn"].T + p["b_n"]',
        'past + r * (x @ p["W_xn"].T + p["b_n"])'),
    "nothing is reset: r appears nowhere": ("r * (h", "1 * (h"),
    "nothing is reset before the matrix: r appears nowhere": ("(r * h)", "h"),
    "the candidate is not yet the next state": ("(1 - z) * n + z * h", "n"),
    "each row has a state and an input of its own, not those of the first": (
        "    r =", "    x, h = 0 * x + x[0], 0 * h + h[0]\n    r ="),
}))


def back_case():
    """The arguments of a step back."""
    d_h, r, z, n, h_before, past = random(0, *[(2, 3)] * 6)
    return d_h, sigmoid(r), sigmoid(z), np.tanh(n), h_before, past, parameters(3, 2, "reset_after")


CARRY = 'd_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]'
gru_step_back = Exercise("Exercise 3", [back_case()], step_back, parts=("d_a", "d_past", "d_h_before"),
                         each="one row per sequence, in d_a the gates side by side", slips=slips(step_back, {
    "d_a holds r first, then z, then n; yours starts with z": ("[d_r, d_z, d_n]", "[d_z, d_r, d_n]"),
    "the last block of d_a is d_n, before the reset; yours is d_past": ("d_z, d_n]", "d_z, d_past]"),
    "d_z has its sign turned: more z means more of the old and less of the new": ("(h_before - n)", "(n - h_before)"),
    "d_z: z also takes from the candidate what it gives to the old state": ("(h_before - n)", "h_before"),
    "the slopes of both sigmoids are missing": (" * z * (1 - z)", "", " * r * (1 - r)", ""),
    "d_z lacks the slope of its sigmoid": (" * z * (1 - z)", ""),
    "d_r lacks the slope of its sigmoid": (" * r * (1 - r)", ""),
    "d_n: the candidate entered the state times 1 - z": ("d_h * (1 - z)", "d_h"),
    "d_n lacks the slope of tanh": (" * (1 - n**2)", ""),
    "d_n: the square is missing in the slope of tanh": ("n**2", "n"),
    "d_n has a sigmoid's slope; the candidate went through tanh": ("(1 - n**2)", "n * (1 - n)"),
    "d_r: reset after, r multiplied `past`, not the state": ("d_n * past", "d_n * h_before"),
    "d_r: r acts inside the candidate, so its gradient comes by way of d_n": ("d_n * past", "d_h * past"),
    "d_past: `past` was multiplied by r on its way to the candidate": ("d_n * r\n", "d_n\n"),
    "d_h_before: the direct way is missing, the share that was kept": ("d_h * z + d_r", "d_r"),
    "d_h_before: the direct way brings the share that was kept, not all": ("d_h * z + d_r", "d_h + d_r"),
    "d_h_before: only the direct way; the state also went through three matrices": (CARRY, "d_h * z"),
    "d_h_before: W_hn made `past`, so what reaches it is d_past; yours is d_n": ("d_past @", "d_n @"),
    "d_h_before: on the way back of rows no matrix is transposed": lambda *arguments: step_back(
        *arguments[:-1], turned(arguments[-1])),
}))


def table(biases, seeds):
    """Steps until half of a state of 1 is left: by the formula (n,), counted at weights 0 (n,), counted when fresh (n, k)."""
    def counted(bias, seed, scale=1):
        layer = GRU(1, UNITS, seed=seed)
        for p in layer.parameters.values():
            p *= scale
        layer.parameters["b_z"][:] = bias
        outputs, _ = layer.forward(np.zeros((MOST, 1, 1)), np.ones((1, UNITS)))
        below = outputs.mean(axis=-1)[:, 0] <= 0.5
        return int(np.argmax(below)) + 1 if below.any() else MOST

    fresh = [[counted(bias, seed) for seed in seeds] for bias in biases]
    return [halving(bias) for bias in biases], [counted(bias, 0, scale=0) for bias in biases], fresh


def printed(answer):
    """Show the table that an answer gives; it is the lab's to discuss."""
    biases, seeds = [0.0, 2.0, 5.0], range(5)
    print("bias  formula  weights 0  fresh, seeds 0 to 4")
    for bias, steps, zero, fresh in zip(biases, *answer(biases, seeds), strict=True):
        print(f"{bias:4.0f} {steps:8.1f} {zero:10}  {' '.join(f'{count:4}' for count in fresh)}")


COUNT, SET_BIAS = "int(np.argmax(below)) + 1 if below.any() else MOST", 'layer.parameters["b_z"][:] = bias'
half_lives = Exercise("Exercise 4", [([0.0, 2.0, 5.0], [0, 1]), ([7.0], [3])], table, also=[printed],
                      parts=("the formula", "the counts at weights 0", "the counts from fresh weights"),
                      each="one row per bias, one column per seed", slips=slips(table, {
    "where the mean never falls to 1/2, say 200": (COUNT, "int(np.argmax(below)) + 1"),
    "the first step is step 1; yours counts from 0": ("np.argmax(below)) + 1", "np.argmax(below))"),
    "the input is zero at every step; yours is 1": ("np.zeros((MOST", "np.ones((MOST"),
    "the first state is 1 for every unit; yours is 0": ("np.ones((1, UNITS))", "None"),
    "half counts as reached where the mean is exactly 1/2": ("<= 0.5", "< 0.5"),
    "the mean over all units, not the first of them": ("outputs.mean(axis=-1)[:, 0]", "outputs[:, 0, 0]"),
    "half of the mean, not all units below half": ("outputs.mean(", "outputs.max("),
    "every seed draws weights of its own": ("seed=seed", "seed=0"),
    "with weights at 0 both kinds are 0, W_h and W_x, of all gates": ("p *= scale", "pass"),
    "the bias is to be set last: yours is gone where the weights are 0": (SET_BIAS, SET_BIAS + " * scale"),
    "the bias is that of z, the update gate": ('"b_z"', '"b_r"'),
    "the reset gate is to stay as it is drawn": (
        SET_BIAS, SET_BIAS + '; layer.parameters["W_hr"][:] = 0; layer.parameters["b_r"][:] = 40'),
}))
