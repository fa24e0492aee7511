"""Hidden checks of lab 3c."""

INSIDE = ("ratios",)  # its check sets the clock that the answer reads, so both must be in one process


def ratios(rng):
    """Other shapes and times."""
    times = rng.permutation(40)[:8] + 1
    return {"contenders.COSTS": {(3, 2, 5, 4): (tuple(times[:2]), tuple(times[2:4])),
                                 (6, 2, 3, 7): (tuple(times[4:6]), tuple(times[6:]))}}
