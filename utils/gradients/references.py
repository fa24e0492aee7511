"""The layers once more, written for autograd: PyTorch functions that follow the equations one step, one sequence at a time.

They share no code with `utils.layers`, and no layout: a state here is one vector, and padding is left out by reading each
sequence only to its end. If both agree, they agree for a reason.
"""

import torch


def rnn_step(p, h, x):
    """h_t from h_{t-1} (m,) and x_t (d,)."""
    return torch.tanh(p["W_hh"] @ h + p["W_xh"] @ x + p["b_h"])


STEPS = {"RNN": rnn_step}


def run(kind, parameters, x, initial, lengths):
    """Outputs (T, B, m), zero past each end, and final states (B, m), for tensors in the layout of the layers."""
    step, T = STEPS[kind], x.shape[0]
    columns, finals = [], []
    for b, length in enumerate(lengths):
        h, states = initial[b], []
        for t in range(length):
            h = step(parameters, h, x[t, b])
            states.append(h)
        states += [torch.zeros_like(h)] * (T - int(length))
        columns.append(torch.stack(states))
        finals.append(h)
    return torch.stack(columns, dim=1), torch.stack(finals)
