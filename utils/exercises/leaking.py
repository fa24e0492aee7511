"""Does a model let one sequence of a batch hear another? Models that do and that do not, and how a test for it goes wrong.

Models take x (B, T, d) and give (B, T, m). A leak, here, goes from sequence 0 into sequence 1.
"""

import numpy as np

from utils.book.checking import difference
from utils.optional import need

torch = need("torch")

BATCH = torch.tensor(np.sin(1.7 * np.arange(1, 25)).reshape(3, 4, 2))  # no two numbers alike
ALL, UP_AND_DOWN = slice(None), torch.tensor([1.0, -1.0])


def summed(x, leak=0.0, into=(), mute=1.0):
    """A model: sums of each sequence's inputs so far; `leak` is added to sequence 1's outputs, at `into`."""
    outputs = x.cumsum(1)
    outputs[1][into] += leak
    return torch.cat([mute * outputs[:1], outputs[1:]])


MODELS = {  # words: (model, whether it leaks)
    "reads each sequence by itself": (summed, False),
    "is deaf to step 0": (lambda x: summed(x * (torch.arange(4) > 0)[:, None]), False),
    "is silent about sequence 0": (lambda x: summed(x, mute=0.0), False),
    "lets only sequence 0 hear another": (lambda x: torch.cat([summed(x)[:1] + x[1:2], summed(x)[1:]]), False),
    "takes sequences for steps": (lambda x: x.cumsum(0), True),
    "leaks at the first step only": (lambda x: summed(x, x[0].sum(), 0), True),
    "leaks at the last step only": (lambda x: summed(x, x[0].sum(), -1), True),
    "leaks sequence 0's last input and is silent about the rest of it": (lambda x: summed(x, x[0, -1].sum(), mute=0.0), True),
    "leaks late and is silent about sequence 0": (lambda x: summed(x, x[0].sum(), -1, mute=0.0), True),
    "adds to one output what it takes from another": (lambda x: summed(x, x[0].sum() * UP_AND_DOWN), True)}


def moves(nudged=0, seen=1, look=torch.Tensor.double):
    """An answer to the exercise: whether some outputs, as `look` sees them, move with some inputs."""
    def leaks(model, x):
        other = x.clone()
        other[nudged] += 1
        return not torch.allclose(look(model(x)[seen]), look(model(other)[seen]))
    return leaks


CONFUSED = {  # wrong answers, by the sentence to say
    "no model is found to leak: does the nudge reach the model, and is the batch without it still there?": lambda *given: False,
    "the answer is the wrong way round: True means that outputs move": lambda *given: not moves()(*given),
    "sequence 0's own outputs count, and they may move: only sequence 1's may not": moves(seen=ALL),
    "it is sequence 0's outputs that you look at, expected sequence 1's": moves(seen=0),
    "sequence 1 moves by its own inputs: nudge those of sequence 0 and of no other": moves(1),
    "one sequence is nudged and one looked at, but the other way round": moves(1, 0),
    "step 0 of every sequence is nudged, expected all of sequence 0: which axis comes first?": moves((ALL, 0)),
    "step 1 of every sequence is looked at, expected all of sequence 1: which axis comes first?": moves(seen=(ALL, 1)),
    "early outputs are not looked at, and a leak can show there": moves(seen=(1, -1)),
    "late outputs are not looked at, and a leak can show there": moves(seen=(1, 0)),
    "sequence 0's later inputs are not nudged, and they can leak": moves((0, 0)),
    "only a sum or a mean is looked at, and changes can cancel in it": moves(look=torch.Tensor.sum)}


def verdicts(answer):
    """What an answer says of each model."""
    return [answer(model, BATCH) for model, _ in MODELS.values()]


def tells(answer):
    """What is wrong with an answer that should know the models that leak, as a sentence, or None."""
    values, expected = verdicts(answer), [leaks for _, leaks in MODELS.values()]
    for value in values:
        if (fault := difference(value, True)) and difference(value, False):
            return fault
    found = [not difference(value, True) for value in values]
    if found == expected:
        return None
    slips = [sentence for sentence, slip in CONFUSED.items() if found == verdicts(slip)]
    k = next(k for k, value in enumerate(found) if value != expected[k])
    return slips[0] if slips else f"got {found[k]} for a model that {list(MODELS)[k]}, expected {expected[k]}"


def spares(answer):
    """A sentence where an answer changes the batch that it was given, or None."""
    batch = kept(BATCH)
    answer(summed, batch)
    return None if torch.equal(batch, BATCH) else "x was changed, and whoever gave it to you still needs it: nudge a copy"


def kept(tensor):
    """The tensor times one: it may be overwritten, and stays itself where a check copies arguments."""
    product = tensor * 1
    product.__deepcopy__ = lambda memo: product
    return product
