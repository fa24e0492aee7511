"""The cells of chapters 2 and 3 as drawings. Parts are named as in the equations and in `utils.models.cells`."""

from itertools import pairwise

from utils.drawings.grammar import Drawing, Edge, Part

TOP, FROM_H, FROM_X = 60, 262, 284  # heights: the carried line, and the lines that bring h and x to the boxes


def times(name, x, y):
    """A product, entry by entry."""
    return Part(name, "operation", (x, y), "\N{MULTIPLICATION SIGN}", means="times")


def plus(name, x, y):
    """A sum."""
    return Part(name, "operation", (x, y), "+", means="plus")


def gate(name, x, y):
    """A gate: a number from 0 to 1 for every unit."""
    return Part(name, "gate", (x, y), f"{name}_t", "\N{GREEK SMALL LETTER SIGMA}", means="sigmoid")


def squash(name, x, y):
    """A tanh without weights."""
    return Part(name, "tanh", (x, y), "tanh", means="tanh", size=(23, 13))


def dot(name, x, y):
    """A place where a line divides, or where two come together."""
    return Part(name, "join", (x, y))


def chain(*names, carried=False):
    """Edges from each name to the next, with a head only where one ends in something other than a dot."""
    return [Edge(start, end, carried=carried) for start, end in pairwise(names)]


VANILLA_ALT = (
    "The vanilla cell. The last state h t minus 1 comes from the left, the input x t from below. One box adds up W h h "
    "times the one, W x h times the other and the bias b h; a tanh follows. What leaves it is the new state h t. It goes "
    "on to the right, to the next step, and up, through a box with the matrix W h y and the bias b y, to the output y t.")


def vanilla():
    """One step of the vanilla network."""
    parts = [Part("h_before", "carried", (30, 140), "h_{t-1}", size=(26, 15)), Part("x", "vector", (172, 218), "x_t"),
             Part("h", "layer", (172, 140), "W_{hh} h_{t-1} + W_{xh} x_t + b_h", means="sum", size=(98, 20)),
             squash("squashed", 326, 140), Part("a_name", "text", (285, 126), "a_t"), dot("h_out", 372, 140),
             Part("y", "layer", (372, 76), "W_{hy} h_t + b_y", size=(56, 18), means="sum"),
             Part("h_after", "carried", (422, 140), "h_t", size=(22, 15)), Part("y_out", "vector", (372, 18), "y_t")]
    edges = [Edge("h_before", "h", carried=True), Edge("x", "h"), Edge("h", "squashed"), Edge("h_out", "y"), Edge("y", "y_out"),
             *chain("squashed", "h_out", "h_after", carried=True)]
    return Drawing((448, 240), tuple(parts), tuple(edges), VANILLA_ALT)


def feeds(bus, height, boxes, end, middle):
    """Dots on the line at a height below the boxes given with their middles, and the edges from it up into each.

    `bus` is the source's name. Two lines enter a box, that from h left of its middle, that from x right of it; the last
    part, `end` with its `middle`, is entered where `middle` says.
    """
    side = -8 if bus == "h" else 8
    parts = [dot(f"{bus}_to_{name}", x + side, height) for name, x in boxes.items()]
    stops = [part.name for part in parts]
    edges = [Edge(stop, name, shift=side) for stop, name in zip(stops, boxes, strict=True)]
    return parts, [*chain(*stops), *edges, Edge(stops[-1], end[0], ((middle, height),), shift=middle - end[1])]


LSTM_ALT = (
    "The LSTM cell. Along the top runs the cell line, from c t minus 1 on the left to c t on the right: it is "
    "multiplied by the forget gate f, then the product of the input gate i and the candidate g is added. Nothing else "
    "touches it. Below stand four boxes, f, i, g and o, all fed by h t minus 1 and x t. At the right c t goes down "
    "through a tanh and is multiplied by the output gate o. That is h t, which leaves above and goes on to the next "
    "step.")


