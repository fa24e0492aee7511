"""Clipping by the common norm keeps the direction; each alone, and entry by entry, turn it."""

import numpy as np
import pytest

from utils.gradients import clip_by_norm, clip_by_value, clip_each_by_norm, global_norm


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
    with pytest.raises(FloatingPointError, match="gradients: got a norm of nan"):
        clip_by_norm({"a": np.array([np.nan])}, 1.0)


@pytest.mark.parametrize("size", [1e20, 1e-25, 1.0])
def test_norms_of_float32_are_summed_in_float64(size):
    g = {"a": np.full(4, size, np.float32), "b": np.full((3, 4), size, np.float32)}
    assert global_norm(g) == pytest.approx(4 * float(np.float32(size)), rel=1e-12, abs=0)
    assert clip_by_norm(g, size / 10) == pytest.approx(4 * size, rel=1e-6, abs=0)
    np.testing.assert_allclose(g["b"], size / 40, rtol=1e-6)
    assert g["a"].dtype == np.float32


@pytest.mark.parametrize("size", [1e200, 1e-200])
def test_a_norm_whose_square_is_no_number_is_still_a_norm(size):
    assert global_norm({"a": np.full(4, size)}) == pytest.approx(2 * size, rel=1e-14, abs=0)


def test_a_sum_of_many_float32_loses_no_digits():
    many = np.full(100_000, 0.1, np.float32)
    assert global_norm({"a": many}) == pytest.approx(float(np.float32(0.1)) * np.sqrt(100_000), rel=1e-12)


def test_nothing_has_the_norm_zero():
    assert global_norm({}) == global_norm({"a": np.zeros(3)}) == global_norm({"a": np.zeros((0, 3))}) == 0


def test_an_infinite_threshold_changes_nothing():
    g = gradients()
    assert clip_by_norm(g, float("inf")) == 5
    np.testing.assert_array_equal(g["b"], [4.0])


def test_each_alone_is_scaled_by_a_factor_of_its_own():
    g = gradients() | {"c": np.array([0.5])}
    assert clip_each_by_norm(g, 2.0) == {"a": 3.0, "b": 4.0, "c": 0.5}
    np.testing.assert_allclose(g["a"], [[2, 0]])
    np.testing.assert_allclose(g["b"], [2])
    np.testing.assert_array_equal(g["c"], [0.5])


def test_by_value_each_entry_comes_between_the_limits():
    g = {"a": np.array([[3.0, -0.5]]), "b": np.array([-4.0, 2.0])}
    assert clip_by_value(g, 2.0) == 4.0
    np.testing.assert_array_equal(g["a"], [[2, -0.5]])
    np.testing.assert_array_equal(g["b"], [-2, 2])


@pytest.mark.parametrize(("clip", "name"), [(clip_each_by_norm, "threshold"), (clip_by_value, "limit")])
def test_the_others_refuse_the_same(clip, name):
    for bad in (0, -1, float("nan")):
        with pytest.raises(ValueError, match=f"^{name}: got {bad}, expected a positive number$"):
            clip(gradients(), bad)
    for bad in (np.nan, np.inf):
        with pytest.raises(FloatingPointError, match=rf"^gradients: got a (norm|largest entry) of {bad}, expected"):
            clip({"a": np.ones(2), "b": np.array([bad]), "c": np.ones(2)}, 1.0)


def test_no_gradients_are_clipped_to_none():
    assert (clip_by_norm({}, 1.0), clip_each_by_norm({}, 1.0), clip_by_value({}, 1.0)) == (0.0, {}, 0.0)
