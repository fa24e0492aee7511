"""PyTorch's gradients through a function that another process runs: there the graph is, and here a way to ask it.

Nothing here imports PyTorch before a tensor has come: most labs do without.
"""

import sys


def tensors(value):
    """The tensors in a value, in order; looked for in lists, tuples and dicts."""
    if isinstance(value, list | tuple):
        return [found for part in value for found in tensors(part)]
    if isinstance(value, dict):
        return tensors(list(value.values()))
    torch = sys.modules.get("torch")
    return [value] if torch and isinstance(value, torch.Tensor) else []


def leaves_of(given):
    """The tensors given at which gradients may be asked for."""
    return [value for value in tensors(given) if value.requires_grad]


def followed(function, ways, *given, **named):
    """What a function gives, which of its tensors have a gradient, and the number of the way back to what was given.

    `ways` is a list that the way back is put into: gradients at what came out -> gradients at what was given.
    """
    leaves = leaves_of(given)
    found = function(*given, **named)
    made = tensors(found) if leaves else []
    flows = [value.requires_grad for value in made]
    if any(flows):
        ways.append(lambda slopes: gradients(made, leaves, slopes))
    return found, flows, len(ways) - 1


def gradients(made, leaves, slopes):
    """Gradients at the leaves: a list of tensors, or None where nothing flows."""
    import torch

    pairs = [(value, slope.to(value.dtype)) for value, slope in zip(made, slopes, strict=True) if value.requires_grad]
    outputs, at_outputs = zip(*pairs, strict=True)
    return list(torch.autograd.grad(outputs, leaves, at_outputs, allow_unused=True, retain_graph=True))


def follow(ask, leaves, found, flows):
    """The same values whose gradients are asked for where they were made.

    Parameters
    ----------
    ask : callable
        Gradients at what was made -> gradients at `leaves`, each a tensor or None.
    leaves : list of tensors
    found
        What came back, in lists, tuples and dicts.
    flows : list of bool
        Which of its tensors depend on the leaves.
    """
    if not any(flows):
        return found
    import torch

    class Elsewhere(torch.autograd.Function):
        """Tensors that another process made, as functions of what it was given."""

        @staticmethod
        def forward(ctx, *leaves):
            """The tensors that it made."""
            made = tuple(value.detach().clone() for value in tensors(found))
            ctx.mark_non_differentiable(*(value for value, flow in zip(made, flows, strict=True) if not flow))
            return made

        @staticmethod
        def backward(ctx, *slopes):
            """The gradients that it finds."""
            return tuple(ask([slope.detach() for slope in slopes]))

    return replaced(found, iter(Elsewhere.apply(*leaves)))


def replaced(value, made):
    """The same with other tensors in their places."""
    if isinstance(value, list | tuple):
        return type(value)(replaced(part, made) for part in value)
    if isinstance(value, dict):
        return {name: replaced(part, made) for name, part in value.items()}
    return next(made) if tensors(value) else value
