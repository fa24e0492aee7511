"""The checks of lab 3a: a bias for a half-life, the LSTM's step, its step back, and how large a cell can get.

Both steps are looked at piece by piece, so that the first mistake is named, whatever follows from it.
"""

import numpy as np

from utils.book.checking import Exercise, Wrong, difference
from utils.exercises import lstm_slips as true


def stops_with(kinds, answer, *arguments):
    """Whether an answer stops with one of these errors."""
    try:
        answer(*arguments)
    except Wrong as error:
        return isinstance(error.__cause__, kinds)
    return False


def bias(steps):
    """The forget bias for a half-life, from what is left after one step, f = 2^(-1 / steps)."""
    return -np.log(2 ** (1 / np.asarray(steps, float)) - 1)


def takes_arrays(answer):
    """The half-lives may be an array; a half-life of one step is a bias of zero."""
    steps = np.array([1.0, 10.0, 100.0])
    if stops_with(TypeError, answer, steps):
        return "one half-life works, an array of them does not: use functions that take arrays"
    return difference(answer(steps), bias(steps), each="one bias per half-life")


bias_for = Exercise("Exercise 1", [(10.0,), (3,)], bias, also=[takes_arrays], slips={
    "this is what the gate should be, not yet its bias: undo the sigmoid": lambda steps: 0.5 ** (1 / steps),
    "the sign is turned: a longer half-life takes a larger bias": lambda steps: -bias(steps),
    "this is a logarithm of the gate alone: undo the whole sigmoid": lambda steps: -np.log(2) / steps,
    "after so many steps a half should be left, not 1/e": lambda steps: -np.log(np.exp(1 / steps) - 1),
    "half should be left after all the steps together; here less is left after one": lambda steps: -np.log(2.0**steps - 1),
    "this is what each step loses; begin with what it keeps": lambda steps: 1 - 0.5 ** (1 / steps),
    "the tanh is undone here; the gate is a sigmoid": lambda steps: np.arctanh(0.5 ** (1 / steps)),
    "this is the half-life of a gate of such a bias: the question is the other way round":
        lambda steps: -np.log(2) / np.log(true.sigmoid(steps)),
})


def piece_by_piece(arguments, expected, parts, pieces, whole, slips):
    """What must hold of an answer that returns several arrays.

    Parameters
    ----------
    arguments, expected, parts
        Of one call: what it gets, what it should return, and the names of that.
    pieces : callable
        The pieces of what is returned, by name, in the order in which they are computed.
    whole : list of (sentence, tuple of arrays)
        Known wrong results.
    slips : dict of lists of (sentence, array)
        Known wrong pieces.
    """
    def holds(answer):
        found = answer(*arguments)
        if isinstance(found, np.ndarray) and len(found) != len(parts):
            return f"got one array, expected {len(parts)}: {', '.join(parts)}"
        found = tuple(found) if isinstance(found, np.ndarray) else found
        fault = difference(found, expected, parts, "one row per sequence")
        if not fault or not isinstance(found, tuple | list) or [*map(np.shape, found)] != [part.shape for part in expected]:
            return fault
        named = [sentence for sentence, slip in whole if not difference(found, slip)]
        return named[0] if named else first_fault(pieces(found), pieces(expected), slips) or fault

    return holds


def first_fault(found, expected, slips):
    """What is wrong with the first piece that is wrong, or None."""
    for name, piece in expected.items():
        if fault := difference((found[name],), (piece,), (name,)):
            named = [sentence for sentence, slip in slips[name] if not difference(found[name], slip)]
            return f"{name}: {named[0]}" if named else fault
    return None


def of_step(found):
    """The new cell, then the state that it shows."""
    return {"c": found[1], "h": found[0]}


def of_step_back(found):
    """The cell's carry, the slope at each gate's input, the state's carry."""
    slopes = zip(true.GATES, np.split(np.asarray(found[0]), 4, axis=1), strict=True)
    return {"d_c_before": found[2], **{f"d_a, gate {k}": slope for k, slope in slopes}, "d_h_before": found[1]}


lstm_step = Exercise("Exercise 2", also=[piece_by_piece(
    (true.X, true.H, true.C, true.P), (true.H_NEW, true.C_NEW), ("h", "c"), of_step, true.STEP_WHOLE, true.STEP)])
lstm_step_back = Exercise("Exercise 3", also=[piece_by_piece(
    (true.D_H, true.D_C, true.I, true.F, true.O, true.G, true.C_NEW, true.C, true.P),
    (true.side_by_side(), true.D_H_BEFORE, true.D_C_BEFORE), ("d_a", "d_h_before", "d_c_before"), of_step_back,
    true.BACK_WHOLE, true.BACK)])


def table(term):
    """A function (gates, steps) -> table from one entry's (f, T)."""
    return lambda gates, steps: np.array([[float(term(f, T)) for T in steps] for f in gates])


def ceiling(f, T):
    """1 + f + f^2 + ..., T terms."""
    return sum(f**k for k in range(T))


def without_loss(answer):
    """With f = 1 nothing is lost, and a formula that divides by 1 - f fails."""
    gates, steps = np.array([0.5, 1.0]), np.array([1, 7])
    sentence = "with f = 1 nothing is lost, and every step adds its 1: mind a division by zero"
    if stops_with(ZeroDivisionError, answer, gates, steps):
        return sentence
    fault = difference(answer(gates, steps), table(ceiling)(gates, steps), each=EACH)
    return sentence if fault and "shape" not in fault else fault


EACH = "one row per forget gate, one column per number of steps"
ceilings = Exercise("Exercise 4", [(np.array([0.0, 0.5, 0.9]), np.array([1, 2, 5, 30]))], table(ceiling), also=[without_loss],
                    each=EACH, slips={
    "this is what is left of one write; every step writes": table(lambda f, T: f**T),
    "this is what is left of one write; every step writes, so there is more": table(lambda f, T: f ** (T - 1)),
    "this is where the cell ends after steps without end; the number of steps plays no part": table(lambda f, T: 1 / (1 - f)),
    "nothing is forgotten here: each step keeps f of the cell": table(lambda f, T: T),
    "the last step's write has passed no gate yet": table(lambda f, T: f * ceiling(f, T)),
    "one step too many": table(lambda f, T: ceiling(f, T + 1)), "one step too few": table(lambda f, T: ceiling(f, T - 1)),
    "each write stands under the gate once; it fades at every step that follows": table(lambda f, T: 1 + f * (T - 1)),
    "only f of each step's write comes in here; the gate that writes may be open": table(lambda f, T: (1 - f) * ceiling(f, T)),
    "the gate f and the number of steps multiply here; a write fades as a power": table(lambda f, T: f * T),
    "the smaller of two bounds is not reached: add up what each step leaves": table(lambda f, T: min(T, 1 / (1 - f))),
})
