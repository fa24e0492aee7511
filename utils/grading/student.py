"""The process in which a student's code runs, inside the sandbox: it runs cells and calls functions, and judges nothing.

    python -m utils.grading.student 60001 memory=3000 ...    # a user's number, and limits; the judge's messages come in on
                                                             # standard input, answers leave on standard output
"""

import importlib.abc
import importlib.machinery
import os
import resource
import sys
import types

import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from utils.book.checking import NotWritten, Wrong
from utils.grading import sandbox
from utils.grading.gradients import followed
from utils.grading.talk import Student
from utils.grading.wire import arrays

CHECKS = "utils.exercises"


class Stub(types.ModuleType):
    """What a lab finds in place of its checks: nothing of theirs but what it hands to its readers."""

    __path__ = ()
    given = {}  # noqa: RUF012 (set once, by `Notebook.lab`)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self.given.get(name) or Stub(f"{self.__name__}.{name}")

    def __call__(self, *given, **named):
        """Nothing."""


class Stubs(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a stub for every module of the checks, so that a lab that imports them goes on."""

    def find_spec(self, name, path=None, target=None):
        """A specification for such a module."""
        ours = name == CHECKS or name.startswith(f"{CHECKS}.")
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if ours else None

    def create_module(self, spec):
        """A stub."""
        return Stub(spec.name)

    def exec_module(self, module):
        """There is nothing to run."""


def shell_of():
    """An IPython that keeps no history and draws nothing on a screen."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    return InteractiveShell.instance(config=config)


class Notebook:
    """Cells and the functions that they make."""

    def __init__(self):
        self.shell, self.talk = shell_of(), None
        sys.meta_path.insert(0, Stubs())

    def lab(self, given):
        """Begin; `given` is what the lab may import from its checks, by name."""
        Stub.given = given

    def cell(self, source):
        """Run a cell."""
        self.shell.run_cell(source, store_history=True).raise_error()

    def call(self, name, given):
        """What the student's function gives, the way back for gradients, and what it changed of what it was given."""
        if name not in self.shell.user_ns:
            raise Wrong(f"nothing is called {name}")
        return called(self.shell.user_ns[name], self.talk.ways, given)

    def inside(self, check, name):
        """What a check says that must run where the student's code does; empty if nothing is wrong."""
        try:
            check(self.shell.user_ns[name])
        except (Wrong, NotWritten) as wrong:
            return str(wrong)
        return ""


def called(function, ways, given):
    """What a function gives, where gradients flow, the way back for them, and what it changed of what it was given."""
    before = [copied(value) for value in arrays(given)]
    found, flows, way = followed(function, ways, *given)
    changed = [[k, now] for k, (was, now) in enumerate(zip(before, arrays(given), strict=True)) if not same(was, now)]
    return found, flows, way, changed


def copied(value):
    """An array or the values of a tensor, for themselves."""
    return value.copy() if isinstance(value, np.ndarray) else value.detach().clone()


def same(was, now):
    """Whether an array or tensor has stayed as it was."""
    return was.shape == now.shape and was.dtype == now.dtype and bool(((was == now) | (was != was)).all())


def main():
    """Bind this process, then serve the judge; whatever is printed goes nowhere."""
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))  # the judge's bound is not the box's
    if len(sys.argv) > 1:
        sandbox.bind_all(sys.argv[1:])
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    notebook = Notebook()
    notebook.talk = Student(source, target, {name: getattr(notebook, name) for name in ("lab", "cell", "call", "inside")})
    notebook.talk.serve()


if __name__ == "__main__":
    main()
