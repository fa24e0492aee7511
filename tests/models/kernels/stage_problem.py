"""Random problems for an LSTM's stages, with sizes that are not powers of two, and lengths from none to all steps."""

import dataclasses

import torch

from utils.gradients.proof import random_problem, randomise
from utils.layers import LSTM

SHAPES = (5, 3, 2, 7), (4, 17, 3, 5), (1, 1, 1, 1), (3, 2, 3, 19)  # T, B, d, m
TOLERANCE = {torch.float64: 1e-10, torch.float32: 1e-5}


def problem(shape, ragged, seed=0):
    """(layer, problem); every sequence as long as T unless ragged."""
    T, B, d, m = shape
    layer = randomise(LSTM(d, m), seed)
    drawn = random_problem(layer, T, B, seed, shortest=0)
    return layer, drawn if ragged else dataclasses.replace(drawn, lengths=None)
