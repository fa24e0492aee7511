"""Optimisers and training loops, for NumPy and for PyTorch."""

from utils.training.loops import numpy_step, torch_step, train
from utils.training.optimisers import SGD, Adam

__all__ = ["SGD", "Adam", "numpy_step", "torch_step", "train"]
