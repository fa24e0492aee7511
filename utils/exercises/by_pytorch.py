"""What the drills of lab 8a should give, from PyTorch's own layers, its autograd and its functions.

Beam search is none of PyTorch's: there the book's search stands, which is written in it.
"""

import numpy as np

from utils.exercises.lstm_slips import GATES
from utils.layers import GRU, LSTM, RNN, convert
from utils.models.beam import beam_search
from utils.optional import need

torch = need("torch")
ORDER = ("i", "f", "g", "o")  # of the gates in PyTorch's LSTM


def module(kind, p):
    """PyTorch's layer with parameters as we name them."""
    layer = kind(*next(W for name, W in p.items() if name.startswith("W_x")).shape[::-1])
    layer.parameters = {name: value.numpy() if hasattr(value, "numpy") else value for name, value in p.items()}
    return convert.to_torch(layer)


def lstm(x, h, c, p):
    """Outputs and the last h and c."""
    outputs, (h, c) = module(LSTM, p)(x, (h[None], c[None]))
    return outputs, h[0], c[0]


def gru(x, h, p):
    """Outputs and the last state."""
    outputs, h = module(GRU, p)(x, h[None])
    return outputs, h[0]


def lstm_back(d_h, d_c, x, h, c, p):
    """d_a, d_h_before and d_c_before: what inputs and biases bring to the gates is a cell's input, met by unit matrices."""
    m = d_h.shape[1]
    cell = torch.nn.LSTMCell(4 * m, m, bias=False, dtype=torch.float64)
    blocks = dict(zip(GATES, np.split(np.eye(4 * m), 4), strict=True))
    cell.weight_ih = torch.nn.Parameter(torch.tensor(np.concatenate([blocks[g] for g in ORDER])))
    cell.weight_hh = torch.nn.Parameter(torch.tensor(np.concatenate([p[f"W_h{g}"] for g in ORDER])))
    a = np.concatenate([x @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in GATES], axis=1)
    a, h, c = (torch.tensor(value, requires_grad=True) for value in (a, h, c))
    return torch.autograd.grad(cell(a, (h, c)), (a, h, c), (torch.tensor(d_h), torch.tensor(d_c)))


def bptt(x, h_0, d_h, W_hh, W_xh, b_h):
    """Outputs, d_W_hh, d_W_xh, d_b_h and d_h_0."""
    rnn = module(RNN, {"W_hh": W_hh, "W_xh": W_xh, "b_h": b_h})
    first = torch.tensor(h_0[None], requires_grad=True)
    outputs, _ = rnn(torch.tensor(x), first)
    leaves = rnn.weight_hh_l0, rnn.weight_ih_l0, rnn.bias_hh_l0, first
    *found, d_h_0 = torch.autograd.grad(outputs, leaves, torch.tensor(d_h))
    return outputs, *found, d_h_0[0]


def truncated(layer, x, d_outputs, window):
    """The gradient of W_hh, where the state is detached between windows."""
    rnn, h, total = convert.to_torch(layer), None, 0
    for first in range(0, len(x), window):
        outputs, h = rnn(torch.tensor(x[first : first + window]), h)
        total = total + torch.autograd.grad(outputs, rnn.weight_hh_l0, torch.tensor(d_outputs[first : first + window]))[0]
        h = h.detach()
    return total


def clip(gradients, tau):
    """The gradients after `clip_grad_norm_`, which adds 1e-6 to the norm."""
    parameters = [torch.nn.Parameter(torch.zeros(np.shape(g), dtype=torch.float64)) for g in gradients]
    for parameter, g in zip(parameters, gradients, strict=True):
        parameter.grad = torch.tensor(g)
    torch.nn.utils.clip_grad_norm_(parameters, tau)
    return tuple(parameter.grad for parameter in parameters)


def attend(eta, h, lengths, W_q):
    """Weights and weighted sums; the weights are what it makes of the unit vectors."""
    eta, h, W_q = map(torch.tensor, (eta, h, W_q))
    there = (torch.arange(h.shape[1]) < torch.tensor(lengths)[:, None])[:, None]
    places = torch.eye(h.shape[1], dtype=h.dtype).expand(len(h), -1, -1)
    return tuple(torch.nn.functional.scaled_dot_product_attention((eta @ W_q.T)[:, None], h, values, there)[:, 0]
                 for values in (places, h))


def beam(log_p, width, most):
    """The best sequence up to its stop, and its log-probability; the state is what has been written so far."""
    def step(h, given):
        h = torch.cat([h, given[..., None].to(h.dtype)], dim=-1)
        rows = [log_p(tuple(int(symbol) for symbol in row[2:])) for row in h[0]]
        return torch.tensor(np.array(rows))[None], h

    written, total = beam_search(step, torch.zeros(1, 1, 1, dtype=torch.float64), 0, width=width, most=most)
    sequence = written[:, 0, 0, 0].tolist()
    end = sequence.index(0) + 1 if 0 in sequence else len(sequence)
    return tuple(sequence[:end]), float(total[0, 0, 0])
