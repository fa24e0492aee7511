"""Is a stage the loop? All that it gives, and all gradients through it, for a random projection of its outputs."""

from utils.gradients.proof import relative_error
from utils.models.cells import from_numpy
from utils.models.kernels.stages import by_gate
from utils.optional import need

torch = need("torch")


def outcome(stage, layer, problem, *, dtype=None, device=None):
    """Outputs, last h and c; then, where the stage has gradients, those of x, of the first h and c and of the parameters.

    Parameters
    ----------
    stage : callable
        As in `stages`.
    layer : utils.layers.LSTM
        Whose weights the stage's cell gets.
    problem : utils.gradients.proof.Problem
        What goes in, and the projection that makes a loss of what comes out.
    dtype, device
        As for any PyTorch tensor; without `dtype` the layer's own.
    """
    cell = from_numpy(layer, device=device).to(dtype)
    place = {"dtype": cell.b_i.dtype, "device": device}
    given = [torch.tensor(array, requires_grad=True, **place) for array in (problem.x, *problem.initial)]
    outputs, last = stage(cell, given[0], tuple(given[1:]), problem.lengths)
    found = [outputs, *last]
    if outputs.requires_grad:
        back = [torch.tensor(array, **place) for array in (problem.G, *problem.H)]
        sum((d * value).sum() for d, value in zip(back, found, strict=True)).backward()
        found += [tensor.grad for tensor in (*given, *cell.parameters())]
    return [value.detach() for value in found]


def error(stage, layer, problem, **place):
    """The largest relative error of a stage in all that it and the loop gate by gate give; arguments as for `outcome`."""
    pairs = zip(outcome(stage, layer, problem, **place), outcome(by_gate, layer, problem, **place), strict=False)
    return max(relative_error(found.cpu().numpy(), expected.cpu().numpy()) for found, expected in pairs)


def misread(stage):
    """A mistake to hold an error against: the stage with gates o and g in each other's place, as in PyTorch; no gradients."""
    def turned(cell, *arguments):
        places = {"o": "g", "g": "o"}
        other = type(cell)(cell.input_size, cell.hidden_size, device=cell.b_o.device, dtype=cell.b_o.dtype)
        other.load_state_dict({name[:-1] + places.get(name[-1], name[-1]): value for name, value in cell.state_dict().items()})
        with torch.no_grad():
            return stage(other, *arguments)
    return turned
