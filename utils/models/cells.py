"""Recurrent cells in PyTorch, written as the equations read. Slow, plain, and on any device.

All three are called alike: `outputs, final = cell(x, initial, lengths)`. x is (T, B, d), outputs are (T, B, m), and a state is
(B, m), for the LSTM the pair (h, c). Without `initial` a cell starts at zero. `lengths` (B,) holds true lengths: past a
sequence's end its outputs are zero and its state stays. Arguments and parameters are those of `utils.layers`, but on a device.
"""

from utils.checks import check_mask, whole
from utils.layers import KINDS
from utils.layers.lstm import pair
from utils.optional import need

torch = need("torch")
nn = torch.nn


class Cell(nn.Module):
    """What the three share: parameters W_hg, W_xg and b_g for each gate g, and the check of what comes in.

    Parameters
    ----------
    input_size, hidden_size : int
        d and m. The weights start uniform between -1/sqrt(m) and 1/sqrt(m), the biases at zero.
    device, dtype
        As for any PyTorch module.
    """

    kind, gates = "", ""

    def __init__(self, input_size, hidden_size, *, device=None, dtype=None):
        super().__init__()
        d, m = whole("input_size", input_size, 1), whole("hidden_size", hidden_size, 1)
        self.input_size, self.hidden_size = d, m
        bound, place = m**-0.5, {"device": device, "dtype": dtype}
        for g in self.gates:
            self.register_parameter(f"W_h{g}", nn.Parameter(torch.empty(m, m, **place).uniform_(-bound, bound)))
            self.register_parameter(f"W_x{g}", nn.Parameter(torch.empty(m, d, **place).uniform_(-bound, bound)))
            self.register_parameter(f"b_{g}", nn.Parameter(torch.zeros(m, **place)))

    @property
    def options(self):
        """The arguments beyond sizes, device and dtype without which a cell would not compute the same."""
        return {}

    def _start(self, x, initial, lengths):
        """The first state and, step by step, where sequences run (B, 1); ValueError for a bad x, initial or lengths."""
        if x.dim() != 3 or x.shape[2] != self.input_size or len(x) == 0:
            raise ValueError(f"x: got shape {tuple(x.shape)}, expected (any, any, {self.input_size})")
        T, B, _ = x.shape
        h = x.new_zeros(B, self.hidden_size) if initial is None else initial
        if h.shape != (B, self.hidden_size):
            raise ValueError(f"initial: got shape {tuple(h.shape)}, expected ({B}, {self.hidden_size})")
        mask = check_mask(lengths.cpu() if isinstance(lengths, torch.Tensor) else lengths, T, B)
        return h, [None] * T if mask is None else torch.as_tensor(mask, device=x.device)[..., None]


def keep(new, old, running):
    """`new` (B, m) where a sequence still runs (B, 1) and `old` where it has ended; all of `new` if there are no lengths."""
    return new if running is None else torch.where(running, new, old)


class RNN(Cell):
    """h_t = tanh(W_hh h_{t-1} + W_xh x_t + b_h), one step at a time (Elman 1990)."""

    kind, gates = "RNN", "h"

    def forward(self, x, initial=None, lengths=None):
        """Outputs (T, B, m) and the last state (B, m), from x (T, B, d) and the first state (B, m)."""
        h, running = self._start(x, initial, lengths)
        outputs = []
        for x_t, run in zip(x, running, strict=True):
            new = torch.tanh(h @ self.W_hh.T + x_t @ self.W_xh.T + self.b_h)
            outputs.append(keep(new, torch.zeros_like(new), run))
            h = keep(new, h, run)
        return torch.stack(outputs), h


