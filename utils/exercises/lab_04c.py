"""The checks of lab 4c: the four blocks of a step, cell to cell over many steps, a unit at rest, and where gradients survive.

The blocks are looked at in the order in which they are derived, so that the first mistake is named, whatever follows from it.
"""

import numpy as np

from utils.book.checking import Exercise, difference
from utils.gradients import lstm_steps, products
from utils.gradients.jacobians import LSTMStep
from utils.layers import LSTM

# Exercise 1: one step of three cells, and what it comes from.
CELLS, GATES = 3, "ifog"
BLOCKS = ("h by h", "h by c", "c by h", "c by c")
DERIVED = ("c by c", "c by h", "h by c", "h by h")  # in this order
HELP = {"c by c": "what the new cell keeps of the old", "c by h": "three gates read h",
        "h by c": "h shows the new cell, which kept the old", "h by h": "by the output gate, and by the new cell"}


def numbers(seed, *shape):
    """Random numbers with two decimals."""
    return np.round(np.random.default_rng(seed).standard_normal(shape), 2)


W = {gate: numbers(k, CELLS, CELLS) for k, gate in enumerate(GATES)}
REST = {gate: numbers(10 + k, CELLS) for k, gate in enumerate(GATES)}  # what input and bias add
H, C = numbers(20, CELLS), numbers(21, CELLS)


def sigmoid(a):
    """1 / (1 + e^-a)."""
    return 1 / (1 + np.exp(-a))


def gates(h):
    """i, f, o and g for a state."""
    a = {gate: W[gate] @ h + REST[gate] for gate in GATES}
    return sigmoid(a["i"]), sigmoid(a["f"]), sigmoid(a["o"]), np.tanh(a["g"])


def step(h, c):
    """The next state and cell."""
    i, f, o, g = gates(h)
    c = f * c + i * g
    return o * np.tanh(c), c


def rows(scale, matrix):
    """diag(scale) @ matrix."""
    return scale[:, None] * matrix


def blocks(i, f, o, g, c_before, W):
    """The four blocks, (m, m) each, in the order of BLOCKS."""
    c = f * c_before + i * g
    slope = o * (1 - np.tanh(c) ** 2)
    c_from_h = rows(g * i * (1 - i), W["i"]) + rows(c_before * f * (1 - f), W["f"]) + rows(i * (1 - g**2), W["g"])
    h_from_h = rows(np.tanh(c) * o * (1 - o), W["o"]) + rows(slope, c_from_h)
    return h_from_h, np.diag(slope * f), c_from_h, np.diag(f)


STEP = (*gates(H), C, W)
EXPECTED = blocks(*STEP)


