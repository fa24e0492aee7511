"""Which of the usual slips a test finds: the drills of lab 8a with their slips, against the tests that one can make oneself.

    shapes, sizes equal     the results have the right shapes, where steps, sequences, inputs and units are equally many
    shapes, sizes differ    the same, where they are not
    one step from zero      the values of the smallest case: one step, one sequence, a state of zero
    gradient check          the gradients against differences of the function itself, as it was written
    PyTorch                 all that comes out, on several steps and sequences, from a state that is not zero

A test finds what stops with an error as well. A function that has no gradient of its own cannot be checked for it: None.
"""

from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from utils.exercises import by_pytorch, gated_loops, lab_05b, lstm_steps, whiteboard
from utils.exercises.gru_steps import sigmoid
from utils.exercises.lstm_slips import GATES
from utils.gradients.proof import differences, randomise
from utils.layers import GRU, LSTM, RNN
from utils.optional import need

torch = need("torch")
EQUAL, DIFFERENT, SMALLEST = (3, 3, 3, 3), (5, 4, 2, 3), (1, 1, 2, 3)  # steps, sequences, inputs, units
NEAR = 1e-5  # relative: below every slip, above what PyTorch adds to a norm and what differences lose


@dataclass(frozen=True)
class Subject:
    """A drill with its slips, and how the tests use it."""

    name: str
    right: object  # a callable
    slips: dict
    cases: object  # (sizes, what the state is multiplied by) -> a list of arguments
    truth: object  # PyTorch's, for the same arguments
    check: object = None  # (function, arguments) -> whether its gradients are those of its differences
    sized: bool = True  # whether the shapes of the results follow from those of the arguments


def draw(*shapes):
    """Normal numbers of several shapes."""
    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape) for shape in shapes]


# The drills, a case and a gradient check each.
def loop_cases(kind, sizes, start=1):
    """The arguments of a loop in PyTorch."""
    T, B, d, m = sizes
    layer, (x, *states) = randomise(kind(d, m), 1), draw((T, B, d), *[(B, m)] * (1 + (kind is LSTM)))
    p = {name: torch.tensor(value) for name, value in layer.parameters.items()}
    return [(torch.tensor(x), *(torch.tensor(start * h) for h in states), p)]


def gradcheck(read, arguments):
    """PyTorch's own check: autograd's gradients against differences."""
    *arrays, p = arguments
    leaves = [value.clone().requires_grad_() for value in (*arrays, *p.values())]
    return torch.autograd.gradcheck(lambda *given: read(*given[: len(arrays)], dict(zip(p, given[len(arrays):], strict=True))),
                                    leaves, raise_exception=False)


def detached(read):
    """A slip: the states are right, and none sends a gradient back beyond its own step."""
    def loop(x, *rest):
        *states, p = rest
        outputs = []
        for x_t in x:
            output, *states = read(x_t[None], *(h.detach() for h in states), p)
            outputs.append(output)
        return torch.cat(outputs), *states
    return loop


def through(step_back):
    """The way back of a step, from what comes into the step."""
    def of_step(d_h, d_c, x, h, c, p):
        a = {g: h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in GATES}
        i, f, o, g = *(sigmoid(a[g]) for g in "ifo"), np.tanh(a["g"])
        return step_back(d_h, d_c, i, f, o, g, f * c + i * g, c, p)
    return of_step


def step_back_cases(sizes, start=1):
    """The arguments of `through(...)`."""
    _, B, d, m = sizes
    d_h, d_c, h, c, x = draw((B, m), (B, m), (B, m), (B, m), (B, d))
    return [(d_h, d_c, x, start * h, start * c, randomise(LSTM(d, m), 1).parameters)]


def step_back_check(back, arguments):
    """Differences of the step by h, c and, for each sequence by itself, the gates' biases."""
    d_h, d_c, x, h, c, p = arguments
    p = p | {f"b_{g}": p[f"b_{g}"] + np.zeros_like(h) for g in GATES}

    def loss():
        return sum(np.sum(d * new) for d, new in zip((d_h, d_c), lstm_steps.step(x, h, c, p), strict=True))

    a = np.concatenate([differences(loss, p[f"b_{g}"]) for g in GATES], axis=1)
    return near(back(*arguments), (a, differences(loss, h), differences(loss, c)))


