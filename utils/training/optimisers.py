"""Optimisers for dicts of NumPy arrays. `step` changes the parameters in place."""

import numpy as np


def check_pair(parameters, gradients):
    """Raise ValueError unless both dicts have the same keys and shapes."""
    if parameters.keys() != gradients.keys():
        raise ValueError(f"gradients: got keys {sorted(gradients)}, expected {sorted(parameters)}")
    for name, p in parameters.items():
        if p.shape != gradients[name].shape:
            raise ValueError(f"gradients[{name!r}]: got shape {gradients[name].shape}, expected {p.shape}")


def check_rate(rate):
    """Return the learning rate, a positive number, or raise ValueError."""
    if not rate > 0:
        raise ValueError(f"rate: got {rate}, expected a positive number")
    return rate


class SGD:
    """Plain gradient descent: p <- p - rate * g."""

    def __init__(self, rate):
        self.rate = check_rate(rate)

    def step(self, parameters, gradients):
        """Take one step, in place."""
        check_pair(parameters, gradients)
        for name, p in parameters.items():
            p -= self.rate * gradients[name]


class Adam:
    """Adam (Kingma & Ba 2015): running means of the gradient and of its square, both corrected for their start at zero.

    Parameters
    ----------
    rate : float
    decay : (float, float)
        How much of each running mean is kept at a step.
    epsilon : float
        Keeps the division finite.
    """

    def __init__(self, rate, decay=(0.9, 0.999), epsilon=1e-8):
        self.rate, self.decay, self.epsilon = check_rate(rate), decay, epsilon
        self.steps, self.means, self.squares = 0, {}, {}

    def step(self, parameters, gradients):
        """Take one step, in place."""
        check_pair(parameters, gradients)
        self.steps += 1
        for name, p in parameters.items():
            p -= (self.rate * self._direction(name, gradients[name])).astype(p.dtype, copy=False)

    def _direction(self, name, g):
        """The corrected mean over the root of the corrected mean square."""
        beta_1, beta_2 = self.decay
        mean = self.means[name] = beta_1 * self.means.get(name, 0) + (1 - beta_1) * g
        square = self.squares[name] = beta_2 * self.squares.get(name, 0) + (1 - beta_2) * g**2
        return (mean / (1 - beta_1**self.steps)) / (np.sqrt(square / (1 - beta_2**self.steps)) + self.epsilon)


def cosine(rate, step, steps):
    """The rate at `step` of `steps` on a half cosine that falls from `rate` to zero (Loshchilov & Hutter 2017)."""
    return rate * 0.5 * (1 + np.cos(np.pi * step / steps))
