"""Lab 3c: the gated cells as loops in PyTorch, weights by hand into `nn.LSTM`, PyTorch's clipping, and what a loop costs."""

from functools import partial

import numpy as np

from utils.book.checking import Exercise, Wrong, as_array
from utils.exercises.contenders import timed
from utils.exercises.gated_loops import GRU_SLIPS, LSTM_SLIPS, cases, gradients, gru, lstm
from utils.layers import GRU, LSTM
from utils.optional import need

torch = need("torch")


class Unpacked(Exercise):
    """An exercise whose result is nested: `unpack` lays its values side by side, or says in a sentence why it cannot."""

    def __init__(self, *arguments, unpack, **options):
        super().__init__(*arguments, **options)
        self.unpack = unpack

    def run(self, answer, *arguments):
        """What an answer gives, unpacked."""
        found = self.unpack(super().run(answer, *arguments))
        if isinstance(found, str):
            raise Wrong(f"{self.name}: {found}")
        return found


def pair_within(found):
    """(outputs, (h, c)) as three things."""
    if found is None:
        return found
    pair = found[1] if isinstance(found, tuple | list) and len(found) == 2 else None
    return (found[0], *pair) if isinstance(pair, tuple | list) and len(pair) == 2 else "return two things: outputs, (h, c)"


EACH = "time first, one row per sequence"
lstm_loop = Unpacked("Exercise 1", partial(cases, LSTM), lstm, unpack=pair_within, each=EACH, slips=LSTM_SLIPS,
                     also=[gradients(LSTM)], parts=("outputs", "the last h", "the last c"))
gru_loop = Exercise("Exercise 3", partial(cases, GRU), gru, each=EACH, slips=GRU_SLIPS,
                    also=[gradients(GRU)], parts=("outputs", "the last state"))
ORDER = "ifgo"  # of nn.LSTM's blocks
NAMES = "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"


def own_parameters():
    """The parameters of an LSTM with d = 2 and m = 3 in which no number occurs twice."""
    p, first = LSTM(2, 3).parameters, 1
    for name, value in p.items():
        p[name], first = np.arange(first, first + value.size, dtype=float).reshape(value.shape), first + value.size
    return [(p,)]


def stacked(p, order=ORDER, bias_order=ORDER, copies=1, turned=False):
    """Both weights and the sum of both biases, as nn.LSTM has them. The options make the classic slips."""
    W_x, W_h, b = ([p[kind + g] for g in gates] for kind, gates in (("W_x", order), ("W_h", order), ("b_", bias_order)))
    return np.concatenate(W_x), np.concatenate([W.T if turned else W for W in W_h]), copies * np.concatenate(b)


def biases_added(found):
    """The arrays of an answer, its two biases added: how a bias is shared out between them does not matter."""
    if not isinstance(found, dict):
        return None if found is None else f"got a {type(found).__name__}, expected a dict from names to arrays"
    if set(found) != set(NAMES):
        return f"got the names {', '.join(map(str, found))}; expected {', '.join(NAMES)}"
    W_x, W_h, *biases = (as_array(found[name]) for name in NAMES)
    for name, bias in zip(NAMES[2:], biases, strict=True):
        if bias is None or W_x is None or W_h is None:
            return "one of the four is no array of numbers"
        if bias.ndim != 1 or len(bias) != 12:
            return f"{name}: got shape {bias.shape}, expected (12,) for three units: one number per gate and unit"
    return W_x, W_h, sum(biases)


to_torch_by_hand = Unpacked(
    "Exercise 2", own_parameters, stacked, unpack=biases_added, each="four blocks of three rows, one below the other",
    parts=("weight_ih_l0", "weight_hh_l0", "the sum of bias_ih_l0 and bias_hh_l0"),
    slips={
        "the blocks still stand in our order": partial(stacked, order="ifog", bias_order="ifog"),
        "the weights stand in PyTorch's order, the bias still in ours": partial(stacked, bias_order="ifog"),
        "nn.LSTM adds its two biases, and yours come to twice ours": partial(stacked, copies=2),
        "the order is still ours, and the two biases come to twice ours":
            partial(stacked, order="ifog", bias_order="ifog", copies=2),
        "both biases are zero, so ours is lost": partial(stacked, copies=0),
        "the blocks of weight_hh_l0 are transposed; nn.LSTM keeps them as we do": partial(stacked, turned=True),
        "weight_ih_l0 and weight_hh_l0 have changed places: i stands for the input":
            lambda p: tuple(stacked(p)[k] for k in (1, 0, 2)),
    },
)


def by_pytorch(norm, most):
    """What PyTorch itself multiplies a gradient of this norm with."""
    leaf = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    leaf.grad = torch.full_like(leaf, norm)
    torch.nn.utils.clip_grad_norm_([leaf], most)
    return leaf.grad.item() / norm


class Together(Exercise):
    """An exercise whose cases are compared at once: a slip is named only where it gives what was found for each of them."""

    def run(self, answer, *cases):
        """What an answer gives for each case; None where it returns nothing."""
        run = super().run
        found = tuple(run(answer, *case) for case in cases)
        return None if any(value is None for value in found) else found


def together(factor):
    """A factor for each case, from a function of norm and limit."""
    return lambda *cases: tuple(factor(*case) for case in cases)


TINY = 1e-6
NORMS = (2e-6, 1e-6), (0.5, 1.0), (8.0, 2.0), (1.0, 1.0)  # the first so small that a millionth shows in its first digit
clip_factor = Together(
    "Exercise 4", [NORMS], together(by_pytorch),
    parts=[f"the factor for norm {norm:g} and limit {most:g}" for norm, most in NORMS],
    slips={sentence: together(factor) for sentence, factor in {
        "so do we clip; PyTorch's divisor is a little larger": lambda norm, most: min(1, most / norm),
        "gradients shorter than the limit would be stretched; they should stay": lambda norm, most: most / (norm + TINY),
        "shorter gradients would be stretched, and the divisor is not PyTorch's": lambda norm, most: most / norm,
        "the smaller of the two is wanted, not the larger": lambda norm, most: max(1, most / (norm + TINY)),
        "the millionth is added to the limit, it belongs to the norm": lambda norm, most: min(1, (most + TINY) / norm),
        "the millionth is added to the fraction, it belongs to the norm": lambda norm, most: min(1, most / norm + TINY),
        "the millionth is taken away, not added": lambda norm, most: min(1, most / (norm - TINY)),
        "the fraction stands upside down": lambda norm, most: min(1, (norm + TINY) / most),
        "that is the norm after clipping; wanted is the factor": lambda norm, most: min(norm, most),
        "at the limit itself PyTorch shortens already": lambda norm, most: 1 if norm <= most else most / (norm + TINY),
    }.items()},
)

ratios = Exercise("Exercise 5", also=[timed])