def bptt_cases(sizes, start=1):
    """The arguments of BPTT."""
    T, B, d, m = sizes
    h_0, x, d_h = draw((B, m), (T, B, d), (T, B, m))
    return [(x, start * h_0, d_h, *randomise(RNN(d, m), 1).parameters.values())]


def bptt_check(bptt, arguments):
    """Differences of the function's own outputs."""
    x, h_0, d_h, *weights = arguments
    moved = *weights, h_0
    own = [differences(lambda: np.sum(d_h * bptt(x, h_0, d_h, *weights)[0]), array) for array in moved]
    return near(bptt(*arguments)[1:], own)


def windows_cases(sizes, start=1):
    """The arguments of truncated BPTT, with two steps per window."""
    T, B, d, m = sizes
    return [(randomise(RNN(d, m), 1), *draw((T, B, d), (T, B, m)), 2)]


def windows_check(truncated, arguments, window=None):
    """Differences of the whole loss, with the sequence in one window unless a window is given."""
    layer, x, d_outputs, _ = arguments
    found = truncated(layer, x, d_outputs, window or len(x))
    return near([found], [differences(lambda: np.sum(d_outputs * layer.forward(x)[0]), layer.parameters["W_hh"])])


def clip_cases(sizes, start=1):
    """Gradients of three parameters and a threshold that they exceed, and one that they do not; or a single number."""
    _, _, d, m = sizes
    return [([np.array([2.0])], 1.5)] if sizes == SMALLEST else [(draw((m, m), (m, d), m), tau) for tau in (1.5, 100.0)]


def attention_cases(sizes, start=1):
    """The arguments of attention; each sentence is a word shorter than the one before, down to two."""
    T, B, _, m = sizes
    eta, h, W_q = draw((B, m), (B, T, m), (m, m))
    return [(start * eta, h, np.maximum(min(2, T), T - np.arange(B)), W_q)]


def beam_cases(sizes, start=1):
    """Models of four symbols, a width and a length, both 1 in the smallest case."""
    width, most = (1, 1) if sizes == SMALLEST else (3, 5)
    return [(partial(whiteboard.spoken, seed), width, most) for seed in whiteboard.MODELS]


CUT = "each state is cut off its past (detach)"
SUBJECTS = (
    Subject("the LSTM, read over a sequence", gated_loops.lstm, gated_loops.LSTM_SLIPS | {CUT: detached(gated_loops.lstm)},
            partial(loop_cases, LSTM), by_pytorch.lstm, gradcheck),
    Subject("the GRU, read over a sequence", gated_loops.gru, gated_loops.GRU_SLIPS | {CUT: detached(gated_loops.gru)},
            partial(loop_cases, GRU), by_pytorch.gru, gradcheck),
    Subject("the LSTM's step back", through(lstm_steps.step_back),
            {says: through(slip) for says, slip in lstm_steps.BACK_SLIPS.items()}, step_back_cases, by_pytorch.lstm_back,
            step_back_check),
    Subject("BPTT", whiteboard.bptt, whiteboard.BPTT_SLIPS, bptt_cases, by_pytorch.bptt, bptt_check),
    Subject("truncated BPTT", lab_05b.cut, lab_05b.truncated_gradient.slips, windows_cases, by_pytorch.truncated,
            windows_check),
    Subject("clipping", whiteboard.clip, whiteboard.CLIP_SLIPS, clip_cases, by_pytorch.clip),
    Subject("attention", whiteboard.attend, whiteboard.ATTENTION_SLIPS, attention_cases, by_pytorch.attend),
    Subject("beam search", whiteboard.beam_search, whiteboard.BEAM_SLIPS, beam_cases, by_pytorch.beam, sized=False))


