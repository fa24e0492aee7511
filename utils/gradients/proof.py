"""Prove a layer's hand-derived gradients by further routes: the complex step, autograd, and finite differences.

The loss is a random projection of everything the layer puts out, L = sum(G * outputs) + sum(H * final), so that its
gradient with respect to the outputs is G and with respect to the final state is H, and no error can hide in a zero.

The complex step (Squire & Trapp 1998): L(x + i e) = L(x) + i e L'(x) + O(e^2), so L'(x) = Im L(x + i e) / e. Nothing is
subtracted, so e can be 1e-30 and the result is exact to rounding, where a finite difference loses half of its digits.

Finite differences need no complex numbers, and for that they need care: where units saturate and a gradient is tiny, rounding
hides it; where gradients explode, no step is short enough. There they disagree with the other two routes, which agree.
"""

from dataclasses import dataclass

import numpy as np

from utils.layers.states import parts, rebuilt
from utils.optional import need

STEP = 1e-30
NUDGE = 1e-3  # a difference of fourth order: truncation shrinks as its fourth power, rounding grows as its inverse
ROUTES = ("complex_step", "autograd")
BOUNDS = {"complex_step": 1e-10, "autograd": 1e-10, "finite_difference": 1e-7}


@dataclass(frozen=True)
class Problem:
    """A layer's inputs, and the projection that makes a loss of its outputs. H is built as the layer's state is."""

    x: np.ndarray  # (T, B, d)
    initial: np.ndarray | tuple  # (B, m)
    lengths: np.ndarray  # (B,)
    G: np.ndarray  # (T, B, m)
    H: np.ndarray | tuple  # (B, m)

    def loss(self, outputs, final):
        """L = sum(G * outputs) + sum(H * final), a scalar."""
        return (self.G * outputs).sum() + sum((H * part).sum() for H, part in zip(parts(self.H), parts(final), strict=True))


def random_problem(layer, T, B, seed, shortest=1):
    """A problem of random numbers for a layer, lengths from `shortest` to T, at least one of them T."""
    rng = np.random.default_rng(seed)
    d, m = layer.input_size, layer.hidden_size
    lengths = rng.integers(shortest, T + 1, B)
    lengths[rng.integers(B)] = T
    draw, state = rng.standard_normal, layer.zero_state(B)
    x, initial = draw((T, B, d)), rebuilt(state, [draw(part.shape) for part in parts(state)])
    return Problem(x, initial, lengths, draw((T, B, m)), rebuilt(state, [draw(part.shape) for part in parts(state)]))


def randomise(layer, seed, scale=1.0):
    """Give a layer normal parameters, so that no bias is zero; deviation `scale`, over sqrt(columns) for weights. Return it."""
    rng = np.random.default_rng([seed, 2])
    for p in layer.parameters.values():
        deviation = scale / np.sqrt(p.shape[1]) if p.ndim == 2 else scale
        p[...] = deviation * rng.standard_normal(p.shape)
    return layer


def prove(layer, problem, routes=ROUTES):
    """Compare the layer's own gradients with those of other routes.

    Parameters
    ----------
    layer : a layer of `utils.layers` in float64, a stack or a bidirectional layer
    problem : Problem
    routes : names of routes
        Some of "complex_step", "autograd" and "finite_difference".

    Returns
    -------
    dict of dict
        For each route and each of x, the parts of the initial state (initial, for the LSTM initial_c too) and the parameters:
        the largest difference, over the largest entry of the route's gradient.

    Raises
    ------
    ValueError
        If the layer is not in float64: the comparison needs its digits. If a route is not known.
    """
    if layer.dtype != np.float64:
        raise ValueError(f"layer: got dtype {layer.dtype}, expected float64")
    if unknown := set(routes) - set(BOUNDS):
        raise ValueError(f"routes: got {sorted(unknown)}, expected some of {tuple(BOUNDS)}")
    ways = {"complex_step": by_complex_step, "autograd": by_autograd, "finite_difference": by_finite_difference}
    own = by_hand(layer, problem)
    found = {route: ways[route](layer, problem) for route in routes}
    return {route: {name: relative_error(own[name], g) for name, g in true.items()} for route, true in found.items()}


