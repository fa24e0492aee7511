"""Hidden checks of lab 7e."""

from utils.book.checking import Exercise
from utils.exercises import lab_07e


def ring_plan(rng):
    """Rings of other sizes; any plan that works is right."""
    sizes = [int(n) for n in rng.permutation([5, 6, 8, 9, 10])[:3]]
    return Exercise("Exercise 2", also=[lambda answer: next(filter(None, (works(answer, n) for n in sizes)), None)])


def works(answer, n):
    """What is wrong with the plan of a ring of n, or None."""
    sends = lab_07e.table(answer, n)
    if sends.shape != (2 * (n - 1), n) or sends.min() < 0 or sends.max() >= n:
        return f"for N = {n} that is no plan of {2 * (n - 1)} steps and pieces from 0 to {n - 1}"
    half, held = lab_07e.played(sends)
    whole = (half == 1).all(axis=2).any(axis=0).all() and (held == 1).all()
    return None if whole else f"for N = {n} not every device ends with the sum of all"
