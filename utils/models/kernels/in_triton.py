"""The LSTM in Triton: the pointwise part of a step forward and back, and a whole forward pass as one persistent kernel.

Import it only where Triton is installed. On a GPU the kernels are compiled; without one Triton's interpreter runs them in
NumPy, about two thousand times slower than PyTorch, which shows that the mathematics and the indices are right, and nothing of
speed or of races. Which of the two, is settled when this module is imported, before Triton is.
"""

import os

from utils.models.cells import keep
from utils.models.kernels.stages import begin, inputs_of
from utils.optional import need

torch = need("torch")
if not torch.cuda.is_available():
    os.environ["TRITON_INTERPRET"] = "1"
triton = need("triton", "triton==3.9.0")
tl = need("triton.language", "triton==3.9.0")

BLOCK = 128  # numbers that one program of a pointwise kernel takes
ROWS, FEWEST, MOST = 4, 16, 64  # sequences of one program of the persistent kernel; units, padded to a power of two
# How the persistent kernel is compiled: 256 threads per program, and no step's weights fetched ahead of their time, since for
# that the compiler would lay several copies into the chip's shared memory, more than there is. Tests compile it for a card.
OPTIONS = {"num_warps": 8, "num_stages": 1}


@triton.jit
def sigmoid(x):
    """The sigmoid of a block of numbers."""
    return 1 / (1 + tl.exp(-x))


@triton.jit
def tanh(x):
    """The hyperbolic tangent of a block of numbers."""
    return 2 / (1 + tl.exp(-2 * x)) - 1  # 2 sigmoid(2x) - 1: Triton's language has no tanh of its own


@triton.jit
def forward_kernel(a, h, c, run, gates, new_h, new_c, size, m, RAGGED: tl.constexpr, BLOCK: tl.constexpr):
    """The pointwise part of an LSTM's step, one number per unit and sequence.

    Addresses of rows (B, m), of a and gates (B, 4 m) in the order i, f, o, g; `size` is B m. Writes gates,
    new_h and new_c. Where RAGGED, sequences whose `run` (B,) is 0 keep h and c.
    """
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)  # one number per unit and sequence
    inside = at < size
    row = at // m
    i_at = row * 4 * m + at % m  # the row's four gates stand side by side: i, f, o, g
    i = sigmoid(tl.load(a + i_at, mask=inside))
    f = sigmoid(tl.load(a + i_at + m, mask=inside))
    o = sigmoid(tl.load(a + i_at + 2 * m, mask=inside))
    g = tanh(tl.load(a + i_at + 3 * m, mask=inside))
    before = tl.load(c + at, mask=inside)
    after = f * before + i * g
    shown = o * tanh(after)
    if RAGGED:
        runs = tl.load(run + row, mask=inside, other=0) != 0
        after = tl.where(runs, after, before)
        shown = tl.where(runs, shown, tl.load(h + at, mask=inside))
    tl.store(gates + i_at, i, mask=inside)
    tl.store(gates + i_at + m, f, mask=inside)
    tl.store(gates + i_at + 2 * m, o, mask=inside)
    tl.store(gates + i_at + 3 * m, g, mask=inside)
    tl.store(new_c + at, after, mask=inside)
    tl.store(new_h + at, shown, mask=inside)


@triton.jit
def backward_kernel(d_out, d_h, d_c, gates, c_before, c_after, run, d_a, d_past, d_before, size, m,
                    RAGGED: tl.constexpr, BLOCK: tl.constexpr):
    """The way back through `forward_kernel`: gradients of h (d_out + d_h) and c (d_c) to those of a and the cell before.

    Addresses of rows (B, m), of gates and d_a (B, 4 m). Where RAGGED, sequences whose `run` is 0 hand both gradients on
    unchanged: d_past of h, d_before of c. Without it d_past is not written: h is read through a alone.
    """
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    inside = at < size
    row = at // m
    i_at = row * 4 * m + at % m
    i = tl.load(gates + i_at, mask=inside)
    f = tl.load(gates + i_at + m, mask=inside)
    o = tl.load(gates + i_at + 2 * m, mask=inside)
    g = tl.load(gates + i_at + 3 * m, mask=inside)
    before = tl.load(c_before + at, mask=inside)
    shown = tanh(tl.load(c_after + at, mask=inside))
    d = tl.load(d_out + at, mask=inside) + tl.load(d_h + at, mask=inside)
    later = tl.load(d_c + at, mask=inside)
    through = later + d * o * (1 - shown * shown)
    d_i = through * g * i * (1 - i)
    d_f = through * before * f * (1 - f)
    d_o = d * shown * o * (1 - o)
    d_g = through * i * (1 - g * g)
    kept = through * f
    if RAGGED:
        runs = tl.load(run + row, mask=inside, other=0) != 0
        d_i = tl.where(runs, d_i, 0.0)
        d_f = tl.where(runs, d_f, 0.0)
        d_o = tl.where(runs, d_o, 0.0)
        d_g = tl.where(runs, d_g, 0.0)
        kept = tl.where(runs, kept, later)
        tl.store(d_past + at, tl.where(runs, 0.0, d), mask=inside)
    tl.store(d_a + i_at, d_i, mask=inside)
    tl.store(d_a + i_at + m, d_f, mask=inside)
    tl.store(d_a + i_at + 2 * m, d_o, mask=inside)
    tl.store(d_a + i_at + 3 * m, d_g, mask=inside)
    tl.store(d_before + at, kept, mask=inside)


