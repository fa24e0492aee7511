"""Known wrong results of an LSTM's step and of its step back, each with the sentence that names the slip.

The pieces of a result stand in the order in which they are computed. Inputs are as many as cells, so that a matrix in the wrong
place gives numbers of the right shape, and is found by them.
"""

from itertools import permutations

import numpy as np

SEQUENCES, CELLS, GATES = 4, 3, "ifog"


def numbers(seed, *shape):
    """Random numbers with two decimals."""
    return np.round(np.random.default_rng(seed).standard_normal(shape), 2)


def sigmoid(a):
    """1 / (1 + e^-a)."""
    return 1 / (1 + np.exp(-a))


P = {f"{kind}{gate}": numbers([k, n], *shape) for n, gate in enumerate(GATES)
     for k, (kind, shape) in enumerate({"W_h": (CELLS, CELLS), "W_x": (CELLS, CELLS), "b_": (CELLS,)}.items())}
X, H, C, D_H, D_C = (numbers(seed, SEQUENCES, CELLS) for seed in range(10, 15))  # H and C of the step before


def gates(product):
    """i, f, o and g from what a function (W_h, W_x, b) -> (B, m) makes of state and input."""
    a = {name: product(*(P[f"{kind}{name}"] for kind in ("W_h", "W_x", "b_"))) for name in GATES}
    return sigmoid(a["i"]), sigmoid(a["f"]), sigmoid(a["o"]), np.tanh(a["g"])


I, F, O, G = gates(lambda W, V, b: H @ W.T + X @ V.T + b)
A_G = np.arctanh(G)
C_NEW = F * C + I * G
TANH = np.tanh(C_NEW)
H_NEW = O * TANH

WRONG_WAY = "a matrix stands the wrong way round: with sequences as rows, look at the shapes"
PRODUCTS = [
    (WRONG_WAY, lambda W, V, b: H @ W + X @ V + b), (WRONG_WAY, lambda W, V, b: H @ W + X @ V.T + b),
    (WRONG_WAY, lambda W, V, b: H @ W.T + X @ V + b), ("the biases are missing", lambda W, V, b: H @ W.T + X @ V.T),
    ("every gate reads the last state too", lambda W, V, b: X @ V.T + b),
    ("every gate reads the input too", lambda W, V, b: H @ W.T + b),
    ("the matrices of state and input have changed places", lambda W, V, b: X @ W.T + H @ V.T + b)]
MIXED = [(sentence, gates(product)) for sentence, product in PRODUCTS]
AT_ONE = {name: [(f"at gate {name}, {sentence}", [wrong[k] if k == n else right for k, right in enumerate((I, F, O, G))])
                 for sentence, wrong in MIXED] for n, name in enumerate(GATES)}
STEP = {
    "c": [("the candidate goes through another function, not through a sigmoid", F * C + I * sigmoid(A_G)),
          ("the candidate is not bent: its tanh is missing", F * C + I * A_G),
          ("input and forget gate have changed places: which of them keeps the old cell?", I * C + F * G),
          ("the old cell is lost", I * G), ("the old cell is kept whole: its gate is missing", C + I * G),
          ("the candidate is written whole: its gate is missing", F * C + G),
          ("what is written has a gate of its own, not what another one leaves", F * C + (1 - F) * G),
          *[(sentence, f * C + i * g) for sentence, (i, f, _, g) in MIXED + AT_ONE["i"] + AT_ONE["f"] + AT_ONE["g"]]],
    "h": [("the state shows the cell through a tanh, which is missing", O * C_NEW),
          ("the state shows the new cell, not the old one", O * np.tanh(C)),
          ("the whole cell is shown: the output gate is missing", TANH),
          ("the cell is shown through a sigmoid: it should be another function", O * sigmoid(C_NEW)),
          ("the gate stands inside the tanh", np.tanh(O * C_NEW)),
          ("another gate shows the cell", I * TANH), ("another gate shows the cell", F * TANH),
          *[(sentence, o * TANH) for sentence, (_, _, o, _) in AT_ONE["o"]]]}
STEP_WHOLE = [("h and c have changed places", (C_NEW, H_NEW))]

