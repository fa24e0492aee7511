"""What must be kept to go on: an attention layer that reads a stream step by step from a cache, and bytes counted.

A recurrent cell keeps its state. Causal self-attention (Vaswani and others, Attention Is All You Need, 2017) looks at every
earlier step again, so it keeps a key and a value of each.
"""

import math

import torch
from torch import nn
from torch.utils._pytree import tree_leaves

from utils.checks import whole


class CausalAttention(nn.Module):
    """Self-attention over the past: each step weighs the values of itself and of all steps before it.

    Parameters
    ----------
    size, heads : int
        d numbers per step, in and out, and the heads that share them.
    device, dtype
        As for any PyTorch module.
    """

    def __init__(self, size, heads=1, *, device=None, dtype=None):
        super().__init__()
        self.size, self.heads = whole("size", size, 1), whole("heads", heads, 1)
        if size % heads:
            raise ValueError(f"heads: got {heads}, expected a number that divides the size {size}")
        self.join = nn.Linear(size, 3 * size, device=device, dtype=dtype)
        self.leave = nn.Linear(size, size, device=device, dtype=dtype)

    def ask(self, x):
        """Queries, keys and values of x (T, B, d): (B, heads, T, d / heads) each."""
        T, B, _ = x.shape
        return [part.view(T, B, self.heads, -1).permute(1, 2, 0, 3) for part in self.join(x).chunk(3, dim=-1)]

    def forward(self, x):
        """Outputs (T, B, d) of x (T, B, d), all steps at once."""
        queries, keys, values = self.ask(x)
        scores = queries @ keys.transpose(-1, -2) / math.sqrt(keys.shape[-1])
        ahead = torch.ones(len(x), len(x), dtype=torch.bool, device=x.device).triu(1)
        return self.leave(together(scores.masked_fill(ahead, -math.inf).softmax(-1) @ values))

    def cache(self, steps, batch):
        """Room for the keys and values of so many steps, for B sequences: two tensors (B, heads, steps, d / heads)."""
        return [self.leave.weight.new_empty(batch, self.heads, steps, self.size // self.heads) for _ in range(2)]

    def step(self, x, cache, t):
        """The output (B, d) of step t from x (B, d); writes its key and value into the cache, at t."""
        query, key, value = self.ask(x[None])
        for room, new in zip(cache, (key, value), strict=True):
            room[:, :, t] = new[:, :, 0]
        keys, values = (room[:, :, : t + 1] for room in cache)
        scores = query @ keys.transpose(-1, -2) / math.sqrt(keys.shape[-1])
        return self.leave(together(scores.softmax(-1) @ values))[0]


def together(heads):
    """What the heads say, side by side: from (B, heads, T, d / heads) to (T, B, d)."""
    return heads.permute(2, 0, 1, 3).flatten(2)


def kept(state):
    """The bytes of a state or a cache: of all tensors in it."""
    return sum(tensor.numel() * tensor.element_size() for tensor in tree_leaves(state))
