"""Train a model of characters on many devices: one process each, the same program, started by torchrun.

    torchrun --standalone --nproc-per-node 2 --max-restarts 3 -m utils.training.parallel FOLDER --steps 200

Where each process can have a GPU of its own they talk by NCCL, else, on processors, by gloo. A process that is killed takes
the others with it; torchrun starts all of them again and they go on from the last checkpoint in FOLDER.
"""

import argparse
import json
import os
import time
from datetime import timedelta
from pathlib import Path

import numpy as np

from utils.data import plays
from utils.data.vocabulary import Vocabulary
from utils.models.characters import CharacterModel
from utils.optional import need
from utils.training import checkpoints

torch = need("torch")
dist = torch.distributed
cross_entropy = torch.nn.functional.cross_entropy
PLAY = "Hamlet"
TIMEOUT = timedelta(seconds=120)  # that a process waits for another; PyTorch's own is half an hour


def begin(prefix=True):
    """Join the other processes, as torchrun's variables say; returns the device of this one.

    Parameters
    ----------
    prefix : bool
        Keep the keys of each restart apart. torchrun keeps its store through a restart (PyTorch 2.13, `--standalone`), and in
        it the addresses at which the processes of the last attempt listened: a process that reads one of those before it is
        overwritten finds nobody there. Without the prefix: PyTorch's own way.
    """
    device = own_device()
    backend = "nccl" if device.type == "cuda" else "gloo"
    store, rank, world = next(dist.rendezvous("env://", timeout=TIMEOUT))
    if prefix:
        store = dist.PrefixStore(f"attempt_{os.environ.get('TORCHELASTIC_RESTART_COUNT', 0)}", store)
    dist.init_process_group(backend, store=store, rank=rank, world_size=world, timeout=TIMEOUT)
    return device


def end(found=None):
    """Wait for the other processes and leave them; the first prints what it found, if anything, as a line of JSON."""
    if found is not None and dist.get_rank() == 0:
        print(json.dumps(found))
    dist.barrier()
    dist.destroy_process_group()


def own_device():
    """The GPU of this process where each process of the machine has one, made the current one; else the processor."""
    if torch.cuda.device_count() < int(os.environ["LOCAL_WORLD_SIZE"]):
        return torch.device("cpu")
    device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
    torch.cuda.set_device(device)
    return device


def source():
    """The play as symbols (n,), and how many symbols there are."""
    text = plays.text(PLAY, speakers=False)
    vocabulary = Vocabulary(text)
    return vocabulary.encode(text), len(vocabulary)


def batch(symbols, step, B, T, seed=0):
    """The batch of a step, as symbols (T + 1, B): a function of the step, so that nothing of it need be kept.

    The last T rows are the targets of the first T.
    """
    starts = np.random.default_rng([seed, step]).integers(len(symbols) - T, size=B)
    return symbols[starts + np.arange(T + 1)[:, None]]


def shard(B, rank, world):
    """Which columns of a batch a process takes: a slice; the first processes take one more where B does not divide."""
    each, more = divmod(B, world)
    first = rank * each + min(rank, more)
    return slice(first, first + each + (rank < more))


def nats(model, read):
    """Mean nats per character of columns (T + 1, B) that a model of characters reads from a state of zero."""
    scores, _ = model(read[:-1])
    return cross_entropy(scores.flatten(0, 1), read[1:].flatten())


def share_loss(model, read, rank, world):
    """The loss of this process's columns, weighted so that the mean over processes is the mean over the batch.

    Parameters
    ----------
    model : CharacterModel, or one wrapped in DistributedDataParallel
    read : tensor (T + 1, B)
        The whole batch, of at least as many columns as there are processes.
    rank, world : int
    """
    B = read.shape[1]
    part = read[:, shard(B, rank, world)]
    return nats(model, part) * (part.shape[1] * world / B)


def wrapped(model):
    """The model, its gradients averaged over all processes during the backward pass."""
    return torch.nn.parallel.DistributedDataParallel(model)


def train(folder, *, steps, B=24, T=40, m=64, every=10, rate=0.01, seed=0, dtype=None, device="cpu"):
    """Train from the newest whole checkpoint to the end; every process calls it, with the same arguments.

    Parameters
    ----------
    folder : path
        Where checkpoints lie, for all processes to read. The first process writes them, and a line per step into `log`.
    steps, B, T, m, every : int
        Updates, sequences per update over all processes, steps of each, units, updates from one checkpoint to the next.
    rate : float
        Adam's.
    seed : int
        Draws the first weights and all batches.

    Returns
    -------
    The model after the last update, on this process.
    """
    Path(folder).mkdir(parents=True, exist_ok=True)
    symbols, k = source()
    rank, world = dist.get_rank(), dist.get_world_size()
    model = wrapped(CharacterModel("LSTM", k, m, seed).to(device, dtype))
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    for step in range(restore(folder, model.module, optimiser, device), steps):
        optimiser.zero_grad()
        read = torch.as_tensor(batch(symbols, step, B, T, seed), device=device)
        share_loss(model, read, rank, world).backward()
        optimiser.step()
        if rank == 0:
            keep(folder, model.module, optimiser, step, whether=(step + 1) % every == 0 or step + 1 == steps)
    return model.module


def undisturbed(*, steps, world, B=24, T=40, m=64, rate=0.01, seed=0, dtype=None):
    """The model that so many processes train where nobody kills one, trained by this one: it goes through all their shares.

    Arguments are those of `train`. For two processes the weights are theirs to the last bit, since halves are exact.
    """
    symbols, k = source()
    model = CharacterModel("LSTM", k, m, seed).to("cpu", dtype)
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    for step in range(steps):
        optimiser.zero_grad()
        read = torch.as_tensor(batch(symbols, step, B, T, seed))
        for rank in range(world):
            (share_loss(model, read, rank, world) / world).backward()
        optimiser.step()
    return model


def restore(folder, model, optimiser, device):
    """Take both from the newest whole checkpoint; returns the step to go on with, 0 where there is none."""
    step, state = checkpoints.latest(folder, map_location=device)
    if state:
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
    return step


def keep(folder, model, optimiser, step, whether):
    """Note the step in `log`, and write a checkpoint if it is time."""
    note(folder, "log", step)
    if whether:
        checkpoints.save(folder, step + 1, {"model": model.state_dict(), "optimiser": optimiser.state_dict()})


def note(folder, name, what):
    """Add a line to a file of the folder."""
    with open(Path(folder) / name, "a", encoding="utf-8") as file:
        file.write(f"{what}\n")


def arguments():
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="utils.training.parallel", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--double", action="store_true", help="float64 in the place of float32")
    parser.add_argument("--plain", action="store_true", help="join the others as PyTorch does by itself")
    parser.add_argument("--late", type=float, default=0, help="seconds by which the last process joins late after a restart")
    return parser.parse_args()


def main():
    """Train; the file `pids` gets a line per process and start: attempt, rank, id."""
    given = arguments()
    torch.set_num_threads(1)
    given.folder.mkdir(parents=True, exist_ok=True)
    attempt, rank, world = (int(os.environ[name]) for name in ("TORCHELASTIC_RESTART_COUNT", "RANK", "WORLD_SIZE"))
    note(given.folder, "pids", f"{attempt} {rank} {os.getpid()}")
    time.sleep(given.late if attempt and rank == world - 1 else 0)
    device = begin(prefix=not given.plain)
    train(given.folder, steps=given.steps, seed=given.seed, dtype=torch.float64 if given.double else None, device=device)
    end()


if __name__ == "__main__":
    main()
