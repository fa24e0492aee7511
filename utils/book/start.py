"""The first call of every lab."""

import os

import numpy as np
from threadpoolctl import threadpool_limits

from utils.book.figures import use_house_style
from utils.book.kernel import begin
from utils.checks import whole

LARGEST_SEED = 2**32 - 1  # NumPy and PyTorch both take it


def start(seed=0):
    """Put a lab on one thread, in the house style, and give it its random generator.

    One thread, because BLAS and OpenMP threads that wait for each other can make small matrix products many times slower.

    Parameters
    ----------
    seed : int
        Seed of the generator, and of PyTorch's. Import PyTorch first: where it draws numbers before it has its seed,
        `claim`, `number` and `show` refuse to record anything.

    Returns
    -------
    numpy.random.Generator

    Raises
    ------
    ValueError
        If `seed` is no integer from 0 to `LARGEST_SEED`.
    """
    seed = whole("seed", seed)
    if seed > LARGEST_SEED:
        raise ValueError(f"seed: got {seed}, expected an integer from 0 to {LARGEST_SEED}")
    threadpool_limits(1)
    os.environ["OMP_NUM_THREADS"] = "1"  # for what is imported later
    begin(seed)
    use_house_style()
    return np.random.default_rng(seed)
