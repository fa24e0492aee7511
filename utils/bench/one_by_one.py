"""A character model trained one sequence at a time in float64, as Andrej Karpathy's well-known script of about a hundred lines
(min-char-rnn.py, 2015) does it, written anew from its description: a vanilla RNN of 100 units, weights of .01, windows of 25
characters one after the other with the state carried, each gradient's entries cut to [-5, 5], Adagrad with rate .1.
"""

import numpy as np

UNITS, WINDOW, RATE, LARGEST = 100, 25, 0.1, 5.0


class OneByOne:
    """The script's network and its training, one window per call of `update`.

    Parameters
    ----------
    symbols : integers (N,)
        The text to learn.
    k : int
        How many characters there are.
    """

    def __init__(self, symbols, k, seed=0):
        rng = np.random.default_rng(seed)
        shapes = {"W_xh": (UNITS, k), "W_hh": (UNITS, UNITS), "W_hy": (k, UNITS)}
        self.p = {name: 0.01 * rng.standard_normal(shape) for name, shape in shapes.items()}
        self.p |= {"b_h": np.zeros((UNITS, 1)), "b_y": np.zeros((k, 1))}
        self.squares = {name: np.zeros_like(value) for name, value in self.p.items()}
        self.symbols, self.k, self.at, self.h = symbols, k, 0, np.zeros((UNITS, 1))

    def update(self):
        """Read one window, go back through it, and make one step of Adagrad."""
        if self.at + WINDOW + 1 >= len(self.symbols):
            self.at, self.h = 0, np.zeros((UNITS, 1))
        window = self.symbols[self.at : self.at + WINDOW + 1]
        gradients, self.h = self.gradients(window[:-1], window[1:])
        self.at += WINDOW
        for name, g in gradients.items():
            g = np.clip(g, -LARGEST, LARGEST)
            self.squares[name] += g * g
            self.p[name] -= RATE * g / np.sqrt(self.squares[name] + 1e-8)

    def gradients(self, inputs, targets):
        """The gradients of the summed loss of a window, and the state at its end. Columns are vectors, as in the script."""
        p, xs, hs, ys = self.p, [], [self.h], []
        for symbol in inputs:
            x = np.zeros((self.k, 1))
            x[symbol] = 1
            h = np.tanh(p["W_xh"] @ x + p["W_hh"] @ hs[-1] + p["b_h"])
            y = np.exp(p["W_hy"] @ h + p["b_y"])
            xs.append(x), hs.append(h), ys.append(y / y.sum())
        d, d_h_next = {name: np.zeros_like(value) for name, value in p.items()}, np.zeros_like(self.h)
        for t in reversed(range(len(inputs))):
            d_y = ys[t].copy()
            d_y[targets[t]] -= 1
            d["W_hy"] += d_y @ hs[t + 1].T
            d["b_y"] += d_y
            d_a = (1 - hs[t + 1] ** 2) * (p["W_hy"].T @ d_y + d_h_next)
            d["b_h"] += d_a
            d["W_xh"] += d_a @ xs[t].T
            d["W_hh"] += d_a @ hs[t].T
            d_h_next = p["W_hh"].T @ d_a
        return d, hs[-1]
