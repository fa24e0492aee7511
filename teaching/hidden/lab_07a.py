"""Hidden checks of lab 7a."""

from utils.exercises.lab_07a import AFTER


def composed(rng):
    """Other rows of shuffles, of other lengths."""
    return [(rng.integers(0, len(AFTER), length), AFTER) for length in (5, 9, 16, 27)]
