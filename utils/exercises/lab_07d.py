"""Lab 7d: the loop with the input's product before it, the way back through a step, a share of a card's peak, what binds.

The loop is checked for its numbers and for its products: one per step, counted where PyTorch hands them to the device.
"""

from functools import partial

import numpy as np

from utils.book.checking import Exercise
from utils.exercises.lab_03c import Together, together
from utils.models.kernels import roofline
from utils.models.kernels.whole import step
from utils.optional import need

torch = need("torch")
TorchDispatchMode = need("torch.utils._python_dispatch").TorchDispatchMode
PRODUCTS = {"aten::mm", "aten::addmm", "aten::bmm", "aten::baddbmm", "aten::mv", "aten::addmv"}

def loops():
    """x (T, B, d), W_x (4m, d), W_h (4m, m) and b (4m,) in float64: two cases."""
    drawn = torch.Generator().manual_seed(7)
    return [tuple(torch.randn(*size, dtype=torch.float64, generator=drawn)
                  for size in ((T, B, d), (4 * m, d), (4 * m, m), (4 * m,))) for T, B, d, m in ((4, 3, 2, 5), (3, 2, 3, 2))]


def outputs_of(x, W_x, W_h, b, order=(0, 1, 2, 3), state=1, cell=1, shown=torch.tanh, bias=1, squash=torch.tanh):
    """All h_t of an LSTM from zero, gates i, f, o, g. The options make the classic slips."""
    h = c = x.new_zeros(x.shape[1], W_h.shape[1])
    outputs = []
    for a_t in x @ W_x.T + bias * b:
        blocks = (a_t + state * h @ W_h.T).chunk(4, dim=1)
        i, f, o, g = (blocks[k] for k in order)
        c = cell * torch.sigmoid(f) * c + torch.sigmoid(i) * squash(g)
        h = torch.sigmoid(o) * shown(c)
        outputs.append(h)
    return torch.stack(outputs)


class Products(TorchDispatchMode):
    """Counts the matrix products that reach the device."""

    count = 0

    def __torch_dispatch__(self, operation, kinds, args=(), kwargs=None):
        self.count += operation.name().split(".")[0] in PRODUCTS
        return operation(*args, **(kwargs or {}))


def one_product_per_step(answer):
    """What is wrong with the number of products that a loop makes, as a sentence, or None."""
    counts = []
    for T in (3, 7):
        with Products() as seen:
            answer(torch.zeros(T, 2, 3), torch.zeros(16, 3), torch.zeros(16, 4), torch.zeros(16))
        counts.append(seen.count)
    each = (counts[1] - counts[0]) / 4
    if each == 1:
        return None
    return (f"the numbers are right, and each further step makes {each:g} products. One is enough: all gates from one product "
            "with the state, and the input's product, which needs no state, before the loop")


hoisted_loop = Exercise(
    "Exercise 1", loops, outputs_of, each="one entry per step", also=[one_product_per_step],
    slips={
        "the blocks stand in the order i, f, o, g; you read them as i, f, g, o": partial(outputs_of, order=(0, 1, 3, 2)),
        "the blocks stand in the order i, f, o, g; you read f first": partial(outputs_of, order=(1, 0, 2, 3)),
        "h never goes on to the next step": partial(outputs_of, state=0),
        "c never goes on to the next step": partial(outputs_of, cell=0),
        "the bias is missing": partial(outputs_of, bias=0),
        "the bias is added twice: once before the loop and once in it": partial(outputs_of, bias=2),
        "h shows c itself; the equation has tanh(c)": partial(outputs_of, shown=lambda c: c),
        "the candidate goes through a sigmoid; it takes tanh": partial(outputs_of, squash=torch.sigmoid),
        "the last output alone; all T are wanted": lambda *given: outputs_of(*given)[-1],
    },
)


def backs():
    """What h_t and c_t get, the gates (B, 4m), c_{t-1} and c_t: two cases."""
    drawn = np.random.default_rng(11)
    cases = []
    for B, m in ((2, 3), (3, 2)):
        gates = drawn.uniform(0.1, 0.9, (B, 4 * m))
        before = drawn.standard_normal((B, m))
        i, f, _, g = np.split(gates, 4, axis=1)
        cases.append(tuple(map(torch.tensor, (*drawn.standard_normal((2, B, m)), gates, before, f * before + i * g))))
    return cases


def back(d_h, d_c, gates, before, c, slope=None, later=1, from_h=1, kept=None, shown=torch.tanh, used=None, order=(0, 1, 2, 3)):
    """The gradients of all gates' sums and of c_{t-1}. The options make the classic slips."""
    i, f, o, g = gates.chunk(4, dim=1)
    through = later * d_c + from_h * d_h * o * (1 - torch.tanh(c) ** 2 if slope is None else slope)
    rows = [through * g * i * (1 - i), through * (before if used is None else c) * f * (1 - f),
            d_h * shown(c) * o * (1 - o), through * i * (1 - g**2)]
    return torch.cat([rows[k] for k in order], dim=1), through * (f if kept is None else kept)


def without_slopes(d_h, d_c, gates, before, c):
    """The gradients of the gates, not of what they are made from."""
    i, f, o, g = gates.chunk(4, dim=1)
    through = d_c + d_h * o * (1 - torch.tanh(c) ** 2)
    return torch.cat([through * g, through * before, d_h * torch.tanh(c), through * i], dim=1), through * f


