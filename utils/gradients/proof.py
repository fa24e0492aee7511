"""Prove a layer's hand-derived gradients by two further routes: the complex step, and autograd.

The loss is a random projection of everything the layer puts out, L = sum(G * outputs) + sum(H * final), so that its
gradient with respect to the outputs is G and with respect to the final state is H, and no error can hide in a zero.

The complex step (Squire & Trapp 1998): L(x + i e) = L(x) + i e L'(x) + O(e^2), so L'(x) = Im L(x + i e) / e. Nothing is
subtracted, so e can be 1e-30 and the result is exact to rounding, where a finite difference loses half of its digits.
"""

from dataclasses import dataclass

import numpy as np

STEP = 1e-30
ROUTES = ("complex_step", "autograd")


@dataclass(frozen=True)
class Problem:
    """A layer's inputs, and the projection that makes a loss of its outputs."""

    x: np.ndarray  # (T, B, d)
    initial: np.ndarray  # (B, m)
    lengths: np.ndarray  # (B,)
    G: np.ndarray  # (T, B, m)
    H: np.ndarray  # (B, m)


def random_problem(layer, T, B, seed):
    """A problem of random numbers for a layer, lengths from 1 to T, at least one of them T."""
    rng = np.random.default_rng(seed)
    d, m = layer.input_size, layer.hidden_size
    lengths = rng.integers(1, T + 1, B)
    lengths[rng.integers(B)] = T
    draw = rng.standard_normal
    return Problem(draw((T, B, d)), draw((B, m)), lengths, draw((T, B, m)), draw((B, m)))


def prove(layer, problem):
    """Compare the layer's own gradients with both routes.

    Parameters
    ----------
    layer : a layer of `utils.layers` in float64
    problem : Problem

    Returns
    -------
    dict of dict
        For each of `ROUTES` and each of x, initial and the parameters: the largest difference, over the largest
        entry of the route's gradient.

    Raises
    ------
    ValueError
        If the layer is not in float64: the comparison needs its digits.
    """
    if layer.dtype != np.float64:
        raise ValueError(f"layer: got dtype {layer.dtype}, expected float64")
    own = by_hand(layer, problem)
    routes = {"complex_step": by_complex_step(layer, problem), "autograd": by_autograd(layer, problem)}
    return {route: {name: relative_error(own[name], g) for name, g in found.items()} for route, found in routes.items()}


def relative_error(value, truth):
    """Largest difference over the largest entry of the truth; the plain difference where the truth is all zero."""
    return float(np.abs(value - truth).max() / (np.abs(truth).max() or 1.0))


def by_hand(layer, problem):
    """The layer's own backward pass: a dict of gradients for x, initial and the parameters."""
    layer.forward(problem.x, problem.initial, problem.lengths)
    d_x, d_initial = layer.backward(problem.G, problem.H)
    return {"x": d_x, "initial": d_initial, **layer.gradients}


def by_complex_step(layer, problem):
    """Each entry of each gradient from one forward pass in complex numbers."""
    twin = type(layer)(layer.input_size, layer.hidden_size, dtype=np.complex128)
    twin.parameters = {name: p.astype(np.complex128) for name, p in layer.parameters.items()}
    inputs = {"x": problem.x.astype(np.complex128), "initial": problem.initial.astype(np.complex128)}

    def loss():
        outputs, final = twin.forward(inputs["x"], inputs["initial"], problem.lengths)
        return (problem.G * outputs).sum() + (problem.H * final).sum()

    return {name: derivatives(loss, array) for name, array in {**inputs, **twin.parameters}.items()}


def derivatives(loss, array):
    """dL/d(entry) for every entry of a complex array that `loss` reads, which is left as it was."""
    gradient = np.empty(array.shape)
    for i in np.ndindex(array.shape):
        array[i] += 1j * STEP
        gradient[i] = loss().imag / STEP
        array[i] = array[i].real
    return gradient


def by_autograd(layer, problem):
    """PyTorch's gradients of the same equations, written a second time in `references`."""
    import torch

    from utils.gradients import references

    leaves = {"x": problem.x, "initial": problem.initial, **layer.parameters}
    leaves = {name: torch.tensor(array, requires_grad=True) for name, array in leaves.items()}
    parameters = {name: leaves[name] for name in layer.parameters}
    outputs, final = references.run(type(layer).__name__, parameters, leaves["x"], leaves["initial"], problem.lengths)
    loss = (torch.tensor(problem.G) * outputs).sum() + (torch.tensor(problem.H) * final).sum()
    loss.backward()
    return {name: leaf.grad.numpy() for name, leaf in leaves.items()}
