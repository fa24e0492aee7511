"""A random problem for an LSTM's stages, with sizes that are not powers of two, and what a stage makes of it."""

import numpy as np
import torch

from utils.models.cells import LSTM

SHAPES = (5, 3, 2, 7), (4, 17, 3, 5), (1, 1, 1, 1), (3, 2, 3, 19)  # T, B, d, m
TOLERANCE = {torch.float64: 1e-10, torch.float32: 1e-5}


def problem(shape, dtype, ragged, seed=0):
    """(cell, x, (h, c), lengths or None, what outputs, h and c get back). Lengths run from 0 to T, both ends among them."""
    T, B, d, m = shape
    torch.manual_seed(seed)
    cell = LSTM(d, m, dtype=dtype)
    with torch.no_grad():
        for p in cell.parameters():
            p.copy_(0.7 * torch.randn_like(p))
    lengths = np.arange(B)[::-1] % (T + 1) if ragged else None
    sizes = (T, B, d), (B, m), (B, m), (T, B, m), (B, m), (B, m)
    x, h, c, *d_all = (torch.randn(*size, dtype=dtype) for size in sizes)
    return cell, x, (h, c), lengths, d_all


def outcome(stage, problem):
    """Outputs, last h and c; then, where the stage has gradients, those of x, first h and c, and of every parameter."""
    cell, x, initial, lengths, d_all = problem
    cell.zero_grad()
    x, *initial = (tensor.clone().requires_grad_() for tensor in (x, *initial))
    outputs, (h, c) = stage(cell, x, tuple(initial), lengths)
    found = [outputs, h, c]
    if outputs.requires_grad:
        sum((value * d).sum() for value, d in zip(found, d_all, strict=True)).backward()
        found += [tensor.grad for tensor in (x, *initial, *cell.parameters())]
    return [value.detach() for value in found]


def error(stage, reference, problem):
    """The largest difference of all that both give."""
    found, expected = outcome(stage, problem), outcome(reference, problem)
    assert all(a.shape == b.shape and a.dtype == b.dtype for a, b in zip(found, expected, strict=False))
    return max(float((a - b).abs().max()) for a, b in zip(found, expected, strict=False))
