"""The layer without memory: equal to the RNN run for one step, its gradients those of autograd, and errors."""

import numpy as np
import pytest
import torch

from utils.layers import RNN, Affine, softmax_cross_entropy
from utils.layers.feedforward import Feedforward
from utils.training.fitting import fit

RNG = np.random.default_rng(0)
X = RNG.standard_normal((4, 3, 5))


def test_it_is_the_rnn_of_the_same_seed_run_for_one_step():
    layer, rnn = Feedforward(5, 6, seed=3), RNN(5, 6, seed=3)
    for one, other in zip(layer.forward(X[:1]), rnn.forward(X[:1]), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13)
    d_h = RNG.standard_normal((1, 3, 6))
    np.testing.assert_allclose(layer.backward(d_h)[0], rnn.backward(d_h)[0], rtol=1e-12)
    for name in ("W_xh", "b_h"):
        np.testing.assert_allclose(layer.gradients[name], rnn.gradients[name], rtol=1e-12, atol=1e-14)


def test_training_gives_what_the_rnn_run_for_one_step_gives():
    x, y = RNG.standard_normal((1, 60, 5)), RNG.integers(2, size=(1, 60))
    losses = [fit(kind(5, 6, seed=1), Affine(6, 2, seed=1), x, y, softmax_cross_entropy,
                  rng=np.random.default_rng(0), steps=20, batch=8, rate=0.02) for kind in (Feedforward, RNN)]
    np.testing.assert_allclose(*losses, rtol=1e-9)


def test_it_takes_every_step_by_itself_and_says_what_the_last_one_was():
    layer = Feedforward(5, 6)
    layer.parameters["b_h"][...] = 0.1
    h, final = layer.forward(X)
    np.testing.assert_allclose(h, np.tanh(X @ layer.parameters["W_xh"].T + 0.1), rtol=1e-13)
    np.testing.assert_array_equal(final, h[-1])
    np.testing.assert_allclose(layer.forward(X[::-1].copy())[0], h[::-1], rtol=1e-13)


def test_gradients_over_several_steps_equal_autograd():
    layer, d_h = Feedforward(5, 6, seed=1), RNG.standard_normal((4, 3, 6))
    layer.forward(X)
    d_x, d_initial = layer.backward(d_h)
    p = {name: torch.tensor(value, requires_grad=True) for name, value in layer.parameters.items()}
    x = torch.tensor(X, requires_grad=True)
    (torch.tanh(x @ p["W_xh"].T + p["b_h"]) * torch.tensor(d_h)).sum().backward()
    np.testing.assert_allclose(d_x, x.grad, rtol=1e-12)
    assert d_initial is None
    for name in p:
        np.testing.assert_allclose(layer.gradients[name], p[name].grad, rtol=1e-12)


def test_what_the_caller_changes_afterwards_changes_nothing():
    layer, x, d_h = Feedforward(5, 6), X.copy(), np.ones((4, 3, 6))
    layer.forward(x)
    layer.backward(d_h)
    expected = layer.gradients["W_xh"]
    h, final = layer.forward(x)
    x[...], h[...], final[...] = 0, 0, 0
    layer.backward(d_h)
    np.testing.assert_array_equal(layer.gradients["W_xh"], expected)


def test_it_names_bad_input():
    layer = Feedforward(5, 6, dtype=np.float32)
    assert (layer.input_size, layer.hidden_size, layer.parameters["W_xh"].dtype) == (5, 6, np.float32)
    with pytest.raises(RuntimeError, match="called before forward"):
        layer.backward(X)
    with pytest.raises(ValueError, match="x: got dtype float64, expected float32"):
        layer.forward(X)
    with pytest.raises(ValueError, match=r"^initial: expected None: the layer has no state"):
        layer.forward(X.astype(np.float32), np.zeros((3, 6), np.float32))
    with pytest.raises(ValueError, match=r"^lengths: expected None"):
        layer.forward(X.astype(np.float32), lengths=[4, 4, 4])
    layer.forward(X.astype(np.float32))
    with pytest.raises(ValueError, match=r"^d_final: expected None"):
        layer.backward(np.ones((4, 3, 6), np.float32), np.ones((3, 6), np.float32))
    with pytest.raises(ValueError, match=r"d_outputs: got shape \(4, 3, 5\), expected \(4, 3, 6\)"):
        layer.backward(X.astype(np.float32))
