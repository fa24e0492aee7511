"""The networks of the live figures in PyTorch, from the same files: what the scripts are held against."""

import torch
from safetensors.torch import load_file


def network(file, layer, output, dtype=torch.float64):
    """A function from inputs (T, d) to the outputs' scores (T, k), of the GRU and the linear layer in a file."""
    weights = {name: tensor.to(dtype) for name, tensor in load_file(file).items()}
    parts = []
    for start, make in ((layer, torch.nn.GRU), (output, torch.nn.Linear)):
        own = {name.removeprefix(f"{start}."): tensor for name, tensor in weights.items() if name.startswith(f"{start}.")}
        wide = own["weight_ih_l0" if make is torch.nn.GRU else "weight"]
        part = make(wide.shape[1], wide.shape[0] // 3 if make is torch.nn.GRU else wide.shape[0]).to(dtype)
        part.load_state_dict(own)
        parts.append(part)
    gru, linear = parts

    @torch.no_grad()
    def run(x):
        return linear(gru(torch.as_tensor(x, dtype=dtype)[:, None])[0][:, 0]).numpy()

    return run
