"""The same weights give the same outputs and gradients in PyTorch as in our layers, and what cannot be converted is named."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from tests.comparing import compare, filled
from tests.paths import ROOT
from utils.layers import GRU, KINDS, LSTM, RNN, Affine, convert
from utils.layers.states import parts

DOCUMENTED = {"RNN": "h", "LSTM": "ifgo", "GRU": "rzn"}  # as torch.nn's pages stack weight_ih_l0, W_ii above W_if and so on
SIZES = st.integers(1, 6)


def states(kind, rng, B, m):
    return tuple(rng.standard_normal((B, m)) for _ in range(2 if kind == "LSTM" else 1))


def one_or_pair(kind, values):
    return tuple(values) if kind == "LSTM" else values[0]


def run_ours(layer, kind, x, start, lengths, G, H):
    """Outputs, last states, gradients of x and of the initial states."""
    outputs, final = layer.forward(x, one_or_pair(kind, start), lengths)
    d_x, d_start = layer.backward(G, one_or_pair(kind, H))
    return [outputs, *parts(final), d_x, *parts(d_start)]


def run_theirs(module, kind, x, start, lengths, G, H):
    """The same from PyTorch, with a packed sequence where there are lengths."""
    x = torch.tensor(x, requires_grad=True)
    start = [torch.tensor(s[None], requires_grad=True) for s in start]
    packed = x if lengths is None else pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False)
    outputs, final = module(packed, one_or_pair(kind, start))
    if lengths is not None:
        outputs, _ = pad_packed_sequence(outputs, total_length=len(x))
    ends = sum((torch.tensor(h) * f[0]).sum() for h, f in zip(H, parts(final), strict=True))
    ((torch.tensor(G) * outputs).sum() + ends).backward()
    found = [outputs, *(f[0] for f in parts(final)), x.grad, *(s.grad[0] for s in start)]
    return [a.detach().numpy() for a in found]


def gradients_in_torchs_layout(layer, kind, bias):
    """Ours under PyTorch's names. Each of two biases that add has the gradient of their sum."""
    g, order = layer.gradients, DOCUMENTED[kind]
    inner = ["b_hn" if letter == "n" else f"b_{letter}" for letter in order]
    names = {"weight_ih_l0": [f"W_x{o}" for o in order], "weight_hh_l0": [f"W_h{o}" for o in order]}
    if bias:
        names |= {"bias_ih_l0": [f"b_{o}" for o in order], "bias_hh_l0": inner}
    return {name: np.concatenate([g[part] for part in parts]) for name, parts in names.items()}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40)
