"""Deliberate mistakes: each changes one place of a layer's source, and a check says which tests of the layer notice.

A proof that has never failed proves little. Here the classic mistakes of recurrent layers are put in on purpose, one at a
time. A mutant is the layer's own source with one fragment replaced, so it follows the code: where a fragment is no longer
found exactly once, building the mutant fails and says so.

Five checks look at each mutant:

    forward equation    outputs and final state against the equations in `references`
    complex step        the gradients against those of the layer's own forward pass
    autograd            the gradients against those of the equations in `references`
    padding             three steps of padding more may change nothing, whatever numbers they hold
    second use          a layer that was used before, with other weights, must do what a fresh one does

The complex step differentiates the forward pass that it finds: if that is wrong, and the backward pass wrong to match, it
sees no fault. Only equations written a second time do.
"""

import inspect
import re
from dataclasses import replace
from functools import cache

import numpy as np

from utils.gradients import proof
from utils.gradients.mistakes import MUTANTS
from utils.layers import gru, lstm, recurrent, rnn
from utils.layers.states import parts

MODULES = {"RNN": rnn, "LSTM": lstm, "GRU reset_after": gru, "GRU reset_before": gru}
# More steps than the layers gather at once, and no whole number of such chunks: or a lost chunk would not be missed. As many
# sequences as units: or a sum over the wrong axis would be found by its shape, and no proof needed. No larger than that, since
# the complex step costs a forward pass for each number; with 18, 3, 2 and 3 every row of the table is the same.
T, B, INPUT_SIZE, HIDDEN_SIZE = 17, 2, 1, 2
PADDING = 3
BOUND = 1e-8  # far above rounding, which a wild mistake may amplify, and far below what any mistake here comes to


def build(mutant):
    """The mutant's class. Raises ValueError unless its fragment stands at exactly one place of the source."""
    source, found = program(mutant.layer), program(mutant.layer).count(mutant.old)
    if found != 1:
        raise ValueError(f"{mutant.layer}, {mutant.name}: found {mutant.old!r} {found} times in the source, expected once")
    return compiled(source.replace(mutant.old, mutant.new), mutant.layer)


def program(kind):
    """A layer's source in one piece, that of its base first."""
    own = re.sub(r"^from utils\.layers\.recurrent import .*$", "", inspect.getsource(MODULES[kind]), flags=re.MULTILINE)
    return inspect.getsource(recurrent) + own


def compiled(source, kind):
    """The layer's class out of such a source."""
    space = {}
    exec(compile(source, f"<{kind}>", "exec"), space)
    return space[kind.split()[0]]


def fresh(cls, kind, seed=0):
    """A layer of a class with random parameters."""
    return proof.randomise(cls(INPUT_SIZE, HIDDEN_SIZE, **options(kind)), seed)


def options(kind):
    """The arguments of a layer's class beyond its sizes."""
    return {"variant": kind.split()[1]} if " " in kind else {}


def caught_by(mutant):
    """The names of the checks that see the mutant's mistake."""
    return tuple(check for check, error in errors(build(mutant), mutant.layer).items() if not error < BOUND)


def errors(cls, kind):
    """The largest relative error that each check finds in a layer's class."""
    problem = proof.random_problem(fresh(cls, kind), T, B, seed=0)
    return {name: check(cls, kind, problem) for name, check in CHECKS.items()}


def forward_equation(cls, kind, problem):
    """Outputs and final state against the equations written a second time."""
    layer = fresh(cls, kind)
    outputs, final = layer.forward(problem.x, problem.initial, problem.lengths)
    return largest([outputs, *parts(final)], truth(kind, tuple(layer.parameters))[0])


def complex_step(cls, kind, problem):
    """Gradients against those of the layer's own forward pass."""
    return worst(proof.prove(fresh(cls, kind), problem, ("complex_step",)))


def autograd(cls, kind, problem):
    """Gradients against those of the equations written a second time."""
    layer = fresh(cls, kind)
    own, true = proof.by_hand(layer, problem), truth(kind, tuple(layer.parameters))[1]
    return worst({"autograd": {name: proof.relative_error(own[name], g) for name, g in true.items()}})


@cache
def truth(kind, names):
    """Outputs and final state, and the gradients by name, that the equations give where parameters are drawn in this order."""
    layer = compiled(program(kind), kind)(INPUT_SIZE, HIDDEN_SIZE, **options(kind))
    layer.parameters = {name: layer.parameters[name] for name in names}
    problem = proof.random_problem(proof.randomise(layer, 0), T, B, seed=0)
    outputs, final = proof.run_reference(layer, problem, proof.leaves_of(layer, problem))
    return [part.detach().numpy() for part in (outputs, *parts(final))], proof.by_autograd(layer, problem)


def padding(cls, kind, problem):
    """The same sequences with padding behind them: all that counts must stay, and what is new be zero."""
    draw = np.random.default_rng(1).standard_normal
    x = np.vstack([problem.x, draw((PADDING, B, INPUT_SIZE))])
    G = np.vstack([problem.G, draw((PADDING, B, HIDDEN_SIZE))])
    longer = replace(problem, x=x, lengths=np.full(B, T), G=G)
    plain, padded = (everything(fresh(cls, kind), p) for p in (replace(problem, lengths=None), longer))
    true = {**plain, **{name: np.pad(plain[name], ((0, PADDING), (0, 0), (0, 0))) for name in ("outputs", "x")}}
    return largest(padded.values(), true.values())


def second_use(cls, kind, problem):
    """A used layer against a fresh one, and whether results stay what they were when it is used again."""
    used, right = fresh(cls, kind, seed=1), fresh(cls, kind)
    first = everything(used, problem)
    before = {name: value.copy() for name, value in first.items()}
    used.parameters = {name: p.copy() for name, p in right.parameters.items()}
    again = everything(used, replace(problem, initial=None, lengths=None))
    true = everything(right, replace(problem, initial=None, lengths=None))
    return max(largest(again.values(), true.values()), largest(first.values(), before.values()))


CHECKS = {
    "forward equation": forward_equation,
    "complex step": complex_step,
    "autograd": autograd,
    "padding": padding,
    "second use": second_use,
}


def everything(layer, problem):
    """All that a forward and a backward pass give, by name."""
    outputs, final = layer.forward(problem.x, problem.initial, problem.lengths)
    finals = {f"final {k}": part for k, part in enumerate(parts(final))}
    d_x, d_initial = layer.backward(problem.G, problem.H)
    return {"outputs": outputs, **finals, "x": d_x, **proof.named(layer, d_initial), **layer.gradients}


def worst(proved):
    """The largest error of a proof by one route; NaN if there is one, for it would pass any bound unseen."""
    (found,) = proved.values()
    return float(np.max(list(found.values())))


def largest(values, truths):
    """The largest relative error of some arrays."""
    return float(np.max([proof.relative_error(value, true) for value, true in zip(values, truths, strict=True)]))


@cache
def table():
    """A row for each mutant: a dict of name, layer, part, says, and caught_by, the names of the checks that see it."""
    return tuple(
        {"name": m.name, "layer": m.layer, "part": m.part, "says": m.says, "caught_by": caught_by(m)} for m in MUTANTS
    )
