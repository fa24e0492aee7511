"""What this kernel did so far, and what a record may therefore still be: each name once, and PyTorch seeded by `start`."""

import sys

from IPython import get_ipython

RECORDED = {}  # (kind, key): (cell, execution) of the call that recorded it last
STARTED = {}  # "seed" that `start` was given, "torch": whether PyTorch has it


def begin(seed):
    """Note the seed of `start`, and give it to PyTorch where that is imported."""
    STARTED.update(seed=seed, torch=False)
    if "torch" in sys.modules:
        hand_over(sys.modules["torch"])


def hand_over(torch):
    """Put PyTorch on one thread and give it the seed of `start`."""
    torch.set_num_threads(1)
    torch.manual_seed(STARTED["seed"])
    STARTED["torch"] = True


def check_seeded():
    """See to it that PyTorch has its seed where it was imported after `start`, for instance by a proof.

    Raises
    ------
    RuntimeError
        If it drew random numbers before: they would be others in the next run.
    """
    torch = sys.modules.get("torch")
    if torch is None or STARTED.get("torch", True):
        return
    untouched = torch.Generator().manual_seed(torch.initial_seed()).get_state()
    if not torch.equal(torch.get_rng_state(), untouched):
        raise RuntimeError("start: PyTorch was imported after start(...) and drew random numbers without its seed; "
                           "import torch above that call")
    hand_over(torch)


def once(kind, key):
    """Note that the cell that runs now records a measurement or a figure under this key.

    Running a cell again replaces what it recorded, as its output is replaced. A cell is known by the identifier that
    JupyterLab and its kin send along, and where none comes (a run from the command line) by its code. Outside a kernel
    nothing tells one cell from another: there every second call is refused.

    Raises
    ------
    ValueError
        If it was recorded already, in this run of the cell or by another cell.
    """
    cell, execution = running()
    if (kind, key) in RECORDED:
        recorder, earlier = RECORDED[kind, key]
        if earlier == execution or recorder != cell:
            where = "in this run of this cell" if earlier == execution else "by another cell"
            raise ValueError(f"name: got {key!r}, and a {kind} of that name was recorded already {where}, "
                             "expected each name once; if you moved or retyped the cell, restart the kernel")
    RECORDED[kind, key] = cell, execution


def running():
    """(what identifies the cell that runs now, what identifies this run of it); None each outside a kernel."""
    shell = get_ipython()
    request = shell.get_parent() if hasattr(shell, "get_parent") else {}
    code = request.get("content", {}).get("code")
    return request.get("metadata", {}).get("cellId", code), request.get("header", {}).get("msg_id")


def forget():
    """Start over, as a fresh kernel does."""
    RECORDED.clear()
    STARTED.clear()
