"""Hidden checks of lab 3b."""


def half_life(rng):
    """Gates between 0 and 1."""
    return [(float(z),) for z in rng.uniform(0.02, 0.98, 5)]
