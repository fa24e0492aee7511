"""Synthetic: endless streams of embedded Reber strings, the task for which the forget gate was invented.

A Reber string is a walk through a small graph, a letter an edge. An embedded one wraps it: B, then T or P, the string, the same
T or P again, E. To foretell that last T or P a network must hold one bit through the whole inner string. In a continual stream
strings follow each other without a mark, so it must also let go. Source: Gers, Schmidhuber & Cummins, Learning to forget:
continual prediction with LSTM (2000); the graph is Reber's (1967).
"""

import numpy as np

from utils.checks import whole

LETTERS = "BTPSXVE"
# From each node of the graph: letter and next node. A string begins with B and, from node 6, ends with E.
GRAPH = {1: {"T": 2, "P": 3}, 2: {"S": 2, "X": 4}, 3: {"T": 3, "V": 5}, 4: {"X": 3, "S": 6}, 5: {"P": 4, "V": 6}}


def transitions():
    """The whole automaton as a table (states, 7) of next states, -1 where a letter is illegal; state 0 begins a string."""
    edges = {"start": {"B": "choose"}, "choose": {letter: (letter, 0) for letter in "TP"}, "end": {"E": "start"}}
    for outer in "TP":
        inner = {0: {"B": 1}, **GRAPH, 6: {"E": 7}, 7: {outer: "end"}}
        for node, ways in inner.items():
            edges[outer, node] = {a: way if isinstance(way, str) else (outer, way) for a, way in ways.items()}
    number = {state: i for i, state in enumerate(edges)}
    table = np.full((len(edges), len(LETTERS)), -1)
    for state, ways in edges.items():
        for letter, after in ways.items():
            table[number[state], LETTERS.index(letter)] = number[after]
    return table


TABLE = transitions()
LAST = int(np.flatnonzero(TABLE[:, LETTERS.index("E")] == 0)[0])  # the state in which only the outer E is left
DUE = np.flatnonzero((TABLE == LAST).any(axis=1))  # the states from which the second T or P leads there


def stream(length, count, rng):
    """Continual streams: letters, what may follow each, and where the embedded letter is due.

    Parameters
    ----------
    length, count : int
        Letters a stream, and streams. Each begins with a string's first letter.
    rng : numpy.random.Generator
        Draws each letter evenly among the legal ones.

    Returns
    -------
    letters : integers (length + 1, count)
        Places in `LETTERS`; the last one is only ever a target.
    legal : booleans (length, count, 7)
        Which letters may follow letter t.
    due : booleans (length, count)
        Where the next letter is the second T or P, which repeats the second letter of its string.
    """
    length, count = whole("length", length, 1), whole("count", count, 1)
    state, letters, legal, states = np.zeros(count, int), [], [], []
    for _ in range(length + 1):
        ways = TABLE[state] >= 0  # (count, 7)
        letter = np.where(ways, rng.random(ways.shape), -np.inf).argmax(axis=1)
        letters.append(letter)
        states.append(state)
        legal.append(ways)
        state = TABLE[state, letter]
    due = np.isin(np.stack(states[1:]), DUE)
    return np.stack(letters), np.stack(legal[1:]), due
