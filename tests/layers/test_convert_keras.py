"""The same weights give the same outputs in Keras 3, run on PyTorch, as in our layers."""

import os
import tempfile

# Keras reads both at import; without the second it would write a settings file into the home folder
os.environ["KERAS_BACKEND"] = "torch"
os.environ.setdefault("KERAS_HOME", tempfile.mkdtemp())

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.layers import convert

SIZES = st.integers(1, 5)
CASES = [("SimpleRNN", {}), ("LSTM", {}), ("GRU", {"reset_after": True}), ("GRU", {"reset_after": False})]
SINGLE = 1e-5  # as far as two computations in float32 may differ
# In float64 Keras computes these two with PyTorch's own products and all else with `keras.ops.matmul`: see the test on it
DOUBLE = [("LSTM", {}), ("GRU", {"reset_after": True})]
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def compare(ours, theirs, bound):
    """Largest difference of outputs and states, whose entries lie around 1, within the bound."""
    assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
    assert np.abs(ours - theirs).max() / max(1, np.abs(theirs).max()) <= bound


def as_list(state):
    return list(state) if isinstance(state, tuple) else [state]


def built(kind, d, m, dtype="float64", **options):
    """A Keras layer with random weights: its own biases start at zero, which would hide where they go."""
    layer = getattr(keras.layers, kind)(m, return_sequences=True, return_state=True, dtype=dtype, **options)
    layer.build((None, None, d))
    rng = np.random.default_rng(d)
    layer.set_weights([rng.standard_normal(w.shape).astype(dtype) for w in layer.get_weights()])
    return layer


def run_theirs(layer, x, start, mask=None):
    """Outputs (T, B, m) and last states, from x (T, B, d)."""
    found = layer(x.swapaxes(0, 1), initial_state=[keras.ops.convert_to_tensor(s) for s in start], mask=mask)
    outputs, *final = (keras.ops.convert_to_numpy(a) for a in found)
    return outputs.swapaxes(0, 1), final


def draw(kind, T, B, d, m, dtype="float64"):
    rng = np.random.default_rng(T)
    start = [rng.standard_normal((B, m)).astype(dtype) for _ in range(2 if kind == "LSTM" else 1)]
    return rng.standard_normal((T, B, d)).astype(dtype), start


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("kind, options", CASES)
@settings(max_examples=15)
@given(T=SIZES, B=SIZES, d=SIZES, m=SIZES, use_bias=st.booleans())
def test_outputs_and_states_equal_keras(kind, options, dtype, T, B, d, m, use_bias):
    bound = 1e-12 if dtype == "float64" and (kind, options) in DOUBLE else SINGLE
    theirs = built(kind, d, m, dtype, use_bias=use_bias, **options)
    layer = convert.from_keras(kind, theirs.get_weights(), use_bias=use_bias, **options)
    x, start = draw(kind, T, B, d, m, dtype)
    outputs, final = layer.forward(x, tuple(start) if kind == "LSTM" else start[0])
    their_outputs, their_final = run_theirs(theirs, x, start)
    for a, b in zip([outputs, *as_list(final)], [their_outputs, *their_final], strict=True):
        compare(a, b, bound)


@pytest.mark.parametrize("kind, options", CASES)
def test_lengths_are_keras_masks_in_all_but_the_outputs_past_the_end(kind, options):
    theirs, lengths = built(kind, 3, 4, **options), np.array([7, 1, 4, 6])
    layer, (x, start) = convert.from_keras(kind, theirs.get_weights(), **options), draw(kind, 7, 4, 3, 4)
    outputs, final = layer.forward(x, tuple(start) if kind == "LSTM" else start[0], lengths)
    within = np.arange(7)[:, None] < lengths
    their_outputs, their_final = run_theirs(theirs, x, start, mask=within.T)
    compare(outputs[within], their_outputs[within], SINGLE)
    for a, b in zip(as_list(final), their_final, strict=True):
        compare(a, b, SINGLE)
    assert not outputs[~within].any()
    np.testing.assert_array_equal(their_outputs[-1], their_final[0])  # Keras repeats the last output where ours are zero


