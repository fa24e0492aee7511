"""The PyTorch cell is the NumPy layer, in outputs and in gradients."""

import numpy as np
import pytest
import torch

from utils.layers import RNN, Affine
from utils.models import cells


@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (5, 3, 2, 4), (12, 2, 7, 3)])
def test_outputs_and_gradients_equal_the_numpy_layer(shape):
    T, B, d, m = shape
    rng, layer = np.random.default_rng(0), RNN(d, m, seed=1)
    cell = cells.from_numpy(layer)
    x, initial, G, H = (rng.standard_normal(s) for s in ((T, B, d), (B, m), (T, B, m), (B, m)))
    outputs, final = layer.forward(x, initial)
    d_x, d_initial = layer.backward(G, H)
    leaves = [torch.tensor(x, requires_grad=True), torch.tensor(initial, requires_grad=True)]
    torch_outputs, torch_final = cell(*leaves)
    (torch.tensor(G) * torch_outputs).sum().add((torch.tensor(H) * torch_final).sum()).backward()
    pairs = [(outputs, torch_outputs), (final, torch_final), (d_x, leaves[0].grad), (d_initial, leaves[1].grad)]
    pairs += [(layer.gradients[name], p.grad) for name, p in cell.named_parameters()]
    for ours, theirs in pairs:
        np.testing.assert_allclose(theirs.detach().numpy(), ours, rtol=1e-12, atol=1e-14)


def test_without_an_initial_state_it_starts_at_zero():
    cell, x = cells.RNN(2, 3), torch.randn(4, 5, 2)
    torch.testing.assert_close(cell(x)[0], cell(x, torch.zeros(5, 3))[0])


def test_parameters_are_copied_not_shared_and_keep_their_precision():
    layer = RNN(2, 3, dtype=np.float32)
    cell = cells.from_numpy(layer)
    assert cell.W_hh.dtype == torch.float32
    layer.parameters["W_hh"][:] = 0
    assert cell.W_hh.abs().sum() > 0


def test_wrong_input_is_refused():
    with pytest.raises(ValueError, match="expected \\(any, any, 2\\)"):
        cells.RNN(2, 3)(torch.zeros(4, 2))
    with pytest.raises(ValueError, match="layer: got"):
        layer = Affine(2, 3)
        layer.hidden_size = 3
        cells.from_numpy(layer)