def piece_slips():
    """Known wrong blocks, by name: pairs of a sentence and the block."""
    (i, f, o, g, old, W), (_, h_from_c, c_from_h, _) = STEP, EXPECTED
    c = f * old + i * g
    shown, bend = np.tanh(c), 1 - np.tanh(c) ** 2
    parts = {"i": (g, i * (1 - i)), "f": (old, f * (1 - f)), "g": (i, 1 - g**2)}

    def from_h(of=lambda gate: W[gate], **other):
        return sum(rows(np.prod(np.broadcast_arrays(*(parts | other)[gate]), axis=0), of(gate)) for gate in "ifg")

    by_o, by_c = rows(shown * o * (1 - o), W["o"]), rows(o * bend, c_from_h)
    return {
        "c by c": [("the cell is not kept whole: its gate is missing", np.eye(CELLS)),
                     ("another gate stands here: which one keeps the old cell?", np.diag(i)),
                     ("another gate stands here: which one keeps the old cell?", np.diag(o)),
                     ("this is what is forgotten, not what is kept", np.diag(1 - f)),
                     ("the gate is a factor here; its own bend plays no part", np.diag(f * (1 - f))),
                     ("h is held here: only the way along the cell counts", np.diag(f) + c_from_h @ np.diag(o * bend))],
        "c by h": [*((f"gate {gate} reads h too, and is missing", c_from_h - rows(parts[gate][0] * parts[gate][1], W[gate]))
                       for gate in "ifg"),
                     *((f"at gate {gate} the bend of the gate itself is missing", from_h(**{gate: (parts[gate][0], 1)}))
                       for gate in "ifg"),
                     *((f"at gate {gate} the other factor of its product is missing", from_h(**{gate: (1, parts[gate][1])}))
                       for gate in "ifg"),
                     ("the bends of all gates are missing", from_h(**{gate: (parts[gate][0], 1) for gate in "ifg"})),
                     ("the forget gate multiplied the cell before this step, not the new one", from_h(f=(c, f * (1 - f)))),
                     ("the candidate's bend is that of a tanh, not of a sigmoid", from_h(g=(i, g * (1 - g)))),
                     ("the gates' bends are those of a sigmoid, not of a tanh", from_h(i=(g, 1 - i**2), f=(old, 1 - f**2))),
                     ("the matrices stand the wrong way round: row i is the new cell i", from_h(lambda gate: W[gate].T)),
                     ("the factors stand on the wrong side: they belong to the new cells, which are the rows", sum(
                         W[gate] * np.multiply(*parts[gate]) for gate in "ifg")),
                     ("the output gate has no part in the cell", c_from_h + by_o)],
        "h by c": [("the old cell reaches the new one through a gate, which is missing", np.diag(o * bend)),
                     ("the slope of what h shows of the cell is missing", np.diag(f)),
                     ("the bend of the tanh is missing", np.diag(o * f)),
                     ("the output gate is missing", np.diag(bend * f)),
                     ("the slope of the tanh is taken at the old cell, expected the new one",
                      np.diag(o * (1 - np.tanh(old) ** 2) * f)),
                     ("the slope of the tanh is 1 - tanh(c)^2, not 1 - c^2", np.diag(o * (1 - c**2) * f))],
        "h by h": [("h also reaches the new h by way of the new cell", by_o),
                     ("h also reaches the new h through the output gate", by_c),
                     ("the output gate multiplied the cell's tanh, not the cell", rows(c * o * (1 - o), W["o"]) + by_c),
                     ("the bend of the output gate is missing", rows(shown * o, W["o"]) + by_c),
                     ("the other factor of the output gate's product is missing", rows(o * (1 - o), W["o"]) + by_c),
                     ("on the way by the cell the slope of what h shows of it is missing", by_o + c_from_h),
                     ("on the way by the cell the output gate is missing", by_o + rows(bend, c_from_h)),
                     ("on the way by the cell the bend of the tanh is missing", by_o + rows(o, c_from_h)),
                     ("on the way by the cell the forget gate has no part", by_o + h_from_c @ c_from_h)]}


SLIPS = piece_slips()
MIXED = [("c by h and h by c have changed places", (EXPECTED[0], EXPECTED[2], EXPECTED[1], EXPECTED[3])),
         ("the blocks stand in another order than h by h, h by c, c by h, c by c", EXPECTED[::-1]),
         ("all blocks stand the other way round: row i is the new unit i", tuple(block.T for block in EXPECTED))]


def block_by_block(answer):
    """What is wrong with the first wrong block, in the order of derivation."""
    found = answer(*STEP)
    fault = difference(found, EXPECTED, BLOCKS, "a row per new unit, a column per old one")
    if not fault or not isinstance(found, tuple | list) or [*map(np.shape, found)] != [block.shape for block in EXPECTED]:
        return fault
    named = [sentence for sentence, slip in MIXED if not difference(tuple(found), slip)]
    return named[0] if named else first_wrong(dict(zip(BLOCKS, found, strict=True))) or fault


def first_wrong(found):
    """The sentence for the first block that is wrong."""
    for name in DERIVED:
        right = EXPECTED[BLOCKS.index(name)]
        if difference(found[name], right):
            named = [sentence for sentence, slip in SLIPS[name] if not difference(found[name], slip)]
            return f"{name}: {named[0]}" if named else f"{difference((found[name],), (right,), (name,))} ({HELP[name]})"
    return None


def nudged(block, size=1e-20):
    """A block by nudging: the imaginary part of a step, unit by unit, which loses no digits."""
    new, old = (("h", "c").index(name) for name in block.split(" by "))
    columns = []
    for unit in np.eye(CELLS):
        state = [H.astype(complex), C.astype(complex)]
        state[old] = state[old] + 1j * size * unit
        columns.append(step(*state)[new].imag / size)
    return np.stack(columns, axis=1)


