"""Lab 7a: two steps joined, a scan by doubling, shuffles composed by a tree, and bytes that a stream must keep."""

import numpy as np

from utils.book.checking import Exercise
from utils.data.state_tracking import AFTER
from utils.exercises.slips import slips


def uneven(*shape):
    """Numbers between -1 and 1 that all differ."""
    return np.sin(1.7 * np.arange(1, np.prod(shape) + 1)).reshape(shape)


def joined(a, b, a_next, b_next):
    """An answer: one step that does what two in a row do."""
    return a_next * a, a_next * b + b_next


STEPS = [(2.0, 3.0, 5.0, 7.0), (-0.5, 4.0, 0.25, -3.0)]
two_steps = Exercise("Exercise 1", STEPS, joined, parts=("a", "b"), slips=slips(joined, {
    "b is that of the steps in the wrong order: the first step's b goes through the second": (
        "a_next * b + b_next", "a * b_next + b"),
    "the second step's b is lost": ("a_next * b + b_next", "a_next * b"),
    "the first step's b has not gone through the second step": ("a_next * b + b_next", "b + b_next"),
    "a is a sum, expected what is left of h after both steps": ("a_next * a,", "a_next + a,"),
    "a is the second step's alone": ("a_next * a,", "a_next,"),
    "b has gone through both steps, expected the second only": ("a_next * b + b_next", "a_next * a * b + b_next")}))


def doubled(a, b):
    """An answer: all states of h_t = a_t h_{t-1} + b_t, from (T, m) each, in rounds that double how far each reaches."""
    a, b, gap = a.copy(), b.copy(), 1
    while gap < len(a):
        new_b = a[gap:] * b[:-gap] + b[gap:]
        new_a = a[gap:] * a[:-gap]
        a[gap:], b[gap:] = new_a, new_b
        gap = 2 * gap
    return b


SEQUENCES = [(uneven(13, 2), uneven(2, 13).T.copy()), (uneven(8, 3), uneven(8, 3)[::-1].copy()), (uneven(1, 2), uneven(1, 2))]
doubling_scan = Exercise("Exercise 2", SEQUENCES, doubled, each="one row per step", slips=slips(doubled, {
    "a stays as it was: after a round each entry stands for twice as many steps": ("a[gap:], b[gap:] = new_a, new_b",
                                                                               "b[gap:] = new_b"),
    "a was renewed before b: both take the old a": (
        "new_b = a[gap:] * b[:-gap] + b[gap:]\n        new_a = a[gap:] * a[:-gap]",
        "new_a = a[gap:] * a[:-gap]\n        new_b = new_a * b[:-gap] + b[gap:]"),
    "one round too few: go on while gap is below T": ("while gap < len(a)", "while 2 * gap < len(a)"),
    "a single round: the gap doubles until it reaches T": ("gap = 2 * gap", "gap = len(a)"),
    "b is joined in the wrong order: the earlier part goes through the later one": ("a[gap:] * b[:-gap] + b[gap:]",
                                                                          "a[:-gap] * b[gap:] + b[:-gap]"),
    "these are running sums: the past is to be multiplied by a": ("a[gap:] * b[:-gap] + b[gap:]", "b[:-gap] + b[gap:]"),
    "that is a, expected the states, which are b": ("return b", "return a")}))


def shuffled(x, after):
    """An answer: where all shuffles x (T,) in a row lead, and in how many rounds of pairs."""
    rounds = 0
    while len(x) > 1:
        pairs = len(x) // 2 * 2
        x = np.concatenate([after[x[1:pairs:2], x[:pairs:2]], x[pairs:]])
        rounds += 1
    return x[0], rounds


SHUFFLES = [(np.array([3, 2, 1, 3, 5, 0, 1, 5, 1, 4, 2, 4, 3]), AFTER),
            (np.array([5, 3, 3, 2, 0, 0, 4]), AFTER),
            (np.array([3, 3, 0, 4, 4, 3, 1, 4]), AFTER), (np.array([4]), AFTER)]
composed = Exercise("Exercise 3", SHUFFLES, shuffled, parts=("the class", "the rounds"), slips=slips(shuffled, {
    "the order is turned: in AFTER[later, earlier] the later shuffle comes first": ("after[x[1:pairs:2], x[:pairs:2]]",
                                                                            "after[x[:pairs:2], x[1:pairs:2]]"),
    "the last of an odd number is lost: it waits for the next round": (
        "np.concatenate([after[x[1:pairs:2], x[:pairs:2]], x[pairs:]])", "after[x[1:pairs:2], x[:pairs:2]]"),
    "classes are added, expected composed by the table": ("after[x[1:pairs:2], x[:pairs:2]]",
                                                          "(x[1:pairs:2] + x[:pairs:2]) % 6"),
    "the rounds are those of a chain: in a round all pairs are joined at once": ("return x[0], rounds",
                                                                         "return x[0], len(steps) - 1",
                                                                         "    rounds = 0", "    rounds, steps = 0, x"),
    "a round too many is counted: one thing is left after the last": ("rounds = 0", "rounds = 1"),
    "a round too few is counted": ("rounds = 0", "rounds = -1")}))


def kept(steps, size, layers):
    """An answer: bytes (len(steps), 2) of an LSTM and of attention, float32, after so many steps."""
    return np.array([[layers * 2 * size * 4, layers * 2 * t * size * 4] for t in steps])


def shown(answer):
    """Print what an answer finds for a model of four layers."""
    steps = (1, 100, 1_000, 10_000, 100_000)
    print("steps    LSTM, bytes    attention, bytes")
    for t, row in zip(steps, np.asarray(answer(steps, 512, 4)), strict=True):
        print(f"{t:<9d}{row[0]:<15.0f}{row[1]:.0f}")


bytes_kept = Exercise("Exercise 4", [((1, 2, 7, 50), 16, 3), ((10, 20), 8, 1)], kept, also=[shown],
                      each="a row per number of steps, a column per model", slips={
    "rows and columns are exchanged": lambda *given: kept(*given).T,
    "the columns are exchanged: the LSTM comes first": lambda *given: kept(*given)[:, ::-1]} | slips(kept, {
    "the LSTM keeps h and c, not one of them": ("layers * 2 * size * 4, ", "layers * size * 4, "),
    "attention keeps a key and a value per step, not one of them": ("layers * 2 * t * size * 4", "layers * t * size * 4"),
    "numbers, expected bytes: float32 takes four": ("size * 4, layers * 2 * t * size * 4", "size, layers * 2 * t * size"),
    "float64 takes eight bytes, float32 four": ("size * 4, layers * 2 * t * size * 4", "size * 8, layers * 2 * t * size * 8"),
    "every layer keeps its own": ("[layers * 2 * size * 4, layers * 2", "[2 * size * 4, 2"),
    "the LSTM's state does not grow with the steps": ("layers * 2 * size * 4, ", "layers * 2 * t * size * 4, "),
    "that is the work of attention: every step looks at all, but keeps only itself": ("2 * t * size", "t * (t + 1) * size")}))
