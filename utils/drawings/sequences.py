"""Drawings of what goes on over steps: loop and chain, what a model sees of the past, shifted rows, a padded batch."""

from itertools import pairwise

from utils.drawings.grammar import Drawing, Edge, Part

CHAIN_ALT = (
    "Left: the network as a loop. The input x t enters a box from below, the output y t leaves it above, and an arrow "
    "leads from the box back into it: the state h. Right: the same loop drawn once per step, as a chain of three "
    "boxes for steps 1 to 3. Each gets its own input from below and hands its state to the box on its right. The "
    "first gets h 0. All boxes hold the same weights.")


def step(name, x, t, here="cell"):
    """A box for one step with its input below and its output above."""
    parts = [Part(name, here, (x, 100), "W", size=(26, 20)), Part(f"x{t}", "vector", (x, 176), f"x_{t}", size=(20, 14)),
             Part(f"y{t}", "vector", (x, 24), f"y_{t}", size=(20, 14))]
    return parts, [Edge(f"x{t}", name), Edge(name, f"y{t}")]


def unrolled():
    """The folded loop beside the chain of three steps."""
    parts, edges = step("loop", 62, "t")
    parts += [Part("again", "join", (112, 100)), Part("equals", "text", (144, 100), "="),
              Part("state", "text", (124, 84), "h_t"), Part("h0", "carried", (182, 100), "h_0", size=(17, 14))]
    back = Edge("again", "loop", ((112, 142), (76, 142)), carried=True, shift=14)  # right of x, so that nothing crosses
    edges += [Edge("loop", "again", carried=True), back]
    for t, x in enumerate((244, 326, 408), 1):
        more_parts, more_edges = step(f"step{t}", x, t)
        parts, edges = parts + more_parts, edges + more_edges
    parts += [*(Part(f"h{t}", "text", (285 + 82 * (t - 1), 84), f"h_{t}") for t in (1, 2)),
              Part("on", "join", (456, 100)), Part("and_on", "text", (468, 100), "…")]
    edges += [Edge("h0", "step1", carried=True), Edge("step1", "step2", carried=True), Edge("step2", "step3", carried=True),
              Edge("step3", "on", carried=True)]
    return Drawing((474, 200), tuple(parts), tuple(edges), CHAIN_ALT)


PATH_ALT = (
    "The network over three steps, a column each. The state h 0 enters at the left; each step hands its state to the next. "
    "Below each step stands its own copy of W h h, above it the output y and the loss L. One path is lit, in orange and "
    "against the arrows: from L 3 down through y 3 to h 3, left through h 2 to h 1, and down to the copy of W h h that step"
    " 1 used. On its way it passes the Jacobians J 3 and J 2. All else is faint.")
COLUMNS = {1: 132, 2: 248, 3: 364}
LIT = ("W1", "h1", "h2", "h3", "y3", "L3")


def losses():
    """Three steps, with a loss at each and a copy of the weights for each: every path from a loss to a copy is a term."""
    parts = [Part("h0", "carried", (30, 150), "h_0", size=(20, 15))]
    for t, x in COLUMNS.items():
        parts += [Part(f"h{t}", "carried", (x, 150), f"h_{t}", size=(22, 15)), Part(f"y{t}", "vector", (x, 86), f"y_{t}"),
                  Part(f"L{t}", "vector", (x, 22), f"L_{t}"), Part(f"W{t}", "layer", (x, 218), "W_{hh}", size=(24, 18)),
                  Part(f"J{t}", "text", (x - 58, 136), f"J_{t}")]
    edges = [Edge(f"h{t - 1}", f"h{t}", carried=True) for t in COLUMNS]
    for t in COLUMNS:
        edges += [Edge(f"W{t}", f"h{t}"), Edge(f"h{t}", f"y{t}"), Edge(f"y{t}", f"L{t}")]
    return Drawing((420, 244), tuple(parts), tuple(edges), PATH_ALT)


def path_of_a_term():
    """The same with one term of the double sum lit: what loss 3 owes to step 1."""
    return losses().only((*LIT, "J2", "J3"), PATH_ALT).with_gradient(pairwise(LIT), PATH_ALT)


WINDOWS_ALT = (
    "Truncated backpropagation through time over six steps in two windows of three. Upper row, forwards: inputs x 1 to x 6 "
    "enter from below, and the state goes from h 0 to h 6 in blue, across the border between the windows as anywhere else. "
    "Lower row, backwards: from each loss an orange gradient goes down to the state of its step and left from state to state,"
    " as far as the first step of its window. Between h 3 and h 4 it stops: there is no orange line, and the word cut stands "
    "in the gap.")
WINDOW, SIX = 3, range(1, 7)


