"""Hidden checks of lab 3a: other numbers of sequences, inputs and cells, all different."""

from utils.book.checking import Exercise
from utils.exercises import lstm_steps

B, D, M = 5, 2, 4


def parameters(rng):
    """An LSTM's, by the names of the lab."""
    shapes = {"W_h": (M, M), "W_x": (M, D), "b_": (M,)}
    return {f"{kind}{gate}": rng.standard_normal(shape) for gate in "ifog" for kind, shape in shapes.items()}


def lstm_step(rng):
    """The step, all of it at once."""
    given = rng.standard_normal((B, D)), rng.standard_normal((B, M)), rng.standard_normal((B, M)), parameters(rng)
    return Exercise("Exercise 2", [given], lstm_steps.step, parts=("h", "c"))


def lstm_step_back(rng):
    """The step back."""
    gates, p = rng.uniform(0.1, 0.9, (4, B, M)), parameters(rng)
    d_h, d_c, before = rng.standard_normal((3, B, M))
    c = gates[1] * before + gates[0] * gates[3]
    return Exercise("Exercise 3", [(d_h, d_c, *gates, c, before, p)], lstm_steps.step_back,
                    parts=("d_a", "d_h_before", "d_c_before"))