def sigmoid_for_g(d_h, d_c, gates, before, c):
    """The candidate's slope is taken for a sigmoid's."""
    d_a, d_before = back(d_h, d_c, gates, before, c)
    i, _, _, g = gates.chunk(4, dim=1)
    through = d_c + d_h * gates.chunk(4, dim=1)[2] * (1 - torch.tanh(c) ** 2)
    return torch.cat([d_a[:, :3 * c.shape[1]], through * i * g * (1 - g)], dim=1), d_before


def right_back(answer):
    """What autograd says of an answer's way back through a step, as a sentence, or None."""
    drawn = torch.Generator().manual_seed(3)
    a, h, c, d_h, d_c = (torch.randn(2, n, dtype=torch.float64, generator=drawn) for n in (12, 3, 3, 3, 3))
    a.requires_grad_(), c.requires_grad_()
    gates, new_h, new_c = step(a, h, c)
    expected = torch.autograd.grad((new_h * d_h + new_c * d_c).sum(), (a, c))
    found = answer(d_h, d_c, gates.detach(), c.detach(), new_c.detach())
    worst = max(float((f - e).abs().max()) for f, e in zip(found, expected, strict=True))
    return None if worst < 1e-9 else f"autograd finds other gradients for a step of its own: they differ by {worst:.2g}"


way_back = Exercise(
    "Exercise 2", backs, back, parts=("the gradient of a", "the gradient of c_{t-1}"), each="one row per sequence",
    also=[right_back], slips={
        "what c_t gets from the step after is missing": partial(back, later=0),
        "what h_t gets reaches c_t too, through tanh and the gate o": partial(back, from_h=0),
        "the slope of tanh(c) is missing on the way from h_t to c_t": partial(back, slope=1),
        "c_{t-1} gets its share through the gate f": partial(back, kept=1),
        "the gate f multiplied c_{t-1}, not c_t": partial(back, used="c"),
        "the gate o multiplied tanh(c_t), not c_t": partial(back, shown=lambda c: c),
        "the blocks stand in another order than i, f, o, g": partial(back, order=(0, 1, 3, 2)),
        "these are the gradients of the gates; a comes before sigmoid and tanh, so their slopes are missing": without_slopes,
        "the candidate went through tanh; its slope is 1 - g^2": sigmoid_for_g,
    },
)


WORK = (8e9, 1e9, 6e13, 3e12), (9e10, 2e9, 6e13, 3e12), (2.0, 1.0, 100.0, 4.0), (7.0, 0.5, 20.0, 10.0)
share_of_peak = Together(
    "Exercise 3", [WORK], together(lambda n, q, peak, speed: min(1, n / q * speed / peak)),
    parts=[f"the share for an intensity of {n / q:g} and a ridge of {peak / speed:g}" for n, q, peak, speed in WORK],
    slips={sentence: together(slip) for sentence, slip in {
        "no card does more than its peak: the share ends at 1": lambda n, q, peak, speed: n / q * speed / peak,
        "the larger of the two is taken, and the roof is the smaller": lambda n, q, peak, speed: max(1, n / q * speed / peak),
        "the intensity stands upside down: it is operations per byte": lambda n, q, peak, speed: min(1, q / n * speed / peak),
        "the ridge stands upside down: it is peak over bandwidth": lambda n, q, peak, speed: min(1, n / q * peak / speed),
        "that is what is reached in operations per second; wanted is its share of the peak":
            lambda n, q, peak, speed: min(peak, n / q * speed),
        "that is the intensity; compare it with the card's ridge": lambda n, q, peak, speed: n / q,
        "that is a time; wanted is a share": lambda n, q, peak, speed: max(n / peak, q / speed),
        "the times of arithmetic and memory are added, as if one waited for the other":
            lambda n, q, peak, speed: n / peak / (n / peak + q / speed),
    }.items()},
)


def table(launches, batches, m, launch_seconds, card, weights=True, join=max, turned=False):
    """Shares of the peak of one step, a row per number of launches. The options make the classic slips."""
    rows = []
    for n in launches:
        row = []
        for B in batches:
            at_peak = roofline.step_operations(B, m) / card.peak
            moving = roofline.step_bytes(B, m, weights) / card.bandwidth
            row.append(at_peak / join(at_peak, moving, n * launch_seconds))
        rows.append(row)
    return np.transpose(rows) if turned else np.array(rows)


CARD = roofline.Card("a made-up card", 5e13, 2e12, 1e7)
what_binds = Exercise(
    "Exercise 4", [([26, 9, 2], [1, 16, 256, 4096], 50, 3e-8, CARD), ([3, 1], [8, 512, 2048], 1100, 5e-7, CARD)], table,
    each="one row per number of launches, one column per batch",
    slips={
        "rows and columns are exchanged: a row is a number of launches": partial(table, turned=True),
        "the three times are added; the slowest alone decides": partial(table, join=lambda *times: sum(times)),
        "the launches cost nothing here: hand launches and launch_seconds to share":
            partial(table, join=lambda at_peak, moving, launching: max(at_peak, moving)),
        "memory costs nothing here: hand the step's bytes to share":
            partial(table, join=lambda at_peak, moving, launching: max(at_peak, launching)),
        "W_h is read anew at each step here: count its bytes": partial(table, weights=False),
        "every row takes one launch; a row's own number is wanted":
            lambda launches, *given: table([1] * len(launches), *given),
        "the fraction stands upside down: a share is at most 1": lambda *given: 1 / table(*given),
        "the fastest of the three is taken; the slowest decides": partial(table, join=min),
    },
)
