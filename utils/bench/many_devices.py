"""What data-parallel training costs, measured by the processes that torchrun starts, and how exact its gradient is.

    torchrun --standalone --nproc-per-node 4 -m utils.bench.many_devices

The first process prints a line of JSON: "errors", how far the gradient of two processes lies from that of one; "costs", its
processor seconds of a step alone, of an exchange among two and among three, and of both together among two and among four.
"""

import time
from functools import cache

from utils.models.characters import CharacterModel
from utils.optional import need
from utils.training import parallel

torch = need("torch")
dist = torch.distributed
UNITS, ROUNDS, UNCOUNTED = 128, 10, 2
WORK = [(T, B) for T in (5, 20, 60) for B in (4, 16, 48)]  # steps and sequences of a process alone
EXCHANGED = [(N, 2**k) for N in (2, 3) for k in (8, 12, 15, 17, 19)]  # processes; numbers of 4 bytes
TOGETHER = [(2, 10, 64), *[(4, T, B) for T in (10, 80) for B in (8, 64)]]  # processes; steps, sequences over all of them
source = cache(parallel.source)


def read(B, T, device="cpu"):
    """A batch (T + 1, B)."""
    symbols, _ = source()
    return torch.as_tensor(parallel.batch(symbols, 0, B, T), device=device)


def model_of(device="cpu", dtype=None):
    """The model that is timed."""
    _, k = source()
    return CharacterModel("LSTM", k, UNITS).to(device, dtype)


def groups(sizes=(2, 3)):
    """The first processes as groups by their number, and all of them; every process must call it."""
    return {N: dist.new_group(list(range(N))) for N in sizes} | {dist.get_world_size(): dist.group.WORLD}


def shared(model, group):
    """The model, its gradients averaged over a group."""
    return torch.nn.parallel.DistributedDataParallel(model, process_group=group)


def gradient_errors(group, device="cpu", B=7, T=30):
    """How far the gradient of a batch of B, split over a group, lies from the whole one, relative to its norm.

    Returns a dict: "weighted" (each share's mean loss by its size), "even weights" (by none), "own" (nothing averaged).
    """
    symbols, model = read(B, T, device), model_of(device, torch.float64)
    place = dist.get_rank(group), dist.get_world_size(group)
    ours, part = shared(model, group), symbols[:, parallel.shard(B, *place)]
    losses = {"weighted": lambda: parallel.share_loss(ours, symbols, *place), "even weights": lambda: parallel.nats(ours, part),
              "own": lambda: parallel.nats(model, part), "whole": lambda: parallel.nats(model, symbols)}
    found = {name: backward(model, loss) for name, loss in losses.items()}
    whole = found.pop("whole")
    return {name: ((g - whole).norm() / whole.norm()).item() for name, g in found.items()}


def backward(model, loss):
    """The gradient of a loss, from none, as one vector."""
    model.zero_grad()
    loss().backward()
    return torch.cat([p.grad.flatten() for p in model.parameters()])


def alone():
    """The steps of the first process alone, by their sizes."""
    model = model_of()
    return {("work", T, B): step_of(model, B, T) for T, B in WORK} if dist.get_rank() == 0 else {}


def exchanges(among):
    """Exchanges alone, by processes and numbers, of the groups that this process is in."""
    numbers = {n: torch.ones(n) for _, n in EXCHANGED}
    return {("exchange", N, n): lambda group=among[N], n=n: dist.all_reduce(numbers[n].fill_(1), group=group)
            for N, n in EXCHANGED if dist.get_rank() < N}


def together(among):
    """The steps of a training, work and exchange, by processes and sizes, of the groups that this process is in."""
    rank = dist.get_rank()
    models = {N: shared(model_of(), among[N]) for N in dict.fromkeys(N for N, _, _ in TOGETHER) if rank < N}
    return {("together", N, T, B): step_of(models[N], B, T, rank, N) for N, T, B in TOGETHER if rank < N}


def step_of(model, B, T, rank=0, world=1):
    """A function that runs forward and backward on this process's share of a batch."""
    symbols = read(B, T)
    return lambda: parallel.share_loss(model, symbols, rank, world).backward()


def quickest(runs, keys, rounds=ROUNDS):
    """Least processor seconds of each function by its key; all in turn, round by round, the first rounds uncounted.

    The least, for what else the machine does only adds: on two cores with four other processes the medians of an exchange
    among two and among three hid what a message costs. All processes go through the same keys, and wait where they have no
    function of that name.
    """
    times = {key: [] for key in runs}
    for _ in range(UNCOUNTED + rounds):
        for key in keys:
            dist.barrier()
            if key in runs:
                begin = time.process_time()
                runs[key]()
                times[key].append(time.process_time() - begin)
    return {key: min(found[UNCOUNTED:]) for key, found in times.items()}


def costs(among):
    """What the first process measures: rows of sizes and seconds by kind, and the "numbers" of a gradient."""
    keys = [*[("work", *size) for size in WORK], *[("exchange", *size) for size in EXCHANGED],
            *[("together", *size) for size in TOGETHER]]
    measured = quickest(alone() | exchanges(among) | together(among), keys)
    found = {kind: [[*sizes, seconds] for (name, *sizes), seconds in measured.items() if name == kind]
             for kind in ("work", "exchange", "together")}
    return found | {"numbers": model_of().count()}


def main():
    """Measure, and print what the first process found."""
    torch.set_num_threads(1)
    device = parallel.begin()
    among = groups()
    errors = gradient_errors(among[2], device) if dist.get_rank() < 2 else {}
    parallel.end({"errors": errors, "costs": costs(among)})


if __name__ == "__main__":
    main()
