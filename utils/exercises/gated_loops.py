"""The gated cells as loops in PyTorch, with options that make the classic slips, and what autograd must find through a loop."""

from dataclasses import replace
from functools import partial

from utils.book.checking import TOLERANCE_SINGLE, Wrong
from utils.gradients.proof import by_hand, random_problem, randomise, relative_error
from utils.layers.states import parts
from utils.optional import need

torch = need("torch")
SHAPES = (5, 4, 3, 3), (4, 3, 2, 5)  # T, B, d, m; in the first every matrix is square, so a forgotten transpose runs
HELD = "each step must start from the state that the step before has left; here it starts from the first {} again"
STANDS = "a matrix is used as it stands; rows times a matrix need it transposed"
CUT = "the states are right, but no gradient comes back from them: stay with torch's tensors, without .numpy() or .detach()"


class Shared(dict):
    """Parameters of which no copy is made, so that gradients arrive here."""

    def __deepcopy__(self, memo):
        return self


def problems(kind, seed):
    """A layer with random weights and a problem for it, for each of `SHAPES`; all sequences run to the end."""
    layers = [(randomise(kind(d, m), seed), T, B) for T, B, d, m in SHAPES]
    return [(layer, replace(random_problem(layer, T, B, seed), lengths=None)) for layer, T, B in layers]


def arguments(layer, problem, p):
    """What a loop is called with: x, the parts of the first state, the parameters."""
    return torch.tensor(problem.x), *map(torch.tensor, parts(problem.initial)), p


def cases(kind):
    """The arguments of each call."""
    return [arguments(layer, problem, {name: torch.tensor(value) for name, value in layer.parameters.items()})
            for layer, problem in problems(kind, seed=1)]


def gate(x_t, h, p, g, turned="hx", bias=1):
    """What a gate's squashing function gets. The sides `turned` have their matrix transposed."""
    W_h, W_x = (p[f"W_{side}{g}"].T if side in turned else p[f"W_{side}{g}"] for side in "hx")
    return h @ W_h + x_t @ W_x + bias * p[f"b_{g}"]


def lstm(x, h, c, p, *, gates="ifog", squash=torch.tanh, show=torch.tanh, carried="hc", out="h", **slip):
    """The LSTM: outputs and the last h and c, three things. The options make the classic slips."""
    first, outputs = (h, c), []
    for x_t in x:
        i, f, o, g = (gate(x_t, h, p, name, **slip) for name in gates)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * squash(g)
        h = torch.sigmoid(o) * show(c)
        last = {"h": h, "c": c}
        outputs.append(last[out])
        h, c = (last[name] if name in carried else then for name, then in zip("hc", first, strict=True))
    return torch.stack(outputs), *last.values()


LSTM_SLIPS = {
    "the gates i and f have changed places": partial(lstm, gates="fiog"),
    "the gates f and o have changed places": partial(lstm, gates="iofg"),
    "the gates i and o have changed places": partial(lstm, gates="ofig"),
    "the candidate g is squashed like a gate, by the sigmoid": partial(lstm, squash=torch.sigmoid),
    "the cell is shown as it is; a tanh belongs between c and h": partial(lstm, show=lambda c: c),
    "the outputs are the cells c, which a layer keeps to itself": partial(lstm, out="c"),
    "the candidate g is not squashed at all": partial(lstm, squash=lambda a: a),
    "the first h and c are not those given, but zero": lambda x, h, c, p: lstm(x, 0 * h, 0 * c, p),
    HELD.format("h"): partial(lstm, carried="c"),
    HELD.format("c"): partial(lstm, carried="h"),
    HELD.format("h and c"): partial(lstm, carried=""),
    "the biases are missing": partial(lstm, bias=0),
    STANDS: partial(lstm, turned=""),
    f"{STANDS} (W_h of each gate)": partial(lstm, turned="x"),
    "every output is the last h: one tensor is changed in place at each step":
        lambda *given: (lstm(*given)[1].expand_as(lstm(*given)[0]), *lstm(*given)[1:]),
    "the last pair comes in the order c, h": lambda *given: tuple(lstm(*given)[k] for k in (0, 2, 1)),
    "the last pair is still the first one": lambda x, h, c, p: (lstm(x, h, c, p)[0], h, c),
}


