"""Linear probes: what least squares can read from the states of a recurrent layer, and how far back."""

import numpy as np

CLEAR, CHANCE = 0.99, 0.55  # an accuracy from which a bit counts as read, and one below which it counts as gone


def blurred(h, rng, blur=0.01):
    """States (T, B, m) as a probe sees them: with noise of deviation `blur`, and a column of ones for the bias."""
    return np.concatenate([h + blur * rng.standard_normal(h.shape), np.ones((*h.shape[:2], 1))], axis=2)


def read_back(layer, seed, *, blur=0.01, lags=16, steps=400, count=40):
    """How well the bit of n steps ago is read from the state, after coins that tell nothing about each other.

    Parameters
    ----------
    layer : a layer with one state, of at least two inputs
        Bit k is shown to it as the one-hot vector of k.
    seed : int
        Seed of the coins and of the noise.
    blur : float
        Deviation of the noise on the states.
    lags, steps, count : int
        How many lags; how many coins in each of how many sequences. The first half of the sequences fits the probe.

    Returns
    -------
    array (lags,)
        The share of bits read rightly in the other half, for n = 0 ... lags - 1.
    """
    rng = np.random.default_rng(seed + 50)
    coins = rng.integers(2, size=(steps, count))
    states = blurred(layer.forward(np.eye(layer.input_size)[coins])[0], rng, blur)[lags:]
    past = np.stack([2.0 * coins[lags - n : steps - n] - 1 for n in range(lags)], axis=2)  # (steps - lags, count, lags)
    fit_on, test_on = np.s_[:, : count // 2], np.s_[:, count // 2 :]
    weights = np.linalg.lstsq(states[fit_on].reshape(-1, states.shape[2]), past[fit_on].reshape(-1, lags), rcond=None)[0]
    return np.mean((states[test_on] @ weights > 0) == (past[test_on] > 0), axis=(0, 1))


def reach(accuracy):
    """How many lags, from 0 on, are read back without fault."""
    return int(np.argmin(np.r_[np.asarray(accuracy) >= CLEAR, False]))


def gone(accuracy):
    """The first lag that is read back no better than chance."""
    return int(np.argmin(np.r_[np.asarray(accuracy) >= CHANCE, False]))
