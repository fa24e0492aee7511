"""Linear recurrences: scan against loop with lengths and first states, a step by hand, who may go below zero, mirrors."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.models.linear import MinGRU, MinLSTM, Rotation
from utils.models.mirrors import Mirrors
from utils.models.scan import loop, scan

MAKERS = {"minGRU": MinGRU, "signed": lambda *sizes, **how: MinGRU(*sizes, signed=True, **how), "minLSTM": MinLSTM,
          "rotation": Rotation, "mirrors": Mirrors}


def case(kind, T, B, dtype, seed):
    """A model with sequences (T, B, 3), first states and lengths."""
    torch.manual_seed(seed)
    model = MAKERS[kind](3, 5, dtype=dtype)
    complex_states = kind == "rotation"
    state_type = {torch.float64: torch.complex128, torch.float32: torch.complex64}[dtype] if complex_states else dtype
    return model, torch.randn(T, B, 3, dtype=dtype), torch.randn(B, 5, dtype=state_type), torch.randint(T + 1, (B,))


def results(model, *given, **how):
    """Outputs, last state and the gradients of all parameters."""
    outputs, final = model(*given, **how)
    tells_apart = torch.linspace(1, 2, outputs.shape[-1], dtype=outputs.dtype)
    loss = (tells_apart * outputs.square()).sum() + final.abs().square().sum()
    return [outputs, final, *torch.autograd.grad(loss, list(model.parameters()), materialize_grads=True)]


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("dtype, tolerance", [(torch.float64, 1e-10), (torch.float32, 1e-5)])
@settings(max_examples=15, deadline=None)
@given(T=st.integers(1, 45), B=st.integers(1, 4), seed=st.integers(0, 99), start=st.booleans(), ends=st.booleans())
def test_scan_and_loop_agree(kind, dtype, tolerance, T, B, seed, start, ends):
    model, x, initial, lengths = case(kind, T, B, dtype, seed)
    given = x, initial if start else None, lengths if ends else None
    each = [results(model, *given, by=way) for way in (scan, loop)]
    if dtype == torch.float32:  # outputs and last state; what a gradient adds in float32 is the scan's own test
        each = [found[:2] for found in each]
    for one, other in zip(*each, strict=True):
        assert (one - other).abs().max() <= tolerance * max(1, other.abs().max().item())


@pytest.mark.parametrize("way", [scan, loop])
@pytest.mark.parametrize("ends", [False, True])
def test_mirrors_need_no_matrix(way, ends):
    model, x, initial, lengths = case("mirrors", 37, 3, torch.float64, 1)
    given = x, initial, lengths if ends else None
    for one, other in zip(results(model, *given), results(model, *given, by=way), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-10, atol=1e-10)


def test_mirrors_keep_the_states_length_and_start_where_they_learned_to():
    model, x, _, _ = case("mirrors", 200, 3, torch.float64, 2)
    outputs, _ = model(x)
    torch.testing.assert_close(outputs.norm(dim=-1), model.start.norm().expand(200, 3))


def test_a_reflection_by_hand():
    model = Mirrors(1, 2, mirrors=1, dtype=torch.float64)
    model.load_state_dict({"W_xv": torch.tensor([[0.0], [3.0]]), "b_v": torch.zeros(2), "start": torch.tensor([4.0, 5.0])})
    outputs, _ = model(torch.ones(3, 1, 1, dtype=torch.float64))
    assert outputs[:, 0].tolist() == [[4, -5], [4, 5], [4, -5]]


@pytest.mark.parametrize("kind", MAKERS)
def test_padding_changes_nothing(kind):
    model, x, initial, lengths = case(kind, 9, 4, torch.float64, 0)
    outputs, final = model(x, initial, lengths)
    for b, n in enumerate(lengths.tolist()):
        assert (outputs[n:, b] == 0).all()
        alone = initial[b] if n == 0 else model(x[:n, b : b + 1], initial[b : b + 1])[1][0]
        np.testing.assert_allclose(final[b].detach(), alone.detach(), rtol=1e-12)


def test_a_step_by_hand():
    x, h = torch.ones(1, 1, 1, dtype=torch.float64), torch.full((1, 1), 2.0, dtype=torch.float64)
    for kind, expected in {"minGRU": 0.75 * 2 + 0.25 * 5, "signed": 0.8 * 2 + 0.1 * 5}.items():
        model = MAKERS[kind](1, 1, dtype=torch.float64)
        model.load_state_dict({"W_xz": torch.tensor([[np.log(2)]]), "b_z": torch.tensor([np.log(1.5)]),
                               "W_xn": torch.tensor([[4.0]]), "b_n": torch.tensor([1.0])})
        assert model(x, h)[1].item() == pytest.approx(expected)
    model = MinLSTM(1, 1, dtype=torch.float64)
    model.load_state_dict({"W_xf": torch.tensor([[0.0]]), "b_f": torch.tensor([0.0]), "W_xi": torch.tensor([[0.0]]),
                           "b_i": torch.tensor([np.log(1 / 3)]), "W_xn": torch.tensor([[4.0]]), "b_n": torch.tensor([1.0])})
    assert model(x, h)[1].item() == pytest.approx(2 / 3 * 2 + 1 / 3 * 5)


def test_a_rotation_turns_and_shrinks():
    model = Rotation(1, 1, dtype=torch.float64)
    quarter, halves = torch.tensor([np.pi / 2], dtype=torch.float64), torch.tensor([np.log(np.log(2))])
    model.load_state_dict({"W_xu": torch.tensor([[3.0]]), "b_u": torch.zeros(1), "W_xv": torch.zeros(1, 1),
                           "b_v": torch.zeros(1), "nu": halves, "theta": quarter})
    outputs, final = model(torch.tensor([[[1.0]], [[0.0]], [[0.0]]], dtype=torch.float64))
    np.testing.assert_allclose(outputs[:, 0].detach(), [[3, 0], [0, 1.5], [-0.75, 0]], atol=1e-12)
    assert final.is_complex()


def test_only_the_signed_gate_goes_below_zero():
    x = torch.linspace(-40, 40, 9)[:, None, None]
    for kind in ("minGRU", "minLSTM", "signed"):
        torch.manual_seed(0)
        keep = MAKERS[kind](1, 6).coefficients(x)[0]
        assert keep.abs().max() <= 1 and (keep.min() < -0.9) == (kind == "signed")


def test_rotations_start_long_lived():
    torch.manual_seed(0)
    keep = Rotation(1, 500).coefficients(torch.zeros(1, 1, 1))[0].abs()
    assert 0.9 <= keep.min() < 0.91 and 0.99 < keep.max() < 1


def test_a_bad_input_is_refused():
    for kind in (MinGRU, Mirrors):
        with pytest.raises(ValueError, match=r"x: got shape \(4, 3\), expected \(any, any, 3\)"):
            kind(3, 5)(torch.ones(4, 3))