class LSTM(Cell):
    """Long short-term memory (Hochreiter & Schmidhuber 1997) with the forget gate of Gers, Schmidhuber & Cummins (2000).

    Parameters as for `Cell`, and `forget_bias`, where the bias of the forget gate starts.
    """

    kind, gates = "LSTM", "ifog"

    def __init__(self, input_size, hidden_size, *, forget_bias=0.0, device=None, dtype=None):
        super().__init__(input_size, hidden_size, device=device, dtype=dtype)
        nn.init.constant_(self.b_f, forget_bias)

    def forward(self, x, initial=None, lengths=None):
        """Outputs (T, B, m) and the last pair (h, c), from x (T, B, d) and the first pair, each (B, m)."""
        h_0, c_0 = pair("initial", initial)
        h, running = self._start(x, h_0, lengths)
        c, _ = self._start(x, c_0, lengths)
        outputs = []
        for x_t, run in zip(x, running, strict=True):
            new_h, new_c = self.step(x_t, h, c)
            outputs.append(keep(new_h, torch.zeros_like(new_h), run))
            h, c = keep(new_h, h, run), keep(new_c, c, run)
        return torch.stack(outputs), (h, c)

    def step(self, x, h, c):
        """h_t and c_t from x_t (B, d) and h_{t-1}, c_{t-1} (B, m)."""
        i = torch.sigmoid(h @ self.W_hi.T + x @ self.W_xi.T + self.b_i)  # write
        f = torch.sigmoid(h @ self.W_hf.T + x @ self.W_xf.T + self.b_f)  # keep
        o = torch.sigmoid(h @ self.W_ho.T + x @ self.W_xo.T + self.b_o)  # show
        g = torch.tanh(h @ self.W_hg.T + x @ self.W_xg.T + self.b_g)  # candidate
        c = f * c + i * g
        return o * torch.tanh(c), c


class GRU(Cell):
    """The gated recurrent unit (Cho et al. 2014). Reset after, it has one more bias, b_hn (m,), inside the reset.

    Parameters as for `Cell`, and `variant`, "reset_after" (as cuDNN and PyTorch) or "reset_before" (as the paper's later
    version).
    """

    kind, gates = "GRU", "rzn"

    def __init__(self, input_size, hidden_size, *, variant="reset_after", device=None, dtype=None):
        if variant not in ("reset_after", "reset_before"):
            raise ValueError(f"variant: got {variant!r}, expected 'reset_after' or 'reset_before'")
        super().__init__(input_size, hidden_size, device=device, dtype=dtype)
        self.variant = variant
        if variant == "reset_after":
            self.b_hn = nn.Parameter(torch.zeros(hidden_size, device=device, dtype=dtype))

    @property
    def options(self):
        """The variant: without it a GRU would not compute the same."""
        return {"variant": self.variant}

    def forward(self, x, initial=None, lengths=None):
        """Outputs (T, B, m) and the last state (B, m), from x (T, B, d) and the first state (B, m)."""
        h, running = self._start(x, initial, lengths)
        outputs = []
        for x_t, run in zip(x, running, strict=True):
            new = self.step(x_t, h)
            outputs.append(keep(new, torch.zeros_like(new), run))
            h = keep(new, h, run)
        return torch.stack(outputs), h

    def step(self, x, h):
        """h_t from x_t (B, d) and h_{t-1} (B, m)."""
        r = torch.sigmoid(h @ self.W_hr.T + x @ self.W_xr.T + self.b_r)  # reset
        z = torch.sigmoid(h @ self.W_hz.T + x @ self.W_xz.T + self.b_z)  # keep
        past = (r * (h @ self.W_hn.T + self.b_hn)
                if self.variant == "reset_after" else (r * h) @ self.W_hn.T)
        n = torch.tanh(past + x @ self.W_xn.T + self.b_n)  # candidate
        return (1 - z) * n + z * h


CELLS = {cell.kind: cell for cell in (RNN, LSTM, GRU)}


def from_numpy(layer, *, device=None):
    """The cell with the parameters of a NumPy `RNN`, `LSTM` or `GRU`, copied, in its precision; ValueError for others."""
    _check_kind("layer", layer, KINDS)
    cell = CELLS[layer.kind](layer.input_size, layer.hidden_size, **layer.options).to(getattr(torch, layer.dtype.name))
    cell.load_state_dict({name: torch.tensor(value) for name, value in layer.parameters.items()})
    return cell.to(device)


def to_numpy(module):
    """The NumPy layer with the parameters of a cell, copied, in its precision; ValueError for others."""
    _check_kind("module", module, CELLS)
    arrays = {name: p.detach().cpu().numpy().copy() for name, p in module.named_parameters()}
    dtype = arrays[f"b_{module.gates[0]}"].dtype
    layer = KINDS[module.kind](module.input_size, module.hidden_size, dtype=dtype, **module.options)
    layer.parameters.update(arrays)
    return layer


def _check_kind(name, given, kinds):
    """Raise ValueError unless the layer or cell is one of `kinds`, or made from one."""
    if not isinstance(given, tuple(kinds.values())):
        came, home = type(given), kinds["RNN"].__module__.rpartition(".")[0]
        raise ValueError(f"{name}: got {came.__module__}.{came.__name__}, expected RNN, LSTM or GRU from {home}")
