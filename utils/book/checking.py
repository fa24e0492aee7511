"""The check of an exercise: call a student's function on copies, compare with a reference, and say in one line what is wrong.

What is right however it is written passes: a list for an array, NumPy's integers for Python's, a change in place of
the arrays given, float32 within its own rounding. What goes wrong is said without a traceback, a known slip by its name.
"""

import copy
import traceback

import numpy as np

TOLERANCE, TOLERANCE_SINGLE = 1e-9, 1e-4  # relative to the largest value expected; the second for float32


class Plain(Exception):
    """An error that a notebook shows as its message alone."""

    def _render_traceback_(self):
        """What IPython asks for: the lines to show."""
        return [f"✗ {self}"]


class Wrong(Plain, AssertionError):
    """An answer that is not right."""


class NotWritten(Plain, NotImplementedError):
    """An exercise at which nothing has been written yet."""


class Exercise:
    """The check of one exercise; called with the student's function it prints one line, or raises `Wrong`.

    Parameters
    ----------
    name : str
        What the student knows it as, such as ``"Exercise 2"``.
    cases : sequence of tuples, or a function that makes them
        The arguments of each call. Each call gets copies, so what an answer does to them changes nothing.
    reference : callable, optional
        A right answer. Without one only `also` decides.
    slips : dict of str to callable
        Known wrong answers, each by the sentence to say. The first that gives what the student's gives is named.
    also : sequence of callables, answer -> sentence or None
        What else must hold. `answer` is the student's function, with errors turned into sentences.
    parts : sequence of str
        The names of what is returned, where that is more than one thing.
    each : str
        What one entry along the first axis is, such as ``"one row per sequence"``; said where a shape is wrong.
    """

    def __init__(self, name, cases=(), reference=None, *, slips=None, also=(), parts=(), each=""):
        self.name, self.cases, self.reference = name, cases, reference
        self.slips, self.also, self.parts, self.each = slips or {}, also, parts, each

    def __call__(self, answer):
        """Check an answer.

        Raises
        ------
        Wrong
            With the first thing found to be wrong.
        NotWritten
            If the answer raises NotImplementedError.
        """
        if not callable(answer):
            raise Wrong(f"{self.name}: got {kind(answer)}, expected your function, without brackets after its name")
        cases = self.cases() if callable(self.cases) else self.cases
        for arguments in cases if self.reference else ():
            self.compare(self.run(answer, *arguments), arguments)
        for holds in self.also:
            if sentence := holds(lambda *arguments: self.run(answer, *arguments)):
                raise Wrong(f"{self.name}: {sentence}")
        print(f"✓ {self.name}: passed{self.remark()}")

    def remark(self):
        """What else the line says of an answer that passed."""
        return ""

    def run(self, answer, *arguments):
        """What an answer gives for copies of the arguments; its errors as sentences."""
        try:
            return answer(*copy.deepcopy(arguments))
        except NotImplementedError as error:
            raise NotWritten(f"{self.name}: nothing is written yet. Write it in the cell above and run both again") from error
        except Exception as error:
            raise Wrong(f"{self.name}: your function stopped{place(error)}. Python says: {said(error)}") from error

    def compare(self, found, arguments):
        """Raise `Wrong` unless `found` is what the reference gives for these arguments."""
        expected = self.reference(*copy.deepcopy(arguments))
        fault = difference(found, expected, self.parts, self.each)
        if not fault:
            return
        for sentence, slip in self.slips.items():
            if same(found, slip, arguments):
                raise Wrong(f"{self.name}: {sentence}")
        raise Wrong(f"{self.name}: {fault}")


def same(found, slip, arguments):
    """Whether a slip gives what was found."""
    try:
        return found is not None and not difference(found, slip(*copy.deepcopy(arguments)))
    except Exception:  # a slip need not be able to take every case
        return False


def difference(found, expected, parts=(), each=""):
    """What is wrong with an answer, as a sentence, or None."""
    if found is None:
        return "your function returns nothing: does it end with return?"
    if isinstance(expected, tuple) and (len(expected) == len(parts) or isinstance(found, tuple | list)):
        return several(found, expected, parts, each)
    return one(found, expected, "the result", each)


def several(found, expected, parts, each):
    """The same where several things are returned."""
    names = parts or [f"value {k} of those returned" for k in range(1, len(expected) + 1)]
    try:
        values = list(found)
    except TypeError:
        values = [found]
    if len(values) != len(expected):
        return f"got {len(values)} thing{'s' * (len(values) != 1)}, expected {len(expected)}: {', '.join(names)}"
    faults = (one(*pair, name, each) for *pair, name in zip(values, expected, names, strict=True))
    return next(filter(None, faults), None)


def one(found, expected, name, each):
    """The same of one value: number, text, truth value, array, tensor, or a list of them."""
    given, found, expected = found, as_array(found), as_array(expected)
    if found is None or found.dtype.kind not in ALIKE[expected.dtype.kind]:
        return f"{name}: got {kind(given)}, expected {kind(expected)}"
    if found.shape != expected.shape:
        return f"{name}: got shape {found.shape}, expected {expected.shape}" + (f", {each}" if each else "")
    if expected.dtype.kind in "Ub":
        wrong = found != expected
    elif not np.isfinite(found).all():
        return f"{name}: got NaN or infinity"
    else:
        wrong = ~close(found, expected)
    return wrong_values(found, expected, wrong, name) if np.any(wrong) else None


ALIKE = {"b": "b", "i": "iuf", "u": "iuf", "f": "iuf", "c": "iufc", "U": "U"}  # dtype kinds taken for each


def as_array(value):
    """A value as an array of numbers, truth values or texts; None where it is none."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    try:
        array = np.asarray(value)
    except ValueError:  # rows of unequal lengths
        return None
    return None if array.dtype.kind not in "biufcU" else array


def close(found, expected):
    """Where two arrays of numbers agree, within rounding."""
    share = TOLERANCE_SINGLE if np.float32 in (found.dtype, expected.dtype) else TOLERANCE
    return np.abs(found - expected) <= share * max(np.abs(expected).max(initial=0), 1e-12)


def wrong_values(found, expected, wrong, name):
    """Where and how much values differ: the first of them, and what share."""
    if not found.shape:
        return f"{name}: got {shown(found)}, expected {shown(expected)}"
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    where = ", ".join(map(str, first))
    return (f"{name}: {wrong.sum()} of {wrong.size} values are wrong; the first at [{where}]: got {shown(found[first])}, "
            f"expected {shown(expected[first])}")


def shown(value):
    """A value with a few digits."""
    return f"{value:.5g}" if np.asarray(value).dtype.kind in "fc" else f"{value}"


def kind(value):
    """What a value is, in words."""
    if value is None:
        return "nothing (None)"
    array = as_array(value)
    if array is None:
        return f"a {type(value).__name__}"
    if not array.shape and array.dtype.kind not in "Ub":
        return "a complex number" if array.dtype.kind == "c" else "a number"
    words = {"b": "True or False", "i": "whole numbers", "u": "whole numbers", "U": "text", "c": "complex numbers"}
    return words.get(array.dtype.kind, "numbers")


def place(error):
    """Where in the student's own code an error arose; an error from another process brings its line along."""
    if line := getattr(error, "line", ""):
        return f" in its line `{line}`"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "ipykernel" in frame.filename]
    return f" in its line `{frames[-1].line.strip()}`" if frames and frames[-1].line else ""


def said(error):
    """An error in Python's words, without several lines."""
    text = str(error).splitlines()[0] if str(error) else "no more"
    return f"{type(error).__name__}: {text}"
