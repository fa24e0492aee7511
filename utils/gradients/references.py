"""The layers once more, written for autograd: PyTorch functions that follow the equations one step, one sequence at a time.

They share no code with `utils.layers`, and no layout: a state here is one vector, or two, each gate is a product of its own,
and padding is left out by reading each sequence only to its end. If both agree, they agree for a reason.

Sources: Elman 1990 for the vanilla step; Gers, Schmidhuber & Cummins 2000 for the LSTM with a forget gate; Cho et al. 2014
for the GRU, whose first version (arXiv 1406.1078v1) resets after the matrix product and a later one (v3) before it.
"""

import torch


def rnn_step(p, h, x):
    """h_t from h_{t-1} (m,) and x_t (d,)."""
    return torch.tanh(p["W_hh"] @ h + p["W_xh"] @ x + p["b_h"])


def lstm_step(p, state, x):
    """h_t and c_t from the pair h_{t-1}, c_{t-1} (m,) and x_t (d,)."""
    h, c = state
    write = torch.sigmoid(p["W_hi"] @ h + p["W_xi"] @ x + p["b_i"])
    keep = torch.sigmoid(p["W_hf"] @ h + p["W_xf"] @ x + p["b_f"])
    show = torch.sigmoid(p["W_ho"] @ h + p["W_xo"] @ x + p["b_o"])
    candidate = torch.tanh(p["W_hg"] @ h + p["W_xg"] @ x + p["b_g"])
    c = keep * c + write * candidate
    return show * torch.tanh(c), c


def gru_step_reset_after(p, h, x):
    """h_t from h_{t-1} (m,) and x_t (d,); the reset gate acts on what the matrix has made of the state."""
    reset = torch.sigmoid(p["W_hr"] @ h + p["W_xr"] @ x + p["b_r"])
    keep = torch.sigmoid(p["W_hz"] @ h + p["W_xz"] @ x + p["b_z"])
    candidate = torch.tanh(p["W_xn"] @ x + p["b_n"] + reset * (p["W_hn"] @ h + p["b_hn"]))
    return (1 - keep) * candidate + keep * h


def gru_step_reset_before(p, h, x):
    """h_t from h_{t-1} (m,) and x_t (d,); the reset gate acts on the state before the matrix sees it."""
    reset = torch.sigmoid(p["W_hr"] @ h + p["W_xr"] @ x + p["b_r"])
    keep = torch.sigmoid(p["W_hz"] @ h + p["W_xz"] @ x + p["b_z"])
    candidate = torch.tanh(p["W_xn"] @ x + p["b_n"] + p["W_hn"] @ (reset * h))
    return (1 - keep) * candidate + keep * h


STEPS = {
    "RNN": rnn_step,
    "LSTM": lstm_step,
    "GRU reset_after": gru_step_reset_after,
    "GRU reset_before": gru_step_reset_before,
}


def run(equations, parameters, x, initial, lengths):
    """Read a batch of sequences.

    Parameters
    ----------
    equations : str or pair
        One of `STEPS`, or "Stack" or "Bidirectional" with the equations of each layer by its place.
    parameters, x, initial, lengths
        As tensors, in the layout of the layers: x (T, B, d), a state (B, m), a pair of those, or a tuple of states.

    Returns
    -------
    outputs : tensor (T, B, m), zero past each sequence's end
    final : tensor (B, m), a pair of those, or a tuple of states
    """
    if isinstance(equations, str):
        return each_sequence(STEPS[equations], parameters, x, initial, lengths)
    how, inner = equations
    layers = [(of_it, below(place, parameters), state) for (place, of_it), state in zip(inner.items(), initial, strict=True)]
    return {"Stack": stacked, "Bidirectional": both_ways}[how](layers, x, lengths)


def below(place, parameters):
    """The parameters of the layer at a place, by their own names."""
    return {name.partition(".")[2]: p for name, p in parameters.items() if name.partition(".")[0] == place}


def stacked(layers, x, lengths):
    """Layers (equations, parameters, initial) one above the other."""
    finals = []
    for equations, parameters, initial in layers:
        x, final = run(equations, parameters, x, initial, lengths)
        finals.append(final)
    return x, tuple(finals)


def both_ways(layers, x, lengths):
    """Two layers, the second of which reads each sequence from its end."""
    (there, p, initial), (back, q, initial_back) = layers
    outputs, final = run(there, p, x, initial, lengths)
    outputs_back, final_back = run(back, q, turned(x, lengths), initial_back, lengths)
    return torch.cat([outputs, turned(outputs_back, lengths)], dim=2), (final, final_back)


def turned(x, lengths):
    """Each sequence (T, B, n) turned round within its length."""
    return torch.stack([torch.cat([x[:n, b].flip(0), x[n:, b]]) for b, n in enumerate(map(int, lengths))], dim=1)


def each_sequence(step, parameters, x, initial, lengths):
    """Read sequences one after the other: outputs (T, B, m) and final state."""
    columns, finals = [], []
    for b, length in enumerate(lengths):
        state = tuple(part[b] for part in initial) if isinstance(initial, tuple) else initial[b]
        column, state = read(step, parameters, x[:, b], state, int(length))
        columns.append(column)
        finals.append(state)
    both = isinstance(initial, tuple)
    final = tuple(torch.stack(part) for part in zip(*finals, strict=True)) if both else torch.stack(finals)
    return torch.stack(columns, dim=1), final


def read(step, parameters, x, state, length):
    """Outputs (T, m) and the last state of one sequence x (T, d), of which the first `length` steps count."""
    outputs = []
    for t in range(length):
        state = step(parameters, state, x[t])
        outputs.append(shown(state))
    padding = [torch.zeros_like(shown(state))] * (len(x) - length)
    return torch.stack(outputs + padding), state


def shown(state):
    """The part h of a state (m,) or pair (h, c) that is the output."""
    return state[0] if isinstance(state, tuple) else state
