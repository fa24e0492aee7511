"""An LSTM's step, and the same step with one mistake each: what the errata museum shows, compares and lets students find.

A step takes the parameters of an LSTM by name, x_t (B, d), h and c (B, m), and gives the new h and c.
"""

import numpy as np

from utils.exercises.slips import changed


def sigmoid(a):
    """1 / (1 + e^-a)."""
    return 1 / (1 + np.exp(-a))


def gates(p, x, h):
    """The gates i, f, o and the candidate g, each (B, m), of an LSTM."""
    a = [x @ p[f"W_x{gate}"].T + h @ p[f"W_h{gate}"].T + p[f"b_{gate}"] for gate in "ifog"]
    return sigmoid(a[0]), sigmoid(a[1]), sigmoid(a[2]), np.tanh(a[3])


def gru_gates(p, x, h):
    """The gates r and z and the candidate n, each (B, m), of a GRU that resets after the product."""
    r, z = (sigmoid(x @ p[f"W_x{gate}"].T + h @ p[f"W_h{gate}"].T + p[f"b_{gate}"]) for gate in "rz")
    return r, z, np.tanh(x @ p["W_xn"].T + p["b_n"] + r * (h @ p["W_hn"].T + p["b_hn"]))


def right_step(p, x, h, c):
    """The new h and c, with nothing wrong."""
    i, f, o, g = gates(p, x, h)
    c = f * c + i * g
    return o * np.tanh(c), c


def one_bias(p, x, h):
    """The gates where a line was copied and its bias stayed."""
    return gates(p | {f"b_{gate}": p["b_i"] for gate in "fog"}, x, h)


def coth(p, x, h):
    """The gates where the candidate's tanh was printed as coth."""
    i, f, o, g = gates(p, x, h)
    return i, f, o, 1 / g


def turned(p, x, h):
    """The gates where each matrix of the state stands the wrong way round."""
    return gates(p | {f"W_h{gate}": p[f"W_h{gate}"].T for gate in "ifog"}, x, h)


WRONG = {
    "no forget gate": changed(right_step, "f * c + i * g", "c + i * g"),
    "h without its tanh": changed(right_step, "o * np.tanh(c)", "o * c"),
    "coth for tanh": changed(right_step, "gates(p, x, h)", "coth(p, x, h)"),
    "one bias for all gates": changed(right_step, "gates(p, x, h)", "one_bias(p, x, h)"),
    "gates in another order": changed(right_step, "i, f, o, g =", "i, f, g, o ="),
    "state's matrices turned": changed(right_step, "gates(p, x, h)", "turned(p, x, h)"),
    "gates that see x alone": changed(right_step, "gates(p, x, h)", "gates(p, x, 0 * h)"),
    "old cell lost": changed(right_step, "f * c + i * g", "i * g")}
"""The same step, once for each mistake, by what is wrong."""


def read(step, p, x):
    """Outputs h_t (T, B, m) of a step over x (T, B, d), from a state of zero."""
    h = c = np.zeros((x.shape[1], len(p["b_i"])))
    outputs = []
    for x_t in x:
        h, c = step(p, x_t, h, c)
        outputs.append(h)
    return np.stack(outputs)


def apart(one, other):
    """How far an array is from another, as a share of the other's norm."""
    return float(np.linalg.norm(one - other) / np.linalg.norm(other))