def windows():
    """Two windows, once forwards and once backwards: the state goes on, the gradient stops."""
    at = [30 + 68 * t for t in range(7)]
    parts = [Part("forwards", "text", (136, 18), "forwards: the state goes on"),
             Part("backwards", "text", (150, 168), "backwards: the gradient stops"),
             Part("cut", "text", (at[3] + 34, 258), "cut")]
    parts += [Part(f"h{t}", "carried", (x, 60), f"h_{t}", size=(19, 15)) for t, x in enumerate(at)]
    for t in SIX:
        parts += [Part(f"x{t}", "vector", (at[t], 118), f"x_{t}", size=(18, 14)),
                  Part(f"L{t}", "vector", (at[t], 206), f"L_{t}", size=(18, 14)),
                  Part(f"b{t}", "carried", (at[t], 264), f"h_{t}", size=(19, 15))]
    parts += [Part(f"window {n}", "text", (at[3 * n - 1], 304), f"window {n}") for n in (1, 2)]
    back = [(f"b{t}", f"L{t}") for t in SIX] + [(f"b{t - 1}", f"b{t}") for t in SIX if (t - 1) % WINDOW]
    edges = [Edge(f"h{t - 1}", f"h{t}", carried=True) for t in SIX] + [Edge(f"x{t}", f"h{t}") for t in SIX]
    edges += [Edge(*pair, carried=True) for pair in back]
    return Drawing((466, 316), tuple(parts), tuple(edges), WINDOWS_ALT).with_gradient(back, WINDOWS_ALT)


FORCED_ALT = (
    "A network that continues a sequence, over three steps, in two ways. Left, forced: the inputs are the true symbols x 1, "
    "x 2 and x 3, whatever the outputs y 1, y 2 and y 3 above say. Right, free: only the first input is a true symbol; from "
    "each output a line leads down to the next step's input, so that what the network said is what it reads. In both the "
    "state goes from step to step.")


def forced():
    """Teacher forcing beside free running: who writes the next input?"""
    parts, edges = [], []
    for way, first in (("forced", 34), ("free", 284)):
        at = [first + 74 * t for t in range(3)]
        parts.append(Part(way, "text", (at[1], 16), way))
        for t, x in enumerate(at, 1):
            label = f"y_{t - 1}" if way == "free" and t > 1 else f"x_{t}"
            parts += [Part(f"{way} y{t}", "cell", (x, 50), f"y_{t}", size=(19, 15)),
                      Part(f"{way} h{t}", "carried", (x, 116), f"h_{t}", size=(19, 15)),
                      Part(f"{way} in{t}", "vector", (x, 182), label, size=(19, 15))]
            edges += [Edge(f"{way} in{t}", f"{way} h{t}"), Edge(f"{way} h{t}", f"{way} y{t}")]
        edges += [Edge(f"{way} h{t}", f"{way} h{t + 1}", carried=True) for t in (1, 2)]
    for t in (1, 2):
        x = 284 + 74 * t - 37
        edges.append(Edge(f"free y{t}", f"free in{t + 1}", ((x, 50), (x, 182))))
    return Drawing((466, 206), tuple(parts), tuple(edges), FORCED_ALT)


ONE_VECTOR_ALT = (
    "An encoder and a decoder over three steps each. Left, the encoder: the German words zwei, und, vierzig enter from below, "
    "and the state goes from h 0 through h 1 and h 2 to h 3. One blue line leads on from h 3, the context, to the decoder on "
    "the right, whose states are eta 1 to eta 3. It is given start, forty and two from below and writes forty, two and stop "
    "above; from forty and from two a line leads down to the next step's input. Nothing else passes from left to right.")
SOURCE, TARGET = ("zwei", "und", "vierzig"), ("forty", "two", "stop")


def one_vector():
    """A sentence read into one vector, and another written from it."""
    read, write = [96 + 62 * t for t in range(3)], [302 + 68 * t for t in range(3)]
    parts = [Part("encoder", "text", (read[1], 34), "encoder"), Part("h0", "carried", (36, 106), "h_0", size=(18, 15))]
    for t, (x, word) in enumerate(zip(read, SOURCE, strict=True), 1):
        parts += [Part(f"x{t}", "vector", (x, 172), word, size=(28, 15)),
                  Part(f"h{t}", "carried", (x, 106), f"h_{t}", size=(20, 15))]
    for t, (x, word) in enumerate(zip(write, TARGET, strict=True), 1):
        parts += [Part(f"in{t}", "vector", (x, 172), ("start", *TARGET)[t - 1], size=(25, 15)),
                  Part(f"d{t}", "carried", (x, 106), f"η_{t}", size=(20, 15)),
                  Part(f"out{t}", "cell", (x, 40), word, size=(25, 15))]
    parts.append(Part("context", "text", (260, 84), "context"))
    states = ["h0", "h1", "h2", "h3", "d1", "d2", "d3"]
    edges = [Edge(*pair, carried=True) for pair in pairwise(states)] + [Edge(f"x{t}", f"h{t}") for t in (1, 2, 3)]
    edges += [edge for t in (1, 2, 3) for edge in (Edge(f"in{t}", f"d{t}"), Edge(f"d{t}", f"out{t}"))]
    edges += [Edge(f"out{t}", f"in{t + 1}", ((x + 34, 40), (x + 34, 172))) for t, x in enumerate(write[:2], 1)]
    return Drawing((466, 200), tuple(parts), tuple(edges), ONE_VECTOR_ALT)


