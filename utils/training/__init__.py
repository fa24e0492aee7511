"""Optimisers and training loops, for NumPy and for PyTorch."""

from utils.training.loops import forward_backward, numpy_step, progress, torch_step, train
from utils.training.optimisers import SGD, Adam, falling

__all__ = ["SGD", "Adam", "falling", "forward_backward", "numpy_step", "progress", "torch_step", "train"]
