"""The gradient of a vanilla network's W_hh, three ways: term by term, backwards (BPTT), and forwards (RTRL).

One sequence, with a loss at each step. All three take the same three things:

states : array (T + 1, m)
    h_0, h_1, ..., h_T.
d_h : array (T, m)
    The gradient of each step's loss by that step's state, through that step's output alone; the first row is step 1.
W_hh : array (m, m)

and `product`, what multiplies two arrays; put one that counts in its place to see what each way costs. Numerator layout, as in
`jacobians`. The tests hold all three against automatic differentiation.

Sources: Werbos 1990 for the way back; Williams & Zipser 1989 for the way forwards, real-time recurrent learning.
"""

import numpy as np

from utils.checks import check_array

__all__ = ["backwards", "forwards", "immediate", "terms"]


def immediate(h, before):
    """The derivative of a state h (m,) by W_hh with the state before it, (m,), taken as a constant: (m, m, m).

    Entry [i, j, l] is that of h[i] by W_hh[j, l], so it is zero unless i = j.
    """
    return np.eye(len(h))[:, :, None] * (1 - h**2)[:, None, None] * before


def terms(states, d_h, W_hh, product=np.matmul):
    """The double sum before it is summed: (T, T, m, m).

    Entry [t - 1, j - 1] is what loss t owes to W_hh through its use at step j; zero where j > t.

    Raises
    ------
    ValueError
        If the arrays do not fit each other.
    """
    J, slopes = _steps(states, d_h, W_hh)
    T, m = d_h.shape
    found = np.zeros((T, T, m, m))
    for t in range(T):
        row = d_h[t]
        for j in range(t, -1, -1):
            row = row if j == t else product(row, J[j + 1])
            found[t, j] = _outer(row * slopes[j], states[j], product)
    return found


def backwards(states, d_h, W_hh, product=np.matmul):
    """The sum of all terms, (m, m), by the recursion from the last step to the first. Errors as for `terms`."""
    J, slopes = _steps(states, d_h, W_hh)
    delta, total = np.zeros(len(W_hh)), np.zeros_like(W_hh)
    for j in reversed(range(len(d_h))):
        later = product(delta, J[j + 1]) if j + 1 < len(d_h) else 0
        delta = d_h[j] + later
        total += _outer(delta * slopes[j], states[j], product)
    return total


def forwards(states, d_h, W_hh, product=np.matmul):
    """The sum of all terms, (m, m), from the first step to the last, with nothing kept of earlier ones. Errors as for `terms`.

    What is carried is the influence (m, m * m), the derivative of the state by all of W_hh.
    """
    J, _ = _steps(states, d_h, W_hh)
    m = len(W_hh)
    influence, total = np.zeros((m, m * m)), np.zeros(m * m)
    for J_t, before, h, d_h_t in zip(J, states[:-1], states[1:], d_h, strict=True):
        influence = immediate(h, before).reshape(m, m * m) + product(J_t, influence)
        total += product(d_h_t, influence)
    return total.reshape(m, m)


def _steps(states, d_h, W_hh):
    """The Jacobians (T, m, m) and the slopes of tanh (T, m), from checked arguments."""
    T, m = check_array("d_h", d_h, (None, None), np.dtype(float)).shape
    check_array("states", states, (T + 1, m), np.dtype(float))
    check_array("W_hh", W_hh, (m, m), np.dtype(float))
    slopes = 1 - states[1:] ** 2
    return slopes[:, :, None] * W_hh, slopes


def _outer(column, row, product):
    return product(column[:, None], row[None])
