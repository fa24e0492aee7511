"""What data-parallel training costs and gives, measured by the processes that torchrun starts.

    torchrun --standalone --nproc-per-node 2 -m utils.bench.many_devices FOLDER STEPS

The first process prints one line of JSON: how far its gradients lie from those of one process; processor seconds of a step, of
an exchange, and of both together. Then all train, in FOLDER, for so many STEPS.
"""

import json
import statistics
import sys
import time

from utils.models.characters import CharacterModel
from utils.optional import need
from utils.training import parallel

torch = need("torch")
dist = torch.distributed
UNITS, ROUNDS = 128, 9
WORK = [(T, B) for T in (5, 20, 60) for B in (4, 16, 48)]  # steps and sequences of a process alone
EXCHANGED = [2**k for k in (8, 12, 15, 17, 19)]  # numbers of 4 bytes
TOGETHER = [(T, B) for T in (10, 80) for B in (8, 64)]  # steps and sequences, the latter over all processes


def read(B, T, device="cpu"):
    """A batch (T + 1, B), and how many symbols there are."""
    symbols, k = parallel.source()
    return torch.as_tensor(parallel.batch(symbols, 0, B, T), device=device), k


def gradient(model):
    """All gradients as one vector."""
    return torch.cat([p.grad.flatten() for p in model.parameters()])


def gradient_errors(device, B=7, T=30):
    """How far the gradient of a batch of B, split over the processes, lies from the whole one, relative to its norm.

    Returns a dict: "weighted" (each share's mean loss by its size), "even weights" (by none), "own" (nothing averaged).
    """
    symbols, k = read(B, T, device)
    rank, world = dist.get_rank(), dist.get_world_size()
    torch.manual_seed(0)
    model = Characters(k, UNITS, device=device, dtype=torch.float64)
    ours = parallel.wrapped(model)
    part = symbols[:, parallel.shard(B, rank, world)]
    losses = {"weighted": lambda: parallel.share_loss(ours, symbols, B, rank, world),
              "even weights": lambda: nats(ours(part[:-1]), part[1:]), "own": lambda: nats(model(part[:-1]), part[1:]),
              "whole": lambda: nats(model(symbols[:-1]), symbols[1:])}
    found = {name: backward(model, loss) for name, loss in losses.items()}
    whole = found.pop("whole")
    return {name: ((g - whole).norm() / whole.norm()).item() for name, g in found.items()}


def backward(model, loss):
    """The gradient of a loss, from none."""
    model.zero_grad()
    loss().backward()
    return gradient(model)


def medians(runs, rounds=ROUNDS):
    """Median processor seconds of each function, all in turn; the first three rounds do not count."""
    times = {name: [] for name in runs}
    for _ in range(rounds + 3):
        for name, run in runs.items():
            dist.barrier()
            begin = time.process_time()
            run()
            times[name].append(time.process_time() - begin)
    return {name: statistics.median(found[3:]) for name, found in times.items()}


def step_of(model, B, T, rank=0, world=1):
    """A function that runs forward and backward on this process's share of a batch."""
    symbols, _ = read(B, T)
    return lambda: parallel.share_loss(model, symbols, B, rank, world).backward()


def costs():
    """Median processor seconds: "work" alone, "exchange" alone, "together" (a training's step); rows of sizes and seconds."""
    _, k = read(1, 1)
    model = Characters(k, UNITS)
    ours, place = parallel.wrapped(Characters(k, UNITS)), (dist.get_rank(), dist.get_world_size())
    numbers = {size: torch.ones(size) for size in EXCHANGED}
    runs = {("work", T, B): step_of(model, B, T) for T, B in WORK}
    runs |= {("exchange", size): lambda size=size: dist.all_reduce(numbers[size].fill_(1)) for size in EXCHANGED}
    runs |= {("together", T, B): step_of(ours, B, T, *place) for T, B in TOGETHER}
    found = {name: [] for name in ("work", "exchange", "together")}
    for (name, *sizes), seconds in medians(runs).items():
        found[name].append([*sizes, seconds])
    return found | {"numbers": sum(p.numel() for p in model.parameters())}


def main():
    """Measure and print, then train."""
    torch.set_num_threads(1)
    device = parallel.begin()
    found = {"errors": gradient_errors(device), "costs": costs()}
    if dist.get_rank() == 0:
        print(json.dumps(found))
    parallel.train(sys.argv[1], steps=int(sys.argv[2]), dtype=torch.float64, device=device)
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
