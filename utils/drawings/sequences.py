"""Drawings of what goes on over steps: loop and chain, what a model sees of the past, shifted rows, a padded batch."""

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
