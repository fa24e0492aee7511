"""Hidden checks of lab 8b."""

import numpy as np

from utils.exercises import lab_08b, wrong_steps

GIVEN = {name: getattr(wrong_steps, name) for name in ("apart", "gates", "gru_gates", "sigmoid")}


def moved_by_padding(rng):
    """Another batch, which no sequence fills."""
    return {"X": rng.uniform(-1, 1, (7, 3, 2)), "LENGTHS": rng.permutation([2, 4, 6])}


def suspects(rng):
    """Other wrong networks, on other inputs."""
    x = 2 * rng.uniform(-1, 1, (5, 3, 2))
    words = rng.permutation([words for words in lab_08b.WRONG if changes(words, x)])[:3]
    return [(lab_08b.box_of(str(word)), lab_08b.CANDIDATES, x) for word in words]


def changes(words, x):
    """Whether a mistake shows on these inputs."""
    return np.abs(lab_08b.CANDIDATES[words](x) - lab_08b.CANDIDATES["nothing"](x)).max() > 1e-3
