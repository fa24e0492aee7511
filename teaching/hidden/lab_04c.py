"""Hidden checks of lab 4c."""

import numpy as np

from utils.book.checking import Exercise
from utils.exercises import lab_04c
from utils.gradients.jacobians import LSTMStep


def four_blocks(rng):
    """A step of four cells."""
    given = *rng.uniform(0.1, 0.9, (3, 4)), rng.uniform(-0.9, 0.9, 4), rng.normal(0, 1, 4), {
        gate: rng.normal(0, 1, (4, 4)) for gate in "ifog"}
    return Exercise("Exercise 1", [given], lab_04c.blocks, parts=lab_04c.BLOCKS)


def cell_to_cell(rng):
    """Five steps of two cells."""
    return [([LSTMStep(*rng.normal(0, 1, (3, 2, 2)), np.diag(rng.uniform(0.3, 0.9, 2))) for _ in range(5)],)]