def test_keras_multiplies_float64_in_float32():
    """A witness, so that the bounds above can be tightened when it is mended (github.com/keras-team/keras/issues/23704)."""
    third = keras.ops.convert_to_tensor(np.full((1, 1), 1 / 3))
    product = keras.ops.convert_to_numpy(keras.ops.matmul(third, keras.ops.ones((1, 1), dtype="float64")))
    assert third.dtype == keras.ops.ones((1, 1), dtype="float64").dtype
    assert product.dtype == np.float32 and 1e-9 < abs(product[0, 0].astype(float) - 1 / 3) < 1e-7


def test_defaults_are_those_that_the_page_of_conventions_states():
    lstm, gru = keras.layers.LSTM(3), keras.layers.GRU(3)
    lstm.build((None, None, 2)), gru.build((None, None, 2))
    ours = convert.from_keras("LSTM", lstm.get_weights())
    assert (ours.parameters["b_f"] == 1).all() and not ours.parameters["b_i"].any()
    assert convert.from_keras("GRU", gru.get_weights()).variant == "reset_after"


def zeros(*shapes, dtype="float64"):
    return [np.zeros(shape, dtype) for shape in shapes]


LSTM_WEIGHTS = zeros((2, 12), (3, 12), (12,))
GRU_WEIGHTS = zeros((2, 9), (3, 9), (2, 9))


@pytest.mark.parametrize("kind, weights, options, message", [
    ("Dense", LSTM_WEIGHTS, {}, "kind: got 'Dense', expected one of SimpleRNN, RNN, LSTM, GRU"),
    ("LSTM", LSTM_WEIGHTS[:2], {}, "weights: got 2 arrays, expected 3 with use_bias=True"),
    ("LSTM", LSTM_WEIGHTS, {"use_bias": False}, "weights: got 3 arrays, expected 2 with use_bias=False"),
    ("GRU", LSTM_WEIGHTS, {}, r"weights\[1\]: got shape \(3, 12\), expected \(3, 9\)"),
    ("LSTM", zeros((2, 9), (3, 12), (12,)), {}, r"weights\[0\]: got shape \(2, 9\), expected \(any, 12\)"),
    ("LSTM", zeros((2, 12), (12,), (12,)), {}, r"weights\[1\]: got \(12,\), expected a matrix"),
    ("GRU", GRU_WEIGHTS, {"reset_after": False}, r"weights\[2\]: got shape \(2, 9\), expected \(9,\)"),
    ("GRU", zeros((2, 9), (3, 9), (9,)), {}, r"weights\[2\]: got shape \(9,\), expected \(2, 9\)"),
    ("LSTM", zeros((2, 12), (3, 12), (12,), dtype="float16"), {}, "dtype: got float16, expected float32 or float64"),
    ("LSTM", [w.tolist() for w in LSTM_WEIGHTS], {}, r"weights\[1\]: got list, expected a matrix"),
    ("LSTM", LSTM_WEIGHTS, {"activation": "relu"}, "activation: got 'relu', expected 'tanh'"),
    ("LSTM", LSTM_WEIGHTS, {"activation": None}, "activation: got None, expected 'tanh'"),
    ("LSTM", LSTM_WEIGHTS, {"recurrent_activation": "hard_sigmoid"}, "recurrent_activation: got 'hard_sigmoid'"),
    ("LSTM", LSTM_WEIGHTS, {"go_backwards": True}, "go_backwards: got True, expected False"),
    ("LSTM", LSTM_WEIGHTS, {"reset_after": True}, "reset_after: got True, expected no such option"),
    ("GRU", GRU_WEIGHTS, {"reset_after": "yes"}, "reset_after: got 'yes', expected True or False"),
])
def test_what_cannot_be_converted_is_named(kind, weights, options, message):
    with pytest.raises(ValueError, match=message):
        convert.from_keras(kind, weights, **options)
