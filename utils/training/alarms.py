"""Alarms of a detector that listens all the time, and how it is scored: misses, and false alarms an hour."""

import numpy as np


def smoothed(probabilities, width):
    """The mean of the last `width` outputs, causal, along the first axis; of fewer at the beginning."""
    total = np.cumsum(np.asarray(probabilities, dtype=np.float64), axis=0)
    late = total.copy()
    late[width:] -= total[:-width]
    count = np.minimum(np.arange(1, len(total) + 1), width)
    return late / count.reshape(-1, *[1] * (late.ndim - 1))


def alarms(scores, threshold, rest):
    """The steps at which a stream's scores (T,) raise an alarm: at or above the threshold, and `rest` steps after the last."""
    found, free = [], 0
    for step in np.flatnonzero(np.asarray(scores) >= threshold):
        if step >= free:
            found.append(int(step))
            free = step + rest
    return found


def missed(found, words, late):
    """Which words (k, 2), start and end, no alarm answers: none from the start to `late` after the end, all in one unit."""
    found = np.sort(np.asarray(found, dtype=float))
    first = np.searchsorted(found, np.asarray(words)[:, 0])
    after = np.append(found, np.inf)[first]
    return after > np.asarray(words)[:, 1] + late


def per_hour(count, seconds):
    """So many in so many seconds, as a rate per hour."""
    return count * 3600 / seconds


def quietest(count, thresholds, most):
    """The lowest threshold from which on no threshold raises more than `most` alarms.

    Parameters
    ----------
    count : sequence of int
        Alarms at each threshold.
    thresholds : sequence of float
        Rising.
    most : float

    Raises ValueError where even the highest threshold raises more.
    """
    loud = np.flatnonzero(np.asarray(count) > most)
    if len(loud) and loud[-1] == len(thresholds) - 1:
        raise ValueError(f"count: got {count[-1]} alarms at the highest threshold, expected at most {most:g}")
    return float(thresholds[loud[-1] + 1 if len(loud) else 0])
