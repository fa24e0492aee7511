"""A drill: an exercise that is written from an empty cell, with a clock that runs only for whoever starts it."""

import ast
import inspect
import textwrap
import time

from utils.book.checking import Exercise

THINKING = 2  # minutes of a par before the first line


class Drill(Exercise):
    """An exercise with a clock and a par.

    Parameters
    ----------
    name, cases, reference
        As for `Exercise`.
    model : callable
        A model answer, whose lines make the par.
    clock : callable
        Gives seconds.
    options
        As for `Exercise`.
    """

    def __init__(self, name, cases=(), reference=None, *, model, clock=time.monotonic, **options):
        super().__init__(name, cases, reference, **options)
        self.par, self.clock, self.begun = par(model), clock, None

    def begin(self):
        """Start the clock; while it runs this changes nothing, so the cell may be run again and again."""
        if self.begun is None:
            self.begun = self.clock()
            print(f"{self.name}: the clock runs; par is {self.par} minutes")

    def remark(self):
        """How long it took, where the clock ran, and the par; the clock is at rest again."""
        taken, self.begun = "" if self.begun is None else f" after {in_minutes(self.clock() - self.begun)}", None
        return f"{taken}, par {self.par} minutes"


def drilled(name, exercise, model):
    """A drill with the cases, slips and words of an exercise."""
    return Drill(name, exercise.cases, exercise.reference, model=model, slips=exercise.slips, also=exercise.also,
                 parts=exercise.parts, each=exercise.each)


def par(model):
    """Minutes: two to think, and one for each line of a model answer. A rule, not a measurement."""
    return THINKING + len(body(model))


def body(function):
    """The lines of a function without its head, its docstring and what is empty."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    first = next(part for part in ast.parse("\n".join(lines)).body[0].body if not is_text(part))
    return [line for line in lines[first.lineno - 1 :] if line.strip()]


def is_text(part):
    """Whether a statement is a docstring."""
    return isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)


def in_minutes(seconds):
    """A time in minutes and whole seconds."""
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"
