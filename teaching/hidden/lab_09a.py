"""Hidden checks of lab 9a."""

from utils.exercises import lab_09a

ENOUGH = 0.22  # a training that suits the visible days may suit others less; whoever has learnt nothing has 0.25


def foretell(rng):
    """Other made days, more of them, which follow from another day before, and often the other way round."""
    before, seed = int(rng.integers(2, 5)), int(rng.integers(1000))
    days = lab_09a.days_by(before, seed, learnt=600, turned=bool(rng.integers(2)))
    return {"BEFORE": before, "made_days": lambda: days, "ENOUGH": ENOUGH}


def reliability(rng):
    """Other forecasts in the same bins, of which the last but one stays empty."""
    p = 0.99 * rng.random(40)
    p[(p >= 0.6) & (p < 0.8)] = 0.6 - 1e-9
    p[:3] = 0.2, 0.4, 0.8
    return [(p, rng.random(40) < p, lab_09a.EDGES), (0.75 * rng.random(25), rng.random(25) < 0.4, (0, 0.1, 0.5, 0.75))]