def held_against_nudges(answer):
    """Print, block by block, whether nudging the step says the same."""
    for name, block in sorted(zip(BLOCKS, answer(*STEP), strict=True), key=lambda pair: DERIVED.index(pair[0])):
        close = np.abs(np.asarray(block) - nudged(name)).max() < 1e-6  # four digits where the answer is in float32
        print(f"{name}: nudging the step {'says the same' if close else 'says otherwise'}")


four_blocks = Exercise("Exercise 1", also=[block_by_block, held_against_nudges])

# Exercise 2: four steps of two cells, no two blocks alike.
MANY = [LSTMStep(*numbers(30 + k, 3, 2, 2), np.diag(0.5 + numbers(40 + k, 2) / 10)) for k in range(4)]


def chain(wholes):
    """J_T ... J_1 from J_1, ..., J_T."""
    product = np.eye(4)
    for whole in wholes:
        product = whole @ product
    return product


def along(steps):
    """The product of the forget gates."""
    return np.prod([each.c_from_c.diagonal() for each in steps], axis=0)


def from_cells(of, cut=lambda steps: steps, alone=along):
    """An answer by what it makes of the product of the whole Jacobians of some steps."""
    return lambda steps: (alone(steps), of(chain([each.whole for each in cut(steps)])))


cells = from_cells(lambda product: product[2:, 2:])
cell_to_cell = Exercise("Exercise 2", [(MANY,), (MANY[:2],)], cells, parts=("alone", "whole"), slips={
    "whole: these are the forget gates again; a change of c also travels by h": lambda s: (along(s), np.diag(along(s))),
    "whole: the steps stand in the wrong order: the later one stands on the left":
        from_cells(lambda product: product[2:, 2:], lambda steps: steps[::-1]),
    "whole: got h by h, expected c by c: the pair has h above c": from_cells(lambda product: product[:2, :2]),
    "whole: got h by c, expected c by c": from_cells(lambda product: product[:2, 2:]),
    "whole: got c by h, expected c by c": from_cells(lambda product: product[2:, :2]),
    "whole: it stands the other way round: row i is the last c's cell i": from_cells(lambda product: product[2:, 2:].T),
    "whole: all blocks, expected those of c by c": from_cells(lambda product: product),
    "whole: the first step is missing": from_cells(lambda product: product[2:, 2:], lambda steps: steps[1:]),
    "whole: the last step is missing": from_cells(lambda product: product[2:, 2:], lambda steps: steps[:-1]),
    "whole: a sum over the steps, and states are chained by products":
        lambda s: (along(s), np.sum([each.c_from_c for each in s], axis=0)),
    "whole: within each step the ways are added before the steps are chained; some ways stay in h over several steps":
        lambda s: (along(s), np.linalg.multi_dot([each.c_from_c + each.c_from_h @ each.h_from_c for each in s[::-1]])),
    "alone: a matrix, expected the numbers on its diagonal": lambda s: (np.diag(along(s)), cells(s)[1]),
    "alone: the last step's gates only, expected their product over all steps":
        lambda s: (s[-1].c_from_c.diagonal(), cells(s)[1]),
    "alone: a sum over the steps, expected a product": lambda s: (np.sum([e.c_from_c.diagonal() for e in s], 0), cells(s)[1]),
    "alone: a mean over the steps, expected a product": lambda s: (np.mean([e.c_from_c.diagonal() for e in s], 0), cells(s)[1]),
    "the two have changed places: first the way along the cell": lambda s: cells(s)[::-1]})

# Exercise 3: gates that differ, so that no two slips agree.
at_rest = Exercise("Exercise 3", [(0.5, 0.25, 0.75, 4.0), (0.9, 0.6, 0.3, -2.0)], lambda f, i, o, w: f + i * o * w, slips={
    "this is the way along the cell alone: add the one through h": lambda f, i, o, w: f,
    "this is the way through h alone: add the one along the cell": lambda f, i, o, w: i * o * w,
    "the two ways add up; here they are multiplied": lambda f, i, o, w: f * i * o * w,
    "on its way the cell is shown by a gate, which is missing": lambda f, i, o, w: f + i * w,
    "on its way back into the cell the candidate is written by a gate, which is missing": lambda f, i, o, w: f + o * w,
    "the weight by which the candidate reads h is missing": lambda f, i, o, w: f + i * o,
    "both gates on the way through h are missing": lambda f, i, o, w: f + w,
    "the input gate is a gate of its own, not what the forget gate leaves": lambda f, i, o, w: f + (1 - f) * o * w,
    "the sign of the way through h is turned": lambda f, i, o, w: f - i * o * w,
    "the forget gate stands on both ways; through h there is none": lambda f, i, o, w: f * (1 + i * o * w),
    "at rest the gates' own bends play no part: what they would move is 0":
        lambda f, i, o, w: f + i * (1 - i) * o * (1 - o) * w})