@triton.jit
def sums(h, a, W_h, gate, m, rows, units, real, inside, M: tl.constexpr):
    """What one gate sums up for a block of sequences: its part of a, and h times its block of W_h, transposed."""
    square = (units[:, None] < m) & real[None, :]
    W = tl.load(W_h + (gate * m + units[None, :]) * m + units[:, None], mask=square, other=0.0)
    here = tl.load(a + rows[:, None] * 4 * m + gate * m + units[None, :], mask=inside, other=0.0)
    return here + tl.dot(h, W, input_precision="ieee", out_dtype=h.dtype)


@triton.jit
def persistent_kernel(a, W_h, h_0, c_0, lengths, states, c_T, T, B, m, ROWS: tl.constexpr, M: tl.constexpr):
    """All T steps of an LSTM for ROWS of the B sequences: one launch, states (T, B, m) written, the cell only at the end.

    a (T, B, 4 m) is the inputs' part of all gates; M is m, or more, a power of two. A sequence past its length keeps its state.
    """
    rows = tl.program_id(0) * ROWS + tl.arange(0, ROWS)  # this program's sequences, from their first step to their last
    units = tl.arange(0, M)
    real = units < m
    inside = (rows[:, None] < B) & real[None, :]
    at = rows[:, None] * m + units[None, :]
    h = tl.load(h_0 + at, mask=inside, other=0.0)  # the state stays on the chip for all steps
    c = tl.load(c_0 + at, mask=inside, other=0.0)
    length = tl.load(lengths + rows, mask=rows < B, other=0)
    for t in range(T):
        now = a + t * B * 4 * m
        i = sigmoid(sums(h, now, W_h, 0, m, rows, units, real, inside, M))
        f = sigmoid(sums(h, now, W_h, 1, m, rows, units, real, inside, M))
        o = sigmoid(sums(h, now, W_h, 2, m, rows, units, real, inside, M))
        g = tanh(sums(h, now, W_h, 3, m, rows, units, real, inside, M))
        runs = (t < length)[:, None] & inside
        new = f * c + i * g
        c = tl.where(runs, new, c)
        h = tl.where(runs, o * tanh(new), h)
        tl.store(states + t * B * m + at, h, mask=inside)
    tl.store(c_T + at, c, mask=inside)


def launch(kernel, programs, *arguments, **constants):
    """Launch a kernel; a profiler sees it under its name, once."""
    with torch.profiler.record_function(f"triton::{kernel.fn.__name__}"):
        kernel[(programs,)](*arguments, **constants)


def step(a, h, c, run=None):
    """`utils.models.kernels.whole.step` as one kernel."""
    a, h, c = a.contiguous(), h.contiguous(), c.contiguous()
    gates, new_h, new_c = torch.empty_like(a), torch.empty_like(c), torch.empty_like(c)
    launch(forward_kernel, triton.cdiv(c.numel(), BLOCK), a, h, c, c if run is None else run.contiguous(), gates, new_h, new_c,
           c.numel(), c.shape[1], RAGGED=run is not None, BLOCK=BLOCK)
    return gates, new_h, new_c


def step_back(d_out, d_h, d_c, gates, before, c, run=None):
    """`utils.models.kernels.whole.step_back` as one kernel."""
    d_out, d_h, d_c = d_out.contiguous(), d_h.contiguous(), d_c.contiguous()
    d_a, d_past, d_before = torch.empty_like(gates), torch.empty_like(c), torch.empty_like(c)
    launch(backward_kernel, triton.cdiv(c.numel(), BLOCK), d_out, d_h, d_c, gates, before.contiguous(), c,
           c if run is None else run.contiguous(), d_a, d_past, d_before, c.numel(), c.shape[1],
           RAGGED=run is not None, BLOCK=BLOCK)
    return d_a, None if run is None else d_past, d_before


def persistent(cell, x, initial=None, lengths=None):
    """A stage as in `stages`, forward only: after the inputs' product, one launch for all steps.

    A program carries its sequences from the first step to the last, so no program waits for another. It reads W_h anew at each
    step, from the chip's cache. Its units are few enough for the registers of one program. ValueError beyond `MOST` units.
    """
    m = cell.hidden_size
    if m > MOST:
        raise ValueError(f"cell: got {m} units, expected at most {MOST}: one program holds them all")
    with torch.no_grad():
        (h, c, running), (a, W_h) = begin(cell, x, initial, lengths), inputs_of(cell, x)
        T, B, _ = x.shape
        steps = torch.full((B,), T, device=x.device) if lengths is None else running.sum(dim=(0, 2))
        states, last = x.new_empty(T, B, m), torch.empty_like(c, memory_format=torch.contiguous_format)
        launch(persistent_kernel, triton.cdiv(B, ROWS), a, W_h, h.contiguous(), c.contiguous(), steps.int(), states, last,
               T, B, m, ROWS=ROWS, M=max(FEWEST, triton.next_power_of_2(m)), **OPTIONS)
        outputs = states if lengths is None else keep(states, torch.zeros_like(states), running)
    return outputs, (states[-1], last)