MEMORIES_ALT = (
    "Three models that give y 5, what they say at step 5 about the next symbol. The first sees the symbol of step 5 alone. "
    "The second sees a window, steps 3 to 5, and nothing before. The third reads one symbol per step and hands a state from "
    "step to step, so that what it says at step 5 can depend on all five.")
ROWS = {"one symbol": 44, "a window of three": 148, "a state": 252}


def tape(row, y, seen):
    """Five symbols of a row, those that are not seen as words only."""
    return [Part(f"{row}{t}", "vector" if t in seen else "text", (150 + 56 * (t - 1), y + 44), f"x_{t}", size=(20, 14))
            for t in range(1, 6)]


def memories():
    """One symbol, a window and a state, side by side."""
    a, b, c = ROWS.values()
    parts = [Part(name, "text", (58, y + 26), name) for name, y in ROWS.items()]
    parts += [*tape("a", a, {5}), *tape("b", b, {3, 4, 5}), *tape("c", c, range(1, 6))]
    parts += [Part(f"{row}_says", "cell", (430, y), "y_5", size=(18, 15)) for row, y in zip("ab", (a, b), strict=True)]
    parts += [Part(f"h{t}", "carried", (150 + 56 * (t - 1), c), f"h_{t}", size=(18, 14)) for t in range(1, 6)]
    parts.append(Part("c_says", "cell", (430, c), "y_5", size=(18, 15)))
    edges = [Edge("a5", "a_says", ((374, a),)), *(Edge(f"b{t}", "b_says", ((150 + 56 * (t - 1), b),)) for t in (3, 4, 5))]
    edges += [Edge(f"c{t}", f"h{t}") for t in range(1, 6)]
    edges += [Edge(f"h{t}", f"h{t + 1}", carried=True) for t in range(1, 5)] + [Edge("h5", "c_says", carried=True)]
    return Drawing((460, 320), tuple(parts), tuple(edges), MEMORIES_ALT)


NAME = "EMMA"
SHIFTED_ALT = (
    "A language model reads the name Emma. Lower row, the inputs: end sign, E, M, M, A. Upper row, the targets, the "
    "same letters moved by one place: E, M, M, A, end sign. Between them the states, each handed to the next. At "
    "every step the target is the next step's input.")


def shifted():
    """The rows of a language model: inputs below, the same symbols one step earlier above."""
    symbols = [f"'{letter}'" for letter in f"↵{NAME}↵"]
    xs = [96 + 76 * k for k in range(len(symbols) - 1)]
    parts = [Part("reads", "text", (30, 170), "input"), Part("target", "text", (30, 24), "target")]
    for k, x in enumerate(xs):
        parts += [Part(f"in{k}", "vector", (x, 170), symbols[k], size=(18, 15)),
                  Part(f"h{k}", "carried", (x, 97), f"h_{k + 1}", size=(20, 15)),
                  Part(f"out{k}", "cell", (x, 24), symbols[k + 1], size=(18, 15))]
    edges = [edge for k in range(len(xs)) for edge in (Edge(f"in{k}", f"h{k}"), Edge(f"h{k}", f"out{k}"))]
    edges += [Edge(f"h{k}", f"h{k + 1}", carried=True) for k in range(len(xs) - 1)]
    return Drawing((440, 194), tuple(parts), tuple(edges), SHIFTED_ALT)


LENGTHS = (5, 3, 4)
BATCH_ALT = (
    "A batch of three sequences of lengths 5, 3 and 4 in one array of five steps. Each row is a sequence, each column "
    "a step. Behind the end of the second and third sequence stand padding symbols, drawn faint; they count for "
    "nothing.")


def batch():
    """A padded batch with its lengths."""
    parts = [Part(f"t{t}", "text", (96 + 56 * t, 18), f"t={t + 1}") for t in range(max(LENGTHS))]
    parts += [Part("sequences", "text", (34, 18), "sequence"), Part("lengths", "text", (408, 18), "length")]
    for b, length in enumerate(LENGTHS):
        y = 54 + 46 * b
        parts.append(Part(f"name{b}", "text", (34, y), str(b + 1)))
        parts += [Part(f"x{b}{t}", "vector", (96 + 56 * t, y), "0" if t >= length else f"x_{t + 1}", size=(24, 17))
                  for t in range(max(LENGTHS))]
        parts.append(Part(f"length{b}", "text", (408, y), str(length)))
    faint = frozenset(f"x{b}{t}" for b, length in enumerate(LENGTHS) for t in range(length, max(LENGTHS)))
    return Drawing((440, 170), tuple(parts), (), BATCH_ALT, faint)
