"""The chain without weight sharing: one RNN's results where all steps have its weights, its own gradients, what it refuses."""

import numpy as np
import pytest

from utils.layers import RNN
from utils.layers.untied import Untied

T, B, D, M = 4, 3, 2, 5


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def test_with_one_seed_for_all_it_computes_what_one_rnn_computes_and_its_gradients_add_up():
    shared, chain = RNN(D, M, seed=3), Untied(D, M, [3] * T)
    x, h_0, G, H = draw(T, B, D), draw(B, M), draw(T, B, M, seed=1), draw(B, M, seed=2)
    for ours, theirs in zip(chain.forward(x, h_0), shared.forward(x, h_0), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    for ours, theirs in zip(chain.backward(G, H), shared.backward(G, H), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    for name, gradient in shared.gradients.items():
        np.testing.assert_allclose(sum(chain.gradients[f"{t}.{name}"] for t in range(T)), gradient, rtol=1e-11)


def test_each_step_has_its_own_gradient():
    chain, x, G = Untied(D, M, range(T)), draw(T, B, D), draw(T, B, M, seed=1)
    chain.forward(x)
    chain.backward(G)
    for t in range(T):
        entry, e = (1, 2), 1e-6
        found = chain.gradients[f"{t}.W_hh"][entry]
        losses = []
        for sign in (1, -1):
            chain.layers[str(t)].parameters["W_hh"][entry] += sign * e
            losses.append((G * chain.forward(x)[0]).sum())
            chain.layers[str(t)].parameters["W_hh"][entry] -= sign * e
        assert found == pytest.approx((losses[0] - losses[1]) / (2 * e), rel=1e-6, abs=1e-9)


def test_it_keeps_its_dtype_and_starts_at_zero():
    chain = Untied(D, M, range(T), dtype=np.float32)
    assert chain.dtype == np.float32 and not chain.zero_state(B).any() and chain.zero_state(B).shape == (B, M)
    outputs, final = chain.forward(draw(T, B, D).astype(np.float32))
    assert outputs.dtype == np.float32 and outputs.shape == (T, B, M) and np.array_equal(final, outputs[-1])
    np.testing.assert_array_equal(outputs, chain.forward(draw(T, B, D).astype(np.float32), chain.zero_state(B))[0])
    assert (chain.input_size, chain.hidden_size, chain.state_names) == (D, M, ("h",))


def test_what_does_not_fit_is_named():
    chain = Untied(D, M, range(T))
    with pytest.raises(ValueError, match="x: got x of 5 steps, expected 4 steps of every sequence"):
        chain.forward(draw(T + 1, B, D))
    with pytest.raises(ValueError, match="x: got lengths, expected 4 steps of every sequence"):
        chain.forward(draw(T, B, D), None, np.full(B, T))
    with pytest.raises(RuntimeError, match="called before forward"):
        chain.backward(draw(T, B, M))
    chain.forward(draw(T, B, D))
    with pytest.raises(ValueError, match="d_outputs"):
        chain.backward(draw(T - 1, B, M))
