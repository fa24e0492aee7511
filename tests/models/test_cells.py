"""The PyTorch cells are the NumPy layers, in outputs and in gradients, and weights travel both ways."""

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.comparing import compare, filled
from utils.layers import GRU, LSTM, RNN, Affine
from utils.layers.states import parts, rebuilt
from utils.models import cells

SIZES = st.integers(1, 6)
MAKERS = [RNN, LSTM, GRU, partial(GRU, variant="reset_before")]
NAMES = ["RNN", "LSTM", "GRU reset after", "GRU reset before"]
EACH = pytest.mark.parametrize("make", MAKERS, ids=NAMES)


def run_numpy(layer, x, start, lengths, G, H):
    """Outputs, last states, gradients of x, of the first states and of the parameters."""
    outputs, final = layer.forward(x, start, lengths)
    d_x, d_start = layer.backward(G, H)
    return [outputs, *parts(final), d_x, *parts(d_start), *layer.gradients.values()]


def run_torch(cell, names, x, start, lengths, G, H):
    """The same from the cell, by autograd."""
    x, *arrays = (torch.tensor(a, requires_grad=True) for a in (x, *parts(start)))
    outputs, final = cell(x, rebuilt(start, arrays), lengths)
    ends = sum((torch.tensor(h) * f).sum() for h, f in zip(parts(H), parts(final), strict=True))
    ((torch.tensor(G) * outputs).sum() + ends).backward()
    found = [outputs, *parts(final), x.grad, *(s.grad for s in arrays), *(getattr(cell, name).grad for name in names)]
    return [a.detach().numpy() for a in found]


@EACH
@settings(max_examples=40)
@given(T=SIZES, B=SIZES, d=SIZES, m=SIZES, data=st.data())
def test_outputs_and_gradients_equal_the_numpy_layer(make, T, B, d, m, data):
    lengths = data.draw(st.none() | st.lists(st.integers(0, T), min_size=B, max_size=B).map(np.array))
    layer, rng = filled(make(d, m, seed=T)), np.random.default_rng(B)
    x, G = rng.standard_normal((T, B, d)), rng.standard_normal((T, B, m))
    zero = layer.zero_state(B)
    start, H = (rebuilt(zero, [rng.standard_normal(part.shape) for part in parts(zero)]) for _ in range(2))
    ours = run_numpy(layer, x, start, lengths, G, H)
    theirs = run_torch(cells.from_numpy(layer), layer.gradients, x, start, lengths, G, H)
    for a, b in zip(ours, theirs, strict=True):
        compare(a, b)


@EACH
def test_without_an_initial_state_it_starts_at_zero(make):
    cell, x = cells.from_numpy(make(2, 3)), torch.randn(4, 5, 2, dtype=torch.float64)
    zero = torch.zeros(5, 3, dtype=torch.float64)
    torch.testing.assert_close(cell(x)[0], cell(x, (zero, zero) if make is LSTM else zero)[0])


@EACH
def test_lengths_may_be_a_tensor_and_padding_changes_nothing(make):
    cell, x, lengths = cells.from_numpy(make(2, 3)), torch.randn(6, 3, 2, dtype=torch.float64), torch.tensor([3, 6, 1])
    outputs, _ = cell(x, lengths=lengths)
    alone, _ = cell(x[:3, :1])
    torch.testing.assert_close(outputs[:3, :1], alone)
    assert not outputs[3:, 0].any()


@EACH
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_to_numpy_undoes_from_numpy(make, dtype):
    layer = filled(make(2, 3, dtype=dtype))
    again = cells.to_numpy(cells.from_numpy(layer))
    assert type(again) is type(layer) and again.dtype == dtype
    assert getattr(again, "variant", None) == getattr(layer, "variant", None)
    assert again.parameters.keys() == layer.parameters.keys()
    assert all((again.parameters[name] == p).all() for name, p in layer.parameters.items())


