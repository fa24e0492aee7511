"""Attention from a cache gives what attention at once gives; bytes by hand."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.models.streaming import CausalAttention, kept


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 13), st.integers(1, 3), st.sampled_from([1, 2, 3]), st.integers(0, 99))
def test_step_by_step_and_at_once_agree(T, B, heads, seed):
    torch.manual_seed(seed)
    layer, x = CausalAttention(6, heads, dtype=torch.float64), torch.randn(T, B, 6, dtype=torch.float64)
    cache = layer.cache(T + 2, B)
    streamed = torch.stack([layer.step(x[t], cache, t) for t in range(T)])
    torch.testing.assert_close(streamed, layer(x), rtol=0, atol=1e-10)


@pytest.mark.parametrize("heads", [1, 2])
def test_it_is_pytorchs_own_attention(heads):
    torch.manual_seed(0)
    layer, x = CausalAttention(4, heads), torch.randn(5, 3, 4)
    theirs = torch.nn.MultiheadAttention(4, heads)
    theirs.load_state_dict({"in_proj_weight": layer.join.weight, "in_proj_bias": layer.join.bias,
                            "out_proj.weight": layer.leave.weight, "out_proj.bias": layer.leave.bias})
    ahead = torch.ones(5, 5, dtype=torch.bool).triu(1)
    torch.testing.assert_close(layer(x), theirs(x, x, x, attn_mask=ahead)[0], rtol=0, atol=1e-6)


def test_bytes_by_hand():
    assert kept(CausalAttention(8, 2).cache(10, 3)) == 2 * 10 * 3 * 8 * 4
    assert kept((torch.zeros(1, 128), torch.zeros(1, 128))) == 1024
    assert kept(torch.zeros(2, dtype=torch.complex128)) == 32


def test_heads_must_divide_the_size():
    with pytest.raises(ValueError, match="heads: got 3, expected a number that divides the size 4"):
        CausalAttention(4, 3)
