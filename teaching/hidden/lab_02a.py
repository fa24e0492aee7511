"""Hidden checks of lab 2a."""

import numpy as np


def draw(rng):
    """Rows whose classes come in another order."""
    P = np.array([[0.25, 0.7, 0.05], [0.85, 0.1, 0.05], [0.25, 0.1, 0.65]])[rng.permutation(3)][:, [1, 2, 0]]
    rows = np.log(np.tile(P, (1200, 1)))
    return {"draws.P": P, "draws.ROWS": rows, "draws.FEW": rows[:60]}


def losses_ahead(rng):
    """Other words, one of which fills the last step."""
    letters = rng.integers(1, 20, (6, 4))
    letters[0], letters[4:, :3], letters[3, 1] = 0, -1, -1
    return {"LETTERS": letters}
