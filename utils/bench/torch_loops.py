"""The cells in PyTorch with a loop over steps: all gates from one product, or one product for each gate."""

import torch

GATES = {"RNN": "h", "GRU": "rzn", "LSTM": "ifog"}


def step_rnn(now, past, p, h, c):
    """h_t from what the input (`now`) and the last state (`past`) add to the tanh."""
    return torch.tanh(now[0] + past[0]), c


def step_lstm(now, past, p, h, c):
    """h_t and c_t from what input and state add to the gates i, f, o, g."""
    i, f, o = (torch.sigmoid(u + v) for u, v in zip(now[:3], past[:3], strict=True))
    c = f * c + i * torch.tanh(now[3] + past[3])
    return o * torch.tanh(c), c


def step_gru(now, past, p, h, c):
    """h_t from what input and state add to the gates r, z, n; reset after."""
    r, z = (torch.sigmoid(u + v) for u, v in zip(now[:2], past[:2], strict=True))
    n = torch.tanh(now[2] + r * (past[2] + p["b_hn"]))
    return (1 - z) * n + z * h, c


STEPS = {"RNN": step_rnn, "GRU": step_gru, "LSTM": step_lstm}


def loop(kind, p, inputs, past_of):
    """All outputs (T, B, m), from what the input adds to the gates at each step and a function for what the state adds."""
    h = c = inputs[0][0].new_zeros(len(inputs[0][0]), len(p[f"b_{GATES[kind][0]}"]))
    outputs = []
    for now in inputs:
        h, c = STEPS[kind](now, past_of(h), p, h, c)
        outputs.append(h)
    return torch.stack(outputs)


def fused(kind, p, x):
    """The gates of a step come from one product, and the inputs of all steps from another one before the loop."""
    gates = GATES[kind]
    W_h, W_x = (torch.cat([p[f"W_{side}{g}"] for g in gates]).T for side in "hx")
    inputs = x @ W_x + torch.cat([p[f"b_{g}"] for g in gates])
    return loop(kind, p, [a.chunk(len(gates), dim=1) for a in inputs.unbind()], lambda h: (h @ W_h).chunk(len(gates), dim=1))


def by_gate(kind, p, x):
    """Each gate has its own two products at each step."""
    gates = GATES[kind]
    inputs = [[x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in gates] for x_t in x.unbind()]
    return loop(kind, p, inputs, lambda h: [h @ p[f"W_h{g}"].T for g in gates])
