"""A linear recurrence whose step mixes the units: each input turns the state by two reflections, and gates see the input alone.

h_t = A_t h_{t-1}, where A_t is a product of reflections I - 2 v v' with unit vectors v linear in x_t before they are scaled.
Reflections keep the state's length, so nothing fades or grows. After Grazzi and others, Unlocking State-Tracking in Linear
RNNs Through Negative Eigenvalues (2024).
"""

import torch
from torch import nn

from utils.checks import check_mask, whole


class Mirrors(nn.Module):
    """States (T, B, m) that the inputs reflect, from a first state that is learned.

    Parameters
    ----------
    input_size, hidden_size : int
        d and m. Weights start uniform between -1/sqrt(d) and 1/sqrt(d), biases and the first state between -1 and 1.
    mirrors : int
        Reflections per step. Two make a turn; one alone cannot leave the state where it is.
    device, dtype
        As for any PyTorch module.
    """

    kind = "mirrors"

    def __init__(self, input_size, hidden_size, *, mirrors=2, device=None, dtype=None):
        super().__init__()
        d, m = whole("input_size", input_size, 1), whole("hidden_size", hidden_size, 1)
        self.input_size, self.hidden_size, self.output_size, self.mirrors = d, m, m, whole("mirrors", mirrors, 1)

        def uniform(*shape):
            return nn.Parameter(torch.empty(*shape, device=device, dtype=dtype).uniform_(-1, 1))

        self.W_xv, self.b_v, self.start = uniform(mirrors * m, d), uniform(mirrors * m), uniform(m)
        self.W_xv.data /= d**0.5

    def forward(self, x, initial=None, lengths=None, by=None):
        """Outputs (T, B, m) and the last state (B, m), from x (T, B, d).

        Parameters
        ----------
        x : tensor (T, B, d)
        initial : tensor (B, m), optional
            The first state; the learned one where it is left out.
        lengths : integers (B,), optional
            Past a sequence's end its outputs are zero and its state stays.
        by : callable, optional
            `scan` or `loop` from `utils.models.scan`, on whole matrices; by default one reflection after the other, which
            needs none.
        """
        if x.dim() != 3 or x.shape[2] != self.input_size or len(x) == 0:
            raise ValueError(f"x: got shape {tuple(x.shape)}, expected (any, any, {self.input_size})")
        mask = check_mask(lengths.cpu() if isinstance(lengths, torch.Tensor) else lengths, *x.shape[:2])
        running = torch.as_tensor(True if mask is None else mask, device=x.device)[..., None]
        h = self.start.expand(x.shape[1], -1) if initial is None else initial
        v = (x @ self.W_xv.T + self.b_v).unflatten(-1, (self.mirrors, -1))
        v = torch.where(running[..., None], v / v.norm(dim=-1, keepdim=True), 0)  # past the end nothing is reflected
        states = reflected(v, h) if by is None else multiplied(v, h, by)
        return torch.where(running, states, 0), states[-1]


def reflected(v, h):
    """All states, from vectors v (T, B, mirrors, m) and a first state h (B, m), one reflection after the other."""
    states = []
    for step in v.unbind():
        for u in step.unbind(1):
            h = h - 2 * u * (u * h).sum(-1, keepdim=True)
        states.append(h)
    return torch.stack(states)


def multiplied(v, h, by):
    """The same states from the steps' matrices, which `by` joins."""
    matrices = eye = torch.eye(h.shape[-1], device=v.device, dtype=v.dtype)
    for u in v.unbind(2):
        matrices = (eye - 2 * u[..., :, None] * u[..., None, :]) @ matrices
    nothing = torch.zeros_like(v[:, :, 0, :, None])
    return by(matrices, nothing, h[..., None], torch.matmul)[..., 0]
