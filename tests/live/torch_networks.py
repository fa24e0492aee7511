"""The networks of the live figures in PyTorch, from the same files: what the scripts are held against."""

import torch
from safetensors.torch import load_file


def network(file, recurrent, output=None, dtype=torch.float64):
    """A function from inputs (T, d) to scores (T, k), or without `output` to states (T, m).

    `recurrent` names the arrays in the file that are a `torch.nn.GRU`'s, in the order of its parameters; `output` a `Linear`'s.
    """
    weights = {name: tensor.to(dtype) for name, tensor in load_file(file).items()}
    rows, d = weights[recurrent[0]].shape
    gru = filled(torch.nn.GRU(d, rows // 3, dtype=dtype), weights, recurrent)
    linear = torch.nn.Identity()
    if output:
        k = weights[output[1]].numel()
        linear = filled(torch.nn.Linear(rows // 3, k, dtype=dtype), weights, output)

    @torch.no_grad()
    def run(x):
        return linear(gru(torch.as_tensor(x, dtype=dtype)[:, None])[0][:, 0]).numpy()

    return run


@torch.no_grad()
def filled(part, weights, names):
    """A module whose parameters are the arrays of those names, in order."""
    for parameter, name in zip(part.parameters(), names, strict=True):
        parameter.copy_(weights[name].reshape(parameter.shape))
    return part
