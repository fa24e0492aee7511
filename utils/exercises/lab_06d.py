"""Lab 6d: hours without an alarm, alarms from scores, weights in 8 bits, how wide to smooth."""

import numpy as np

from utils.book.checking import Exercise
from utils.exercises.slips import slips


# Exercise 1: a Poisson process that stays silent.
def waiting(rate, sure):
    """An answer: hours without an alarm after which the rate is below `rate` with confidence `sure`."""
    return -np.log(1 - sure) / rate


hours_needed = Exercise("Exercise 1", [(1.0, 0.95), (0.5, 0.9), (2.0, 0.99)], waiting, slips=slips(waiting, {
    "the sign is turned: a logarithm of a share below 1 is negative": ("-np.log", "np.log"),
    "you solve for the share that you are sure of, expected the share of luck that is left": ("1 - sure", "sure"),
    "a logarithm to base 10, expected the natural one": ("np.log", "np.log10"),
    "the rate multiplies: do rarer alarms need a shorter wait": ("/ rate", "* rate"),
    "the rate is missing": (" / rate", ""),
    "that holds for a confidence of 0.95 alone": ("-np.log(1 - sure)", "3"),
    "one alarm is expected in that time; how likely is none": ("-np.log(1 - sure)", "1"),
}))


# Exercise 2: scores to alarms.
def alarmed(scores, threshold, rest):
    """An answer: the steps of the alarms."""
    found, free = [], 0
    for step, score in enumerate(scores):
        if score >= threshold and step >= free:
            found.append(step)
            free = step + rest
    return found


def rising(scores, threshold, rest):
    """A slip: an alarm where the threshold is crossed from below, and nowhere else."""
    loud = np.asarray(scores) >= threshold
    found, free = [], 0
    for step in np.flatnonzero(loud & ~np.append(False, loud[:-1])):
        if step >= free:
            found.append(step)
            free = step + rest
    return found


SCORES = (0.2, 0.9, 0.95, 0.3, 0.8, 0.1, 0.85, 0.9, 0.9, 0.9, 0.7, 0.2, 0.8, 0.8)
raise_alarms = Exercise("Exercise 2", [(np.array(SCORES), 0.8, 3), (np.array(SCORES[::-1]), 0.8, 4),
                                       (np.array(SCORES), 0.9, 1)], alarmed, each="a step per alarm", slips={**slips(alarmed, {
    "every step above the threshold is an alarm: there is no rest": (" and step >= free", ""),
    "a score that equals the threshold raises no alarm, expected one": ("score >= threshold", "score > threshold"),
    "the rest is one step too long": ("step + rest", "step + rest + 1"),
    "the rest is one step too short": ("step + rest", "step + rest - 1"),
    "loud steps during a rest make it longer: it is counted from the alarm":
        ("        if score >= threshold and step >= free:\n            found.append(step)\n            free = step + rest",
         "        if score >= threshold:\n            found += [step] if step >= free else []\n            free = step + rest"),
    "the scores of the alarms, expected their steps": ("found.append(step)", "found.append(score)"),
    "steps are counted from 1, expected from 0": ("found.append(step)", "found.append(step + 1)"),
}), "a score that stays above the threshold after the rest raises no second alarm, expected one": rising})


# Exercise 3: eight bits.
def packed(w):
    """An answer: int8 rows, and a scale for each."""
    scale = np.abs(w).max(1, keepdims=True) / 127
    return np.round(w / scale).astype(np.int8), scale


def is_int8(answer):
    """Whether the numbers really are of 8 bits."""
    kind = np.asarray(answer(MATRIX)[0]).dtype
    return None if kind == np.int8 else f"the numbers are right and of kind {kind}, expected int8: that is what saves bytes"


MATRIX = np.sin(1.3 * np.arange(1, 13)).reshape(3, 4) * np.array([[3.0], [0.2], [-1.0]])
in_8_bits = Exercise("Exercise 3", [(MATRIX,), (-MATRIX[:, ::-1] ** 3,)], packed, parts=("the int8 matrix", "the scales"),
                     also=[is_int8], slips=slips(packed, {
    "one scale for the whole matrix, expected one per row": ("np.abs(w).max(1, keepdims=True) / 127",
                                                            "np.abs(w).max() / 127 * np.ones((len(w), 1))"),
    "the largest becomes 128, which int8 does not hold: it turns to -128": (" / 127", " / 128"),
    "numbers are cut off, expected the nearest": ("np.round(w / scale)", "np.trunc(w / scale)"),
    "the largest value, expected the largest size: a row's largest weight may be negative": ("np.abs(w).max", "w.max"),
    "a scale per column, expected one per row": (".max(1, ", ".max(0, "),
    "the scales are turned over: weights are the int8 numbers times the scale": (".astype(np.int8), scale",
                                                                              ".astype(np.int8), 1 / scale"),
    "the range is 255 wide, and int8 holds -127 to 127": (" / 127", " / 255"),
}))


# Exercise 4: how wide to smooth.
GRID = np.linspace(0.02, 0.98, 49)


def mean_of_last(raw, width):
    """The mean of the last `width` outputs, of fewer at the beginning."""
    return np.array([raw[max(0, t - width + 1) : t + 1].mean() for t in range(len(raw))])


def chosen(plain, wake, ends, widths, most):
    """An answer: for each width the threshold from plain speech, and the share of words missed there; (widths, 2)."""
    table = []
    for width in widths:
        quiet, loud = mean_of_last(plain, width), mean_of_last(wake, width)
        good = [level for k, level in enumerate(GRID) if all(len(alarmed(quiet, later, 50)) <= most for later in GRID[k:])]
        steps = np.array(alarmed(loud, good[0], 50))
        table.append([good[0], np.mean([not np.any((steps >= end - 50) & (steps <= end + 40)) for end in ends])])
    return np.array(table)


def outputs(seed, ends=()):
    """Raw outputs of a detector (600,): mostly low, a bump after each end, a spike now and then."""
    rng = np.random.default_rng(seed)
    raw = 0.1 * rng.random(600)
    raw[rng.choice(600, 9, replace=False)] = rng.uniform(0.5, 0.97, 9)
    for k, end in enumerate(ends):
        length = 1 if k == 2 else 12
        raw[end : end + length] = 0.94 - 0.12 * (k != 2) * k + 0.02 * rng.random(length)
    return raw


ENDS = np.array([60, 170, 290, 400, 520])
by_width = Exercise("Exercise 4", lambda: [(outputs(1), outputs(2, ENDS), ENDS, [1, 4, 12], 1),
                                           (outputs(3), outputs(4, ENDS), ENDS, [2, 8], 0)],
                    chosen, each="one row per width", slips=slips(chosen, {
    "the threshold comes from the stream with wake words: there every alarm on a word counts as false":
        ("alarmed(quiet, later", "alarmed(loud, later"),
    "the plain stream is not smoothed": ("mean_of_last(plain, width)", "plain"),
    "the stream with wake words is not smoothed": ("mean_of_last(wake, width)", "wake"),
    "the share of words found, expected the share missed": ("not np.any", "np.any"),
    "a number of words missed, expected a share": ("np.mean([not", "np.sum([not"),
    "the highest threshold, expected the lowest that is quiet enough": ("[good[0], np", "[good[-1], np",
                                                                        "(loud, good[0]", "(loud, good[-1]"),
    "the number of alarms must lie below `most`, expected at most": ("<= most", "< max(most, 1)"),
    "columns are exchanged: the threshold comes first": ("return np.array(table)", "return np.array(table)[:, ::-1]"),
}))
