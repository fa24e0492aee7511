"""How many bytes does each process write in one exchange of gradients? gloo's all-reduce for 2 to 8 processes, on Linux.

A ring sends 2 (N - 1) / N times the numbers, whatever N is; one process that collects everything and hands the sum back would
write N - 1 times as much. Nothing is drawn here, so there are no seeds.
"""

import json

from utils.bench import exchange
from utils.training import launching

KIND = "long"
SETTINGS = {"kernels": ["Haswell"], "processes": [2, 3, 4, 6, 8]}
TOLERANCE = 5e-4


def trials(settings, rows):
    """One per number of processes."""
    return [{"kernel": settings["kernels"][0], "processes": N} for N in settings["processes"]]


def run(trial):
    """Start the processes; returns a dict: "written", bytes of the first one as a share of the numbers' own."""
    return {"written": json.loads(launching.launch(exchange.__name__, processes=trial["processes"]))}
