"""Does a training on two processes go on where one of them was killed? torchrun's restart, with two ways to join it.

In each trial torchrun trains a model of characters in two processes, one of them is killed by its id in mid-run, torchrun
starts both again, once, and they go on from the last checkpoint. "plain": they join each other as PyTorch does by itself.
"apart": with the store's keys of each attempt kept apart. "late" is how many seconds later than the first the last process
joins after the restart, as may happen on a busy machine. One trial runs through without a kill. "plain" without a delay is not
among them: it is a race, which goes well or not, and would not come out again. With a delay it still is one, if
rarely lost to luck: of the ten on record one was resumed, and one, seed 2, neither resumed nor failed: its processes waited
for each other, and it was ended by hand after twelve minutes. Since then a trial has a limit, `launching.LIMIT`.
"""

import tempfile

from utils.training import checkpoints, launching, parallel

KIND = "long"
SETTINGS = {"kernels": ["Haswell"], "seeds": list(range(10)), "ways": [["apart", 0], ["apart", 2], ["plain", 2]],
            "steps": 80}
TOLERANCE = 1e-9


def trials(settings, rows):
    """The run without a kill, then every way and seed."""
    common = {"part": "report", "kernel": settings["kernels"][0], "steps": settings["steps"]}
    return [common | {"way": None}] + [common | {"way": way, "late": late, "seed": seed} for way, late in settings["ways"]
                                       for seed in settings["seeds"]]


def run(trial):
    """Train, kill (the seed says whom and when) and look at what is there at the end.

    Returns a dict: "resumed" (whether torchrun succeeded and the last checkpoint is that of the last step), "weights" (the sum
    of all parameters' absolute values in it, None unless resumed), "refused" (whether a process found nobody at an address).
    """
    with tempfile.TemporaryDirectory() as folder:
        found = launched(trial, folder)
        step, state = checkpoints.latest(folder)
    resumed = found["status"] == 0 and step == trial["steps"]
    weights = sum(p.abs().sum().item() for p in state["model"].values()) if resumed else None
    return {"resumed": resumed, "weights": weights, "refused": "onnection refused" in found["said"]}


def launched(trial, folder):
    """One training, with a kill or without; RuntimeError where it ended before anything was killed."""
    words = ["--double", "--steps", trial["steps"]]
    if trial["way"] is None:
        return {"status": 0, "said": launching.launch(parallel.__name__, folder, *words)}
    words += ["--late", trial["late"], *(["--plain"] if trial["way"] == "plain" else [])]
    found = launching.launch_and_kill(parallel.__name__, folder, *words, rank=trial["seed"] % 2, after=12 + 5 * trial["seed"])
    if found["killed"] is None:
        raise RuntimeError(f"the training ended with status {found['status']} before anything was killed\n{found['said']}")
    return found
