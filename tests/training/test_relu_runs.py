"""ReLU networks side by side: autograd's gradients, each alone what it is among others, and what goes wrong named."""

import numpy as np
import pytest
import torch

from utils.gradients import clip_by_norm
from utils.training import relu_runs
from utils.training.optimisers import SGD, Adam

T, K, D, M, B = 5, 3, 2, 4, 6


def batch(seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return rng.random((T, K, D, B)).astype(dtype), rng.random((K, 1, B)).astype(dtype)


def networks(seed=0):
    """Parameters that differ from zero in every entry."""
    rng = np.random.default_rng(seed)
    return {name: value + 0.3 * rng.standard_normal(value.shape)
            for name, value in relu_runs.fresh(range(K), D, M, dtype=np.float64).items()}


def alone(arrays, k):
    return {name: value[k] for name, value in arrays.items()}


def test_a_fresh_network_is_the_identity_and_its_own_seed():
    p = relu_runs.fresh([5, 7], D, M, scale=0.1)
    assert {name: value.shape for name, value in p.items()} == {
        "W_hh": (2, M, M), "W_xh": (2, M, D), "b_h": (2, M, 1), "W_hy": (2, 1, M), "b_y": (2, 1, 1)}
    np.testing.assert_array_equal(p["W_hh"][1], np.eye(M))
    assert not p["b_h"].any() and not p["b_y"].any() and p["W_xh"].dtype == np.float32
    for name, value in relu_runs.fresh([7], D, M, scale=0.1).items():
        np.testing.assert_array_equal(value[0], p[name][1])
    many = relu_runs.fresh([0], 50, 40, scale=0.1, dtype=np.float64)
    assert many["W_xh"].std() == pytest.approx(0.1, rel=0.1) and many["W_hy"].std() == pytest.approx(0.1, rel=0.4)


def test_states_loss_and_gradients_are_those_of_autograd():
    p, (x, y) = networks(), batch()
    h, loss, g = relu_runs.gradients(p, x, y)
    np.testing.assert_allclose(loss, relu_runs.losses(p, x, y))
    for k in range(K):
        q = {name: torch.tensor(value, requires_grad=True) for name, value in alone(p, k).items()}
        state = torch.zeros(M, B, dtype=torch.float64)
        for t in range(T):
            state = torch.relu(q["W_hh"] @ state + q["W_xh"] @ torch.tensor(x[t, k]) + q["b_h"])
            np.testing.assert_allclose(h[t + 1, k], state.detach())
        error = torch.mean((q["W_hy"] @ state + q["b_y"] - torch.tensor(y[k])) ** 2)
        error.backward()
        assert loss[k] == pytest.approx(error.item())
        for name, value in q.items():
            np.testing.assert_allclose(g[name][k], value.grad, atol=1e-13)


@pytest.mark.parametrize("adam", [False, True])
def test_each_goes_its_own_way_with_its_own_rate_and_threshold(adam):
    p, rates, clips = networks(), [0.1, 0.02, 0.05], [np.inf, 0.3, 0.01]
    found, log = relu_runs.run(p, iter(map(batch, range(3))).__next__, 3, rate=rates, clip=clips, adam=adam)
    for k in range(K):
        one, optimiser = {name: value.copy() for name, value in alone(p, k).items()}, (Adam if adam else SGD)(rates[k])
        for n in range(3):
            x, y = batch(n)
            _, loss, g = relu_runs.gradients({name: value[None] for name, value in one.items()}, x[:, k : k + 1], y[k : k + 1])
            g = alone(g, 0)
            assert log["loss"][n, k] == pytest.approx(loss[0])
            assert log["norm"][n, k] == pytest.approx(clip_by_norm(g, clips[k]))
            optimiser.step(one, g)
            assert log["weight"][n, k] == pytest.approx(max(np.abs(value).max() for value in one.values()))
        for name, value in one.items():
            np.testing.assert_allclose(found[name][k], value, rtol=1e-9, atol=1e-13)
    assert log["first"] == [(0, "nowhere")] * K


def test_what_is_given_stays_and_keeps_its_precision():
    p = relu_runs.fresh(range(K), D, M)
    before = {name: value.copy() for name, value in p.items()}
    found, log = relu_runs.run(p, lambda: batch(0, np.float32), 2, rate=0.1, clip=1.0)
    for name, value in p.items():
        np.testing.assert_array_equal(value, before[name])
        assert found[name].dtype == np.float32
    assert log["loss"].shape == log["norm"].shape == log["weight"].shape == (2, K)


@pytest.mark.parametrize(("spoil", "name"), [
    ({"W_xh": 3e38}, "states"), ({"b_y": 3e25}, "loss"), ({"W_hy": 2e19, "W_hh": 1e8}, "loss"), ({}, "nowhere")])
def test_the_first_that_is_not_finite_is_named_and_no_warning_given(spoil, name, recwarn):
    p = relu_runs.fresh(range(K), D, M)
    for which, factor in spoil.items():
        p[which][1] = factor
    _, log = relu_runs.run(p, lambda: batch(0, np.float32), 2, rate=1e-3)
    assert log["first"][0] == log["first"][2] == (0, "nowhere")
    assert log["first"][1] == ((1, name) if spoil else (0, "nowhere"))
    assert not recwarn.list


def test_weights_and_gradients_can_be_the_first():
    p = relu_runs.fresh(range(K), D, M)
    _, log = relu_runs.run(p, lambda: batch(0, np.float32), 1, rate=1e39)
    assert log["first"] == [(1, "weights")] * K
    p["b_h"][0], p["W_hy"][0] = 1e25, 1e-25
    p["W_hh"][0] *= 1e20  # the states are 0 or infinite
    assert relu_runs.run(p, lambda: batch(0, np.float32), 1, rate=0.1)[1]["first"][0] == (1, "states")
    p = relu_runs.fresh(range(K), D, M)
    p["b_h"][0], p["b_y"][0] = 1e30, 1e10
    p["W_hy"][0] = 0
    assert relu_runs.run(p, lambda: batch(0, np.float32), 1, rate=0.1)[1]["first"][0] == (1, "gradient")


def test_norms_of_float32_do_not_overflow():
    g = {"a": np.full((K, 1, 4), 1e30, np.float32)}
    np.testing.assert_allclose(relu_runs.norms(g), 2e30, rtol=1e-6)
