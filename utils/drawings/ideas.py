"""The map of ideas of chapter 9: which idea of the book rests on which, and on which page each stands."""

from itertools import pairwise

from utils.drawings.grammar import Drawing, Edge, Part

IDEAS_ALT = (
    "A map of the book's ideas, an arrow from each to those that rest on it. At the top stands order tells. It leads to "
    "three things: to windows of lags and from there to convolution; to a state, carried on; and to parts by time. Down the "
    "middle: the state leads to the vanilla cell, the vanilla cell to the gradient in time, that to a product of Jacobians, "
    "that to gates and a cell line, those to encoder and decoder, and these to attention. On the left, beside it: the "
    "vanilla cell leads to a scan, the gradient in time to truncation, the product of Jacobians to clipping, gates to a "
    "language model, and that to encoder and decoder. Down the right: parts by time lead to yardsticks, then to leaks, to "
    "intervals, to the right score, to the six applications, which rest on gates too, and to the capstone.")
LEFT, MIDDLE, RIGHT = 66, 240, 414  # columns
BETWEEN = {LEFT: 140, RIGHT: 341}  # where a line goes down from the middle to a column
TOP, ROW = 24, 72  # the first row, and from one row to the next
SIDE, CENTRE = (58, 17), (86, 17)  # halves of the boxes
MIDDLES = ("order tells", "a state, carried on", "the vanilla cell", "the gradient in time", "a product of Jacobians",
           "gates and a cell line", "encoder and decoder", "attention")
LEFTS = ("windows of lags", "convolution", "a scan", "truncation", "clipping", "language model")
RIGHTS = ("parts by time", "yardsticks", "leaks", "intervals", "the right score", "six applications", "the capstone")
KINDS = {"a state, carried on": "carried", "gates and a cell line": "gate"}
BESIDE = {"the vanilla cell": "a scan", "the gradient in time": "truncation", "a product of Jacobians": "clipping",
          "gates and a cell line": "language model"}
PAGES = {  # where a reader finds each idea: the page's file in `book/`
    "order tells": "01_sequence_data", "windows of lags": "01_sequence_data", "a state, carried on": "01_sequence_data",
    "parts by time": "01_sequence_data", "convolution": "07_limits", "the vanilla cell": "02_vanilla_rnn",
    "yardsticks": "06b_forecasting", "a scan": "07_limits", "the gradient in time": "04_backpropagation_through_time",
    "leaks": "06f_order_book", "truncation": "05_training", "a product of Jacobians": "04_backpropagation_through_time",
    "intervals": "06b_forecasting", "clipping": "05_training", "gates and a cell line": "03_gated_networks",
    "the right score": "06d_wake_word", "language model": "06a_language_model", "six applications": "06_applications",
    "encoder and decoder": "06e_translation", "the capstone": "capstone", "attention": "07_limits"}


def column(names, x, first, half):
    """The boxes of a column, one row apart."""
    return [Part(name, KINDS.get(name, "vector"), (x, first + ROW * k), name, size=half) for k, name in enumerate(names)]


def beside(parts, start, end):
    """An edge from the middle to a box of another column that stands lower: level, down, level."""
    (x, y), (x_end, y_end) = parts[start].at, parts[end].at
    if x_end == x:
        return Edge(start, end)
    lane = BETWEEN[x_end]
    return Edge(start, end, ((lane, y), (lane, y_end)))


def ideas():
    """The map."""
    boxes = column(MIDDLES, MIDDLE, TOP, CENTRE) + column(LEFTS, LEFT, TOP + ROW // 2, SIDE) + column(
        RIGHTS, RIGHT, TOP + ROW // 2, SIDE)
    parts = {part.name: part for part in boxes}
    edges = [Edge(a, b) for a, b in (*pairwise(MIDDLES), *pairwise(RIGHTS), LEFTS[:2])]
    edges += [Edge(MIDDLES[0], LEFTS[0], ((LEFT, TOP),)), Edge(MIDDLES[0], RIGHTS[0], ((RIGHT, TOP),))]
    edges += [beside(parts, start, end) for start, end in (*BESIDE.items(), ("gates and a cell line", "six applications"))]
    model, translator = parts["language model"], parts["encoder and decoder"]
    edges.append(Edge(model.name, translator.name, ((LEFT, translator.at[1]),)))
    return Drawing((480, TOP + ROW * (len(MIDDLES) - 1) + 24), tuple(boxes), tuple(edges), IDEAS_ALT)
