"""Hidden checks of lab 8a."""

from functools import partial

from utils.exercises import gru_steps, lab_08a, slips_found, whiteboard
from utils.grading import hidden

GIVEN = {"sigmoid": gru_steps.sigmoid}
MODELS = range(100, 160)  # seeds of models other than those of the drill
STEPS = hidden.load("03a", hidden.FOLDER)


def lstm_step(rng):
    """As in lab 3a."""
    return STEPS["lstm_step"](rng)


def lstm_step_back(rng):
    """As in lab 3a."""
    return STEPS["lstm_step_back"](rng)


def beam_search(rng):
    """Other models of other sizes."""
    seeds = [int(seed) for seed in rng.permutation(MODELS)[:3]]
    return [(partial(whiteboard.spoken, seed), *size) for seed, size in zip(seeds, ((2, 5), (3, 4), (4, 3)), strict=True)]


def survivors(rng):
    """Other mistakes, on cases of other sizes."""
    wrong = [lab_08a.WRONG[k] for k in rng.permutation(len(lab_08a.WRONG) - 1)[:7]]
    cases = [slips_found.bptt_cases(*sizes)[0] for sizes in (((1, 1, 3, 2), 0), ((1, 3, 2, 2), 1), ((3, 1, 2, 4), 1))]
    return [(lab_08a.RIGHT, wrong, cases)]
