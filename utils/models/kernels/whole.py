"""The loop as one function with its own way back: two pointwise kernels, and the gradient of W_h from one product at the end.

`whole(cell, x, initial, lengths)` is a stage as in `stages`. Its kernels are given as a pair, so that the same loop runs on
PyTorch's operations, which stand here, and on the Triton kernels of `in_triton`.
"""

from functools import partial

from utils.models.cells import keep
from utils.models.kernels.stages import begin, inputs_of
from utils.optional import need

torch = need("torch")
once_differentiable = need("torch.autograd.function").once_differentiable


def step(a, h, c, run=None):
    """The pointwise part of one step.

    Takes the sums of the gates a (B, 4m), h_{t-1} and c_{t-1} (B, m), and where sequences run (B, 1), None for all. Returns
    the gates i, f, o, g (B, 4m), h_t and c_t.
    """
    m = c.shape[1]
    gates = torch.cat([torch.sigmoid(a[:, :3 * m]), torch.tanh(a[:, 3 * m:])], dim=1)
    i, f, o, g = gates.chunk(4, dim=1)
    new = f * c + i * g
    return gates, keep(o * torch.tanh(new), h, run), keep(new, c, run)


def step_back(d_out, d_h, d_c, gates, before, c, run=None):
    """The way back through `step`.

    Takes what h_t gets as an output and what it gets from the step after, what c_t gets, the gates, c_{t-1} and c_t. Returns
    the gradients of a (B, 4m), of h_{t-1} past the product (None, or (B, m) with zeros where sequences run), and of c_{t-1}.
    """
    i, f, o, g = gates.chunk(4, dim=1)
    d_h, shown = d_out + d_h, torch.tanh(c)
    through = d_c + d_h * o * (1 - shown**2)
    d_a = torch.cat([through * g * i * (1 - i), through * before * f * (1 - f),
                     d_h * shown * o * (1 - o), through * i * (1 - g**2)], dim=1)
    if run is None:
        return d_a, None, through * f
    return d_a * run, d_h * ~run, keep(through * f, d_c, run)


class Whole(torch.autograd.Function):
    """All states (T, B, m) and the last c, from what the inputs add to the gates (T, B, 4m), W_h, h_0 and c_0."""

    @staticmethod
    def forward(ctx, kernels, running, a, W_h, h, c):
        """`kernels` are as `step` and `step_back`; `running` is a sequence of T entries, as `step` takes them."""
        states, cells, kept = [h], [c], []
        for a_t, run in zip(a.unbind(), running, strict=True):
            gates, h, c = kernels[0](torch.addmm(a_t, h, W_h.T), h, c, run)
            states.append(h), cells.append(c), kept.append(gates)
        ctx.kernels, ctx.running, ctx.steps = kernels, running, len(kept)
        ctx.save_for_backward(W_h, *states[:-1], *cells, *kept)
        return torch.stack(states[1:]), c.clone()

    @staticmethod
    @once_differentiable
    def backward(ctx, d_states, d_c):
        """One kernel and one product per step; then one product for W_h from all steps together."""
        W_h, *saved = ctx.saved_tensors
        T = ctx.steps
        states, cells, kept = saved[:T], saved[T:2 * T + 1], saved[2 * T + 1:]
        d_states, d_h, d_a = d_states.contiguous(), torch.zeros_like(d_c), [None] * T
        for t in reversed(range(T)):
            d_a[t], past, d_c = ctx.kernels[1](d_states[t], d_h, d_c, kept[t], cells[t], cells[t + 1], ctx.running[t])
            d_h = d_a[t] @ W_h if past is None else torch.addmm(past, d_a[t], W_h)
        return None, None, torch.stack(d_a), torch.cat(d_a).T @ torch.cat(states), d_h, d_c


def whole(cell, x, initial=None, lengths=None, kernels=(step, step_back)):
    """The stage: the input's product before the loop, the pair of kernels in it, and no product for W_h inside the way back."""
    h, c, running = begin(cell, x, initial, lengths)
    a, W_h = inputs_of(cell, x)
    states, c = Whole.apply(kernels, running, a, W_h, h, c)
    outputs = states if lengths is None else keep(states, torch.zeros_like(states), running)
    return outputs, (states[-1], c)


def in_triton():
    """The same stage with the Triton kernels; ImportError with the pip command where Triton is missing."""
    need("triton", "triton==3.9.0")
    from utils.models.kernels import in_triton as kernels

    return partial(whole, kernels=(kernels.step, kernels.step_back))
