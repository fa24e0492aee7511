"""The smallest network with a cliff in its loss: one unit, no input, two numbers to learn.

    h_t = sigmoid(w h_{t-1} + b)        t = 1 ... STEPS, from h_0 = sigmoid(1/2)
    L   = (h_STEPS - TARGET)^2

Source: Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent neural networks, equation 8 and figure 6.
There the state is x_t, what goes into the sigmoid: the two are one network, since h_t = sigmoid(x_t).

All functions are pure. `w` and `b` are numbers or arrays of one shape, for a whole surface at once.
"""

import numpy as np

__all__ = ["FIRST", "STEPS", "TARGET", "gradient", "loss", "path", "states", "step"]

STEPS, TARGET = 50, 0.7
FIRST = 1 / (1 + np.exp(-0.5))  # h_0


def states(w, b, steps=STEPS):
    """h_0 to h_steps, (steps + 1, ...)."""
    h = [FIRST + 0 * np.asarray(w, float)]
    for _ in range(steps):
        h.append(1 / (1 + np.exp(-(w * h[-1] + b))))
    return np.stack(h)


def loss(w, b, steps=STEPS):
    """The squared distance of the last state from the target."""
    return (states(w, b, steps)[-1] - TARGET) ** 2


def gradient(w, b, steps=STEPS):
    """The derivatives of the loss by w and by b, (2, ...), by backpropagation through time."""
    h = states(w, b, steps)
    d_h, d_w, d_b = 2 * (h[-1] - TARGET), 0, 0
    for t in range(steps, 0, -1):
        d_a = d_h * h[t] * (1 - h[t])
        d_w, d_b, d_h = d_w + d_a * h[t - 1], d_b + d_a, d_a * w
    return np.stack([d_w, d_b])


def step(point, rate, threshold=np.inf):
    """The point (w, b) after one step of gradient descent, its gradient clipped to a norm of at most `threshold`.

    Returns
    -------
    point : array (2,)
    norm : float
        The gradient's norm before clipping.
    """
    g = gradient(*point)
    norm = float(np.hypot(*g))
    return point - rate * min(1, threshold / max(norm, 1e-300)) * g, norm


def path(start, rate, steps, threshold=np.inf):
    """The points of some steps of gradient descent, (steps + 1, 2), and the gradients' norms before clipping, (steps,)."""
    points, norms = [np.asarray(start, float)], []
    for _ in range(steps):
        point, norm = step(points[-1], rate, threshold)
        points.append(point)
        norms.append(norm)
    return np.stack(points), np.array(norms)
