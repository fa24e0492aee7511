"""How slow this machine is just now, by a fixed piece of work: two labs side by side take each other's cache. Needs NumPy."""

import time
from statistics import median

import numpy as np

QUIET = 0.62  # seconds of processor time that the piece takes where nothing else runs


def piece():
    """The work: small products, as the labs', and plain Python; its processor seconds."""
    a, begin = np.eye(128) / 128, time.process_time()
    for _ in range(4000):
        a = np.tanh(a @ a) + sum(range(200)) * 0
    return time.process_time() - begin


def slowness():
    """How many times as long as on a quiet machine everything takes now, at least 1."""
    return max(1, median(piece() for _ in range(3)) / QUIET)