@given(T=SIZES, B=SIZES, d=SIZES, m=SIZES, bias=st.booleans(), data=st.data())
def test_outputs_and_all_gradients_equal_torch_also_for_packed_sequences(kind, T, B, d, m, bias, data):
    lengths = data.draw(st.none() | st.lists(st.integers(1, T), min_size=B, max_size=B).map(np.array))
    torch.manual_seed(T)
    module = getattr(torch.nn, kind)(d, m, bias=bias, dtype=torch.float64)
    layer, rng = convert.from_torch(module), np.random.default_rng(B)
    x, G = rng.standard_normal((T, B, d)), rng.standard_normal((T, B, m))
    case = x, states(kind, rng, B, m), lengths, G, states(kind, rng, B, m)
    for ours, theirs in zip(run_ours(layer, kind, *case), run_theirs(module, kind, *case), strict=True):
        compare(ours, theirs, 1e-12)
    for name, ours in gradients_in_torchs_layout(layer, kind, bias).items():
        compare(ours, getattr(module, name).grad.numpy(), 1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_float32_stays_float32(kind):
    torch.manual_seed(0)
    module, x = getattr(torch.nn, kind)(3, 5), torch.randn(20, 4, 3)
    layer = convert.from_torch(module)
    assert {p.dtype for p in layer.parameters.values()} == {np.dtype("float32")}
    compare(layer.forward(x.numpy())[0], module(x)[0].detach().numpy(), 1e-5)
    assert {p.dtype for p in convert.to_torch(layer).parameters()} == {torch.float32}


def test_batch_first_is_the_callers_matter_and_dropout_acts_between_layers_only():
    torch.manual_seed(0)
    module = torch.nn.GRU(3, 5, batch_first=True, dtype=torch.float64)
    module.dropout = 0.5  # what a layer of a stack may carry; PyTorch warns when it is given to one layer
    x = torch.randn(4, 6, 3, dtype=torch.float64)
    ours = convert.from_torch(module).forward(x.numpy().swapaxes(0, 1))[0]
    compare(ours.swapaxes(0, 1), module(x)[0].detach().numpy(), 1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("make", [RNN, LSTM, GRU])
@given(d=SIZES, m=SIZES)
def test_to_torch_computes_the_same_and_the_way_back_is_exact(make, dtype, d, m):
    layer = filled(make(d, m, seed=d, dtype=dtype))
    module = convert.to_torch(layer)
    x = np.random.default_rng(m).standard_normal((5, 3, d)).astype(dtype)
    compare(layer.forward(x)[0], module(torch.tensor(x))[0].detach().numpy(), 1e-12 if dtype == np.float64 else 1e-5)
    again = convert.from_torch(module)
    assert again.parameters.keys() == layer.parameters.keys()
    assert all((again.parameters[name] == p).all() for name, p in layer.parameters.items())


def test_arrays_are_copied_not_shared():
    layer = filled(GRU(2, 3))
    module = convert.to_torch(layer)
    before = {name: p.copy() for name, p in layer.parameters.items()}
    again = convert.from_torch(module)
    with torch.no_grad():
        for p in module.parameters():
            p.zero_()
    assert all((p == before[name]).all() for name, p in layer.parameters.items())
    assert all((p == before[name]).all() for name, p in again.parameters.items())


def test_the_table_says_what_the_layers_and_torch_have():
    for kind, make in KINDS.items():
        assert convert.LAYOUTS["book"][kind] == make.gates
        assert convert.LAYOUTS["PyTorch"][kind] == DOCUMENTED[kind]
        assert {frozenset(layout[kind]) for layout in convert.LAYOUTS.values()} == {frozenset(make.gates)}


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_the_page_of_conventions_states_the_tables_orders(kind):
    page = (ROOT / "book" / "conventions.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| order in the {kind} \|(.*)\|$", page, re.M).group(1)
    assert [re.sub("[^a-z]", "", cell) for cell in row.split("|")] == [layout[kind] for layout in convert.LAYOUTS.values()]


@pytest.mark.parametrize("make, arguments, message", [
    (torch.nn.LSTM, {"num_layers": 2}, "module.num_layers: got 2, expected 1"),
    (torch.nn.GRU, {"bidirectional": True}, "module.bidirectional: got True, expected False"),
    (torch.nn.LSTM, {"proj_size": 2}, "module.proj_size: got 2, expected 0"),
    (torch.nn.RNN, {"nonlinearity": "relu"}, "module.nonlinearity: got 'relu', expected 'tanh'"),
    (torch.nn.RNN, {"dtype": torch.float16}, "module.weight_ih_l0: got dtype torch.float16, expected torch.float32"),
    (torch.nn.LSTMCell, {}, "module: got LSTMCell, expected torch.nn.RNN, LSTM or GRU"),
])
def test_modules_that_do_more_than_our_layers_are_refused(make, arguments, message):
    with pytest.raises(ValueError, match=message):
        convert.from_torch(make(3, 4, **arguments))


@pytest.mark.parametrize("layer, message", [
    (GRU(2, 3, variant="reset_before"),
     "^layer: got a GRU with variant 'reset_before', expected 'reset_after': PyTorch has no other$"),
    (Affine(2, 3), "layer: got 'Affine', expected one of RNN, LSTM, GRU"),
    (RNN(2, 3, dtype=np.complex128), "layer: got dtype complex128, expected float32 or float64"),
])
def test_layers_that_torch_does_not_have_are_refused(layer, message):
    with pytest.raises(ValueError, match=message):
        convert.to_torch(layer)


def swapped_order(kind, order):
    """Outputs of a layer and of the one read with another order of gates."""
    torch.manual_seed(1)
    module, x = getattr(torch.nn, kind)(3, 4, dtype=torch.float64), np.random.default_rng(0).standard_normal((12, 5, 3))
    arrays = [p.detach().numpy() for p in module.parameters()]
    return convert.from_torch(module).forward(x)[0], convert._layer(kind, order, *arrays).forward(x)[0]


def transposed():
    layer, x = RNN(3, 4), np.random.default_rng(0).standard_normal((12, 5, 3))
    right = layer.forward(x)[0]
    layer.parameters["W_hh"] = layer.parameters["W_hh"].T.copy()
    return right, layer.forward(x)[0]


def candidates_biases_added():
    layer, x = filled(GRU(3, 4)), np.random.default_rng(0).standard_normal((12, 5, 3))
    right = layer.forward(x)[0]
    layer.parameters["b_n"] += layer.parameters["b_hn"]
    layer.parameters["b_hn"] *= 0
    return right, layer.forward(x)[0]


def reset_on_the_other_side():
    rng = np.random.default_rng(0)
    W, R, x = rng.standard_normal((1, 12, 3)), rng.standard_normal((1, 12, 4)), rng.standard_normal((12, 5, 3))
    return [convert.from_onnx("GRU", W, R, linear_before_reset=after).forward(x)[0] for after in (0, 1)]


def forget_bias_in_both():
    module, x = convert.to_torch(LSTM(3, 4, forget_bias=1.0)), np.random.default_rng(0).standard_normal((12, 5, 3))
    right = convert.from_torch(module).forward(x)[0]
    with torch.no_grad():
        module.bias_hh_l0[4:8] = 1
    return right, convert.from_torch(module).forward(x)[0]


@pytest.mark.parametrize("mistake, arguments", [
    (swapped_order, ("LSTM", "ifog")), (swapped_order, ("GRU", "zrn")), (transposed, ()), (candidates_biases_added, ()),
    (reset_on_the_other_side, ()), (forget_bias_in_both, ()),
])
def test_mistakes_that_raise_no_error_change_the_outputs(mistake, arguments):
    right, wrong = mistake(*arguments)
    assert right.shape == wrong.shape and np.abs(right - wrong).max() > 0.01


def test_a_subclass_is_converted_as_what_it_is_made_from():
    class Named(GRU):
        """A GRU under another name."""

    module = convert.to_torch(filled(Named(2, 3)))
    assert isinstance(module, torch.nn.GRU) and module.bias_hh_l0.detach().any()