BOXES = {"f": 110, "i": 170, "g": 242, "o": 302}


def lstm_parts():
    """The parts of the LSTM cell but for the lines that feed its boxes."""
    row = 196
    return [
        Part("c_before", "carried", (30, TOP), "c_{t-1}", size=(26, 15)),
        Part("h_before", "carried", (30, FROM_H), "h_{t-1}", size=(26, 15)), Part("x", "vector", (70, 318), "x_t"),
        gate("f", BOXES["f"], row), gate("i", BOXES["i"], row), gate("o", BOXES["o"], row),
        Part("g", "layer", (BOXES["g"], row), "g_t", "tanh", means="tanh"),
        times("keep", 110, TOP), plus("c", 206, TOP), times("write", 206, 125), dot("c_out", 352, TOP),
        squash("c_squashed", 352, 102), times("h", 352, 146), dot("h_out", 398, 146),
        Part("c_after", "carried", (438, TOP), "c_t", size=(22, 15)),
        Part("h_after", "carried", (438, FROM_H), "h_t", size=(22, 15)),
        Part("h_up", "carried", (398, 17), "h_t", size=(22, 15))]


def lstm_edges():
    """The lines between them."""
    return [
        *chain("c_before", "keep", "c", "c_out", "c_after", carried=True), Edge("f", "keep"),
        Edge("i", "write", ((170, 125),)), Edge("g", "write", ((242, 125),)), Edge("write", "c"),
        Edge("c_out", "c_squashed"), Edge("c_squashed", "h"), Edge("o", "h", ((302, 146),)),
        Edge("h", "h_out", carried=True), Edge("h_out", "h_after", ((398, FROM_H),), carried=True),
        Edge("h_out", "h_up", carried=True), Edge("h_before", "h_to_f", carried=True), Edge("x", "x_to_f", ((70, FROM_X),))]


KEEP = ("c_before", "keep", "c", "c_out", "c_after", "f", "h_to_f", "x_to_f", "h_before", "x")
WRITE = ("i", "h_to_i", "x_to_i", "g", "h_to_g", "x_to_g", "write")
STAGES = {
    1: (KEEP, "The first stage of the LSTM cell: the cell line, and the forget gate, fed by h t minus 1 and x t, that "
              "multiplies it. The rest of the cell is faint."),
    2: (KEEP + WRITE, "The second stage: the input gate i and the candidate g, fed by the same two vectors, are multiplied, "
                      "and their product is added to the cell line. What shows the cell is still faint.")}


def lstm(stage=None):
    """One step of the LSTM: stage 1 keeps, stage 2 also writes; without a stage the whole."""
    *boxes, last = BOXES.items()
    h_parts, h_edges = feeds("h", FROM_H, dict(boxes), last, last[1] - 8)
    x_parts, x_edges = feeds("x", FROM_X, dict(boxes), last, last[1] + 8)
    whole = Drawing((466, 338), (*lstm_parts(), *h_parts, *x_parts), (*lstm_edges(), *h_edges, *x_edges), LSTM_ALT)
    if stage is None:
        return whole
    if stage not in STAGES:
        raise ValueError(f"stage: got {stage!r}, expected one of {sorted(STAGES)}, or none for the whole cell")
    return whole.only(*STAGES[stage])


CELL_LINE = (("c_before", "keep"), ("keep", "c"), ("c", "c_out"), ("c_out", "c_after"))
BACK_ALT = (
    "The gradient in the LSTM cell along the cell line: it enters at c t on the right, passes the sum unchanged, is "
    "multiplied by the forget gate and leaves at c t minus 1. It meets no matrix and no tanh.")


def lstm_back():
    """The LSTM with the gradient that runs back along the cell line alone."""
    return lstm().only({"c_before", "keep", "c", "c_out", "c_after", "f"}, BACK_ALT).with_gradient(CELL_LINE, BACK_ALT)