@EACH
def test_parameters_are_copied_not_shared_and_keep_their_precision(make):
    layer = make(2, 3, dtype=np.float32)
    cell, name = cells.from_numpy(layer), f"W_h{layer.gates[0]}"
    back = cells.to_numpy(cell)
    assert getattr(cell, name).dtype == torch.float32
    layer.parameters[name][:] = 0
    assert getattr(cell, name).abs().sum() > 0
    with torch.no_grad():
        getattr(cell, name).zero_()
    assert np.abs(back.parameters[name]).sum() > 0


def test_a_new_cell_starts_as_a_new_layer_does():
    assert (cells.LSTM(2, 3, forget_bias=1.5).b_f == 1.5).all() and not cells.LSTM(2, 3).b_f.any()
    assert cells.GRU(2, 3).variant == "reset_after" and not hasattr(cells.GRU(2, 3, variant="reset_before"), "b_hn")
    for cell, layer in ((cells.RNN, RNN), (cells.LSTM, LSTM), (cells.GRU, GRU)):
        found = {name: tuple(p.shape) for name, p in cell(2, 3).named_parameters()}
        assert found == {name: p.shape for name, p in layer(2, 3).parameters.items()}
        assert all(p.abs().max() <= 3**-0.5 for p in cell(2, 3).parameters())


@EACH
def test_weights_start_spread_evenly_about_zero(make):
    kind, variant = make(1, 1).kind, make(1, 1).options
    torch.manual_seed(0)
    cell = cells.CELLS[kind](40, 50, **variant)
    for name, p in cell.named_parameters():
        if p.dim() == 2:
            assert p.min() < -0.9 * 50**-0.5 and p.max() > 0.9 * 50**-0.5 and abs(p.mean()) < 0.1 * 50**-0.5, name
        else:
            assert not p.any(), name


@EACH
@pytest.mark.parametrize("sizes, message", [
    ((0, 3), "input_size: got 0"), ((2, 0), "hidden_size: got 0"), ((2, 2.5), "hidden_size: got 2.5"),
])
def test_sizes_are_checked(make, sizes, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        cells.CELLS[make(1, 1).kind](*sizes)


@EACH
def test_a_cell_is_made_where_and_in_what_precision_it_should(make):
    cell = cells.CELLS[make(1, 1).kind](2, 3, **make(1, 1).options, device="meta", dtype=torch.float64)
    assert {(p.device.type, p.dtype) for p in cell.parameters()} == {("meta", torch.float64)}
    assert {p.device.type for p in cells.from_numpy(make(2, 3), device="meta").parameters()} == {"meta"}


X = torch.zeros(4, 5, 2)


@pytest.mark.parametrize("make, arguments, message", [
    (cells.RNN, (torch.zeros(4, 2),), r"x: got shape \(4, 2\), expected \(any, any, 2\)"),
    (cells.GRU, (torch.zeros(0, 5, 2),), r"x: got shape \(0, 5, 2\)"),
    (cells.GRU, (X, torch.zeros(4, 3)), r"initial: got shape \(4, 3\), expected \(5, 3\)"),
    (cells.LSTM, (X, torch.zeros(5, 3)), "initial: got Tensor"),
    (cells.LSTM, (X, (torch.zeros(5, 3), torch.zeros(3))), r"initial: got shape \(3,\), expected \(5, 3\)"),
    (cells.RNN, (X, None, [1, 2, 3, 4, 9]), "lengths: got values from 1 to 9, expected 0 to 4"),
    (cells.RNN, (X, None, torch.tensor([1, 2])), r"lengths: got shape \(2,\) of int64, expected \(5,\) integers"),
])
def test_wrong_input_is_refused(make, arguments, message):
    with pytest.raises(ValueError, match=message):
        make(2, 3)(*arguments)


def test_what_is_no_layer_or_no_cell_is_refused():
    with pytest.raises(ValueError, match=r"layer: got utils.layers.output.Affine, expected RNN, LSTM or GRU from utils.layers"):
        cells.from_numpy(Affine(2, 3))
    with pytest.raises(ValueError, match=r"module: got torch.nn.modules.rnn.GRU, expected RNN, LSTM or GRU from utils.models"):
        cells.to_numpy(torch.nn.GRU(2, 3))
    with pytest.raises(ValueError, match="variant: got 'after', expected 'reset_after' or 'reset_before'"):
        cells.GRU(2, 3, variant="after")
