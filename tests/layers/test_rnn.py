"""The vanilla layer: what it computes, what padding may not change, and its errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.layers import RNN

SIZES = st.integers(1, 6)


def batch(T, B, d, seed=0):
    return np.random.default_rng(seed).standard_normal((T, B, d))


@given(T=SIZES, B=SIZES, d=SIZES, m=SIZES)
def test_forward_is_the_equation_step_by_step(T, B, d, m):
    layer, x = RNN(d, m, seed=T), batch(T, B, d)
    p, h = layer.parameters, np.zeros((B, m))
    outputs, final = layer.forward(x)
    assert outputs.shape == (T, B, m) and final.shape == (B, m)
    for t in range(T):
        h = np.tanh(h @ p["W_hh"].T + x[t] @ p["W_xh"].T + p["b_h"])
        np.testing.assert_allclose(outputs[t], h, rtol=1e-13, atol=1e-14)
    np.testing.assert_array_equal(final, outputs[-1])


def test_shapes_of_parameters_and_gradients_are_those_of_the_chapter():
    layer = RNN(3, 5)
    shapes = {"W_hh": (5, 5), "W_xh": (5, 3), "b_h": (5,)}
    assert {k: v.shape for k, v in layer.parameters.items()} == shapes
    outputs, _ = layer.forward(batch(4, 2, 3))
    d_x, d_initial = layer.backward(np.ones_like(outputs))
    assert {k: v.shape for k, v in layer.gradients.items()} == shapes
    assert d_x.shape == (4, 2, 3) and d_initial.shape == (2, 5)


def test_a_sequence_may_be_cut_in_two_and_the_state_carried():
    layer, x = RNN(2, 4), batch(9, 3, 2)
    whole, final = layer.forward(x)
    first, state = layer.forward(x[:5])
    second, last = layer.forward(x[5:], initial=state)
    np.testing.assert_allclose(np.concatenate([first, second]), whole, rtol=1e-14)
    np.testing.assert_allclose(last, final, rtol=1e-14)


@pytest.mark.parametrize("padding", [0.0, 7.0])
def test_padding_changes_nothing(padding):
    lengths, x = np.array([3, 6, 1]), batch(6, 3, 2)
    for b, n in enumerate(lengths):
        x[n:, b] = padding
    layer, start = RNN(2, 4), np.full((3, 4), 0.3)
    d_out, d_end = batch(6, 3, 4, seed=1), batch(1, 3, 4, seed=2)[0]
    outputs, final = layer.forward(x, start, lengths)
    d_x, d_start = layer.backward(d_out, d_end)
    total = {k: np.zeros_like(v) for k, v in layer.gradients.items()}
    padded = layer.gradients
    for b, n in enumerate(lengths):
        alone = [a[:n, b : b + 1] for a in (x, d_out)]
        o, f = layer.forward(alone[0], start[b : b + 1])
        d_x_b, d_start_b = layer.backward(alone[1], d_end[b : b + 1])
        np.testing.assert_allclose(outputs[:n, b], o[:, 0], rtol=1e-13)
        np.testing.assert_allclose(final[b], f[0], rtol=1e-13)
        np.testing.assert_allclose(d_x[:n, b], d_x_b[:, 0], rtol=1e-12)
        np.testing.assert_allclose(d_start[b], d_start_b[0], rtol=1e-12)
        assert not outputs[n:, b].any() and not d_x[n:, b].any()
        for k, g in layer.gradients.items():
            total[k] += g
    for k, g in total.items():
        np.testing.assert_allclose(padded[k], g, rtol=1e-11, atol=1e-13)


def test_a_sequence_of_length_zero_keeps_its_initial_state():
    layer, start = RNN(2, 3), np.full((2, 3), 0.5)
    _, final = layer.forward(batch(4, 2, 2), start, np.array([0, 4]))
    np.testing.assert_array_equal(final[0], start[0])


def test_float32_stays_float32():
    layer = RNN(2, 3, dtype=np.float32)
    outputs, final = layer.forward(batch(4, 2, 2).astype(np.float32))
    d_x, d_initial = layer.backward(outputs)
    arrays = [outputs, final, d_x, d_initial, *layer.gradients.values(), *layer.parameters.values()]
    assert {a.dtype for a in arrays} == {np.dtype(np.float32)}


def test_the_same_seed_gives_the_same_layer_and_another_seed_another():
    first, again, other = RNN(2, 3, seed=1), RNN(2, 3, seed=1), RNN(2, 3, seed=2)
    np.testing.assert_array_equal(first.parameters["W_hh"], again.parameters["W_hh"])
    assert (first.parameters["W_hh"] != other.parameters["W_hh"]).all()


X = batch(4, 2, 3)
NAN = np.where(np.arange(24).reshape(4, 2, 3) == 7, np.nan, X)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"x": X[0]}, r"x: got shape \(2, 3\), expected \(any, any, 3\)"),
        ({"x": X[..., :2]}, r"x: got shape \(4, 2, 2\)"),
        ({"x": X[:0]}, r"x: got shape \(0, 2, 3\)"),
        ({"x": X.astype(np.float32)}, "x: got dtype float32, expected float64"),
        ({"x": (10 * X).astype(int)}, "x: got dtype int64, expected float64"),
        ({"x": NAN}, "x: got NaN or infinite"),
        ({"x": X.tolist()}, "x: got list"),
        ({"x": X, "initial": np.zeros((2, 4))}, r"initial: got shape \(2, 4\), expected \(2, 5\)"),
        ({"x": X, "initial": np.full((2, 5), np.inf)}, "initial: got NaN or infinite"),
        ({"x": X, "lengths": np.array([1, 5])}, "lengths: got values from 1 to 5, expected 0 to 4"),
        ({"x": X, "lengths": np.array([-1, 4])}, "lengths: got values from -1"),
        ({"x": X, "lengths": np.array([4])}, r"lengths: got shape \(1,\)"),
        ({"x": X, "lengths": np.array([1.0, 2.0])}, "lengths: .* float64"),
    ],
)
def test_bad_input_to_forward_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        RNN(3, 5).forward(**arguments)


def test_backward_before_forward_and_bad_gradients_are_named():
    layer = RNN(3, 5)
    with pytest.raises(RuntimeError, match="backward: called before forward"):
        layer.backward(np.zeros((4, 2, 5)))
    layer.forward(X)
    with pytest.raises(ValueError, match=r"d_outputs: got shape \(4, 2, 3\), expected \(4, 2, 5\)"):
        layer.backward(X)
    with pytest.raises(ValueError, match=r"d_final: got shape \(5,\), expected \(2, 5\)"):
        layer.backward(np.zeros((4, 2, 5)), np.zeros(5))


@pytest.mark.parametrize("arguments, message", [
    ({"input_size": 0, "hidden_size": 2}, "input_size: got 0"),
    ({"input_size": 2, "hidden_size": 2.5}, "hidden_size: got 2.5"),
    ({"input_size": True, "hidden_size": 2}, "input_size: got True"),
    ({"input_size": 2, "hidden_size": 2, "dtype": np.float16}, "dtype: got float16, expected float32 or float64"),
])
def test_bad_sizes_and_dtypes_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        RNN(**arguments)
