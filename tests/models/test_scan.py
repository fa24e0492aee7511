"""The scan against the loop: values and gradients, over lengths that are no powers of two."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.models.scan import loop, scan

DTYPES = {torch.float64: 1e-10, torch.complex128: 1e-10, torch.float32: 1e-5}


def draw(T, shape, dtype, seed, start):
    """Coefficients of modulus up to about 1, inputs, and a first state or None; each wants its gradient."""
    source = torch.Generator().manual_seed(seed)
    a, b = (torch.randn(T, *shape, dtype=dtype, generator=source) for _ in range(2))
    initial = torch.randn(shape, dtype=dtype, generator=source).requires_grad_() if start else None
    return (a / (0.5 + a.abs())).detach().requires_grad_(), b.requires_grad_(), initial


def results(way, given):
    """The states, and the gradients of a sum over them that tells all states apart."""
    states = way(*given)
    weights = torch.linspace(1, 2, states.numel(), dtype=states.real.dtype).view(states.shape)
    loss = (weights * (states * states.conj()).real).sum()
    return [states, *torch.autograd.grad(loss, [g for g in given if g is not None], materialize_grads=True)]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 70), st.sampled_from([(), (3,), (2, 5)]), st.sampled_from(list(DTYPES)), st.integers(0, 99),
       st.booleans())
def test_scan_and_loop_agree_with_gradients(T, shape, dtype, seed, start):
    given = draw(T, shape, dtype, seed, start)
    for one, other in zip(results(scan, given), results(loop, given), strict=True):
        assert (one - other).abs().max() <= DTYPES[dtype] * max(1, other.abs().max().item())


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 45), st.sampled_from([(), (2, 3)]), st.integers(0, 99), st.booleans())
def test_matrices_are_joined_too(T, shape, seed, start):
    source = torch.Generator().manual_seed(seed)
    a = torch.randn(T, *shape, 4, 4, dtype=torch.float64, generator=source) / 4
    b, initial = (torch.randn(*size, 4, 1, dtype=torch.float64, generator=source) for size in ((T, *shape), shape))
    given = a, b, initial if start else None, torch.matmul
    torch.testing.assert_close(scan(*given), loop(*given), rtol=0, atol=1e-10)


@pytest.mark.parametrize("way", [scan, loop])
def test_by_hand(way):
    a, b = torch.tensor([2.0, 3.0, 0.0, -1.0, 5.0]), torch.tensor([1.0, 1.0, 4.0, 0.0, 1.0])
    assert way(a, b).tolist() == [1, 4, 4, -4, -19]
    assert way(a, b, torch.tensor(10.0)).tolist() == [21, 64, 4, -4, -19]


@pytest.mark.parametrize("T", [1000, 1023, 4097])
def test_long_sequences_neither_overflow_nor_vanish(T):
    rng = np.random.default_rng(0)
    a, b = (torch.tensor(rng.random((T, 2))) for _ in range(2))
    assert (scan(a, b) - loop(a, b)).abs().max() < 1e-12


@pytest.mark.parametrize("way", [scan, loop])
def test_what_does_not_fit_is_refused(way):
    with pytest.raises(ValueError, match=r"a, b: got shapes \(3, 2\) and \(3, 1\)"):
        way(torch.ones(3, 2), torch.ones(3, 1))
    with pytest.raises(ValueError, match="with a step or more"):
        way(torch.ones(0, 2), torch.ones(0, 2))
    with pytest.raises(ValueError, match="with a step or more"):
        way(torch.ones(()), torch.ones(()))
    with pytest.raises(ValueError, match=r"a, b: got shapes \(3, 4, 1\) and \(3, 4, 1\)"):
        way(torch.ones(3, 4, 1), torch.ones(3, 4, 1), None, torch.matmul)
    with pytest.raises(ValueError, match=r"initial: got shape \(1,\), expected \(2,\)"):
        way(torch.ones(3, 2), torch.ones(3, 2), torch.ones(1))