def after(r, h, W, b, now):
    """What the GRU's candidate squashes, reset after the product."""
    return r * (h @ W.T + b) + now


def gru(x, h, p, *, gates="rz", inside=after, squash=torch.tanh, kept=True, carried=True, **slip):
    """The GRU: outputs and the last state. The options make the classic slips."""
    outputs = []
    for x_t in x:
        r, z = (torch.sigmoid(gate(x_t, h, p, g, **slip)) for g in gates)
        n = squash(inside(r, h, p["W_hn"], p["b_hn"], gate(x_t, 0 * h, p, "n", **slip)))
        outputs.append((1 - z) * n + z * h if kept else z * n + (1 - z) * h)
        h = outputs[-1] if carried else h
    return torch.stack(outputs), outputs[-1]


GRU_SLIPS = {
    "z is the share of the old state that is kept, not the share of the new one": partial(gru, kept=False),
    "the gates r and z have changed places": partial(gru, gates="zr"),
    "the reset comes before the product here; ours comes after it":
        partial(gru, inside=lambda r, h, W, b, now: (r * h) @ W.T + b + now),
    "the reset comes before the product, and b_hn is missing":
        partial(gru, inside=lambda r, h, W, b, now: (r * h) @ W.T + now),
    "b_hn stands outside the reset": partial(gru, inside=lambda r, h, W, b, now: r * (h @ W.T) + b + now),
    "b_hn is missing": partial(gru, inside=lambda r, h, W, b, now: r * (h @ W.T) + now),
    "the reset is missing": partial(gru, inside=lambda r, h, W, b, now: h @ W.T + b + now),
    "the reset also covers what comes from x": partial(gru, inside=lambda r, h, W, b, now: r * (h @ W.T + b + now)),
    "the candidate n is squashed like a gate, by the sigmoid": partial(gru, squash=torch.sigmoid),
    "the candidate n is not squashed at all": partial(gru, squash=lambda a: a),
    "the first h is not the one given, but zero": lambda x, h, p: gru(x, 0 * h, p),
    HELD.format("h"): partial(gru, carried=False),
    STANDS: partial(gru, turned="", inside=lambda r, h, W, b, now: after(r, h, W.T, b, now)),
    f"{STANDS} (W_h of each gate)": partial(gru, turned="x", inside=lambda r, h, W, b, now: after(r, h, W.T, b, now)),
}


def gradients(kind):
    """What must hold of a loop: autograd finds through it the gradients that the NumPy layer has by hand."""
    def fault(answer):
        layer, problem = problems(kind, seed=2)[1]
        p = Shared({name: torch.tensor(value, requires_grad=True) for name, value in layer.parameters.items()})
        try:
            found = answer(*arguments(layer, problem, p))
        except Wrong as error:  # Python's own advice is .detach(), which is no way out
            return CUT if "numpy" in str(error) else str(error).partition(": ")[2]
        if not all(isinstance(part, torch.Tensor) and part.requires_grad for part in found):
            return CUT
        pairs = zip((problem.G, *parts(problem.H)), found, strict=True)
        return compared(by_hand(layer, problem), sum((torch.tensor(G) * part).sum() for G, part in pairs), p)
    return fault


def compared(true, loss, p):
    """What is wrong with autograd's gradients of a loss, as a sentence, or None."""
    try:
        found = torch.autograd.grad(loss, tuple(p.values()), allow_unused=True)
    except RuntimeError:
        return "autograd cannot go back through your loop: a tensor that it still needs was changed in place"
    for name, gradient in zip(p, found, strict=True):
        if gradient is None:
            return f"no gradient comes back to {name}: stay with torch's tensors, without .numpy() or .detach()"
        if relative_error(gradient.numpy(), true[name]) > TOLERANCE_SINGLE:
            return f"the states are right, the gradient of {name} is not: the graph is cut between two steps"
    return None
