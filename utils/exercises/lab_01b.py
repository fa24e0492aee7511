"""The checks of Lab 1b: a state of one number, a split that leaks, overlap taken for structure, how early an alarm tells."""

from functools import cache

import numpy as np

from utils.book.checking import Exercise, Wrong, as_array, difference
from utils.data import speech
from utils.training.baselines import explained, lead, rms

SERIES = np.array([[1.0, -2.0, 0.5], [2.0, 0.3, -1.5], [-0.7, 1.1, 3.0], [0.4, -1.6, 2.2], [1.9, 0.8, -0.9]])


def carried(update, shift=1):
    """A function (x, phi, theta) -> predictions, which carries h = update(x_t, h, phi, theta) along from 0."""

    def predict(x, phi, theta):
        predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
        for t in range(len(x) - shift):
            h = update(x[t], h, phi, theta)
            predictions[t + shift] = h
        return predictions

    return predict


def best(x, h, phi, theta):
    """The next state: what repeats, and the shock that acts once more."""
    return phi * x + theta * (x - h)


one_unit = Exercise(
    "Exercise 1", [(SERIES, 0.5, 0.9), (SERIES[::-1], -0.4, 0.3)], carried(best), each="one prediction per value of x",
    slips={
        "the shock is what came less what was predicted, not the reverse": carried(lambda x, h, p, q: best(x, h, p, -q)),
        "the old state comes in with the wrong sign": carried(lambda x, h, p, q: (p + q) * x + q * h),
        "the state is taken for the shock; the shock is how far off it was": carried(lambda x, h, p, q: p * x + q * h),
        "what was predicted is not taken off: nothing is carried along": carried(lambda x, h, p, q: (p + q) * x),
        "only the value acts on here, and the shock does not": carried(lambda x, h, p, q: p * x),
        "only the shock acts on here, and the value itself does not": carried(lambda x, h, p, q: q * (x - h)),
        "the new value acts once only here; it acts by itself and within the shock": carried(lambda x, h, p, q: p * x - q * h),
        "phi and theta have changed places": carried(lambda x, h, p, q: best(x, h, q, p)),
        "phi multiplies the old state, and should multiply the new value": carried(lambda x, h, p, q: p * h + q * (x - h)),
        "a prediction has seen the value that it predicts": carried(best, shift=0),
        "the predictions come one step late": carried(best, shift=2),
        "all columns share the first one's state, and each needs its own": carried(lambda x, h, p, q: best(x, h[0], p, q)),
        "the coefficients should be phi and theta, whatever they are": carried(lambda x, h, *_: best(x, h, 0.5, 0.9)),
    })

WALK = np.array([0.0, 0.8, 0.1, -1.2, -0.4, 0.9, 2.3, 1.6, 3.1, 2.9, 1.4, 2.0, 4.1])
HELD_OUT = np.isin(np.arange(13), (1, 4, 5, 9, 12))  # alone, two in a row, and the last


def line(t, walk, kept):
    """A guess for each moment: straight lines between those kept."""
    return np.interp(t, t[kept], walk[kept])


def missed(guess, reduce=rms):
    """A function of walk and held_out that reduces the errors of guess(moments, walk, kept) at the held-out moments."""
    return lambda walk, held: reduce(guess(np.arange(len(walk)), walk, ~held)[held] - walk[held])


interpolation_error = Exercise(
    "Exercise 2", [(WALK, HELD_OUT), (WALK, np.arange(13) >= 9)], missed(line), each="one number over all held-out moments",
    slips={
        "the root is missing: this is the mean of the squared errors": missed(line, lambda e: np.mean(e**2)),
        "the errors should be squared before they are averaged": missed(line, lambda e: np.mean(np.abs(e))),
        "the errors are averaged with their signs, so that they cancel": missed(line, np.mean),
        "the squared errors are added up; their mean is asked for": missed(line, lambda e: np.sqrt(np.sum(e**2))),
        "the mean error is taken off, as a standard deviation does": missed(line, np.std),
        "the guesses have seen the held-out values: draw the line through the others only": missed(lambda t, walk, kept: walk),
        "the mean should run over held-out moments only": lambda x, held: rms(line(np.arange(len(x)), x, ~held) - x),
        "held out and kept have changed places": lambda walk, held: missed(line)(walk, ~held),
        "the kept moments lost their places in time": missed(lambda t, x, kept: np.interp(t, np.arange(kept.sum()), x[kept])),
        "moments and values have changed places in np.interp": missed(lambda t, walk, kept: np.interp(t, walk[kept], t[kept])),
        "no line is drawn to the next kept value": missed(lambda t, x, kept: x[np.maximum.accumulate(np.where(kept, t, 0))]),
    })