def relative_error(value, truth):
    """Largest difference over the largest entry of the truth; the plain difference where the truth is all zero."""
    return float(np.abs(value - truth).max() / (np.abs(truth).max() or 1.0))


def by_hand(layer, problem):
    """The layer's own backward pass: a dict of gradients for x, the initial state and the parameters."""
    layer.forward(problem.x, problem.initial, problem.lengths)
    d_x, d_initial = layer.backward(problem.G, problem.H)
    return {"x": d_x, **named(layer, d_initial), **layer.gradients}


def named(layer, initial):
    """The parts of an initial state of a layer, or of its gradient, by name."""
    names = ["initial" if name == "h" else f"initial_{name}" for name in layer.state_names]
    return dict(zip(names, parts(initial), strict=True))


def by_complex_step(layer, problem):
    """Each entry of each gradient from one forward pass in complex numbers."""
    return by_nudges(layer, problem, np.complex128, derivatives)


def by_finite_difference(layer, problem):
    """Each entry of each gradient from four forward passes in float64."""
    return by_nudges(layer, problem, np.float64, differences)


def by_nudges(layer, problem, dtype, derive):
    """The gradients by `derive(loss, array)`, which moves one entry at a time of a twin's inputs and parameters."""
    twin, x = layer.astype(dtype), problem.x.astype(dtype)
    state = rebuilt(problem.initial, [part.astype(dtype) for part in parts(problem.initial)])

    def loss():
        return problem.loss(*twin.forward(x, state, problem.lengths))

    return {name: derive(loss, array) for name, array in {"x": x, **named(layer, state), **twin.parameters}.items()}


def derivatives(loss, array):
    """dL/d(entry) for every entry of a complex array that `loss` reads, which is left as it was."""
    gradient = np.empty(array.shape)
    for i in np.ndindex(array.shape):
        array[i] += 1j * STEP
        gradient[i] = loss().imag / STEP
        array[i] = array[i].real
    return gradient


def differences(loss, array):
    """dL/d(entry) for every entry of a real array that `loss` reads, by central differences of fourth order.

    (8 (L(x + e) - L(x - e)) - (L(x + 2e) - L(x - 2e))) / 12e; see Fornberg 1988. The array is left as it was.
    """
    gradient = np.empty(array.shape)
    for i in np.ndindex(array.shape):
        middle, at = array[i], {}
        for step in (-2, -1, 1, 2):
            array[i] = middle + step * NUDGE
            at[step] = loss()
        gradient[i] = (8 * (at[1] - at[-1]) - (at[2] - at[-2])) / (12 * NUDGE)
        array[i] = middle
    return gradient


def by_autograd(layer, problem):
    """PyTorch's gradients of the same equations, written a second time in `references`."""
    torch = need("torch")
    leaves = leaves_of(layer, problem)
    outputs, final = run_reference(layer, problem, leaves)
    loss = (torch.tensor(problem.G) * outputs).sum()
    loss = loss + sum((torch.tensor(H) * part).sum() for H, part in zip(parts(problem.H), parts(final), strict=True))
    # where every length is zero no weight is used: its gradient is zero, not missing
    gradients = torch.autograd.grad(loss, list(leaves.values()), allow_unused=True, materialize_grads=True)
    return {name: g.numpy() for name, g in zip(leaves, gradients, strict=True)}


def leaves_of(layer, problem):
    """x, the initial state and the parameters as tensors that autograd watches, by name."""
    arrays = {"x": problem.x, **named(layer, problem.initial), **layer.parameters}
    return {name: need("torch").tensor(array, requires_grad=True) for name, array in arrays.items()}


def run_reference(layer, problem, leaves):
    """Outputs and final state of the layer's equations, as tensors, by `references`."""
    from utils.gradients import references

    state = rebuilt(problem.initial, [leaves[name] for name in named(layer, problem.initial)])
    parameters = {name: leaves[name] for name in layer.parameters}
    return references.run(layer.equations, parameters, leaves["x"], state, problem.lengths)