# Exercise 4: small networks and few steps for the comparison; for the table the lab's own size.
SCALES, BIASES = (0, 0.5, 1, 2, 4, 8), (0, 1, 2, 3, 5)


def network(scale, bias, m=32, seed=0):
    """An LSTM whose recurrent weights are normal numbers times scale / sqrt(m)."""
    layer, rng = LSTM(4, m, forget_bias=bias, seed=seed), np.random.default_rng(seed)
    for gate in GATES:
        layer.parameters[f"W_h{gate}"] = scale / np.sqrt(m) * rng.standard_normal((m, m))
    return layer


def small(scale, bias):
    """The same with five cells."""
    return network(scale, bias, m=5)


def table(size=lambda block: np.log10(np.linalg.norm(block, 2)), of=lambda product, m: product[m:, m:], cut=slice(None)):
    """An answer: for each scale and bias the size of a block of the product over the steps."""
    def growth(scales, biases, make, x):
        found = []
        for scale in scales:
            steps = [lstm_steps(make(scale, bias), x)[cut] for bias in biases]
            ends = [products(np.stack([each.whole for each in one]))[-1] for one in steps]
            found.append([size(of(end, len(end) // 2)) for end in ends])
        return np.array(found)
    return growth


def mark(power):
    """V, S or E by a power of ten."""
    return "V" if power < -1 else "E" if power > 1 else "S"


def shown(answer):
    """Print what becomes of the gradient of 32 cells over 100 steps, and where a unit at rest neither shrinks nor grows."""
    x = np.random.default_rng(100).standard_normal((100, 4))
    found = np.asarray(answer(SCALES, BIASES, network, x))
    print("scale   " + "".join(f"bias {bias:<4}" for bias in BIASES))
    for scale, row in zip(SCALES, found, strict=True):
        print(f"{scale:<8}" + "".join(f"{mark(power):<9}" for power in row))
    print("at rest " + "".join(f"{4 * (1 - sigmoid(bias)):<9.2f}" for bias in BIASES))
    print("V vanishes (below 1/10), S survives, E explodes (above 10); at rest: the scale of no growth")


def without_h(scales, biases, make, x):
    """An answer that multiplies the forget gates."""
    return np.array([[np.log10(along(lstm_steps(make(scale, bias), x)).max()) for bias in biases] for scale in scales])


growth = Exercise("Exercise 4", [((0.5, 3.0), (0.0, 1.5, 4.0), small, np.sin(1.7 * np.arange(1, 49)).reshape(12, 4))], table(),
                  also=[shown], each="a row per scale, a column per bias", slips={
    "this is the way along the cell alone": without_h,
    "got the norm itself, expected its power of ten": table(lambda block: np.linalg.norm(block, 2)),
    "this is the natural logarithm, expected that to base 10": table(lambda block: np.log(np.linalg.norm(block, 2))),
    "this is the root of the sum of squares, expected the spectral norm": table(lambda block: np.log10(np.linalg.norm(block))),
    "this is the spectral radius, expected the spectral norm":
        table(lambda block: np.log10(np.abs(np.linalg.eigvals(block)).max())),
    "this is the largest entry, expected the spectral norm": table(lambda block: np.log10(np.abs(block).max())),
    "this is the smallest singular value, expected the largest": table(lambda block: np.log10(np.linalg.norm(block, -2))),
    "got h by h, expected c by c": table(of=lambda product, m: product[:m, :m]),
    "got c by h, expected c by c": table(of=lambda product, m: product[m:, :m]),
    "got h by c, expected c by c": table(of=lambda product, m: product[:m, m:]),
    "this is the pair by the pair, expected c by c": table(of=lambda product, m: product),
    "the first step is missing": table(cut=slice(1, None)), "the last step is missing": table(cut=slice(-1)),
    "only the last step is here, expected the product over all": table(cut=slice(-1, None)),
    "rows and columns are exchanged": lambda *given: table()(*given).T})
