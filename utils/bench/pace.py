"""How slow this machine is just now, by two fixed pieces of work. Needs NumPy.

One is not enough: a processor with wide registers multiplies fast and may yet be slow with many small objects, as in a process
that begins and imports; and two labs side by side take each other's cache.
"""

import gc
import time
from statistics import median

import numpy as np


def products():
    """The labs' arithmetic, small products of matrices and their tanh; processor seconds."""
    a, begin = np.eye(128) / 128, time.process_time()
    for _ in range(2000):
        a = np.tanh(a @ a) + sum(range(200)) * 0
    return time.process_time() - begin


def objects():
    """Many small objects, made and forgotten; processor seconds. Without the collector, whose time is that of all else here."""
    collects, begin = gc.isenabled(), time.process_time()
    gc.disable()
    for _ in range(4):
        _ = {number: [number] for number in range(100_000)}
    taken = time.process_time() - begin
    if collects:
        gc.enable()
    return taken


# Processor seconds where nothing else ran: of products on the machine that the labs were written on, of objects on a later one.
QUIET = {products: 0.31, objects: 0.053}


def slowness():
    """How many times as long as on a quiet machine the slower of the two pieces takes now, at least 1."""
    return max(1, *(median(piece() for _ in range(3)) / quiet for piece, quiet in QUIET.items()))
