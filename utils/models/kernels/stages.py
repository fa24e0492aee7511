"""One LSTM in stages: all gates from one product, the input's product before the loop, and PyTorch's own layer.

Each stage is called as `stage(cell, x, initial, lengths)` with a `utils.models.cells.LSTM` and what that takes itself; it
returns what the cell returns, and its gradients arrive at the cell's own parameters.
"""

from utils.layers.lstm import pair
from utils.models.cells import keep
from utils.optional import need

torch = need("torch")


def by_gate(cell, x, initial=None, lengths=None):
    """The cell as it stands: two products for each of four gates at each step."""
    return cell(x, initial, lengths)


def stacked(cell, gates="ifog"):
    """W_x (4m, d), W_h (4m, m) and b (4m,): the four gates of a cell one below the other, in that order."""
    return [torch.cat([getattr(cell, name + g) for g in gates]) for name in ("W_x", "W_h", "b_")]


def begin(cell, x, initial, lengths):
    """h_0 and c_0, each (B, m), and step by step where sequences run; ValueError as from the cell."""
    h_0, c_0 = pair("initial", initial)
    h, running = cell._start(x, h_0, lengths)
    c, _ = cell._start(x, c_0, lengths)
    return h, c, running


def pointwise(a, c):
    """h_t and c_t, each (B, m), from the sums of all four gates, a (B, 4m), and c_{t-1}."""
    m = c.shape[1]
    i, f, o = torch.sigmoid(a[:, :3 * m]).chunk(3, dim=1)
    g = torch.tanh(a[:, 3 * m:])
    c = f * c + i * g
    return o * torch.tanh(c), c


def loop(step, inputs, h, c, running):
    """All outputs (T, B, m) and the last pair, from step(input, h, c) -> h, c and the first pair."""
    outputs = []
    for now, run in zip(inputs, running, strict=True):
        new_h, new_c = step(now, h, c)
        outputs.append(new_h if run is None else keep(new_h, torch.zeros_like(new_h), run))
        h, c = keep(new_h, h, run), keep(new_c, c, run)
    return torch.stack(outputs), (h, c)


def fused(cell, x, initial=None, lengths=None):
    """All gates from two products per step: one for the input, one for the state."""
    W_x, W_h, b = stacked(cell)

    def step(x_t, h, c):
        return pointwise(torch.addmm(torch.addmm(b, x_t, W_x.T), h, W_h.T), c)

    return loop(step, x.unbind(), *begin(cell, x, initial, lengths))


def inputs_of(cell, x):
    """What the inputs add to the gates at all steps, (T, B, 4m), by one product; and W_h (4m, m)."""
    W_x, W_h, b = stacked(cell)
    return torch.addmm(b, x.flatten(0, 1), W_x.T).view(*x.shape[:2], len(b)), W_h


def hoisted(cell, x, initial=None, lengths=None, pointwise=pointwise):
    """The inputs' product is made once, before the loop, since it needs no state: one product per step is left.

    `pointwise` may be a compiled one.
    """
    first = begin(cell, x, initial, lengths)
    a, W_h = inputs_of(cell, x)
    return loop(lambda a_t, h, c: pointwise(torch.addmm(a_t, h, W_h.T), c), a.unbind(), *first)


def library(cell, x, initial=None, lengths=None):
    """What `torch.nn.LSTM` computes, with the cell's weights. Its gates stand in the order i, f, g, o."""
    h, c, running = begin(cell, x, initial, lengths)
    W_x, W_h, b = stacked(cell, "ifgo")
    weights, options = [W_x, W_h, b, torch.zeros_like(b)], (True, 1, 0.0, False, False)  # biases, layers, dropout, ...
    if lengths is None:
        outputs, h, c = torch.lstm(x, (h[None], c[None]), weights, *options, False)
        return outputs, (h[0], c[0])
    return ragged(x, h, c, running, weights, options)


def ragged(x, h, c, running, weights, options):
    """The same for sequences of true lengths. A packed sequence has at least one step, so those of none are put right after."""
    lengths = running.sum(dim=(0, 2))
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, lengths.clamp(min=1).cpu(), enforce_sorted=False)
    at = packed.sorted_indices
    data, last_h, last_c = torch.lstm(packed.data, packed.batch_sizes, (h[None, at], c[None, at]), weights, *options)
    back, some = packed.unsorted_indices, (lengths > 0)[:, None]
    outputs, _ = torch.nn.utils.rnn.pad_packed_sequence(packed._replace(data=data), total_length=len(x))
    return keep(outputs, torch.zeros_like(outputs), running), (keep(last_h[0, back], h, some), keep(last_c[0, back], c, some))


def replayed(stage, cell, x):
    """A function of x that replays the forward pass of a stage as one CUDA graph, without gradients.

    Recorded once for the shape of x (T, B, d): the host then gives one order for all kernels. ValueError unless x is on CUDA.
    """
    if not x.is_cuda:
        raise ValueError(f"x: got a tensor on {x.device.type!r}, expected one on 'cuda': a CUDA graph is recorded there")
    held, graph, side = x.clone(), torch.cuda.CUDAGraph(), torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.no_grad(), torch.cuda.stream(side):  # what is made at a first call must be there before the recording
        for _ in range(3):
            stage(cell, held)
    torch.cuda.current_stream().wait_stream(side)
    with torch.no_grad(), torch.cuda.graph(graph):
        found = stage(cell, held)

    def replay(x):
        held.copy_(x)
        graph.replay()
        return found

    return replay


STAGES = {"gate by gate": by_gate, "gates fused": fused, "input hoisted": hoisted, "PyTorch's layer": library}
