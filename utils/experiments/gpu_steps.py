"""What does a forward and backward pass cost on a GPU? The book's loop against PyTorch's layer, three cells, five shapes."""

import statistics
import time

import torch

from utils.models.cells import CELLS

KIND = "gpu"
SETTINGS = {
    "kinds": ["RNN", "LSTM", "GRU"], "device": "cuda", "rounds": 20,
    "shapes": [[100, 32, 64, 128], [35, 64, 128, 256], [784, 64, 1, 128], [200, 1, 64, 128], [100, 256, 512, 1024]],
}


def trials(settings, rows):
    """Every cell and shape."""
    return [{"kind": kind, **dict(zip("TBdm", shape, strict=True)), "device": settings["device"], "rounds": settings["rounds"]}
            for kind in settings["kinds"] for shape in settings["shapes"]]


def contenders(trial):
    """The loop and PyTorch's layer with fresh weights, and the input (T, B, d), on the trial's device.

    All is drawn on the processor first: a GPU draws other numbers.
    """
    torch.manual_seed(0)
    sizes = trial["d"], trial["m"]
    drawn = (CELLS[trial["kind"]](*sizes), getattr(torch.nn, trial["kind"])(*sizes), torch.randn(*(trial[n] for n in "TBd")))
    return [part.to(trial["device"]) for part in drawn]


def seconds(module, x):
    """Time of one forward and backward pass, until the device has done it."""
    wait = torch.cuda.synchronize if x.is_cuda else lambda: None
    module.zero_grad()
    wait()
    begin = time.perf_counter()
    module(x)[0].square().mean().backward()
    wait()
    return time.perf_counter() - begin


def run(trial):
    """Both in turn, the first three rounds not counted, both in full 32 bits.

    PyTorch lets cuDNN's layers round their factors to 19 bits (TF32) where its plain products may not; that would be half of
    the race.

    Returns a dict: "loop_ms" and "layer_ms" (medians, forward and backward), and "loop_over_layer", their ratio.
    """
    loop, layer, x = contenders(trial)
    with torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
        found = [(seconds(loop, x), seconds(layer, x)) for _ in range(trial["rounds"] + 3)][3:]
    times = [1000 * statistics.median(column) for column in zip(*found, strict=True)]
    return {"loop_ms": times[0], "layer_ms": times[1], "loop_over_layer": times[0] / times[1]}
