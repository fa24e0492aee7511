"""Recurrent cells in PyTorch, written as the equations read. Slow, plain, and on any device."""

import torch
from torch import nn


class RNN(nn.Module):
    """h_t = tanh(W_hh h_{t-1} + W_xh x_t + b_h), one step at a time (Elman 1990).

    Parameters
    ----------
    input_size, hidden_size : int
        d and m. The weights start uniform between -1/sqrt(m) and 1/sqrt(m), the bias at zero.
    device, dtype
        As for any PyTorch module.
    """

    def __init__(self, input_size, hidden_size, *, device=None, dtype=None):
        super().__init__()
        d, m = input_size, hidden_size
        bound, place = m**-0.5, {"device": device, "dtype": dtype}
        self.W_hh = nn.Parameter(torch.empty(m, m, **place).uniform_(-bound, bound))
        self.W_xh = nn.Parameter(torch.empty(m, d, **place).uniform_(-bound, bound))
        self.b_h = nn.Parameter(torch.zeros(m, **place))

    def forward(self, x, initial=None):
        """Outputs (T, B, m) and the last state (B, m), from x (T, B, d) and the first state (B, m), zero if not given."""
        if x.dim() != 3 or x.shape[2] != self.W_xh.shape[1]:
            raise ValueError(f"x: got shape {tuple(x.shape)}, expected (any, any, {self.W_xh.shape[1]})")
        h = x.new_zeros(x.shape[1], len(self.b_h)) if initial is None else initial
        outputs = []
        for x_t in x:
            h = torch.tanh(h @ self.W_hh.T + x_t @ self.W_xh.T + self.b_h)
            outputs.append(h)
        return torch.stack(outputs), h


def from_numpy(layer, *, device=None):
    """The cell with the parameters of a NumPy `RNN` layer, in its precision.

    Raises ValueError where the parameters are not those of an RNN.
    """
    cell = RNN(layer.input_size, layer.hidden_size)
    arrays = {name: torch.tensor(value) for name, value in layer.parameters.items()}
    if arrays.keys() != dict(cell.named_parameters()).keys():
        raise ValueError(f"layer: got parameters {sorted(arrays)}, expected {sorted(dict(cell.named_parameters()))}")
    cell = cell.to(next(iter(arrays.values())).dtype)
    cell.load_state_dict(arrays)
    return cell.to(device)
