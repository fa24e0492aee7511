"""Every gradient by three routes over random shapes, and the proof itself put to the test."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.gradients.proof import ROUTES, derivatives, prove, random_problem, relative_error
from utils.layers import RNN

BOUND = 1e-10
SIZES = st.integers(1, 6)


@settings(max_examples=150)
@given(T=SIZES, B=SIZES, d=SIZES, m=SIZES, seed=st.integers(0, 10**6))
def test_three_routes_agree_on_random_shapes(T, B, d, m, seed):
    layer = RNN(d, m, seed=seed)
    layer.parameters["b_h"] = np.random.default_rng(seed).standard_normal(m)
    errors = prove(layer, random_problem(layer, T, B, seed))
    assert set(errors) == set(ROUTES)
    for route in ROUTES:
        assert set(errors[route]) == {"x", "initial", "W_hh", "W_xh", "b_h"}
        assert max(errors[route].values()) < BOUND, (route, errors[route])


class Wrong(RNN):
    """An RNN whose backward pass is wrong in one named way; `references` knows it as an RNN."""


def transposed(self, W, S, d_a):
    d_x = RNN._collect(self, W, S, d_a)
    self.gradients["W_hh"] = self.gradients["W_hh"].T.copy()
    return d_x


def no_bias(self, W, S, d_a):
    d_x = RNN._collect(self, W, S, d_a)
    self.gradients["b_h"] = np.zeros_like(self.gradients["b_h"])
    return d_x


def mean_for_sum(self, W, S, d_a):
    return RNN._collect(self, W, S, d_a / len(d_a))


def last_step_only(self, W, S, d_a):
    d_a[:-1] = 0
    return RNN._collect(self, W, S, d_a)


@pytest.mark.parametrize("mistake", [transposed, no_bias, mean_for_sum, last_step_only])
def test_the_proof_catches_a_wrong_backward_pass(mistake, monkeypatch):
    layer = RNN(3, 4)
    monkeypatch.setattr(RNN, "_collect", (lambda right: lambda *a: mistake_of(mistake, right, *a))(RNN._collect))
    errors = prove(layer, random_problem(layer, 5, 2, seed=0))
    for route in ROUTES:
        assert max(errors[route].values()) > 1e-3, route


def mistake_of(mistake, right, self, *arguments):
    """Run a mistake with the right `_collect` underneath."""
    RNN_collect, RNN._collect = RNN._collect, right
    try:
        return mistake(self, *arguments)
    finally:
        RNN._collect = RNN_collect


def test_the_complex_step_is_exact_where_a_difference_is_not():
    point = np.array([0.7 + 0j])
    found = derivatives(lambda: np.exp(point[0]) / np.sin(point[0]), point)[0]
    true = np.exp(0.7) * (np.sin(0.7) - np.cos(0.7)) / np.sin(0.7) ** 2
    assert found == pytest.approx(true, rel=1e-15)
    assert point[0] == 0.7


def test_float32_is_refused():
    layer = RNN(2, 2, dtype=np.float32)
    with pytest.raises(ValueError, match="layer: got dtype float32"):
        prove(layer, random_problem(RNN(2, 2), 2, 2, seed=0))


def test_relative_error_of_zeros_is_the_difference():
    assert relative_error(np.array([0.5]), np.zeros(1)) == 0.5
