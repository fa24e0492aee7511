"""The first call of every lab."""

import sys

import numpy as np
from threadpoolctl import threadpool_limits

from utils.book.figures import use_house_style


def start(seed=0):
    """Put a lab on one thread, in the house style, and give it its random generator.

    One thread, because BLAS and OpenMP threads that wait for each other can make small matrix products many times slower.

    Parameters
    ----------
    seed : int
        Seed of the generator, and of PyTorch's where it is already imported.

    Returns
    -------
    numpy.random.Generator

    Raises
    ------
    ValueError
        If `seed` is not a non-negative integer.
    """
    if not isinstance(seed, int) or seed < 0:
        raise ValueError(f"seed: got {seed!r}, expected a non-negative integer")
    threadpool_limits(1)
    if "torch" in sys.modules:
        torch = sys.modules["torch"]
        torch.set_num_threads(1)
        torch.manual_seed(seed)
    use_house_style()
    return np.random.default_rng(seed)
