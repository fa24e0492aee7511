"""Checkpoints that a killed training can go on from: written whole or not at all, and checked before they are believed.

A file is the SHA-256 of what follows, then what `torch.save` writes. It is written beside its place and then renamed, which a
file system does in one go; so whoever looks finds the old file or the new one, and what a broken disk cut short is noticed.
"""

import hashlib
import io
import os
from pathlib import Path

from utils.checks import whole
from utils.optional import need

torch = need("torch")
DIGEST = hashlib.sha256().digest_size


def save(folder, step, state, *, keep=2):
    """Write a checkpoint and delete all but the newest `keep`.

    Parameters
    ----------
    folder : path
        Made where it is missing.
    step : int
        How many updates have been made: the step to go on with.
    state : dict
        All that the rest of the training depends on: parameters **and** what the optimiser keeps.
    keep : int
        At least 1. Two, so that one whole file is left should the newest be damaged.
    """
    folder, keep = Path(folder), whole("keep", keep, 1)
    folder.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    torch.save(state, packed)
    place = folder / f"{whole('step', step):08d}.checkpoint"
    beside = place.with_suffix(f".{os.getpid()}")
    with open(beside, "wb") as file:
        file.write(hashlib.sha256(packed.getvalue()).digest() + packed.getvalue())
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, place)
    for old in checkpoints(folder)[:-keep]:
        old.unlink()


def checkpoints(folder):
    """The files, the oldest first."""
    return sorted(Path(folder).glob("*.checkpoint"))


def load(path, **options):
    """What one file holds, or None where it is not what was written. `options` are those of `torch.load`."""
    content = Path(path).read_bytes()
    digest, packed = content[:DIGEST], content[DIGEST:]
    return torch.load(io.BytesIO(packed), **options) if hashlib.sha256(packed).digest() == digest else None


def latest(folder, **options):
    """The newest whole checkpoint as ``(step, state)``, or ``(0, None)`` where there is none."""
    for path in reversed(checkpoints(folder)):
        if (state := load(path, **options)) is not None:
            return int(path.stem), state
    return 0, None