BEND = 1 - TANH**2
SEEN = D_H * O * BEND  # what comes back at the cell through the state
D_CELL = D_C + SEEN
ARRIVES = {"i": D_CELL, "f": D_CELL, "o": D_H, "g": D_CELL}
FACTOR = {"i": G, "f": C, "o": TANH, "g": I}
SLOPE = {"i": I * (1 - I), "f": F * (1 - F), "o": O * (1 - O), "g": 1 - G**2}
OTHER_SLOPE = {"i": 1 - I**2, "f": 1 - F**2, "o": 1 - O**2, "g": G * (1 - G)}
D_A = {k: ARRIVES[k] * FACTOR[k] * SLOPE[k] for k in GATES}


def to_state(slopes, kind="W_h", turned=False):
    """What slopes (B, m) at some gates carry back through their matrices."""
    return sum(slopes[k] @ (P[f"{kind}{k}"].T if turned else P[f"{kind}{k}"]) for k in slopes)


def side_by_side(order=GATES):
    """The four slopes in an order: (B, 4m)."""
    return np.concatenate([D_A[k] for k in order], axis=1)


def slope_slips(k):
    """Known wrong slopes at the input of one gate."""
    slips = [("the bend of the gate itself is missing", ARRIVES[k] * FACTOR[k]),
             ("the other factor of the product is missing", ARRIVES[k] * SLOPE[k]),
             ("the gate has the bend of another kind: sigmoid and tanh differ", ARRIVES[k] * FACTOR[k] * OTHER_SLOPE[k])]
    if k == "o":
        return [*slips, ("the gate is a factor of h, so take what arrives at h", D_CELL * TANH * SLOPE[k]),
                ("the gate multiplied the cell's tanh, not the cell", D_H * C_NEW * SLOPE[k])]
    slips += [("the gate is a factor in the cell, so take what arrives at the cell", D_H * FACTOR[k] * SLOPE[k])]
    slips += [("only a part of what arrives at the cell is here: it comes by two ways", part * FACTOR[k] * SLOPE[k])
              for part in (D_C, SEEN)]
    late = D_CELL * C_NEW * SLOPE[k]
    return [*slips, *[("the gate multiplied the cell before this step, not the one after", late)] * (k == "f")]


BACK = {"d_c_before": [
    ("what the next step carries back along the cell is lost", SEEN * F),
    ("the cell is also seen through the state, and what comes back that way is missing", D_C * F),
    *[("the slope of the tanh is taken at another value than the new cell", (D_C + D_H * O * (1 - bent**2)) * F)
      for bent in (C_NEW, np.tanh(TANH), np.tanh(C), H_NEW)],
    ("on the way through the state the output gate is missing", (D_C + D_H * BEND) * F),
    ("on the way through the state the bend of the tanh is missing", (D_C + D_H * O) * F),
    ("on its way to the step before, the slope passes a gate, which is missing", D_CELL),
    *[("the slope passes another gate than the cell did", D_CELL * gate) for gate in (I, O)],
    ("the gate is a factor on this way; its own bend plays no part", D_CELL * SLOPE["f"])]}
BACK |= {f"d_a, gate {k}": slope_slips(k) for k in GATES}
BACK |= {"d_h_before": [
    ("the matrices stand the wrong way round: with sequences as rows, all is transposed", to_state(D_A, turned=True)),
    ("this is the way to the input: other matrices read the state", to_state(D_A, "W_x")),
    ("begin with the slopes at the gates' inputs, bends included", to_state({k: ARRIVES[k] * FACTOR[k] for k in GATES})),
    *[("the state was read by four gates, and one is missing", to_state({k: D_A[k] for k in GATES if k != out}))
      for out in GATES]]}
D_H_BEFORE, D_C_BEFORE = to_state(D_A), D_CELL * F
BACK_WHOLE = [("the two carries have changed places", (side_by_side(), D_C_BEFORE, D_H_BEFORE)),
              *[("the four slopes stand in another order than i, f, o, g", (side_by_side(order), D_H_BEFORE, D_C_BEFORE))
                for order in permutations(GATES) if order != tuple(GATES)]]
