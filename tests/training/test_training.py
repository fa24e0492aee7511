"""Optimisers against PyTorch's, and the loop's early failure."""

import numpy as np
import pytest
import torch

from utils.training import SGD, Adam, numpy_step, torch_step, train
from utils.training.optimisers import cosine

START = np.array([1.0, -2.0, 0.5])


def quadratic(parameters):
    def loss_and_gradients(target):
        error = parameters["w"] - target
        return float(error @ error), {"w": 2 * error}

    return loss_and_gradients


@pytest.mark.parametrize("ours, theirs", [
    (lambda: SGD(0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
    (lambda: Adam(0.05), lambda p: torch.optim.Adam(p, lr=0.05)),
    (lambda: Adam(0.05, decay=(0.8, 0.99), epsilon=1e-6), lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.99), eps=1e-6)),
])
@pytest.mark.parametrize("clip", [None, 0.5])
def test_both_steps_follow_the_same_path(ours, theirs, clip):
    w = {"w": START.copy()}
    v = torch.tensor(START, requires_grad=True)
    targets = list(np.random.default_rng(0).standard_normal((20, 3)))
    losses = train(numpy_step(quadratic(w), w, ours(), clip=clip), targets)
    step = torch_step(lambda t: ((v - torch.tensor(t)) ** 2).sum(), theirs([v]), clip=clip)
    np.testing.assert_allclose(train(step, targets), losses, rtol=1e-5)
    np.testing.assert_allclose(w["w"], v.detach(), rtol=1e-5)


def test_training_reaches_the_minimum():
    w = {"w": START.copy()}
    losses = train(numpy_step(quadratic(w), w, Adam(0.1)), [np.zeros(3)] * 400)
    assert losses[-1] < 1e-6 < losses[0]


def test_a_loss_that_is_not_finite_stops_at_once_and_says_where():
    losses = iter([1.5, float("nan"), 1.0])
    with pytest.raises(FloatingPointError, match=r"loss is nan at step 1; the last finite loss was 1\.5"):
        train(lambda _: next(losses), range(3))
    with pytest.raises(FloatingPointError, match="no finite loss before"):
        train(lambda _: float("inf"), range(3))


def test_a_clipped_step_reports_a_nan_loss_and_not_its_gradient():
    w = {"w": START.copy()}
    step = numpy_step(lambda b: (float("nan"), {"w": np.full(3, np.nan)}), w, SGD(0.1), clip=1.0)
    with pytest.raises(FloatingPointError, match="loss is nan at step 0"):
        train(step, [0])


def test_no_batches_is_an_error():
    with pytest.raises(ValueError, match="batches: got none"):
        train(lambda _: 0.0, [])


def test_optimisers_name_what_does_not_fit():
    with pytest.raises(ValueError, match=r"gradients: got keys \['v'\], expected \['w'\]"):
        SGD(0.1).step({"w": START}, {"v": START})
    with pytest.raises(ValueError, match=r"gradients\['w'\]: got shape \(2,\), expected \(3,\)"):
        Adam(0.1).step({"w": START}, {"w": START[:2]})
    with pytest.raises(ValueError, match="rate: got -1"):
        Adam(-1)


def test_float32_parameters_stay_float32():
    w = {"w": START.astype(np.float32)}
    Adam(0.1).step(w, {"w": START.astype(np.float32)})
    assert w["w"].dtype == np.float32


def test_cosine_falls_from_the_rate_to_zero():
    assert cosine(0.4, 0, 10) == 0.4
    assert cosine(0.4, 5, 10) == pytest.approx(0.2)
    assert cosine(0.4, 10, 10) == pytest.approx(0)
