"""Convolution or recurrence, across noise, data and steps: some contenders of `local_or_order`, one thing changed at a time.

All at one rate, so nothing is chosen here: where another rate would do better, this does not say so.
"""

from utils.experiments.local_or_order import run

__all__ = ["KIND", "SETTINGS", "TOLERANCE", "run", "trials"]

KIND = "long"
SETTINGS = {
    "seeds": list(range(5)), "kernels": ["Haswell"], "rate": 0.01, "batch": 10,
    "conditions": [  # task, body, pool, examples, noise, steps
        ["notch", "short", "max", 50, 0.05, 300], ["notch", "short", "max", 200, 0.2, 300],
        ["notch", "dilated", "last", 1_000, 0.05, 300], ["notch", "LSTM", "max", 1_000, 0.05, 900],
        ["order", "dilated", "last", 200, 0.05, 300], ["order", "dilated", "last", 1_000, 0.2, 300],
        ["order", "dilated", "last", 1_000, 0.05, 900], ["order", "LSTM", "last", 1_000, 0.05, 900],
    ],
}
TOLERANCE = 5e-4


def trials(settings, _):
    """A report for each condition."""
    common = {name: settings[name] for name in ("seeds", "rate", "batch")} | {"kernel": settings["kernels"][0]}
    names = ("task", "body", "pool", "examples", "noise", "steps")
    return [common | dict(zip(names, condition, strict=True)) | {"part": "report"} for condition in settings["conditions"]]
