"""A step of training that refuses nothing, so that one can see where a number first overflows.

The layers of `utils.layers` stop at whatever is not finite. Here everything that a step computes comes back by its name, in
the order in which it is computed, whatever it holds; and the activation may be one that bounds nothing.
"""

import numpy as np

from utils.checks import one_of

ACTIVATIONS = {"tanh": (np.tanh, lambda h: 1 - h**2),  # the function, and its slope by its value
               "relu": (lambda a: np.maximum(a, 0), lambda h: (h > 0).astype(h.dtype)),
               "linear": (lambda a: a, np.ones_like)}


def unguarded_step(p, x, y, activation, rate):
    """One step of plain gradient descent on the mean squared error of the last output.

    Parameters
    ----------
    p : dict
        "W_hh" (m, m), "W_xh" (m, d), "b_h" (m,), "W_hy" (k, m), "b_y" (k,). They stay as they are.
    x : array (T, B, d)
        Sequences, read from a state of zeros.
    y : array (B, k)
        What the output should be after the last step.
    activation : str
        "tanh", "relu" or "linear".
    rate : float
        The learning rate.

    Returns
    -------
    found : dict
        "states" (T + 1, B, m), "output" (B, k), "loss", "gradient of the states" (T + 1, B, m), and the vectors
        "gradient of the weights" and "weights" (those after the step).
    new : dict
        The parameters after the step.

    Raises
    ------
    ValueError
        If there is no such activation.
    """
    act, slope = ACTIVATIONS[one_of("activation", activation, ACTIVATIONS)]
    with np.errstate(all="ignore"):
        h = _states(p, x, act)
        output = h[-1] @ p["W_hy"].T + p["b_y"]
        d_y = 2 * (output - y) / y.size
        d_h, gradients = _back(p, x, h, d_y, slope)
        new = {name: value - rate * gradients[name] for name, value in p.items()}
        loss = np.mean((output - y) ** 2)
    found = {"states": h, "output": output, "loss": loss, "gradient of the states": d_h,
             "gradient of the weights": _flat(gradients), "weights": _flat(new)}
    return found, new


def first_not_finite(steps):
    """The first place, over steps of training, at which an entry is NaN or infinite.

    Parameters
    ----------
    steps : sequence of dicts
        What each step computed, in order: `found` of `unguarded_step`.

    Returns
    -------
    step : int
        Counted from 1; 0 if there is none.
    name : str
        The name in that step's dict; "nowhere" if there is none.
    """
    for count, found in enumerate(steps, 1):
        for name, value in found.items():
            if not np.isfinite(value).all():
                return count, name
    return 0, "nowhere"


def _states(p, x, act):
    """h_0 to h_T, (T + 1, B, m), the first zero."""
    h = [np.zeros((x.shape[1], len(p["b_h"])), x.dtype)]
    for x_t in x:
        h.append(act(h[-1] @ p["W_hh"].T + x_t @ p["W_xh"].T + p["b_h"]))
    return np.stack(h)


def _back(p, x, h, d_y, slope):
    """The gradient of each state, and of each parameter, from that of the output."""
    d_h = np.zeros_like(h)
    d_h[-1] = d_y @ p["W_hy"]
    gradients = {name: np.zeros_like(value) for name, value in p.items()}
    gradients["W_hy"], gradients["b_y"] = d_y.T @ h[-1], d_y.sum(axis=0)
    for t in reversed(range(len(x))):
        d_a = d_h[t + 1] * slope(h[t + 1])
        d_h[t] = d_a @ p["W_hh"]
        for name, grown in (("W_hh", d_a.T @ h[t]), ("W_xh", d_a.T @ x[t]), ("b_h", d_a.sum(axis=0))):
            gradients[name] += grown
    return d_h, gradients


def _flat(arrays):
    """All entries of a dict of arrays as one vector."""
    return np.concatenate([np.ravel(value) for value in arrays.values()])
