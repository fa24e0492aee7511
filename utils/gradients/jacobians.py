"""How a state depends on an earlier one: the Jacobian of a step, products over many steps, and their singular values.

Numerator layout, here and in chapter 4: row i, column j of a Jacobian is the derivative of the new state's entry i by the
old state's entry j. So a small change of the state goes forwards as J_t @ change, over the steps k + 1 to t as
J_t @ ... @ J_{k+1}, the later step always on the left; and a gradient goes backwards through the transposes.

One sequence at a time, in float64. A state is one vector (n,): h for the RNN and the GRU, where n is m; h and below it c for
the LSTM, where n is 2 m. The formulas are derived by hand from the equations of `utils.layers`; the tests hold them against
automatic differentiation and against differences.
"""

from typing import NamedTuple

import numpy as np

from utils.layers.states import parts, rebuilt

__all__ = ["LSTMStep", "lstm_steps", "products", "spectra", "step_jacobians"]


def step_jacobians(layer, x, initial=None):
    """The Jacobian of each step of a layer that reads one sequence.

    Parameters
    ----------
    layer : RNN, LSTM or GRU
    x : array (T, d)
        The sequence.
    initial : array (m,), or pair of arrays (m,) for the LSTM, optional
        The state before the first step; zero if not given.

    Returns
    -------
    array (T, n, n)
        Entry t - 1 holds the derivative of the state after step t by the state after step t - 1.

    Raises
    ------
    ValueError
        If the layer is of no such kind, or an argument does not fit it.
    """
    step = _steps(layer)
    return np.stack([step(layer.parameters, *states, x_t) for states, x_t in _read(layer, x, initial)])


class LSTMStep(NamedTuple):
    """The four blocks, each (m, m), of the Jacobian of an LSTM's step: `c_from_h` is how the new c depends on the old h.

    `c_from_c` is the direct path along the cell, the forget gate on the diagonal; the three others pass through h.
    """

    h_from_h: np.ndarray
    h_from_c: np.ndarray
    c_from_h: np.ndarray
    c_from_c: np.ndarray

    @property
    def whole(self):
        """The Jacobian (2m, 2m), h above c."""
        return np.block([[self.h_from_h, self.h_from_c], [self.c_from_h, self.c_from_c]])


def lstm_steps(layer, x, initial=None):
    """The steps of an LSTM in blocks, a list of T of them. Arguments and errors as for `step_jacobians`."""
    if layer.kind != "LSTM":
        raise ValueError(f"layer: got one of kind {layer.kind!r}, expected an LSTM")
    return [_lstm_blocks(layer.parameters, *states, x_t) for states, x_t in _read(layer, x, initial)]


def products(jacobians):
    """What the last state owes to the states before it: J_T, J_T J_{T-1}, ..., J_T ... J_1.

    Parameters
    ----------
    jacobians : array (T, n, n)
        As `step_jacobians` gives them.

    Returns
    -------
    array (T, n, n)
        Entry l - 1 is the derivative of the last state by the one l steps before it.
    """
    jacobians = np.asarray(jacobians)
    if jacobians.ndim != 3 or jacobians.shape[1] != jacobians.shape[2]:
        raise ValueError(f"jacobians: got shape {jacobians.shape}, expected (any, n, n)")
    product, found = np.eye(jacobians.shape[1]), []
    for jacobian in jacobians[::-1]:
        product = product @ jacobian
        found.append(product)
    return np.stack(found)


def spectra(jacobians):
    """Singular values (T, n), the largest first, of each product that `products` gives."""
    return np.linalg.svd(products(jacobians), compute_uv=False)


def _read(layer, x, initial):
    """For each step the state before it, its parts (m,) in order, and its input (d,)."""
    x = np.asarray(x)
    if x.ndim != 2:
        raise ValueError(f"x: got shape {x.shape}, expected one sequence (T, {layer.input_size})")
    state = _batched(initial)
    _, final = layer.forward(x[:, None], state)  # which refuses what does not fit
    state = rebuilt(final, map(np.zeros_like, parts(final))) if state is None else state
    for x_t in x:
        yield tuple(part[0] for part in parts(state)), x_t
        state = layer.forward(x_t[None, None], state)[1]


def _batched(state):
    """A state of one sequence as that of a batch of one."""
    if state is None:
        return None
    return tuple(map(_batched, state)) if isinstance(state, tuple) else np.asarray(state)[None]


def _steps(layer):
    """The function that gives the Jacobian of one step of this kind of layer."""
    kind = " ".join([getattr(layer, "kind", type(layer).__name__), getattr(layer, "variant", "")]).rstrip()
    if kind not in STEPS:
        raise ValueError(f"layer: got one of kind {kind!r}, expected one of RNN, LSTM, GRU")
    return STEPS[kind]


def _argument(p, gate, h, x):
    """What goes into the sigmoid or tanh of a gate: W_h h + W_x x + b."""
    return p[f"W_h{gate}"] @ h + p[f"W_x{gate}"] @ x + p[f"b_{gate}"]


def _sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2


def _rows(scale, matrix):
    """diag(scale) @ matrix."""
    return scale[:, None] * matrix


def _rnn(p, h, x):
    """diag(1 - h_t^2) W_hh."""
    return _rows(1 - np.tanh(p["W_hh"] @ h + p["W_xh"] @ x + p["b_h"]) ** 2, p["W_hh"])


def _lstm(p, h, c, x):
    return _lstm_blocks(p, h, c, x).whole


def _lstm_blocks(p, h, c, x):
    i, f, o = (_sigmoid(_argument(p, gate, h, x)) for gate in "ifo")
    g = np.tanh(_argument(p, "g", h, x))
    shown = np.tanh(f * c + i * g)
    c_from_h = (_rows(g * i * (1 - i), p["W_hi"]) + _rows(c * f * (1 - f), p["W_hf"])
                + _rows(i * (1 - g**2), p["W_hg"]))
    slope = o * (1 - shown**2)  # of h_t by c_t
    return LSTMStep(_rows(shown * o * (1 - o), p["W_ho"]) + _rows(slope, c_from_h), np.diag(slope * f), c_from_h, np.diag(f))


def _gru_gates(p, h, x):
    """r, z, and the Jacobians of both by h."""
    r, z = (_sigmoid(_argument(p, gate, h, x)) for gate in "rz")
    return r, z, _rows(r * (1 - r), p["W_hr"]), _rows(z * (1 - z), p["W_hz"])


def _gru_after(p, h, x):
    r, z, d_r, d_z = _gru_gates(p, h, x)
    inner = p["W_hn"] @ h + p["b_hn"]
    n = np.tanh(p["W_xn"] @ x + p["b_n"] + r * inner)
    return _gru(h, z, n, d_z, _rows(r, p["W_hn"]) + _rows(inner, d_r))


def _gru_before(p, h, x):
    r, z, d_r, d_z = _gru_gates(p, h, x)
    n = np.tanh(_argument(p, "n", r * h, x))
    return _gru(h, z, n, d_z, p["W_hn"] @ (np.diag(r) + _rows(h, d_r)))


def _gru(h, z, n, d_z, d_a):
    """From the Jacobians of the update gate and of what goes into the candidate's tanh."""
    return np.diag(z) + _rows(h - n, d_z) + _rows((1 - z) * (1 - n**2), d_a)


STEPS = {"RNN": _rnn, "LSTM": _lstm, "GRU reset_after": _gru_after, "GRU reset_before": _gru_before}
