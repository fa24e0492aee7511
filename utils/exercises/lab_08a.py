"""The checks of lab 8a: a gradient by differences, eight drills from an empty cell, and what a case is worth.

Four drills are exercises of labs 3a, 3b and 5b again, with their references and slips; the others are those of `whiteboard`.
"""

import numpy as np

from utils.book.checking import Exercise
from utils.book.drills import Drill, drilled
from utils.exercises import gru_steps, lab_03a, lab_03b, lab_05b, lstm_steps, slips_found, whiteboard
from utils.exercises.slips import slips

# Exercise 1: losses that are no sums of squares, so that a one-sided difference is off.
W = np.array([[1.0, -2.0], [0.5, 3.0]])


def cubic(w):
    """A loss whose slopes all differ."""
    return float(np.sum(np.arange(1.0, w.size + 1).reshape(w.shape) * w**3))


def coupled(w):
    """A loss in which each entry's slope depends on the others."""
    return float(np.tanh(w).sum() ** 2 + np.prod(w))


def slopes(loss, w, nudge):
    """The gradient by central differences."""
    found = np.zeros_like(w)
    for place in np.ndindex(w.shape):
        middle = w[place]
        w[place] = middle + nudge
        up = loss(w)
        w[place] = middle - nudge
        down = loss(w)
        w[place] = middle
        found[place] = (up - down) / (2 * nudge)
    return found


def left_as_it_was(answer):
    """The loss must see one nudged entry at a time, and w must be as it was in the end."""
    w = np.array([0.5, -1.0, 2.0])
    seen, before = [], w.copy()
    answer(lambda v: seen.append(np.sum(np.abs(v - before) > 1e-9)) or cubic(v), w, 1e-3)
    return None if max(seen, default=0) <= 1 else "several entries are nudged at once: put each back before you go on"


differences = Exercise("Exercise 1", [(cubic, W, 1e-2), (coupled, W[0], 1e-2)], slopes, also=[left_as_it_was],
                       each="as w", slips=slips(slopes, {
    "from one side, at half the width: go up and down": ("middle - nudge", "middle", "(2 * nudge)", "nudge"),
    "the two losses are 2 nudges apart, and here divided by one": ("(2 * nudge)", "nudge"),
    "not divided: a slope is a difference over a distance": (" / (2 * nudge)", ""),
    "the sign is turned: up minus down": ("up - down", "down - up"),
    "an entry stays nudged while the next one is: put it back": ("        w[place] = middle\n", ""),
    "all entries are nudged together, which gives the sum of the slopes: one at a time": (
        "w[place] = middle + nudge", "w += nudge", "w[place] = middle - nudge", "w -= 2 * nudge",
        "w[place] = middle\n", "w += nudge\n")}))


# The drills. Sizes are equal in the first case, so that a product the wrong way round gives numbers, which tell it by its name.
lstm_step = drilled("Drill 1", lab_03a.lstm_step, lstm_steps.step)
gru_step = drilled("Drill 2", lab_03b.gru_step, gru_steps.step)
lstm_step_back = drilled("Drill 3", lab_03a.lstm_step_back, lstm_steps.step_back)
rnn_bptt = Drill("Drill 4", [*slips_found.bptt_cases((4, 3, 3, 3)), *slips_found.bptt_cases(slips_found.DIFFERENT)],
                 whiteboard.bptt, model=whiteboard.bptt, slips=whiteboard.BPTT_SLIPS,
                 parts=("outputs", "d_W_hh", "d_W_xh", "d_b_h", "d_h_0"))
truncated_gradient = drilled("Drill 5", lab_05b.truncated_gradient, lab_05b.cut)


def nothing_to_clip(answer):
    """A gradient of zero stays."""
    with np.errstate(all="ignore"):
        found = answer([np.zeros((2, 2)), np.zeros(2)], 1.0)
    return None if all(np.all(g == 0) for g in found) else "a gradient of zero has a norm of 0, by which nothing can be divided"


clip_all = Drill("Drill 6", slips_found.clip_cases(slips_found.EQUAL), whiteboard.clip, model=whiteboard.clip,
                 slips=whiteboard.CLIP_SLIPS, also=[nothing_to_clip],
                 parts=("the first part", "the second part", "the third part"))


