"""What a kernel did so far: each name recorded once, and PyTorch seeded before it is used."""

import os
import subprocess
import sys

import pytest
from nbclient import NotebookClient

from utils.book import kernel
from utils.book.kernel import check_seeded, once


class Shell:
    """A kernel's shell, as far as `once` asks it."""

    def __init__(self, code="measure()", run="1", cell=None):
        self.request = {"header": {"msg_id": run}, "metadata": {"cellId": cell} if cell else {}, "content": {"code": code}}

    def get_parent(self):
        return self.request


@pytest.fixture
def runs(monkeypatch):
    """A function that makes the shell that of another execution."""
    return lambda **request: monkeypatch.setattr(kernel, "get_ipython", lambda: Shell(**request))


@pytest.mark.parametrize("shell", [None, object()], ids=["no IPython", "IPython in a terminal"])
def test_outside_a_kernel_a_name_is_recorded_once(monkeypatch, shell):
    monkeypatch.setattr(kernel, "get_ipython", lambda: shell)
    once("measurement", "error")
    with pytest.raises(ValueError, match=r"name: got 'error', and a measurement .* in this run of this cell"):
        once("measurement", "error")


def test_other_names_and_a_figure_of_the_same_name_are_others():
    for kind, key in (("measurement", "error"), ("measurement", "other"), ("figure", "error")):
        once(kind, key)
    with pytest.raises(ValueError, match="and a figure of that name was recorded"):
        once("figure", "error")


@pytest.mark.parametrize("cell", ["a", None], ids=["known by its identifier", "known by its code"])
def test_a_cell_may_run_again_and_still_records_a_name_once(runs, cell):
    for run in "123":
        runs(run=run, cell=cell)
        once("measurement", "error")
        with pytest.raises(ValueError, match="in this run of this cell"):
            once("measurement", "error")


def test_a_cell_that_was_edited_is_the_same_where_its_identifier_comes_along(runs):
    for run, code in (("1", "old()"), ("2", "new()")):
        runs(run=run, code=code, cell="a")
        once("measurement", "error")


@pytest.mark.parametrize("other", [{"cell": "b"}, {"code": "again()"}, {"cell": "b", "code": "measure()"}], ids=str)
def test_another_cell_is_refused_and_the_first_may_still_run_again(runs, other):
    first = {"cell": "a"} if "cell" in other else {}
    runs(run="1", **first)
    once("measurement", "error")
    runs(run="2", **other)
    with pytest.raises(ValueError, match=r"recorded already by another cell, expected each name once; .* restart the kernel"):
        once("measurement", "error")
    runs(run="3", **first)
    once("measurement", "error")


@pytest.fixture
def torch():
    """PyTorch, with a seed of its own and nothing drawn since; given back as it was."""
    torch = pytest.importorskip("torch")
    state, threads = torch.get_rng_state(), torch.get_num_threads()
    torch.manual_seed(99)
    torch.set_num_threads(2)
    yield torch
    torch.set_rng_state(state)
    torch.set_num_threads(threads)


def test_pytorch_gets_seed_and_thread_from_start(torch):
    kernel.begin(5)
    assert (torch.initial_seed(), torch.get_num_threads()) == (5, 1)
    torch.rand(1)
    check_seeded()
    assert not torch.equal(torch.get_rng_state(), torch.Generator().manual_seed(5).get_state()), "seeded again"


def test_pytorch_that_comes_later_gets_both_before_the_first_record(torch, monkeypatch):
    with monkeypatch.context() as without:
        without.delitem(sys.modules, "torch")
        kernel.begin(5)
        check_seeded()
    assert torch.initial_seed() == 99
    check_seeded()
    assert (torch.initial_seed(), torch.get_num_threads()) == (5, 1)
    torch.rand(1)
    check_seeded()


def test_pytorch_that_drew_without_its_seed_is_refused(torch, monkeypatch):
    with monkeypatch.context() as without:
        without.delitem(sys.modules, "torch")
        kernel.begin(5)
    torch.rand(1)
    for _ in range(2):
        with pytest.raises(RuntimeError, match=r"^start: PyTorch was imported after start.*import torch above"):
            check_seeded()


def test_a_fresh_kernel_knows_nothing():
    kernel.begin(5)
    once("figure", "rise")
    kernel.forget()
    assert not kernel.STARTED and not kernel.RECORDED


def test_where_start_was_not_called_pytorch_is_left_alone(torch):
    torch.rand(1)
    check_seeded()
    assert torch.initial_seed() == 99


NUMBER = "from utils.book.claims import number\nnumber('error', {}, says='the error', between=(0, 1))"


def errors(cell):
    """What an executed cell ended with."""
    return [output.evalue for output in cell.outputs if output.output_type == "error"]


def test_in_a_real_kernel_a_cell_runs_again_and_another_is_refused(made, root):
    notebook = made.notebook(made.code(NUMBER.format(0.5)), made.code(NUMBER.format(0.6)))
    client = NotebookClient(notebook, timeout=60, allow_errors=True, resources={"metadata": {"path": str(root)}})
    first, second = notebook.cells
    with client.setup_kernel():
        for cell, index in ((first, 0), (second, 1), (first, 0)):
            client.execute_cell(cell, index)
    assert not errors(first) and first.outputs
    assert len(errors(second)) == 1 and "by another cell" in errors(second)[0]


@pytest.mark.parametrize("record", [
    "number('n', 1, says='x', near=1, tolerance=0)", "show(fig, 'rise', alt='A line that rises to one.')"])
def test_both_kinds_of_record_are_refused_from_pytorch_without_its_seed(record):
    pytest.importorskip("torch")
    code = ("import matplotlib; matplotlib.use('Agg')\nfrom utils.book.claims import number\n"
            "from utils.book.figures import plt, show\nfrom utils.book.start import start\nstart(seed=0)\n"
            "import torch\ntorch.rand(1)\nassert torch.get_num_threads() == 1\nfig, ax = plt.subplots(); ax.plot([0, 1])\n"
            f"ax.set(xlabel='x', ylabel='y')\n{record}")
    settings = {key: value for key, value in os.environ.items() if not key.endswith("_NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=settings)
    assert done.returncode == 1 and "RuntimeError: start: PyTorch was imported after" in done.stderr, done.stderr
