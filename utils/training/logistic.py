"""Logistic regression by Newton's method: the linear model that a network of two classes is held against."""

import numpy as np


def logistic_fit(x, positive, ridge=1.0, steps=8):
    """Weights (d + 1,), the last of them the bias, for rows x (n, d) and whether each is of class 1, (n,) bool.

    `ridge` times half of the squared weights, without the bias, is added to the sum of the losses.
    """
    rows, kept = np.c_[x, np.ones(len(x))], np.full(x.shape[1] + 1, float(ridge))
    kept[-1], w = 1e-9, np.zeros(x.shape[1] + 1)
    for _ in range(steps):
        p = 0.5 + 0.5 * np.tanh(rows @ w / 2)
        curvature = (rows * (p * (1 - p))[:, None]).T @ rows + np.diag(kept)
        w += np.linalg.solve(curvature, rows.T @ (positive - p) - kept * w)
    return w


def logistic_odds(w, x):
    """Log odds (n,) of class 1 for rows x (n, d)."""
    return x @ w[:-1] + w[-1]
