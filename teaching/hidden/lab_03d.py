"""Hidden checks of lab 3d."""

from utils.book.checking import Exercise
from utils.exercises import searches


def reach(rng):
    """Other lengths, settings and seeds of the pretended search, whose errors are exact in binary."""
    starts = map(str, rng.permutation(searches.STARTS))
    settings = tuple(zip(starts, (0.125, 0.75, 0.375), strict=True))
    seeds = tuple(int(seed) for seed in rng.permutation(range(2, 9))[:3])
    lengths = tuple(int(n) for n in rng.permutation([15, 25, 35, 50, 5]))
    return Exercise("Exercise 4", [(searches.pretended, lengths, settings, seeds)], worst,
                    each="one row per length, one column per setting")


def worst(error, lengths, settings, seeds):
    """The worst seed's error of each setting at each length."""
    return [[max(error(length, *setting, seed) for seed in seeds) for setting in settings] for length in lengths]
