"""Simulated: windows of a signal that looks like an electrocardiogram, with odd beats in known places; no heart was measured.

A beat is a sum of five Gaussians, P, Q, R, S and T, after the idea of McSharry, Clifford, Tarassenko & Smith (2003), A
dynamical model for generating synthetic electrocardiogram signals; sizes are ours and of no medical meaning. Beats come at
uneven distances, on a slow sway, in white noise. Two questions can be asked of a window. *Notch*: has one beat a notched R
wave? That is local. *Order*: one beat is notched and one has its T wave upside down; which came first? That is not.
"""

import numpy as np

from utils.checks import deviation, one_of, whole

RATE, SECONDS = 40, 8  # samples per second, and seconds of a window
T = RATE * SECONDS  # samples of a window
EDGE = 1.2  # seconds that odd beats stay away from either end: nobody can tell one by its distance to an end
APART = 3  # beats from one odd beat to the other, at least
TASKS = ("notch", "order")
#        P      Q      R     S      T: seconds from the R wave, widths in seconds, heights
CENTRES = (-0.18, -0.055, 0.0, 0.055, 0.25)
WIDTHS = (0.03, 0.014, 0.025, 0.014, 0.05)
HEIGHTS = (0.15, -0.12, 1.0, -0.2, 0.35)
NOTCH = 0.04  # seconds between the R wave's middle and each half of a notched one
BEATS = 14  # at most, in a window
REACH = 20  # samples around the R wave outside which a beat is as good as zero


def windows(task, count, rng, *, noise=0.1):
    """Windows and their classes.

    Parameters
    ----------
    task : "notch" or "order"
    count : int
        Windows, at least 1.
    rng : numpy.random.Generator
    noise : float
        Deviation of the white noise; the R wave's height is about 1.

    Returns
    -------
    x : array (T, count, 1), float32
        With T = 320 samples, 40 per second.
    y : integers (count,)
        Notch: 1 if one beat is notched, 0 if none is. Order: 1 if the notched beat came first, 0 if the one with the T wave
        upside down did. Either class has half of the windows, drawn by lot.
    """
    task, count, noise = one_of("task", task, TASKS), whole("count", count, 1), deviation("noise", noise)
    times, y = beat_times(count, rng), rng.integers(2, size=count)
    early, late = odd_beats(times, rng)
    notched, turned = np.where(y == 1, early, late), np.where(y == 1, late, early)
    if task == "notch":
        notched, turned = np.where(y == 1, early, -1), np.full(count, -1)
    signal = np.zeros((count, T))
    for k in range(BEATS):
        add_beat(signal, times[:, k], notched == k, turned == k, rng)
    signal = signal + sway(count, rng) + noise * rng.standard_normal((count, T))
    return signal.T[..., None].astype(np.float32), y


def beat_times(count, rng):
    """When beats come (count, BEATS), in seconds: about every 0.8 of them, the last after the window's end."""
    between = 0.8 * (1 + 0.06 * rng.standard_normal((count, BEATS))).clip(0.8, 1.2)
    return np.cumsum(between, axis=1) - 0.8 * rng.random((count, 1)) - 0.4


def odd_beats(times, rng):
    """The numbers of two beats of each window, both away from its ends, the later at least `APART` after the earlier."""
    first = (times < EDGE).sum(axis=1)  # the first beat that may be odd
    last = (times <= SECONDS - EDGE).sum(axis=1) - 1
    early = rng.integers(first, last - APART + 1)
    return early, rng.integers(early + APART, last + 1)


def add_beat(signal, at, notched, turned, rng):
    """Add one beat to each window, signal (count, T): its R wave at `at` seconds, notched or its T wave upside down if so.

    Only the samples near the beat are computed: `REACH` of them before and after, beyond which a beat is below 0.001.
    """
    near = np.round(at * RATE).astype(int)[:, None] + np.arange(-REACH, REACH + 1)
    inside, rows = (near >= 0) & (near < T), np.broadcast_to(np.arange(len(at))[:, None], near.shape)
    values = beat(near / RATE - at[:, None], notched, turned, rng)
    signal[rows[inside], near[inside]] += values[inside]  # no place twice: one beat per window


def beat(seconds, notched, turned, rng):
    """The heights (count, n) of one beat for each window at so many seconds (count, n) after its R wave."""
    heights = np.array(HEIGHTS) * (1 + 0.1 * rng.standard_normal((len(seconds), 5)))
    heights[:, 4] *= np.where(turned, -1, 1)
    halves = np.where(notched, NOTCH, 0)
    parts = [(np.full(len(seconds), c), w, h) for c, w, h in zip(CENTRES, WIDTHS, heights.T, strict=True)]
    parts[2:3] = [(sign * halves, WIDTHS[2], heights[:, 2] / np.where(notched, 1.3, 2)) for sign in (-1, 1)]
    return sum(h[:, None] * np.exp(-((seconds - c[:, None]) ** 2) / (2 * w**2)) for c, w, h in parts)


def sway(count, rng):
    """A slow wave under each window (count, T), as breathing makes one."""
    hertz, phase = rng.uniform(0.1, 0.4, (count, 1)), rng.uniform(0, 2 * np.pi, (count, 1))
    return 0.15 * np.sin(2 * np.pi * hertz * np.arange(T) / RATE + phase)
