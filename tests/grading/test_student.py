"""The student's side: cells, functions, stubs in place of checks; and the box around it, as a command."""

import importlib
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from utils.book.checking import Wrong
from utils.grading import sandbox, student
from utils.grading.matching import Cell
from utils.grading.sandbox import Limits
from utils.grading.session import Session, Stopped
from utils.grading.talk import Student

END = "import os\nos._exit(1)"
SPEAK = """
import os
def f():
    for number in range(3, 12):
        try:
            os.write(number, b"x" * 20)
        except OSError:
            pass
"""


@pytest.fixture
def notebook(monkeypatch):
    """A notebook's process, but in this one; what it changes of Python's imports is put back."""
    hidden = {name: module for name, module in sys.modules.items() if name.startswith("utils.exercises")}
    for name in hidden:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    made = student.Notebook()
    made.talk = Student(None, None, {})
    yield made
    made.shell.clear_instance()
    for name in [name for name in sys.modules if name.startswith("utils.exercises") and name not in hidden]:
        del sys.modules[name]


def test_cells_run_and_functions_can_be_called(notebook):
    notebook.cell("import numpy as np\ndef f(x):\n    x += 1\n    return x.sum()")
    found, flows, _, changed = notebook.call("f", (np.zeros(3),))
    assert (found, flows) == (3, []) and changed[0][0] == 0 and changed[0][1].tolist() == [1, 1, 1]
    assert notebook.call("f", (np.zeros(0),))[3] == []
    with pytest.raises(ZeroDivisionError):
        notebook.cell("1 / 0")
    with pytest.raises(SyntaxError):
        notebook.cell("def")
    with pytest.raises(Wrong, match="nothing is called g"):
        notebook.call("g", ())


def test_checks_are_stubs_but_for_what_a_lab_hands_out(notebook):
    notebook.lab({"sigmoid": abs})
    notebook.cell("from utils.exercises import lab_05b as check\nfrom utils.exercises.wrong_steps import sigmoid, apart")
    notebook.cell("check.begin('x')\nassert check.cut is not None and sigmoid(-2) == 2 and apart(1, 2) is None")
    assert isinstance(importlib.import_module("utils.exercises.lab_05b"), student.Stub)


def test_a_check_that_runs_inside_says_what_is_wrong(notebook):
    def check(answer):
        if answer() != 3:
            raise Wrong("expected 3")

    notebook.cell("def f():\n    return 2")
    assert notebook.inside(check, "f") == "expected 3"
    notebook.cell("def f():\n    return 3")
    assert notebook.inside(check, "f") == ""


def test_the_command_of_a_box_shows_utils_without_its_exercises_and_no_network(monkeypatch):
    for root, word in ((0, "--cap-add"), (1000, "--disable-userns")):
        monkeypatch.setattr(sandbox.os, "geteuid", lambda root=root: root)
        words = sandbox.command(Limits(disk=7))
        assert word in words and {"--unshare-net", "--unshare-pid", "--clearenv", "--die-with-parent"} <= set(words)
        assert words.index("/book/utils/exercises") > words.index("/book/utils") and words.count(str(7 * 2**20)) == 2
        closed = {words[k + 1] for k, word in enumerate(words) if word == "--remount-ro"}
        assert closed == {"/", "/dev", "/book/utils/exercises"}, "in memory without a limit"
        written = [words[k + 1] for k, word in enumerate(words) if word in ("--bind", "--dev-bind")]
        shown = [words[k + 1] for k, word in enumerate(words) if word == "--ro-bind"]
        assert not written and not [path for path in shown if sandbox.ROOT.is_relative_to(path)]


@pytest.mark.skipif(sandbox.probe() is not None, reason=f"no box can be made here: {sandbox.probe()}")
def test_a_box_has_its_python_where_the_environment_lies_in_tmp(monkeypatch):
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # as /tmp/course/.venv, on which the box puts a /tmp of its own
        Path(folder, "env").symlink_to(sys.prefix)
        monkeypatch.setattr(sys, "prefix", f"{folder}/env")
        words = sandbox.command(Limits(), f"{folder}/env/bin/python")
        done = subprocess.run([*words, "-c", "import numpy, sys; print(sys.prefix)"], capture_output=True, text=True)
    assert done.stdout.strip() == f"{folder}/env", done.stderr


def test_limits_are_read_from_words(monkeypatch):
    got = []
    monkeypatch.setattr(sandbox, "set_limits", lambda *given: got.append(given))
    sandbox.bind_all(["60001", "memory=5", "check=2.5"])
    assert got == [(Limits(memory=5, check=2.5), 60001)]


@pytest.fixture
def session():
    """A function (cells) -> a session without a box."""
    made = []

    def of(*cells, **limits):
        made.append(Session(list(cells), Limits(**{"cell": 60, "check": 60, **limits}), "none"))
        return made[-1]

    yield of
    for one in made:
        one.close()


def test_a_cell_that_ends_the_process_is_left_out_and_the_others_run_again(session):
    one = session(Cell("lab", "a", "base = 2"), Cell("own", "f", END), Cell("exercise", "f", "def f():\n    return base"),
                  Cell("exercise", "g", END), Cell("exercise", "h", "1 / 0"))
    assert one.answer("f")() == 2 and one.starts == 3
    with pytest.raises(Stopped, match="it ended the process"):
        one.answer("g")
    with pytest.raises(Stopped, match="its cell stops with ZeroDivisionError: division by zero"):
        one.answer("h")


def test_a_lab_cell_that_fails_is_told_and_one_that_ends_the_process_stops_all(session):
    one = session(Cell("lab", "a", "1 / 0"), Cell("exercise", "f", "def f():\n    return 1"))
    assert one.answer("f")() == 1 and one.lab_faults == {"a": "ZeroDivisionError: division by zero"}
    with pytest.raises(Stopped, match="the lab's own cell a did not run in your notebook"):
        session(Cell("lab", "a", END)).answer("f")


def test_too_much_memory_is_told(session):
    one = session(Cell("exercise", "f", "import time\nkept = b'x' * 400_000_000\ntime.sleep(50)"), memory=300)
    with pytest.raises(Stopped, match="more than 300 megabytes"):
        one.answer("f")


def test_a_process_that_speaks_unasked_is_left(session):
    one = session(Cell("exercise", "f", SPEAK), Cell("exercise", "g", "def g():\n    return 5"))
    with pytest.raises(BaseException, match=r"the process has ended|frame|plain"):
        one.answer("f")()
    one.close()
    assert one.answer("g")() == 5 and one.processor > 0
