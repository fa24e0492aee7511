"""The bytes that an exchange of gradients writes, counted by Linux for each of the processes that torchrun starts.

    torchrun --standalone --nproc-per-node 4 -m utils.bench.exchange
"""

from pathlib import Path

from utils.optional import need
from utils.training import parallel

torch = need("torch")
dist = torch.distributed
COUNTER = Path("/proc/self/io")
NUMBERS = 2**20


def written(size=NUMBERS):
    """Bytes that one exchange of `size` numbers of 4 bytes makes this process write, as a share of the numbers' own."""
    numbers = torch.ones(size)
    dist.all_reduce(numbers)
    before = so_far()
    dist.all_reduce(numbers)
    return (so_far() - before) / (4 * size)


def so_far():
    """Bytes that this process has written; OSError on a system that does not count them."""
    return int(dict(line.split(": ") for line in COUNTER.read_text().splitlines())["wchar"])


def main():
    """Print a line of JSON: what the first process wrote."""
    torch.set_num_threads(1)
    parallel.begin()
    parallel.end(written())


if __name__ == "__main__":
    main()
