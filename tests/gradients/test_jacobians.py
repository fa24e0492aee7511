"""Jacobians of a step, derived by hand, against autograd on equations written a second time and against differences."""

import numpy as np
import pytest
import torch

from utils.gradients import proof
from utils.gradients.jacobians import lstm_steps, products, spectra, step_jacobians
from utils.gradients.references import STEPS
from utils.layers import GRU, LSTM, RNN, Affine
from utils.layers.states import parts, rebuilt

T, D, M = 5, 2, 3
LAYERS = {"RNN": (RNN, {}), "LSTM": (LSTM, {"forget_bias": 1.0}), "GRU reset_after": (GRU, {"variant": "reset_after"}),
          "GRU reset_before": (GRU, {"variant": "reset_before"})}


def case(kind, seed=0):
    """A layer of large weights, a sequence (T, d), and a first state."""
    cls, options = LAYERS[kind]
    layer, rng = proof.randomise(cls(D, M, **options), seed), np.random.default_rng(seed)
    first = tuple(rng.normal(size=M) for _ in layer.state_names)
    return layer, rng.normal(size=(T, D)), first if len(first) > 1 else first[0]


def flat(state):
    return np.concatenate([np.ravel(part) for part in parts(state)])


def by_autograd(kind, layer, x, initial):
    """The same by PyTorch, on the equations in `references`."""
    p = {name: torch.tensor(value) for name, value in layer.parameters.items()}
    state, found = torch.tensor(flat(initial)), []

    def step(vector, x_t):
        old = tuple(vector.chunk(2)) if kind == "LSTM" else vector
        new = STEPS[kind](p, old, x_t)
        return torch.cat(new) if isinstance(new, tuple) else new

    for x_t in torch.tensor(x):
        found.append(torch.autograd.functional.jacobian(lambda v, x_t=x_t: step(v, x_t), state).numpy())
        state = step(state, x_t)
    return np.stack(found)


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("seed", range(3))
def test_each_step_is_that_of_autograd(kind, seed):
    layer, x, initial = case(kind, seed)
    np.testing.assert_allclose(step_jacobians(layer, x, initial), by_autograd(kind, layer, x, initial), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("kind", LAYERS)
def test_rows_are_the_new_state_and_the_later_step_stands_left(kind):
    """A difference of the layer's own forward pass decides the layout and the order."""
    layer, x, initial = case(kind)
    x, at, step = x[:2], flat(initial), 1e-6

    def end(vector):
        return flat(layer.forward(x[:, None], rebuilt(initial, [p[None] for p in np.split(vector, len(parts(initial)))]))[1])

    differences = np.stack([(end(at + step * e) - end(at - step * e)) / (2 * step) for e in np.eye(at.size)], axis=1)
    jacobians = step_jacobians(layer, x, initial)
    np.testing.assert_allclose(products(jacobians)[-1], differences, rtol=1e-6, atol=1e-8)
    size = np.abs(differences).max()
    for wrong in (products(jacobians)[-1].T, jacobians[0] @ jacobians[1]):  # the other layout, the other order
        assert np.abs(wrong - differences).max() > 0.05 * size


def test_products_start_at_the_last_step():
    jacobians = np.random.default_rng(0).normal(size=(3, 2, 2))
    a, b, c = jacobians
    np.testing.assert_allclose(products(jacobians), [c, c @ b, c @ b @ a])


def test_spectra_are_singular_values_the_largest_first():
    jacobians = np.stack([np.diag([1.0, 3.0]), np.diag([0.5, 2.0])])
    np.testing.assert_allclose(spectra(jacobians), [[2, 0.5], [6, 0.5]])


def test_the_direct_path_of_an_lstm_is_its_forget_gate_alone():
    layer, x, initial = case("LSTM")
    steps = lstm_steps(layer, x, initial)
    np.testing.assert_array_equal([step.whole for step in steps], step_jacobians(layer, x, initial))
    h, c = initial
    for step, x_t in zip(steps, x, strict=True):
        p = layer.parameters
        f = 1 / (1 + np.exp(-(p["W_hf"] @ h + p["W_xf"] @ x_t + p["b_f"])))
        np.testing.assert_allclose(step.c_from_c, np.diag(f))
        _, (h, c) = layer.forward(x_t[None, None], (h[None], c[None]))
        h, c = h[0], c[0]


@pytest.mark.parametrize("kind", LAYERS)
def test_without_a_first_state_it_is_zero(kind):
    layer, x, initial = case(kind)
    zero = tuple(map(np.zeros_like, initial)) if isinstance(initial, tuple) else np.zeros_like(initial)
    np.testing.assert_array_equal(step_jacobians(layer, x), step_jacobians(layer, x, zero))


def test_what_does_not_fit_is_refused():
    layer, x, initial = case("RNN")
    with pytest.raises(ValueError, match=r"^x: got shape \(5, 1, 2\), expected one sequence \(T, 2\)$"):
        step_jacobians(layer, x[:, None])
    with pytest.raises(ValueError, match="expected an LSTM"):
        lstm_steps(layer, x, initial)
    with pytest.raises(ValueError, match=r"^jacobians: got shape \(2, 3\), expected \(any, n, n\)$"):
        products(np.ones((2, 3)))
    with pytest.raises(ValueError, match="initial"):
        step_jacobians(layer, x, np.ones(M + 1))
    with pytest.raises(ValueError, match="expected one of RNN, LSTM, GRU"):
        step_jacobians(Affine(2, 2, seed=0), x)
