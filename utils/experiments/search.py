"""The design that experiments share: a rate is chosen on validation, by seeds of its own, and reported on test, once.

A *contender* is all of a trial but its rate, seed, part and kernel: a cell and its start at a task, say. Each has a search of
its own.
"""

import math
import statistics

import numpy as np

LADDER = (3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0)  # the rates that a search may try
OUTSIDE = ("rate", "seed", "part", "kernel")  # what no contender has
USES = {"training": 3, "validation": 4, "test": 5}  # 0 to 2 are for the parameters' starts


def generator(trial, use):
    """The generator of a trial's training, validation or test data: independent of each other, the same in every part."""
    return np.random.default_rng([trial["seed"], USES[use]])


def contender_of(trial):
    """The contender that a trial is about."""
    return {name: value for name, value in trial.items() if name not in OUTSIDE}


def trials(contenders, settings, rows, score):
    """Each contender's search as far as the rows allow, and once that is done, what is reported of it.

    Parameters
    ----------
    contenders : list of dict
    settings : dict
        "rates" (neighbours on the ladder, with which a search starts), "search_seeds", "seeds" (of what is reported), "kernels"
        (the first for all trials), "again" (what a contender must have, one of these, to be reported on the other kernels too).
    rows : list of dict
        What has been run so far, in any order.
    score : callable, result -> tuple of numbers
        On validation, lower is better. Later numbers count where the earlier ones are equal; None counts as infinite.
    """
    found = []
    for contender in contenders:
        rates, best = search(contender, settings, rows, score)
        found += [contender | {"rate": rate, "seed": seed, "part": "search", "kernel": settings["kernels"][0]}
                  for rate in rates for seed in settings["search_seeds"]]
        found += [] if best is None else reported(contender, best, settings)
    return found


def search(contender, settings, rows, score):
    """The rates that a contender's search calls for so far, and the best of them, or None while its search goes on.

    It starts with the settings' rates, and goes on a rung of the ladder beyond the best as long as that lies at an edge.
    """
    scores, rates = scores_of(contender, rows, score), tuple(settings["rates"])
    while all(set(settings["search_seeds"]) <= scores.get(rate, {}).keys() for rate in rates):
        best = lowest({rate: mean(scores[rate][seed] for seed in settings["search_seeds"]) for rate in rates})
        if grown(rates, best) == rates:
            return rates, best
        rates = grown(rates, best)
    return rates, None


def scores_of(contender, rows, score):
    """The scores of a contender's search, by rate and seed."""
    scores = {}
    for row in rows:
        trial = row["trial"]
        if trial["part"] == "search" and contender_of(trial) == contender:
            scores.setdefault(trial["rate"], {})[trial["seed"]] = score(row["result"])
    return scores


def mean(scores):
    """The mean of several scores, number by number, as a tuple; infinite where one is None."""
    return tuple(math.inf if None in numbers else statistics.fmean(numbers) for numbers in zip(*scores, strict=True))


def lowest(means):
    """The rate with the lowest mean; of several with the same, the one in their middle."""
    best = min(means.values())
    tied = [rate for rate, mean in means.items() if mean == best]
    return tied[(len(tied) - 1) // 2]


def grown(rates, best):
    """The rates, and a rung of the ladder more on the side where the best is the outermost and the ladder goes on."""
    first, last = LADDER.index(rates[0]), LADDER.index(rates[-1])
    return LADDER[max(first - (best == rates[0]), 0) : last + 1 + (best == rates[-1])]


def reported(contender, rate, settings):
    """The trials that are scored on test: all seeds on the first kernel, and on the others what is looked at again."""
    again = any(all(contender[name] in values for name, values in wanted.items()) for wanted in settings["again"])
    return [contender | {"rate": rate, "seed": seed, "part": "report", "kernel": kernel}
            for kernel in settings["kernels"][: None if again else 1] for seed in settings["seeds"]]
