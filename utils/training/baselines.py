"""Simple predictors that a network is held against: least squares on past values or frames, ridge, and a running mean.

Also here: how far ahead an alarm tells. None of it is trained by gradients.
"""

import numpy as np

from utils.checks import check_plain, real


def rms(errors):
    """The root mean square of errors of any shape, a float."""
    return float(np.sqrt(np.mean(np.square(errors))))


def ar_fit(x, p):
    """Least-squares weights (p + 1,) of x_t on x_{t-p} ... x_{t-1} and 1, over all columns of x (T, N)."""
    rows = np.lib.stride_tricks.sliding_window_view(x, p + 1, axis=0).reshape(-1, p + 1)
    return np.linalg.lstsq(np.c_[rows[:, :p], np.ones(len(rows))], rows[:, p], rcond=None)[0]


def ar_predict(weights, x):
    """Predictions (T, N) of each step of x (T, N) from the p before it; the first p, which lack a full window, are 0."""
    p, predictions = len(weights) - 1, np.zeros_like(x)
    view = np.lib.stride_tricks.sliding_window_view(x[:-1], p, axis=0)  # (T - p, N, p)
    predictions[p:] = view @ weights[:-1] + weights[-1]
    return predictions


def ridge(inputs, targets, penalties):
    """Weights of least squares with a penalty on their squares, for each penalty: an array (number of penalties, d + 1, ...).

    The last weight is the constant's, and free. `inputs` (n, d), `targets` (n,) or (n, k); what is made small is the mean over
    the rows of the squared error, plus the penalty times the sum of the squared weights. Of several solutions, which only a
    penalty of 0 leaves, the smallest.
    """
    inputs, targets = check_plain("inputs", inputs), check_plain("targets", targets)
    if inputs.ndim != 2 or targets.shape[:1] != inputs.shape[:1]:
        raise ValueError(f"targets: got shape {targets.shape} for inputs {inputs.shape}, expected one per row")
    if (least := min(real("penalty", each) for each in penalties)) < 0:
        raise ValueError(f"penalty: got {least}, expected none below 0")
    centre, level = inputs.mean(axis=0), targets.mean(axis=0)
    centred = inputs - centre
    squares, products = centred.T @ centred / len(inputs), centred.T @ (targets - level) / len(inputs)
    found = [np.linalg.lstsq(squares + each * np.eye(len(squares)), products, rcond=None)[0] for each in penalties]
    return np.stack([np.concatenate([weights, (level - centre @ weights)[None]]) for weights in found])


def lagged(recordings, lags):
    """What to predict frames from, (n, d * number of lags + 1), and the frames t to predict, (n, d), of several recordings.

    A row of the first holds the frames t - lag, for each lag (below 0: later ones), and a one. No row crosses from one
    recording, an array (T, d), into another.
    """
    first, rest = max(0, *lags), max(0, *(-lag for lag in lags))
    inputs = np.concatenate([np.hstack([f[first - lag : len(f) - rest - lag] for lag in lags]) for f in recordings])
    return np.c_[inputs, np.ones(len(inputs))], np.concatenate([f[first : len(f) - rest] for f in recordings])


def r_squared(truth, guess):
    """Share of the variance of `truth` (n, d) that `guess` tells, mean over the d columns; below 0 if the mean tells more."""
    missed, spread = np.sum((truth - guess) ** 2, axis=0), np.sum((truth - truth.mean(axis=0)) ** 2, axis=0)
    return float(np.mean(1 - missed / spread))


def explained_of_each(recordings, *lags):
    """R^2 on the second half of each recording, from the frames at these lags, by a prediction that has not seen it.

    It is fitted on the first halves of all other recordings; of a single one, on its own first half.
    """
    scores = []
    for i, held in enumerate(recordings):
        others = recordings[:i] + recordings[i + 1 :] or recordings
        x, y = lagged([f[: len(f) // 2] for f in others], lags)
        x_new, y_new = lagged([held[len(held) // 2 :]], lags)
        scores.append(r_squared(y_new, x_new @ np.linalg.lstsq(x, y, rcond=None)[0]))
    return scores


def explained(recordings, *lags):
    """Share of a frame's variance that the frames at these lags tell, mean over recordings (see `explained_of_each`)."""
    return float(np.mean(explained_of_each(recordings, *lags)))


def running_mean(x, width):
    """Mean of the last `width` steps (fewer at the start), along axis 0."""
    sums = np.cumsum(np.concatenate([np.zeros((1, *x.shape[1:])), x]), axis=0)
    first = np.maximum(np.arange(1, len(sums)) - width, 0)
    counts = (np.arange(1, len(sums)) - first).reshape(-1, *[1] * (x.ndim - 1))
    return (sums[1:] - sums[first]) / counts


def lead(share, level=0.9):
    """From how many steps before failure on an alarm stays on in a share `level` of the engines, up to the end; 0 if never.

    `share` (T,) is the share of engines whose alarm is on at each step, the last step before failure first.
    """
    return int(np.argmin(np.r_[np.asarray(share) >= level, False]))
