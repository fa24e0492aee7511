"""The output layer and the losses: values, gradients by the complex step or differences, and errors."""

import numpy as np
import pytest
import torch

from utils.layers import RNN, Affine, mean_squared_error, softmax, softmax_cross_entropy

RNG = np.random.default_rng(0)
H = RNG.standard_normal((4, 3, 5))
LOGITS = RNG.standard_normal((4, 3, 6))
TARGETS = RNG.integers(0, 6, (4, 3))
MASK = np.arange(12).reshape(4, 3) % 5 > 0


def test_affine_equals_torch_forward_and_backward():
    layer = Affine(5, 6, seed=1)
    p = {k: torch.tensor(v, requires_grad=True) for k, v in layer.parameters.items()}
    h = torch.tensor(H, requires_grad=True)
    y = h @ p["W_hy"].T + p["b_y"]
    (y * torch.tensor(LOGITS)).sum().backward()
    np.testing.assert_allclose(layer.forward(H), y.detach(), rtol=1e-13)
    np.testing.assert_allclose(layer.backward(LOGITS), h.grad, rtol=1e-12)
    for name in p:
        np.testing.assert_allclose(layer.gradients[name], p[name].grad, rtol=1e-12)


def test_affine_takes_any_leading_axes():
    layer = Affine(5, 2)
    assert layer.forward(H[0, 0]).shape == (2,)
    assert layer.backward(np.ones(2)).shape == (5,)


def test_affine_names_bad_input():
    layer = Affine(5, 6)
    with pytest.raises(RuntimeError, match="called before forward"):
        layer.backward(LOGITS)
    with pytest.raises(ValueError, match=r"h: got shape \(4, 3, 6\), expected \(4, 3, 5\)"):
        layer.forward(LOGITS)
    layer.forward(H)
    with pytest.raises(ValueError, match=r"d_y: got shape \(4, 3, 5\)"):
        layer.backward(H)


@pytest.mark.parametrize("mask", [None, MASK])
def test_cross_entropy_equals_torch(mask):
    logits = torch.tensor(LOGITS, requires_grad=True)
    losses = torch.nn.functional.cross_entropy(logits.flatten(0, 1), torch.tensor(TARGETS).flatten(), reduction="none")
    kept = losses if mask is None else losses[torch.tensor(mask).flatten()]
    kept.mean().backward()
    loss, d_logits = softmax_cross_entropy(LOGITS, TARGETS, mask)
    assert loss == pytest.approx(kept.mean().item(), rel=1e-13)
    np.testing.assert_allclose(d_logits, logits.grad, rtol=1e-12, atol=1e-16)


def test_cross_entropy_survives_huge_logits_and_keeps_float32():
    loss, d_logits = softmax_cross_entropy(np.array([[1e4, 0.0]], np.float32), np.array([1]))
    assert loss == pytest.approx(1e4) and d_logits.dtype == np.float32
    np.testing.assert_allclose(d_logits, [[1, -1]])


def test_uniform_logits_cost_the_logarithm_of_the_number_of_classes():
    loss, _ = softmax_cross_entropy(np.zeros((3, 7)), np.array([0, 3, 6]))
    assert loss == pytest.approx(np.log(7), rel=1e-14)


def test_softmax_sums_to_one_and_does_not_overflow():
    p = softmax(np.array([[1e5, 1e5, -1e5], [0.0, 1.0, 2.0]]))
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-15)
    np.testing.assert_allclose(p[0], [0.5, 0.5, 0])


@pytest.mark.parametrize("mask", [None, RNG.random((4, 3, 6)) > 0.3])
def test_mean_squared_error_equals_torch(mask):
    predictions, targets = torch.tensor(LOGITS, requires_grad=True), RNG.standard_normal(LOGITS.shape)
    squares = (predictions - torch.tensor(targets)) ** 2
    kept = squares if mask is None else squares[torch.tensor(mask)]
    kept.mean().backward()
    loss, d = mean_squared_error(LOGITS, targets, mask)
    assert loss == pytest.approx(kept.mean().item(), rel=1e-13)
    np.testing.assert_allclose(d, predictions.grad, rtol=1e-12)


@pytest.mark.parametrize("call, message", [
    (lambda: softmax_cross_entropy(LOGITS, TARGETS + 1), "targets: .* expected integers from 0 to 5"),
    (lambda: softmax_cross_entropy(LOGITS, TARGETS.astype(float)), "targets: got float64"),
    (lambda: softmax_cross_entropy(LOGITS, TARGETS[:2]), r"logits: got shape \(4, 3, 6\), expected \(2, 3, any\)"),
    (lambda: softmax_cross_entropy(LOGITS * np.nan, TARGETS), "logits: got NaN"),
    (lambda: softmax_cross_entropy(LOGITS, TARGETS, MASK & False), "mask: got no True"),
    (lambda: softmax_cross_entropy(LOGITS, TARGETS, MASK.astype(int)), "mask: got shape .* int64"),
    (lambda: mean_squared_error(LOGITS, H), "targets: got shape"),
    (lambda: mean_squared_error(LOGITS, LOGITS.astype(np.float32)), "targets: got dtype float32"),
    (lambda: mean_squared_error(LOGITS, LOGITS, MASK), r"mask: got shape \(4, 3\)"),
])
def test_losses_name_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_recurrent_layer_of_the_same_seed_shares_no_numbers():
    W_hy, W_hh = Affine(5, 5, seed=3).parameters["W_hy"], RNN(5, 5, seed=3).parameters["W_hh"]
    assert not np.isin(W_hy, W_hh).any()


@pytest.mark.parametrize("call, message", [
    (lambda: softmax_cross_entropy(np.array([[2, 1]]), np.array([0])), "logits: got int64, expected float32 or float64"),
    (lambda: softmax_cross_entropy(np.ma.array([[2.0, 1]]), np.array([0])), "logits: got a masked array"),
    (lambda: softmax_cross_entropy(np.ones((1, 2)), np.ma.array([0])), "targets: got a masked array"),
    (lambda: mean_squared_error(np.array([2, 1]), np.array([1, 1])), "predictions: got int64, expected float32 or float64"),
    (lambda: mean_squared_error(np.ones(2), np.ones(2), np.ma.array([True, True])), "mask: got a masked array"),
    (lambda: mean_squared_error(np.ones(2, "f2"), np.ones(2, "f2")), "predictions: got float16"),
])
def test_losses_refuse_what_they_would_round_or_overlook(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_mean_squared_errors_gradient_keeps_its_precision():
    for dtype in (np.float32, np.float64):
        assert mean_squared_error(np.ones(2, dtype), np.zeros(2, dtype))[1].dtype == dtype


def test_softmax_of_many_positions_does_not_overflow():
    logits = np.zeros((2, 3, 4))
    logits[0, 1, 2], logits[1, 2, 0] = 1e4, -1e4
    p = softmax(logits)
    np.testing.assert_allclose(p.sum(axis=-1), 1)
    assert p[0, 1].tolist() == [0, 0, 1, 0] and p[1, 2, 0] == 0


def test_an_output_may_be_a_single_number():
    assert Affine(4, 1).forward(np.ones((2, 4))).shape == (2, 1)
