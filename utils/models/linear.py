"""Recurrences whose gates do not look at the state, h_t = a_t h_{t-1} + b_t: minGRU, minLSTM, and a diagonal complex one.

They are called as the cells are, `outputs, final = model(x, initial, lengths)`, and computed as a scan, or step by step with
`by=loop`. x is (T, B, d); the states are (T, B, m). The first two: Feng and others, Were RNNs All We Needed? (2024); the
third is the plain form of Orvieto and others, Resurrecting Recurrent Neural Networks for Long Sequences (2023).
"""

import math

import torch
from torch import nn

from utils.checks import check_mask, whole
from utils.models.scan import scan


class LinearRecurrence(nn.Module):
    """What they share: weights, the check of what comes in, and a forward pass; `coefficients` tells them apart.

    Parameters
    ----------
    input_size, hidden_size : int
        d and m. Weights start uniform between -1/sqrt(d) and 1/sqrt(d), biases at zero.
    device, dtype
        As for any PyTorch module.
    """

    kind, gates = "", ""

    def __init__(self, input_size, hidden_size, *, device=None, dtype=None):
        super().__init__()
        d, m = whole("input_size", input_size, 1), whole("hidden_size", hidden_size, 1)
        self.input_size, self.hidden_size, self.output_size = d, m, m
        for g in self.gates:
            weights = torch.empty(m, d, device=device, dtype=dtype).uniform_(-(d**-0.5), d**-0.5)
            self.register_parameter(f"W_x{g}", nn.Parameter(weights))
            self.register_parameter(f"b_{g}", nn.Parameter(torch.zeros(m, device=device, dtype=dtype)))

    def read(self, x, g):
        """What gate g makes of the input alone, before any bend: (T, B, m)."""
        return x @ getattr(self, f"W_x{g}").T + getattr(self, f"b_{g}")

    def outputs(self, states):
        """What is seen of the states: here the states themselves."""
        return states

    def forward(self, x, initial=None, lengths=None, by=scan):
        """Outputs (T, B, m) and the last state (B, m), from x (T, B, d).

        Parameters
        ----------
        x : tensor (T, B, d)
        initial : tensor (B, m), optional
            The first state; zero where it is left out.
        lengths : integers (B,), optional
            Past a sequence's end its outputs are zero and its state stays.
        by : callable
            `scan` or `loop` from `utils.models.scan`.
        """
        if x.dim() != 3 or x.shape[2] != self.input_size or len(x) == 0:
            raise ValueError(f"x: got shape {tuple(x.shape)}, expected (any, any, {self.input_size})")
        a, b = self.coefficients(x)
        mask = check_mask(lengths.cpu() if isinstance(lengths, torch.Tensor) else lengths, *x.shape[:2])
        if mask is None:
            states = by(a, b, initial)
            return self.outputs(states), states[-1]
        running = torch.as_tensor(mask, device=x.device)[..., None]
        states = by(torch.where(running, a, torch.ones_like(a)), torch.where(running, b, torch.zeros_like(b)), initial)
        return torch.where(running, self.outputs(states), 0), states[-1]


class MinGRU(LinearRecurrence):
    """h_t = z_t h_{t-1} + (1 - z_t) n_t, with z_t = sigmoid and n_t linear in x_t alone.

    With `signed`, the past is kept by 2 z_t - 1 in (-1, 1), a tanh, in the place of z_t in (0, 1).
    """

    kind, gates = "minGRU", "zn"

    def __init__(self, input_size, hidden_size, *, signed=False, device=None, dtype=None):
        super().__init__(input_size, hidden_size, device=device, dtype=dtype)
        self.signed = signed

    def coefficients(self, x):
        """What is kept and what is added, (T, B, m) each."""
        z = torch.sigmoid((2 if self.signed else 1) * self.read(x, "z"))
        return 2 * z - 1 if self.signed else z, (1 - z) * self.read(x, "n")


class MinLSTM(LinearRecurrence):
    """h_t = f' h_{t-1} + i' n_t, with f' = f / (f + i) and i' = i / (f + i); f_t and i_t see x_t alone."""

    kind, gates = "minLSTM", "fin"

    def coefficients(self, x):
        """What is kept and what is added, (T, B, m) each."""
        f, i = torch.sigmoid(self.read(x, "f")), torch.sigmoid(self.read(x, "i"))
        return f / (f + i), i / (f + i) * self.read(x, "n")


class Rotation(LinearRecurrence):
    """h_t = lambda h_{t-1} + u_t with complex h: each unit turns by a fixed angle and shrinks by a fixed factor in (0, 1).

    lambda = exp(-exp(nu) + i theta); |lambda| starts uniform between .9 and .999, theta between 0 and pi. The real and the
    imaginary part of u_t are linear in x_t. Outputs are (T, B, 2m): the two parts of each unit.
    """

    kind, gates = "rotation", "uv"

    def __init__(self, input_size, hidden_size, *, device=None, dtype=None):
        super().__init__(input_size, hidden_size, device=device, dtype=dtype)
        self.output_size = 2 * self.hidden_size
        factor, angle = torch.empty(2, self.hidden_size, device=device, dtype=dtype).uniform_()
        self.nu = nn.Parameter(torch.log(-torch.log(0.9 + 0.099 * factor)))
        self.theta = nn.Parameter(math.pi * angle)

    def coefficients(self, x):
        """lambda, the same at every step, and u_t: complex, (T, B, m) each."""
        u, v = self.read(x, "u"), self.read(x, "v")
        keep = torch.exp(torch.complex(-torch.exp(self.nu), self.theta))
        return keep.expand(u.shape), torch.complex(u, v)

    def outputs(self, states):
        """Real and imaginary part of each unit, (T, B, 2m)."""
        return torch.cat([states.real, states.imag], dim=-1)
