"""Answers to the labs' exercises, right and wrong, as the functions that a student might write.

A file in `answers/`, named as its lab, holds them under these decorators; `test_editions.py` runs each one in the lab's
own kernel. What an answer calls besides its arguments, the lab's cells have imported or made.
"""

import importlib
import inspect
from collections import defaultdict
from typing import NamedTuple


class Answer(NamedTuple):
    """One answer: the function's name and text; `message` is a piece of what the check must say, None for a right answer."""

    exercise: str
    source: str
    message: str | None
    line: int


COLLECTED = defaultdict(list)  # by module


def right(function):
    """This answer must pass."""
    return _collect(function, None)


def wrong(message):
    """This answer must fail, and the check's message must hold this."""
    return lambda function: _collect(function, message)


def _collect(function, message):
    lines, first = inspect.getsourcelines(function)
    begin = next(k for k, line in enumerate(lines) if line.startswith("def "))
    answer = Answer(function.__name__, "".join(lines[begin:]), message, first + begin)
    COLLECTED[function.__module__].append(answer)
    return function


def answers(lab):
    """All answers to the exercises of a lab."""
    name = f"tests.labs.answers.lab_{lab.split('_')[0]}"
    importlib.import_module(name)
    return COLLECTED[name]
