"""The step that a reader writes is the layer's, forward and back."""

import numpy as np
import pytest

from utils.exercises.gru_steps import sigmoid, step, step_back
from utils.gradients import proof
from utils.layers import GRU

B, d, m = 5, 2, 3


def layer_and_arrays(variant):
    draw = np.random.default_rng(0).standard_normal
    return proof.randomise(GRU(d, m, variant=variant), seed=1), draw((B, d)), draw((B, m)), draw((B, m))


def test_sigmoid_by_hand():
    np.testing.assert_allclose(sigmoid(np.log([1.0, 3.0])), [1 / 2, 3 / 4])


@pytest.mark.parametrize("variant", ["reset_after", "reset_before"])
def test_the_step_is_that_of_the_layer(variant):
    layer, x, h, _ = layer_and_arrays(variant)
    np.testing.assert_allclose(step(x, h, layer.parameters, variant), layer.forward(x[None], h)[1], rtol=1e-12)


def test_the_step_back_is_that_of_the_layer():
    layer, x, h, d_h = layer_and_arrays("reset_after")
    p = layer.parameters
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    past = h @ p["W_hn"].T + p["b_hn"]
    d_a, d_past, d_h_before = step_back(d_h, r, z, np.tanh(r * past + x @ p["W_xn"].T + p["b_n"]), h, past, p)
    layer.forward(x[None], h)
    _, true = layer.backward(np.zeros((1, B, m)), d_h)
    np.testing.assert_allclose(d_h_before, true, rtol=1e-12)
    np.testing.assert_allclose(d_past.T @ h, layer.gradients["W_hn"], rtol=1e-12)
    np.testing.assert_allclose(d_a.T @ x, np.vstack([layer.gradients[f"W_x{g}"] for g in "rzn"]), rtol=1e-12)
