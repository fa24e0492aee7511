"""Three ways to one gradient, against autograd: each term on a copy of W_hh of its own, and their sum on one W_hh."""

import numpy as np
import pytest
import torch

from utils.gradients.through_time import backwards, forwards, immediate, terms
from utils.layers import RNN, Affine


def network(seed, T=7, m=4, d=3, k=2):
    """Weights W_hh, W_xh, W_hy, the state before the first step, inputs and targets."""
    rng = np.random.default_rng([seed, T, m])
    return [rng.normal(size=size) for size in ((m, m), (m, d), (k, m), m, (T, d), (T, k))]


def given(W_hh, W_xh, W_hy, h_0, x, target):
    """States and d_h of the loss |y - target|^2 / 2 at each step."""
    states = [h_0]
    for x_t in x:
        states.append(np.tanh(W_hh @ states[-1] + W_xh @ x_t))
    states = np.array(states)
    return states, (states[1:] @ W_hy.T - target) @ W_hy, W_hh


def losses(copies, W_xh, W_hy, h_0, x, target):
    """Each step's loss (T,) where step s uses copies[s]."""
    found, h = [], h_0
    for W, x_t, target_t in zip(copies, x, target, strict=True):
        h = torch.tanh(W @ h + W_xh @ x_t)
        found.append(((W_hy @ h - target_t) ** 2).sum() / 2)
    return torch.stack(found)


def by_autograd(W_hh, *rest):
    """The terms (T, T, m, m)."""
    copies = torch.tensor(np.repeat(W_hh[None], len(rest[-1]), axis=0), requires_grad=True)
    found = losses(copies, *map(torch.tensor, rest))
    return np.stack([torch.autograd.grad(loss, copies, retain_graph=True)[0].numpy() for loss in found])


@pytest.mark.parametrize("sizes", [{}, {"T": 1}, {"m": 1}, {"T": 2, "m": 2, "d": 1, "k": 1}])
@pytest.mark.parametrize("seed", range(3))
def test_each_term_is_the_gradient_of_one_loss_by_the_copy_that_one_step_used(seed, sizes):
    case = network(seed, **sizes)
    expected = by_autograd(*case)
    np.testing.assert_allclose(terms(*given(*case)), expected, rtol=1e-10, atol=1e-12)
    for way in (backwards, forwards):
        np.testing.assert_allclose(way(*given(*case)), expected.sum(axis=(0, 1)), rtol=1e-10, atol=1e-12)


def test_the_layer_gives_the_same_sum():
    W_hh, W_xh, W_hy, h_0, x, target = case = network(0)
    layer, readout = RNN(3, 4), Affine(4, 2)
    layer.parameters |= {"W_hh": W_hh, "W_xh": W_xh, "b_h": np.zeros(4)}
    readout.parameters["W_hy"] = W_hy
    y = readout.forward(layer.forward(x[:, None], h_0[None])[0])
    layer.backward(readout.backward(y - target[:, None]))
    np.testing.assert_allclose(backwards(*given(*case)), layer.gradients["W_hh"], rtol=1e-12)


def test_the_immediate_derivative_is_that_of_one_step_from_a_constant():
    W_hh, W_xh, _, h_0, x, _ = map(torch.tensor, network(1))
    h = torch.tanh(W_hh @ h_0 + W_xh @ x[0])
    expected = torch.autograd.functional.jacobian(lambda W: torch.tanh(W @ h_0 + W_xh @ x[0]), W_hh)
    np.testing.assert_allclose(immediate(h.numpy(), h_0.numpy()), expected, rtol=1e-12)


@pytest.mark.parametrize(("way", "expected"), [(terms, lambda T, m: (T * m) ** 2), (backwards, lambda T, m: (2 * T - 1) * m**2),
                                               (forwards, lambda T, m: T * (m**4 + m**3))])
@pytest.mark.parametrize("sizes", [{"T": 1}, {"T": 6, "m": 3}])
def test_multiplications_in_products_are_those_of_the_formula(way, expected, sizes):
    case, counted = given(*network(0, **sizes)), []

    def product(a, b):
        counted.append(a.size * b.size // len(b))
        return a @ b

    np.testing.assert_array_equal(way(*case, product), way(*case))
    assert sum(counted) == expected(*case[1].shape)


@pytest.mark.parametrize("way", [terms, backwards, forwards])
def test_what_does_not_fit_is_refused(way):
    states, d_h, W_hh = given(*network(0))
    with pytest.raises(ValueError, match=r"^states: got shape \(7, 4\), expected \(8, 4\)$"):
        way(states[1:], d_h, W_hh)
    with pytest.raises(ValueError, match=r"^d_h: got shape \(4,\), expected \(any, any\)$"):
        way(states, d_h[0], W_hh)
    with pytest.raises(ValueError, match=r"^W_hh: got shape \(3, 4\), expected \(4, 4\)$"):
        way(states, d_h, W_hh[1:])
    for place, name in enumerate(("states", "d_h", "W_hh")):
        given_float32 = [a.astype(np.float32) if k == place else a for k, a in enumerate((states, d_h, W_hh))]
        with pytest.raises(ValueError, match=f"^{name}: got dtype float32, expected float64"):
            way(*given_float32)
