"""The same weights give the same outputs in ONNX's reference evaluator as in our layers, as far as the evaluator goes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper
from onnx.reference import ReferenceEvaluator

from utils.layers import convert

SIZES = st.integers(1, 5)
CASES = [("RNN", 0), ("LSTM", 0), ("GRU", 0), ("GRU", 1)]
GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}
OPSET = 22


def compare(ours, theirs, bound):
    """Largest difference of outputs and states, whose entries lie around 1, within the bound."""
    assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
    assert np.abs(ours - theirs).max() / max(1, np.abs(theirs).max()) <= bound


def as_list(state):
    return list(state) if isinstance(state, tuple) else [state]


def evaluate(kind, arrays, **attributes):
    """Outputs (T, B, m) and last states of a model that is one operator; `arrays` by the names of its inputs."""
    order = ["X", "W", "R", "B", "sequence_lens", "initial_h"] + (["initial_c", "P"] if kind == "LSTM" else [])
    given = [name if arrays.get(name) is not None else "" for name in order]
    results = ["Y", "Y_h"] + (["Y_c"] if kind == "LSTM" else [])
    node = helper.make_node(kind, given, results, hidden_size=arrays["R"].shape[-1], **attributes)
    feed = {name: arrays[name] for name in given if name}
    inputs = [helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(a.dtype), a.shape) for n, a in feed.items()]
    kept = helper.np_dtype_to_tensor_dtype(arrays["X"].dtype)
    outputs = [helper.make_tensor_value_info(name, kept, None) for name in results]
    model = helper.make_model(helper.make_graph([node], kind, inputs, outputs), opset_imports=[helper.make_opsetid("", OPSET)])
    Y, *final = ReferenceEvaluator(model).run(None, feed)
    return Y[:, 0], [state[0] for state in final]


def draw(kind, T, B, d, m, dtype="float64", bias=True):
    """Random inputs of the operator, by name."""
    g, states = GATES[kind] * m, ["initial_h", "initial_c"] if kind == "LSTM" else ["initial_h"]
    shapes = {"X": (T, B, d), "W": (1, g, d), "R": (1, g, m)} | dict.fromkeys(states, (1, B, m))
    rng = np.random.default_rng(T)
    return {k: rng.standard_normal(s).astype(dtype) for k, s in (shapes | ({"B": (1, 2 * g)} if bias else {})).items()}


def one_sequence(arrays, b, n):
    """The inputs for sequence b alone, cut to its length."""
    own = {name: a[:, b : b + 1] for name, a in arrays.items() if name.startswith("initial")}
    return arrays | own | {"X": arrays["X"][:n, b : b + 1]}


def run_ours(kind, a, linear_before_reset=0, lengths=None):
    layer = convert.from_onnx(kind, a["W"], a["R"], a.get("B"), linear_before_reset=linear_before_reset)
    start = (a["initial_h"][0], a["initial_c"][0]) if kind == "LSTM" else a["initial_h"][0]
    outputs, final = layer.forward(a["X"], start, lengths)
    return outputs, as_list(final)


def attributes(kind, linear_before_reset):
    return {"linear_before_reset": linear_before_reset} if kind == "GRU" else {}


@pytest.mark.parametrize("dtype, bound", [("float64", 1e-12), ("float32", 1e-5)])
@pytest.mark.parametrize("kind, linear", CASES)
@settings(max_examples=15)
@given(T=SIZES, B=SIZES, d=SIZES, m=SIZES, bias=st.booleans())
def test_outputs_and_states_equal_the_evaluators(kind, linear, dtype, bound, T, B, d, m, bias):
    arrays = draw(kind, T, B, d, m, dtype, bias)
    outputs, final = run_ours(kind, arrays, linear)
    their_outputs, their_final = evaluate(kind, arrays, **attributes(kind, linear))
    for ours, theirs in zip([outputs, *final], [their_outputs, *their_final], strict=True):
        compare(ours, theirs, bound)


@pytest.mark.parametrize("kind, linear", CASES)
def test_lengths_equal_sequences_evaluated_alone(kind, linear):
    """The evaluator cannot be asked directly: see the next test."""
    arrays, lengths = draw(kind, 7, 4, 3, 5), np.array([7, 1, 4, 6])
    outputs, final = run_ours(kind, arrays, linear, lengths)
    for b, n in enumerate(lengths):
        their_outputs, their_final = evaluate(kind, one_sequence(arrays, b, n), **attributes(kind, linear))
        compare(outputs[:n, b : b + 1], their_outputs, 1e-12)
        for ours, theirs in zip(final, their_final, strict=True):
            compare(ours[b : b + 1], theirs, 1e-12)


@pytest.mark.parametrize("kind", GATES)
def test_the_evaluator_reads_on_past_sequence_lens(kind):
    """A witness, so that we notice when it is mended: it takes the lengths and answers as if there were none."""
    arrays = draw(kind, 5, 2, 3, 4)
    with_lengths = evaluate(kind, arrays | {"sequence_lens": np.array([2, 5], np.int32)})
    without = evaluate(kind, arrays)
    np.testing.assert_array_equal(with_lengths[0], without[0])
    assert np.abs(run_ours(kind, arrays, lengths=np.array([2, 5]))[1][0] - with_lengths[1][0]).max() > 0.01


def test_the_evaluator_leaves_out_clip_input_forget_and_the_activations_of_gates():
    """The other attributes that it takes and does not use; we refuse them, so nothing here rests on it."""
    arrays = draw("LSTM", 5, 2, 3, 4)
    plain = evaluate("LSTM", arrays)[0]
    for ignored in ({"clip": 0.01}, {"input_forget": 1}, {"activations": ["HardSigmoid", "Relu", "Relu"]}):
        np.testing.assert_array_equal(evaluate("LSTM", arrays, **ignored)[0], plain)


W, R, B = np.zeros((1, 12, 2)), np.zeros((1, 12, 3)), np.zeros((1, 24))


@pytest.mark.parametrize("kind, arrays, options, message", [
    ("Loop", (W, R, B), {}, "kind: got 'Loop', expected one of RNN, LSTM, GRU"),
    ("LSTM", (np.zeros((2, 12, 2)), np.zeros((2, 12, 3))), {}, r"R: got shape \(2, 12, 3\), expected \(1, 12, 3\)"),
    ("GRU", (W, R, B), {}, r"R: got shape \(1, 12, 3\), expected \(1, 9, 3\)"),
    ("LSTM", (W[0], R, B), {}, r"W: got shape \(12, 2\), expected \(1, 12, any\)"),
    ("LSTM", (W, R, B[:, :12]), {}, r"B: got shape \(1, 12\), expected \(1, 24\)"),
    ("LSTM", (W, R.tolist(), B), {}, "R: got list, expected a matrix"),
    ("LSTM", (W, R.astype("float16"), B), {}, "dtype: got float16, expected float32 or float64"),
    ("LSTM", (W.astype("float32"), R, B), {}, "W: got dtype float32, expected float64"),
    ("LSTM", (W, R, B), {"P": np.zeros((1, 9))}, r"P: got an array of shape \(1, 9\), expected None"),
    ("LSTM", (W, R, B), {"activations": ["Sigmoid", "Relu", "Tanh"]}, "activations: got .*Relu.*, expected .*Tanh"),
    ("LSTM", (W, R, B), {"clip": 3.0}, "clip: got 3.0, expected None"),
    ("LSTM", (W, R, B), {"direction": "reverse"}, "direction: got 'reverse', expected 'forward'"),
    ("LSTM", (W, R, B), {"input_forget": 1}, "input_forget: got 1, expected 0"),
    ("LSTM", (W, R, B), {"layout": 1}, "layout: got 1, expected no such option"),
    ("LSTM", (W, R, B), {"linear_before_reset": 1}, "linear_before_reset: got 1, expected 0: LSTM has no reset gate"),
    ("GRU", (W[:, :9], R[:, :9]), {"linear_before_reset": 2}, "linear_before_reset: got 2, expected 0 or 1"),
])
def test_what_cannot_be_converted_is_named(kind, arrays, options, message):
    with pytest.raises(ValueError, match=message):
        convert.from_onnx(kind, *arrays, **options)


def test_the_operators_defaults_may_be_given():
    options = {"direction": "forward", "activations": ["Sigmoid", "Tanh", "Tanh"], "input_forget": 0, "clip": None, "P": None}
    assert convert.from_onnx("LSTM", W, R, B, **options).hidden_size == 3
