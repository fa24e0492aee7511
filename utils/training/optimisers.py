"""Optimisers for dicts of NumPy arrays. `step` changes the parameters in place."""

from functools import partial

import numpy as np

from utils.checks import check_array, check_dtype


def check_pair(parameters, gradients):
    """Raise ValueError unless keys, shapes and dtypes agree, parameters are floats of 32 or 64 bits, and gradients finite."""
    if parameters.keys() != gradients.keys():
        raise ValueError(f"gradients: got keys {sorted(gradients)}, expected {sorted(parameters)}")
    for name, p in parameters.items():
        check_array(f"gradients[{name!r}]", gradients[name], p.shape, check_dtype(p.dtype, f"parameters[{name!r}]"))


def check_between(name, value, low, high):
    """Return `value` if it is a number from `low` to below `high`, or raise ValueError."""
    if not low <= value < high:
        raise ValueError(f"{name}: got {value}, expected a number from {low} to below {high}")
    return value


def check_rate(rate):
    """Return a learning rate: a positive, finite number, or a function of the steps taken; or raise ValueError."""
    if not callable(rate) and not 0 < rate < np.inf:
        raise ValueError(f"rate: got {rate}, expected a positive number, or a function from steps taken to one")
    return rate


class SGD:
    """Plain gradient descent: p <- p - rate * g.

    Parameters
    ----------
    rate : float, or callable from the number of steps taken to the rate of the next one
        `falling` makes such a function.
    """

    def __init__(self, rate):
        self.rate, self.steps = check_rate(rate), 0

    @property
    def next_rate(self):
        """The rate of the next step."""
        return self.rate(self.steps) if callable(self.rate) else self.rate

    def step(self, parameters, gradients):
        """Take one step, in place. ValueError where a gradient does not fit its parameter, or is not finite."""
        check_pair(parameters, gradients)
        rate, self.steps = self.next_rate, self.steps + 1
        for name, p in parameters.items():
            p -= (rate * self._direction(name, gradients[name])).astype(p.dtype, copy=False)

    def _direction(self, name, g):
        """Against what to go: the gradient itself."""
        return g


class Adam(SGD):
    """Adam (Kingma & Ba 2015): running means of the gradient and of its square, both corrected for their start at zero.

    Parameters
    ----------
    rate : as for `SGD`
    decay : (float, float)
        How much of each running mean is kept at a step, from 0 to below 1.
    epsilon : float
        Keeps the division finite.
    """

    def __init__(self, rate, decay=(0.9, 0.999), epsilon=1e-8):
        super().__init__(rate)
        self.decay = tuple(check_between("decay", share, 0, 1) for share in decay)
        self.epsilon = check_between("epsilon", epsilon, 0, np.inf)
        self.means, self.squares = {}, {}

    def step(self, parameters, gradients):
        """Take one step, in place. ValueError as for `SGD`, and where a gradient has another shape than at the last step."""
        for name, mean in self.means.items():
            if name in gradients and gradients[name].shape != mean.shape:
                came = f"gradients[{name!r}]: got shape {gradients[name].shape}"
                raise ValueError(f"{came}, expected {mean.shape} as before: one Adam for one network")
        super().step(parameters, gradients)

    def _direction(self, name, g):
        """The corrected mean over the root of the corrected mean square."""
        beta_1, beta_2 = self.decay
        mean = self.means[name] = beta_1 * self.means.get(name, 0) + (1 - beta_1) * g
        square = self.squares[name] = beta_2 * self.squares.get(name, 0) + (1 - beta_2) * g**2
        return (mean / (1 - beta_1**self.steps)) / (np.sqrt(square / (1 - beta_2**self.steps)) + self.epsilon)


def cosine(rate, step, steps):
    """The rate at `step` of `steps` on a half cosine that falls from `rate` to zero (Loshchilov & Hutter 2017)."""
    return rate * 0.5 * (1 + np.cos(np.pi * step / steps))


def falling(rate, steps):
    """The function from steps taken to the rate, for an optimiser that takes `steps` of them on that half cosine."""
    return partial(_falling, check_rate(rate), steps)


def _falling(rate, steps, taken):
    return cosine(rate, taken, steps)