def large_scores(answer):
    """Scores in the thousands have weights as well."""
    (eta, h, lengths, W_q), = slips_found.attention_cases(slips_found.EQUAL)
    with np.errstate(all="ignore"):
        p, _ = answer(3000 * eta, h, lengths, W_q)
    return None if np.isfinite(p).all() else "large scores overflow in exp: subtract each sentence's largest first"


attend = Drill("Drill 7", [case for T in (4, 5) for case in slips_found.attention_cases((T, 4, 4, 4))],
               whiteboard.attend, model=whiteboard.attend, slips=whiteboard.ATTENTION_SLIPS, also=[large_scores],
               parts=("the weights", "the weighted sums"))
beam_search = Drill("Drill 8", slips_found.beam_cases(slips_found.EQUAL), whiteboard.beam_search, model=whiteboard.beam_search,
                    slips=whiteboard.BEAM_SLIPS, parts=("the sequence", "its log-probability"))
DRILLS = {"lstm_step": lstm_step, "gru_step": gru_step, "lstm_step_back": lstm_step_back, "rnn_bptt": rnn_bptt,
          "truncated_gradient": truncated_gradient, "clip_all": clip_all, "attend": attend, "beam_search": beam_search}


def begin(name):
    """Start the clock of a drill. ValueError if there is none of that name."""
    if name not in DRILLS:
        raise ValueError(f"name: got {name!r}, expected one of {', '.join(DRILLS)}")
    DRILLS[name].begin()


# Exercise 2: functions that give one array, and cases of growing size: steps, sequences, inputs, units, and the state's factor.
CASES = {"one step, one sequence, from zero": ((1, 1, 2, 3), 0), "one step, one sequence, from a state": ((1, 1, 2, 3), 1),
         "two steps, one sequence, from a state": ((2, 1, 2, 3), 1), "one step, two sequences, from a state": ((1, 2, 2, 3), 1),
         "two steps, two sequences, from zero": ((2, 2, 2, 3), 0), "two steps, two sequences, from a state": ((2, 2, 2, 3), 1),
         "five steps, four sequences, from a state": ((5, 4, 2, 3), 1)}
BPTT_CASES = [slips_found.bptt_cases(*sizes)[0] for sizes in CASES.values()]


def as_one(function):
    """A function whose results are laid in one row."""
    return lambda *case: np.concatenate([np.ravel(part) for part in function(*case)])


def passed(right, wrong, cases):
    """Whether each wrong function passes each case: a row per function, a column per case."""
    table = []
    for function in wrong:
        row = []
        for case in cases:
            try:
                found, true = function(*case), right(*case)
                row.append(found.shape == true.shape and np.allclose(found, true))
            except ValueError:
                row.append(False)
        table.append(row)
    return np.array(table)


def survivors_shown(answer):
    """Print how many slips of BPTT pass each case, and which pass the larger ones."""
    table = np.asarray(answer(RIGHT, WRONG[:-1], BPTT_CASES))
    for name, column in zip(CASES, table.T, strict=True):
        print(f"{name:<42}{column.sum():>3} of {len(column)} pass")
        for says, passes in zip(whiteboard.BPTT_SLIPS, column, strict=True):
            if passes and column.sum() <= 2:
                print(f"    {says}")


RIGHT, ROW = as_one(whiteboard.bptt), "found.shape == true.shape and np.allclose(found, true)"
WRONG = [*map(as_one, whiteboard.BPTT_SLIPS.values()), lambda *case: RIGHT(*case)[1:]]
survivors = Exercise("Exercise 2", [(RIGHT, WRONG, BPTT_CASES[1:4]), (RIGHT, WRONG[:4], BPTT_CASES)], passed,
                     also=[survivors_shown], each="a row per wrong function, a column per case", slips=slips(passed, {
    "rows and columns are exchanged": ("np.array(table)", "np.array(table).T"),
    "that says which are found, expected which pass": ("np.array(table)", "~np.array(table)"),
    "that is how many pass, expected which": ("np.array(table)", "np.array(table).sum(axis=0)"),
    "only the shapes are compared": (ROW, "found.shape == true.shape"),
    "a function that stops with an error has not passed": ("row.append(False)", "row.append(True)"),
    "only the first entry is compared": (ROW, "bool(np.allclose(found[:1], true[:1]))"),
    "only the last entry is compared": (ROW, "bool(np.allclose(found[-1], true[-1]))"),
    "each function is held against itself: where is the right one": ("right(*case)", "function(*case)"),
    "only the first case is tried": ("for case in cases", "for case in cases[:1] * len(cases)")}))