# The tests: each says of a function whether it is refused.
def listed(found):
    """One thing or several, as a list of arrays."""
    parts = found if isinstance(found, tuple | list) else [found]
    return [part.detach().numpy() if hasattr(part, "detach") else np.asarray(part) for part in parts]


def run(function, given):
    """What a function returns, as a list of arrays; None if it stops."""
    try:
        with np.errstate(all="ignore"):
            return listed(function(*given))
    except Exception:
        return None


def near(found, expected):
    """Whether all that was found is what was expected, in shape and, to `NEAR`, in value."""
    found, expected = listed(found), listed(expected)
    return shapes(found) == shapes(expected) and all(
        np.abs(one - true).max() <= NEAR * max(np.abs(true).max(), NEAR) for one, true in zip(found, expected, strict=True))


def shapes(found):
    """The shapes of a list of arrays."""
    return [np.shape(part) for part in found]


def by_shapes(subject, function, sizes):
    """Whether the results have other shapes than those of a right answer."""
    if not subject.sized:
        return None
    pairs = [(run(function, given), run(subject.right, given)) for given in subject.cases(sizes)]
    return any(found is None or shapes(found) != shapes(true) for found, true in pairs)


def by_value(subject, function, sizes, start=1):
    """Whether the results differ from PyTorch's."""
    pairs = [(run(function, given), subject.truth(*given)) for given in subject.cases(sizes, start)]
    return any(found is None or not near(found, true) for found, true in pairs)


def by_check(subject, function):
    """Whether the gradients are refused; sizes are equal, so that what finds a slip is a gradient and no error."""
    return None if subject.check is None else not all(subject.check(function, given) for given in subject.cases(EQUAL))


TESTS = {
    "shapes, sizes equal": partial(by_shapes, sizes=EQUAL),
    "shapes, sizes differ": partial(by_shapes, sizes=DIFFERENT),
    "one step from zero": partial(by_value, sizes=SMALLEST, start=0),
    "gradient check": by_check,
    "PyTorch": partial(by_value, sizes=DIFFERENT)}


@cache
def table():
    """For each drill and each of its slips what each test says: {drill: {slip: {test: True, False or None}}}."""
    return {subject.name: {says: {name: test(subject, slip) for name, test in TESTS.items()}
                           for says, slip in subject.slips.items()} for subject in SUBJECTS}


def counts(rows):
    """How many slips each test finds, out of how many it can be made for: {test: (found, of)}."""
    return {name: (sum(row[name] is True for row in rows), sum(row[name] is not None for row in rows)) for name in TESTS}


def kinds():
    """Rows of `table` by what became of the gradient: it follows a slip of the way forward, is itself wrong, or is cut off."""
    rows, (lstm, gru, back, bptt, *_) = table(), [subject.name for subject in SUBJECTS]
    loops = [row for name in (lstm, gru) for says, row in rows[name].items() if says != CUT]
    return {"forward": [*loops, *(row for says, row in rows[bptt].items() if says.startswith("forward and back"))],
            "back": [*rows[back].values(), *(row for says, row in rows[bptt].items() if not says.startswith("forward"))],
            "cut": [rows[name][CUT] for name in (lstm, gru)]}


TURNED = (gated_loops.STANDS, "wrong side", "lies on its side", "W_q is turned")  # in the sentences of slips


def turned(state):
    """Rows of slips that meet a matrix from the wrong side, or lay its gradient so: one square at any size, or W_x as well."""
    named = [(says, row) for rows in table().values() for says, row in rows.items()]
    found = [(says, row) for says, row in named if any(words in says for words in TURNED)]
    of_input = [(says, row) for says, row in found if "W_xh" in says or says == gated_loops.STANDS]
    return [row for says, row in found if (says, row) not in of_input] if state else [row for _, row in of_input]


def missed(sizes, start):
    """How many slips of the LSTM, the GRU, the step back and BPTT pass a comparison with PyTorch on a case."""
    return sum(not by_value(subject, slip, sizes, start) for subject in SUBJECTS[:4] for slip in subject.slips.values())
