"""Clipping by the common norm keeps the direction."""

import numpy as np
import pytest

from utils.gradients import clip_by_norm, global_norm


def gradients():
    return {"a": np.array([[3.0, 0.0]]), "b": np.array([4.0])}


def test_the_norm_is_that_of_one_long_vector():
    assert global_norm(gradients()) == 5.0


def test_a_long_gradient_is_scaled_and_keeps_its_direction():
    g = gradients()
    assert clip_by_norm(g, 1.0) == 5.0
    assert global_norm(g) == pytest.approx(1.0)
    np.testing.assert_allclose(g["a"], [[0.6, 0]])
    np.testing.assert_allclose(g["b"], [0.8])


def test_a_short_gradient_is_left_alone():
    g = gradients()
    clip_by_norm(g, 6.0)
    np.testing.assert_array_equal(g["b"], [4.0])


@pytest.mark.parametrize("threshold", [0, -1, float("nan")])
def test_a_threshold_that_is_not_positive_is_refused(threshold):
    with pytest.raises(ValueError, match="threshold"):
        clip_by_norm(gradients(), threshold)


def test_a_gradient_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="gradients: got a norm of nan"):
        clip_by_norm({"a": np.array([np.nan])}, 1.0)
