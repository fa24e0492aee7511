"""Searches that a student's function is given: one that is pretended, and one that is on record."""

from functools import cache

from utils.experiments import records, summary

STARTS = ("uniform", "orthogonal", "identity")


def pretended(length, start, rate, seed):
    """An error that no training gives: exact in binary, and different for every trial."""
    if start not in STARTS:
        raise ValueError(f"error takes length, start, rate and seed, in this order; its second argument was {start!r}")
    return (length * 5 + len(start) * 7 + rate * 64 + (seed**2 * length + len(start)) % 19) / 256


def wasted(answer):
    """What is wrong with how often an answer trains, or None: each trial is one training."""
    asked = []

    def error(*trial, **named):
        asked.append((*trial, *named.values()))
        return pretended(*trial, **named)

    answer(error, (10, 20), (("uniform", 0.25), ("orthogonal", 0.5)), (3, 1))
    if len(asked) > 8:
        return f"two lengths, two settings and two seeds are 8 trainings, and your function made {len(asked)}"
    return None


@cache
def record():
    """The longer run's record, read once."""
    return records.load("recall")


def recorded(length, start, rate, seed):
    """The validation error of the RNN on temporal order in the longer run's search."""
    trial = {"part": "search", "task": "order", "kind": "RNN", "length": length, "start": start, "rate": rate, "seed": seed}
    (row,) = summary.rows(record(), **trial)
    return row["result"]["validation"]


def on_record(answer):
    """Print what an answer finds in the longer run's search."""
    settings = [(start, rate) for start in STARTS[:2] for rate in (0.001, 0.003, 0.01)]
    lengths, seeds = (10, 20, 40, 80), (100, 101)
    print("On record, temporal order, 2,000 steps, the worse of seeds 100 and 101:")
    print("length " + "".join(f"{start:>11} {rate:<5}" for start, rate in settings).rstrip())
    for length, errors in zip(lengths, answer(recorded, lengths, settings, seeds), strict=True):
        print(f"{length:<7}" + "".join(f"{float(error):>11.3f}      " for error in errors).rstrip())
