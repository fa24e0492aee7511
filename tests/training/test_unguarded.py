"""The step that refuses nothing: the layers' numbers where all is finite, and what overflows named where it does."""

import numpy as np
import pytest
import torch

from utils.layers import RNN, Affine, mean_squared_error
from utils.training.unguarded import ACTIVATIONS, first_not_finite, unguarded_step

T, B, D, M, K = 4, 3, 2, 5, 2
NAMES = ["states", "output", "loss", "gradient of the states", "gradient of the weights", "weights"]


def case(seed=0):
    """Parameters that differ from zero in every entry, inputs and targets."""
    rng = np.random.default_rng(seed)
    shapes = {"W_hh": (M, M), "W_xh": (M, D), "b_h": (M,), "W_hy": (K, M), "b_y": (K,)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}, rng.normal(size=(T, B, D)), rng.normal(size=(B, K))


def flat(arrays):
    return np.concatenate([np.ravel(a) for a in arrays.values()])


def test_with_tanh_it_is_what_the_layers_compute():
    p, x, y = case()
    layer, readout = RNN(D, M), Affine(M, K)
    layer.parameters |= {name: p[name] for name in layer.parameters}
    readout.parameters |= {name: p[name] for name in readout.parameters}
    outputs, final = layer.forward(x)
    loss, d_y = mean_squared_error(readout.forward(final), y)
    layer.backward(np.zeros_like(outputs), readout.backward(d_y))
    gradients = layer.gradients | readout.gradients
    found, new = unguarded_step(p, x, y, "tanh", 0.5)
    assert list(found) == NAMES
    np.testing.assert_allclose(found["states"][1:], outputs)
    assert not found["states"][0].any()
    assert found["loss"] == pytest.approx(loss)
    np.testing.assert_allclose(found["gradient of the weights"], flat({name: gradients[name] for name in p}))
    for name in p:
        np.testing.assert_allclose(new[name], p[name] - 0.5 * gradients[name])
    np.testing.assert_allclose(found["weights"], flat(new))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_gradient_is_that_of_autograd(activation):
    act = {"tanh": torch.tanh, "relu": torch.relu, "linear": lambda a: a}[activation]
    p, x, y = case(1)
    found, _ = unguarded_step(p, x, y, activation, 0.1)
    q = {name: torch.tensor(value, requires_grad=True) for name, value in p.items()}
    h = [torch.zeros(B, M, dtype=torch.float64, requires_grad=True)]
    for x_t in torch.tensor(x):
        h.append(act(h[-1] @ q["W_hh"].T + x_t @ q["W_xh"].T + q["b_h"]))
        h[-1].retain_grad()
    output = h[-1] @ q["W_hy"].T + q["b_y"]
    ((output - torch.tensor(y)) ** 2).mean().backward()
    np.testing.assert_allclose(found["output"], output.detach())
    np.testing.assert_allclose(found["gradient of the states"], np.stack([state.grad for state in h]), atol=1e-14)
    np.testing.assert_allclose(found["gradient of the weights"], flat({name: value.grad for name, value in q.items()}),
                               atol=1e-14)


def test_what_is_given_stays_as_it_is_and_keeps_its_precision():
    p, x, y = ({name: a.astype(np.float32) for name, a in case()[0].items()}, *(a.astype(np.float32) for a in case()[1:]))
    before = {name: a.copy() for name, a in p.items()}
    found, new = unguarded_step(p, x, y, "tanh", np.float32(0.1))
    for name in p:
        np.testing.assert_array_equal(p[name], before[name])
        assert new[name].dtype == np.float32
    assert found["states"].dtype == found["gradient of the states"].dtype == np.float32


def test_nothing_is_refused_and_no_warning_given(recwarn):
    p, x, y = case()
    p["W_hh"] = 1e200 * np.ones((M, M))
    found, _ = unguarded_step(p, np.abs(x), y, "linear", 0.1)
    assert not np.isfinite(found["states"]).all() and not np.isfinite(found["loss"])
    assert np.isfinite(unguarded_step(p, x, y, "tanh", 0.1)[0]["states"]).all()
    assert not recwarn.list


def test_an_activation_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="activation: got 'sigmoid'"):
        unguarded_step(*case(), "sigmoid", 0.1)


def test_the_first_place_is_the_first_step_and_in_it_the_first_name():
    fine = {"states": np.ones(2), "loss": 1e308}
    assert first_not_finite([fine, fine]) == first_not_finite([]) == (0, "nowhere")
    assert first_not_finite([fine, fine | {"loss": np.nan}, fine | {"states": np.array([1, np.inf])}]) == (2, "loss")
    assert first_not_finite([{"states": np.array([-np.inf, 1]), "loss": np.nan}, fine]) == (1, "states")


def test_a_linear_chain_overflows_in_its_states_and_a_tanh_nowhere():
    p, x, y = case()
    p["W_hh"] = 1e200 * np.eye(M)
    assert first_not_finite([unguarded_step(p, x, y, "linear", 0.1)[0]]) == (1, "states")
    assert first_not_finite([unguarded_step(p, x, y, "tanh", 0.1)[0]]) == (0, "nowhere")