NOISE, RATE, STEPS = np.random.default_rng(11).standard_normal(32000), 16000, [0.010, 0.005, 0.0025, 0.002]
WITHIN = 1e-3  # what a faint hum in the front end may change of an R^2


@cache
def hiss(step=speech.STEP):
    """The noise in frames, one every `step` seconds."""
    return speech.mfcc(NOISE, RATE, step=step)


COLUMNS = {  # of each the values by step: the right ones under "", and slips
    "the share in common": {
        "": lambda step: 1 - step / speech.FRAME,
        "is the share that is new in the next frame; asked for is what both hold": lambda step: step / speech.FRAME,
        "is the step; asked for is the share of a frame that the next one holds, too": lambda step: step,
        "is a time in seconds; asked for is a share of the frame": lambda step: speech.FRAME - step},
    "R^2 at a lag of one frame": {
        "": lambda step: explained([hiss(step)], 1),
        "is the same for every step: is the step passed on to the front end?": lambda step: explained([hiss()], 1),
        "uses the frame after as well as the one before": lambda step: explained([hiss(step)], 1, -1)},
    "R^2 at a lag of 10 ms": {
        "": lambda step: explained([hiss(step)], round(0.010 / step)),
        "is at a lag of one frame, whatever the step": lambda step: explained([hiss(step)], 1),
        "is at a lag of ten frames; ten milliseconds are asked for": lambda step: explained([hiss(step)], 10),
        "is at a lag of 25 ms, the length of a frame": lambda step: explained([hiss(step)], round(speech.FRAME / step)),
        "is told by the frames in between as well": lambda step: explained([hiss(step)], *range(1, round(0.010 / step) + 1))}}


def fault_of_table(answer):
    """What is wrong with a table of overlaps, as a sentence, or None."""
    given, right = answer(NOISE, RATE, STEPS), np.array([[values[""](step) for values in COLUMNS.values()] for step in STEPS])
    found = as_array(given)
    if found is None or found.shape != right.shape or found.dtype.kind not in "iuf":
        return difference(given, right, each="one row per step, of three numbers")
    faults = (fault_of_column(column, *named) for column, named in zip(found.T, COLUMNS.items(), strict=True))
    return next(filter(None, faults), None)


def fault_of_column(given, name, values):
    """The first of what a column may be that gives these numbers, in words; None if that is the right one."""
    for words, value in values.items():
        if np.allclose(given, [value(step) for step in STEPS], rtol=0, atol=WITHIN):
            return f"{name} {words}" if words else None
    wrong = next(k for k, step in enumerate(STEPS) if not abs(given[k] - values[""](step)) <= WITHIN)
    return f"{name}: got {given[wrong]:.4g} at a step of {STEPS[wrong]}, expected {values[''](STEPS[wrong]):.4g}"


overlap_alone = Exercise("Exercise 3", also=[fault_of_table])


def fault_of_always(answer):
    """What is wrong where the alarm is on at every step, as a sentence, or None."""
    try:
        right = answer(np.array([1, 1, 0.95]), 0.9) == 3
    except Wrong:
        right = False
    return None if right else "an alarm that is on at every step gives the whole length; yours does not"


RUNS = [([1, 0.97, 0.93, 0.85, 0.8, 0.92], 0.9), ([0.95, 0.9, 0.9, 0.5], 0.9), ([0.5, 1, 0], 0.9), ([0.9, 0.6, 0.5, 0.4], 0.5)]
steps_ahead = Exercise(
    "Exercise 4", [(np.array(share), level) for share, level in RUNS], lead, each="one number of steps", also=[fault_of_always],
    slips={
        "steps before the alarm went off once more count as well; it must stay on": lambda share, level: np.sum(share >= level),
        "this is the earliest step with the alarm on; nearer to failure it goes off again":
            lambda share, level: np.flatnonzero(share >= level).max(initial=-1) + 1,
        "the last step before failure, share[0], counts as one step": lambda share, level: lead(share, level) - 1,
        "a share that is exactly the level counts as well": lambda share, level: np.argmin(np.r_[share > level, False]),
        "share[0] is the last step: the run is counted from the wrong end": lambda share, level: lead(share[::-1], level),
        "the level should be the one given, also where it is not 0.9": lambda share, level: lead(share),
    })
