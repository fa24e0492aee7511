"""Drawings of chapter 7: steps joined one after the other and as a tree, and a decoder's step that weighs all states."""

from itertools import pairwise

from utils.drawings.grammar import Drawing, Edge, Part

SCAN_ALT = (
    "Eight steps x 1 to x 8 give the states h 1 to h 8, in two ways. Every circle joins two steps into one, and the number "
    "in it counts the joins that must be done one after the other until it is done. Upper picture, one after the other: a "
    "row of seven circles, each joins what comes from its left with the step below it; the numbers are 1 to 7. Lower "
    "picture, in pairs: four circles join neighbours and bear the number 1, two join those pairs, and five more find the "
    "states that are still missing. Their largest number is 4, at h 7: eleven circles, of which none waits for more than "
    "three others in a row.")
AT = {t: 36 + 57 * (t - 1) for t in range(1, 9)}


def chain():
    """Parts and edges of the loop: each circle joins all before it with one step more."""
    parts = [Part("loop", "text", (80, 16), "one after the other"), Part("loop 1", "join", (AT[1], 95))]
    parts += [Part(f"loop {t}", "operation", (AT[t], 95), str(t - 1), means="plus") for t in AT if t > 1]
    edges = [Edge(f"loop {a}", f"loop {b}", carried=True) for a, b in pairwise(AT)]
    for t, x in AT.items():
        parts += [Part(f"loop x{t}", "vector", (x, 142), f"x_{t}", size=(18, 14)),
                  Part(f"loop h{t}", "carried", (x, 48), f"h_{t}", size=(18, 14))]
        edges += [Edge(f"loop x{t}", f"loop {t}"), Edge(f"loop {t}", f"loop h{t}", carried=True)]
    return parts, edges


ROWS = {1: 402, 2: 366, 3: 330, 4: 294, 5: 258}
COLUMNS = {  # the places of each step's column, from below, as (step, row)
    1: (1,), 2: (1, 2, 5), 3: (1, 5), 4: (1, 2, 3, 4, 5), 5: (1, 5), 6: (1, 2, 4, 5), 7: (1, 5), 8: (1, 2, 3)}
ACROSS = (  # lines between columns: from a dot, to a circle, and how many joins were done one after the other by then
    ((1, 1), (2, 1), 1), ((3, 1), (4, 1), 1), ((5, 1), (6, 1), 1), ((7, 1), (8, 1), 1), ((2, 2), (4, 2), 2),
    ((6, 2), (8, 2), 2), ((4, 3), (8, 3), 3), ((4, 4), (6, 4), 3), ((2, 5), (3, 5), 2), ((4, 5), (5, 5), 3),
    ((6, 5), (7, 5), 4))


def is_state(place):
    """Whether what leaves a place is one of the states, and not a pair that is yet to be joined."""
    step, row = place
    return step in (2, 4) or (step, row) in ((6, 4), (6, 5))


def tree():
    """Parts and edges of the scan: pairs, pairs of pairs, and then the states that are still missing."""
    joins = {end: str(waited) for _, end, waited in ACROSS}
    parts = [Part("tree", "text", (66, 184), "in pairs: a scan")]
    edges = [Edge(str(start), str(end), carried=is_state(start) and start != (2, 1)) for start, end, _ in ACROSS]
    for t, x in AT.items():
        stops = [(t, row) for row in COLUMNS[t]]
        parts += [Part(f"x{t}", "vector", (x, 450), f"x_{t}", size=(18, 14)),
                  Part(f"h{t}", "carried", (x, 214), f"h_{t}", size=(18, 14))]
        parts += [Part(str(stop), "operation" if stop in joins else "join", (x, ROWS[stop[1]]), joins.get(stop, ""),
                       means="plus" if stop in joins else "") for stop in stops]
        edges += [Edge(a, b, carried=b == f"h{t}") for a, b in pairwise([f"x{t}", *map(str, stops), f"h{t}"])]
    return parts, edges


def chain_and_tree():
    """The same eight states by a loop and by a scan, with what each join has to wait for."""
    (parts, edges), (more_parts, more_edges) = chain(), tree()
    return Drawing((472, 468), tuple(parts + more_parts), tuple(edges + more_edges), SCAN_ALT)


ATTENTION_ALT = (
    "One step of a decoder with attention. Below left, the encoder: the German words zwei, und, vierzig, read into the "
    "states h 1, h 2 and h 3. From each state a line leads up to a box of its own, the score chi, which reads the decoder's"
    " last state eta t minus 1 as well, along a line from the right. Above, three green boxes, the weights p; each reads "
    "all three scores through one level line, marked softmax. Each weight multiplies its state, whose line goes up beside "
    "the boxes, and a circle adds the three products to zeta t. That leads down to the decoder's new state eta t, which "
    "reads eta t minus 1 and the word Y t minus 1 too.")
SOURCE, READ = ("zwei", "und", "vierzig"), {1: 78, 2: 172, 3: 266}
WORD, STATE, FORK, ASK, SCORE, SHARE, WEIGHT, TIMES, SUM = 358, 302, 264, 246, 208, 168, 128, 76, 26  # heights
OLD, NEW = 352, 436  # columns of the decoder


def looked_at(j, x):
    """Parts and edges of one word of the source: its state, its score, its weight, and their product."""
    parts = [Part(f"x{j}", "vector", (x, WORD), SOURCE[j - 1], size=(28, 15)), Part(f"h{j}", "carried", (x, STATE), f"h_{j}"),
             Part(f"fork{j}", "join", (x, FORK)), Part(f"score{j}", "layer", (x, SCORE), f"χ_{{t,{j}}}", means="sum"),
             Part(f"p{j}", "gate", (x, WEIGHT), f"p_{{t,{j}}}", means="softmax"),
             Part(f"times{j}", "operation", (x, TIMES), "×", means="times")]
    edges = [Edge(f"x{j}", f"h{j}"), Edge(f"h{j}", f"fork{j}"), Edge(f"fork{j}", f"score{j}"),
             Edge("eta", f"score{j}", ((OLD, ASK), (x + 12, ASK)), shift=12),
             Edge(f"p{j}", f"times{j}"), Edge(f"fork{j}", f"times{j}", ((x - 38, FORK), (x - 38, TIMES))),
             Edge(f"times{j}", "sum", ((x, SUM),))]
    edges += [Edge(f"score{i}", f"p{j}", () if i == j else ((there, SHARE), (x, SHARE))) for i, there in READ.items()]
    return parts, edges


def attention():
    """One step of a decoder that weighs all states of the encoder."""
    parts = [Part("softmax", "text", (318, SHARE), "softmax"),
             Part("sum", "operation", (OLD, SUM), "+", means="plus"),
             Part("decoder", "text", (NEW - 20, WORD + 34), "decoder"),
             Part("encoder", "text", (READ[2], WORD + 34), "encoder"),
             Part("context", "vector", (NEW, SUM), "ζ_t"), Part("eta", "carried", (OLD, STATE), "η_{t-1}", size=(24, 15)),
             Part("new", "carried", (NEW, STATE), "η_t"),
             Part("word", "vector", (NEW, WORD), "Y_{t-1}", size=(26, 15))]
    edges = [Edge("h1", "h2", carried=True), Edge("h2", "h3", carried=True), Edge("sum", "context"), Edge("context", "new"),
             Edge("eta", "new", carried=True), Edge("word", "new")]
    for j, x in READ.items():
        more_parts, more_edges = looked_at(j, x)
        parts, edges = parts + more_parts, edges + more_edges
    return Drawing((474, 406), tuple(parts), tuple(edges), ATTENTION_ALT)
