"""How fast are the layers? Every contender does the same work, forward and backward, in turn, in one process.

    python -m utils.bench.layers [--rounds 15] [--kinds RNN GRU LSTM]

Reported is processor time of one thread (wall-clock time counts what other programs do), the median over rounds, as a
ratio to our layer's. The floor is the matrix products alone, in our shapes and nothing between them.
"""

import argparse
import os
import statistics
import time

import numpy as np
import torch
from threadpoolctl import threadpool_info, threadpool_limits

from utils import layers
from utils.bench import plain, torch_loops
from utils.bench.machine import processor, versions
from utils.layers import recurrent

SHAPES = ((100, 32, 64, 128), (35, 64, 128, 256), (784, 64, 1, 128), (200, 1, 64, 128))  # T, B, d, m


def contenders(kind, shape, seed=0):
    """A dict from each contender's name to a function without arguments that runs it forward and backward."""
    T, B, d, m = shape
    rng = np.random.default_rng(seed)
    x, G = rng.standard_normal((T, B, d)).astype("f"), rng.standard_normal((T, B, m)).astype("f")
    layer = getattr(layers, kind)(d, m, dtype=np.float32)
    return {
        "ours": lambda: (layer.forward(x), layer.backward(G)),
        "gate by gate": lambda: plain.NUMPY[kind](layer.parameters, x, G),
        **torch_contenders(kind, layer, x, G),
        "floor": products(kind, shape),
    }


def torch_contenders(kind, layer, x, G):
    """PyTorch's own layer and the two loops, each with the gradient of the input too."""
    x, G = torch.tensor(x, requires_grad=True), torch.tensor(G)
    module = getattr(torch.nn, kind)(layer.input_size, layer.hidden_size)
    p = {name: torch.tensor(value, requires_grad=True) for name, value in layer.parameters.items()}

    def run(outputs, leaves):
        outputs().backward(G)
        for leaf in (x, *leaves):
            leaf.grad = None

    return {
        "torch.nn": lambda: run(lambda: module(x)[0], module.parameters()),
        "torch loop, fused": lambda: run(lambda: torch_loops.fused(kind, p, x), p.values()),
        "torch loop, by gate": lambda: run(lambda: torch_loops.by_gate(kind, p, x), p.values()),
    }


def products(kind, shape):
    """The matrix products that a forward and a backward pass cannot do without, in the shapes of our layers."""
    (T, B, d, m), rows = shape, len(torch_loops.GATES[kind]) * shape[3]
    chunk = recurrent.CHUNK * B
    draw = np.random.default_rng(0).random
    W, S, D = (draw(s, dtype="f") for s in ((rows, m + d + 1), (m + d + 1, B), (rows, B)))
    W_T, many, met = W[:, :-1].T.copy(), draw((rows, chunk), dtype="f"), draw((m + d + 1, chunk), dtype="f")

    def run():
        for _ in range(T):
            W @ S
            W_T @ D
        for _ in range(-(-T * B // chunk)):
            many @ met.T

    return run


def measure(runs, rounds):
    """Median processor time of each run, in seconds, the contenders in turn; the first round does not count."""
    times = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, run in runs.items():
            start = time.process_time()
            run()
            times[name].append(time.process_time() - start)
    return {name: statistics.median(found[1:]) for name, found in times.items()}


def machine():
    """A line that names the processor, the versions and the kernels that ran."""
    kernels = {f"{pool['internal_api']} {pool.get('architecture', '')}".strip() for pool in threadpool_info()}
    set_ = {name: os.environ[name] for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE") if name in os.environ}
    found = ", ".join(f"{library} {version}" for library, version in versions().items())
    return (f"{processor()}; {found}; "
            f"{', '.join(sorted(kernels))}; {set_ or 'OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE unset'}")


def report(kind, shape, times):
    """A row of the table: each contender's time over ours, and our floor's share."""
    ours = times["ours"]
    ratios = " | ".join(f"{times[name] / ours:.2f}" for name in times if name not in ("ours", "floor"))
    return f"| {kind} {shape} | {1000 * ours:.1f} | {ratios} | {times['floor'] / ours:.0%} |"


def main():
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--kinds", nargs="+", choices=torch_loops.GATES, default=list(torch_loops.GATES))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    with threadpool_limits(1):
        print(machine())
        print("Processor time of one thread, forward and backward, float32; columns after ours: times ours.")
        print("| layer (T, B, d, m) | ours, ms | gate by gate | torch.nn | torch loop, fused | torch loop, by gate | floor |")
        print("|---|---|---|---|---|---|---|")
        for kind in arguments.kinds:
            for shape in SHAPES:
                print(report(kind, shape, measure(contenders(kind, shape), arguments.rounds)), flush=True)


if __name__ == "__main__":
    main()
