"""A step of the LSTM and its way back in NumPy, as the equations read, a row per sequence, with known slips of the way back."""

import numpy as np

from utils.exercises.gru_steps import sigmoid
from utils.exercises.slips import slips

__all__ = ["BACK_SLIPS", "step", "step_back"]


def step(x, h, c, p):
    """The next h and c, each (B, m), from the input (B, d), the last h and c (B, m) and the parameters."""
    i = sigmoid(h @ p["W_hi"].T + x @ p["W_xi"].T + p["b_i"])
    f = sigmoid(h @ p["W_hf"].T + x @ p["W_xf"].T + p["b_f"])
    o = sigmoid(h @ p["W_ho"].T + x @ p["W_xo"].T + p["b_o"])
    g = np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    c = f * c + i * g
    return o * np.tanh(c), c


def step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    """(d_a (B, 4m), d_h_before (B, m), d_c_before (B, m)) from what arrives at h and at c; d_a in the order i, f, o, g."""
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_i = d_c * g * i * (1 - i)
    d_f = d_c * c_before * f * (1 - f)
    d_o = d_h * np.tanh(c) * o * (1 - o)
    d_g = d_c * i * (1 - g**2)
    d_h_before = d_i @ p["W_hi"] + d_f @ p["W_hf"] + d_o @ p["W_ho"] + d_g @ p["W_hg"]
    return np.concatenate([d_i, d_f, d_o, d_g], axis=1), d_h_before, d_c * f


MATRICES = [part for g in "ifog" for part in (f'p["W_h{g}"]', f'p["W_h{g}"].T')]
BACK_SLIPS = slips(step_back, {
    "the carry of the cell is missing": ("d_c + d_h", "d_h"),
    "what comes back through the state is missing": ("d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)", "d_c = d_c + 0"),
    "the slope of the tanh at the cell is missing": (" * (1 - np.tanh(c) ** 2)", ""),
    "the slope is taken at tanh(c), which has been through the tanh already": ("np.tanh(c) ** 2", "np.tanh(np.tanh(c)) ** 2"),
    "the square is missing in the slope of the tanh": ("np.tanh(c) ** 2", "np.tanh(c)"),
    "the output gate is missing on the way to the cell": ("d_h * o * (1 -", "d_h * (1 -"),
    "the cell goes back whole, without its forget gate": ("d_h_before, d_c * f", "d_h_before, d_c"),
    "the forget gate multiplied the cell before, not the one after": ("c_before * f", "c * f"),
    "the gates' own slopes are missing": (" * i * (1 - i)", "", " * f * (1 - f)", "", " * o * (1 - o)", ""),
    "the candidate has the slope of a sigmoid": ("(1 - g**2)", "g * (1 - g)"),
    "the output gate takes what arrives at the cell": ("d_o = d_h", "d_o = d_c"),
    "the matrices are met from the wrong side": tuple(MATRICES),
    "the candidate's way to the state is missing": (' + d_g @ p["W_hg"]', ""),
    "the two carries have changed places": ("d_h_before, d_c * f", "d_c * f, d_h_before"),
    "the gates stand in the order i, f, g, o": ("[d_i, d_f, d_o, d_g]", "[d_i, d_f, d_g, d_o]")})
