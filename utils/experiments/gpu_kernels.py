"""How much of a GPU's arithmetic does an LSTM's forward pass use? Every stage from loop to kernel, by batch and hidden size."""

import statistics
import time
from functools import partial

import torch

from utils.models import cells
from utils.models.kernels import counting, stages, whole
from utils.models.kernels.roofline import input_operations, step_operations
from utils.optional import need

KIND = "gpu"
SETTINGS = {
    "device": "cuda", "rounds": 20, "T": 100, "batches": [1, 8, 64, 512], "units": [64, 128, 512, 1024], "product": 4096,
}


def trials(settings, rows):
    """Every batch and hidden size; as many inputs as units."""
    return [{"T": settings["T"], "B": B, "m": m, **{name: settings[name] for name in ("device", "rounds", "product")}}
            for m in settings["units"] for B in settings["batches"]]


def layer_of(cell):
    """PyTorch's own layer with weights of its own, of the cell's sizes and on its device."""
    return torch.nn.LSTM(cell.input_size, cell.hidden_size).to(cell.b_i.device)


def contenders(cell, x):
    """Functions of no argument, by name: a forward pass of each stage that runs where x is."""
    passes = {name: partial(stage, cell, x) for name, stage in stages.STAGES.items() if stage is not stages.library}
    passes["layer"] = partial(layer_of(cell), x)
    if x.is_cuda:
        need("triton")
        from utils.models.kernels import in_triton

        passes["compiled"] = partial(stages.hoisted, cell, x, pointwise=torch.compile(stages.pointwise))
        passes["graph"] = partial(stages.replayed(stages.hoisted, cell, x), x)
        passes["triton"] = partial(whole.in_triton(), cell, x)
        if cell.hidden_size <= in_triton.MOST:
            passes["persistent"] = partial(in_triton.persistent, cell, x)
    return passes


def seconds(function, on_gpu):
    """Time of one call, until the device has done it."""
    wait = torch.cuda.synchronize if on_gpu else lambda: None
    wait()
    begin = time.perf_counter()
    function()
    wait()
    return time.perf_counter() - begin


def medians(passes, rounds, on_gpu):
    """The median time of each, all in turn, the first three rounds not counted."""
    found = [[seconds(each, on_gpu) for each in passes.values()] for _ in range(rounds + 3)][3:]
    return dict(zip(passes, map(statistics.median, zip(*found, strict=True)), strict=True))


def run(trial):
    """All in turn, in full 32 bits, without gradients.

    Returns a dict: "peak_tflops", what a large square product reaches on the same card; then for each stage, with its name,
    "..._ms", "..._share", what it reaches of that, and, on a GPU, "..._kernels", how many it runs per step.
    """
    torch.manual_seed(0)
    T, B, m, n = (trial[name] for name in ("T", "B", "m", "product"))
    cell, x, square = (part.to(trial["device"]) for part in (cells.LSTM(m, m), torch.randn(T, B, m), torch.randn(n, n)))
    operations = T * step_operations(B, m) + input_operations(T, B, m, m)
    with torch.no_grad(), torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
        passes = contenders(cell, x)
        peak = 2 * n**3 / medians({"product": lambda: square @ square}, trial["rounds"], x.is_cuda)["product"]
        result = {"peak_tflops": peak / 1e12}
        for name, took in medians(passes, trial["rounds"], x.is_cuda).items():
            result |= {f"{name}_ms": 1000 * took, f"{name}_share": operations / took / peak}
            if x.is_cuda:
                result[f"{name}_kernels"] = counting.kernels(passes[name]) / T
    return result
