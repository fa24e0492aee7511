"""Causal convolutions: against a loop, what they see, how they are pooled, and how many parameters they have."""

import numpy as np
import pytest
import torch

from utils.models import convolutions
from utils.models.convolutions import BODIES, DILATED, FLAT, POOLS, Causal, Framed, field, reader, writer

DOUBLE = {"dtype": torch.float64}


def by_loop(model, x):
    """The outputs of a `Causal`, one step, one tap after another; x (T, B, d)."""
    for level, gap in zip(model.levels, model.dilations, strict=True):
        W, b, made = level.weight.detach().numpy(), level.bias.detach().numpy(), []
        for t in range(len(x)):
            total = b + np.zeros((x.shape[1], len(b)))
            for j in range(W.shape[2]):
                source = t - (W.shape[2] - 1 - j) * gap
                total += x[source] @ W[:, :, j].T if source >= 0 else 0
            made.append(np.maximum(total, 0))
        x = np.stack(made) + (x if x.shape[2] == len(b) else 0)
    return x


@pytest.mark.parametrize(("T", "B", "d", "channels", "kernel", "gaps"), [
    (13, 2, 1, 3, 2, (1, 3)), (7, 1, 4, 4, 3, (2,)), (29, 3, 2, 5, 4, (1, 2, 5)), (5, 2, 3, 2, 8, (4, 1))])
def test_a_stack_is_the_plain_loop(T, B, d, channels, kernel, gaps):
    torch.manual_seed(T)
    model, x = Causal(d, channels, kernel, gaps, **DOUBLE), torch.randn(T, B, d, **DOUBLE)
    outputs, state = model(x)
    assert state is None and np.allclose(outputs.detach().numpy(), by_loop(model, x.numpy()), rtol=0, atol=1e-10)


@pytest.mark.parametrize(("kernel", "gaps"), [(8, DILATED), (8, FLAT), (3, (1, 2, 4, 8)), (2, (5,))])
def test_the_field_by_gradient_is_the_formula(kernel, gaps):
    torch.manual_seed(0)
    n = field(kernel, gaps)
    seen = convolutions.seen_by(Causal(1, 12, kernel, gaps, **DOUBLE), torch.randn(n + 50, 1, 1, **DOUBLE))
    assert seen.sum() <= n and not seen[:50].any() and seen[50] and seen[-1]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("pool", POOLS)
def test_readers_have_about_as_many_parameters_and_say_two_scores(body, pool):
    model = reader(body, pool, **DOUBLE)
    count = sum(p.numel() for p in model.parameters())
    assert 4_700 < count < 4_950 and model(torch.randn(320, 3, 1, **DOUBLE)).shape == (3, 2)


def test_pools():
    body = Causal(1, 4, 3, (1,), **DOUBLE)
    x = torch.randn(9, 2, 1, **DOUBLE)
    outputs = body(x)[0]
    for pool, found in (("max", outputs.max(0).values), ("last", outputs[-1])):
        model = convolutions.Pooled(body, 4, 3, pool, **DOUBLE)
        assert torch.equal(model(x), model.readout(found))
    assert convolutions.Stepwise(body, 4, 3, **DOUBLE)(x).shape == (9, 2, 3)


def test_frames_are_samples_in_a_row():
    model, x = Framed(2, 5, 3, **DOUBLE), torch.randn(12, 4, 2, **DOUBLE)
    frames = torch.stack([torch.cat([x[3 * n + k] for k in range(3)], dim=1) for n in range(4)])
    assert torch.allclose(model(x)[0], model.cell(frames)[0], rtol=0, atol=1e-12)
    with pytest.raises(ValueError, match="x: got 11 steps, expected a multiple of the frame, 3"):
        model(x[:11])


@pytest.mark.parametrize("body", BODIES)
def test_writers_answer_at_every_step(body):
    assert writer(body, 10, 10)(torch.randn(15, 2, 10)).shape == (15, 2, 10)


def test_what_is_unknown_is_refused():
    with pytest.raises(ValueError, match="pool: got 'mean'"):
        reader("short", "mean")
    for make in (lambda: reader("GRU", "max"), lambda: writer("GRU", 1, 1)):
        with pytest.raises(ValueError, match="body: got 'GRU'"):
            make()
