"""What single units of a network of characters do: hold one still, and see which predictions suffer."""

import torch
from torch.nn.functional import cross_entropy


def losses_held(model, inputs, targets, values):
    """Nats of each character, once with each unit of a GRU held still, and once with none.

    A unit is held by setting its state to a fixed value after every step, so that neither the output nor the next step sees
    what it would have said.

    Parameters
    ----------
    model : CharacterModel of kind "GRU"
    inputs, targets : integers (T, B)
        Columns of a text, read from a state of zero.
    values : tensor (m,)
        What each unit is held at, for instance its mean.

    Returns
    -------
    tensor (T, m + 1, B)
        The last of the m + 1 is the whole network.
    """
    if model.kind != "GRU":
        raise ValueError(f"model: got {model.kind}, expected a GRU, which has one state per unit")
    (T, B), m, found, state = inputs.shape, model.m, [], None
    held = torch.arange(m, device=inputs.device).repeat_interleave(B)
    with torch.no_grad():
        for t in range(T):
            scores, state = model_step(model, inputs[t : t + 1].repeat(1, m + 1), state, held, values)
            found.append(cross_entropy(scores, targets[t].repeat(m + 1), reduction="none"))
    return torch.stack(found).reshape(T, m + 1, B)


def model_step(model, x, state, held, values):
    """One step of copies side by side, the k-th with unit held[k] at its value: scores (copies, k) and state."""
    _, state = model.states(x, state)
    state[0, torch.arange(len(held), device=held.device), held] = values[held]
    return model.readout(state[0]), state
