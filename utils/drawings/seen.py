"""A drawing of what a bidirectional network's two states at a tick have seen: past alone, or past and future."""

from itertools import pairwise

from utils.drawings.grammar import Drawing, Edge, Part

SEEN_ALT = (
    "Seven ticks x 1 to x 7 twice, each time with the forecast y 4 of tick 4. Upper picture, the window ends at the tick: one "
    "chain of states reads x 1 to x 4 forwards; a second chain below the ticks reads the same four, from x 4 back to x 1; the "
    "last states of both lead to y 4, and x 5 to x 7 are faint. Lower picture, the window goes on: the first chain reads "
    "x 1 to x 4 forwards, the second one reads from x 7 back to x 4. So the forecast at tick 4 has seen x 5, x 6 and x 7, the "
    "ticks that it is to foretell.")
TICKS, NOW = range(1, 8), 4
READ_BACK = {"past": (4, 3, 2, 1), "future": (7, 6, 5, 4)}  # by the second chain, in its order
TITLES = {"past": "the window ends at the tick", "future": "the window goes on after it"}
AT = {t: 34 + 58 * (t - 1) for t in TICKS}


def picture(way, top):
    """The parts and edges of one of the two: the tick's forecast, a chain forwards, the ticks, a chain backwards."""
    parts = [Part(f"{way} title", "text", (112, top), TITLES[way])]
    there, back = list(range(1, NOW + 1)), list(READ_BACK[way])
    parts += [Part(f"{way} x{t}", "vector", (AT[t], top + 100), f"x_{t}", size=(19, 14)) for t in TICKS]
    parts += [Part(f"{way} there{t}", "carried", (AT[t], top + 46), "h", size=(17, 13)) for t in there]
    parts += [Part(f"{way} back{t}", "carried", (AT[t], top + 154), "h", size=(17, 13)) for t in back]
    parts.append(Part(f"{way} says", "cell", (454, top + 46), "y_4", size=(19, 15)))
    edges = [Edge(f"{way} x{t}", f"{way} there{t}") for t in there] + [Edge(f"{way} x{t}", f"{way} back{t}") for t in back]
    for name, order in (("there", there), ("back", back)):
        edges += [Edge(f"{way} {name}{a}", f"{way} {name}{b}", carried=True) for a, b in pairwise(order)]
    edges += [Edge(f"{way} there{NOW}", f"{way} says", carried=True), leads(way, back[-1], top)]
    return parts, edges


def leads(way, last, top):
    """The line from the second chain's last state to the forecast, below and beside everything."""
    return Edge(f"{way} back{last}", f"{way} says", ((AT[last], top + 184), (454, top + 184)), carried=True)


def both_ways():
    """A window that ends at the tick above one that goes on after it."""
    parts, edges = picture("past", 18)
    more_parts, more_edges = picture("future", 234)
    unseen = frozenset(f"past x{t}" for t in TICKS if t > NOW)
    return Drawing((478, 434), tuple(parts + more_parts), tuple(edges + more_edges), SEEN_ALT, unseen)