GATES = {"z": 108, "r": 172}
GRU_ALT = {
    "reset_after": (
        "The GRU cell, reset after the product. Along the top the state runs from h t minus 1 to h t: it is multiplied by "
        "the update gate z, and the candidate n, times one minus z, is added. The gates r and z are fed by h t minus 1 "
        "and x t. For the candidate the last state first passes its matrix, then the reset gate multiplies the result, "
        "then the input's part is added, then comes a tanh."),
    "reset_before": (
        "The GRU cell, reset before the product. The same, but the reset gate multiplies the last state first, and what "
        "is left of it enters the candidate's box together with x t.")}


def gru(variant="reset_after"):
    """One step of the GRU, in either variant."""
    if variant not in GRU_ALT:
        raise ValueError(f"variant: got {variant!r}, expected one of {sorted(GRU_ALT)}")
    parts, edges = {"reset_after": candidate_after, "reset_before": candidate_before}[variant]()
    return Drawing((466, 338), (*gru_parts(), *parts), (*gru_edges(), *edges), GRU_ALT[variant])


def gru_parts():
    """What both variants have: the state's line, the two gates, and the mixing of old and new."""
    return [
        Part("h_before", "carried", (30, TOP), "h_{t-1}", size=(26, 15)), dot("h_split", 66, TOP),
        Part("x", "vector", (66, 318), "x_t"), *(gate(name, x, 216) for name, x in GATES.items()), dot("z_split", 108, 112),
        times("kept", 108, TOP), Part("z_left", "operation", (160, 112), "1\N{MINUS SIGN}", means="one_minus", size=(15, 15)),
        times("new", 376, 112), plus("h", 376, TOP), dot("h_out", 412, TOP),
        Part("h_after", "carried", (446, TOP), "h_t", size=(18, 15)), Part("h_up", "carried", (412, 17), "h_t", size=(18, 15)),
        times("reset", 240, 166)]


def gru_edges():
    """Their lines."""
    return [
        *chain("h_before", "h_split", "kept", "h", "h_out", "h_after", carried=True), Edge("h_out", "h_up", carried=True),
        *chain("z", "z_split", "kept"), Edge("z_split", "z_left"), Edge("z_left", "new"), Edge("new", "h"),
        Edge("r", "reset", ((172, 166),)), Edge("h_split", "h_to_z", ((66, FROM_H),)), Edge("x", "x_to_z", ((66, FROM_X),))]


def candidate_after():
    """The candidate whose past passes its matrix first and the reset gate then."""
    h_parts, h_edges = feeds("h", FROM_H, GATES, ("u", 240), 240)
    x_parts, x_edges = feeds("x", FROM_X, GATES, ("x_part", 316), 316)
    parts = [Part("u", "layer", (240, 216), "W_{hn}", "+ b_{hn}", means="sum", size=(26, 22)), plus("a", 316, 166),
             Part("x_part", "layer", (316, 216), "W_{xn}", "+ b_n", means="sum", size=(26, 22)), squash("n", 376, 166),
             Part("u_name", "text", (256, 181), "u_t"), Part("n_name", "text", (393, 138), "n_t")]
    edges = [Edge("u", "reset"), Edge("reset", "a"), Edge("x_part", "a"), Edge("a", "n"), Edge("n", "new")]
    return [*parts, *h_parts, *x_parts], [*edges, *h_edges, *x_edges]


def candidate_before():
    """The candidate whose past passes the reset gate first and its matrix then."""
    h_parts, h_edges = feeds("h", FROM_H, GATES, ("reset", 240), 240)
    x_parts, x_edges = feeds("x", FROM_X, GATES, ("n", 316), 316)
    parts = [Part("q_name", "text", (270, 152), "q_t"), Part("n", "layer", (316, 166), "n_t", "tanh", means="tanh")]
    edges = [Edge("reset", "n"), Edge("n", "new", ((376, 166),))]
    return [*parts, *h_parts, *x_parts], [*edges, *h_edges, *x_edges]
