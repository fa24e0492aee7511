"""Random problems for an LSTM's stages, with sizes that are not powers of two, and lengths from none to all steps."""

import dataclasses
import random

import torch

from utils.gradients.proof import random_problem, randomise
from utils.layers import LSTM

ODD = [n for n in range(3, 23) if n & (n - 1)]  # no powers of two
DRAWN = random.Random(0)
SHAPES = [(5, 3, 2, 7), (4, 17, 3, 5), (1, 1, 1, 1), (3, 2, 3, 19),  # T, B, d, m
          *[(DRAWN.choice(ODD[:4]), *DRAWN.choices(ODD, k=3)) for _ in range(2)]]
TOLERANCE = {torch.float64: 1e-10, torch.float32: 1e-5}


def problem(shape, ragged, seed=0):
    """(layer, problem); every sequence as long as T unless ragged."""
    T, B, d, m = shape
    layer = randomise(LSTM(d, m), seed)
    drawn = random_problem(layer, T, B, seed, shortest=0)
    return layer, drawn if ragged else dataclasses.replace(drawn, lengths=None)
