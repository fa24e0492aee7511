"""The Triton kernels are the cell's loop. Without a GPU Triton's interpreter runs them, which shows no race and no speed.

Triton's compiler needs no GPU either: it says what each kernel takes of an H100, and whether there is so much.
"""

import importlib.util
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import torch

from tests.models.kernels import compiled
from tests.models.kernels.stage_problem import SHAPES, TOLERANCE, problem
from tests.paths import ROOT
from utils.models.cells import LSTM
from utils.models.kernels import whole
from utils.models.kernels.comparing import error, outcome
from utils.models.kernels.counting import operations, per_step

MISSING = "Triton is not installed: pip install -r labs/kernels.txt"
with_triton = pytest.mark.skipif(importlib.util.find_spec("triton") is None, reason=MISSING)
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


@pytest.fixture
def kernels():
    return importlib.import_module("utils.models.kernels.in_triton")


cases = [pytest.mark.parametrize("shape", SHAPES), pytest.mark.parametrize("dtype", TOLERANCE, ids=str),
         pytest.mark.parametrize("ragged", [False, True])]


def every_case(test):
    for mark in cases:
        test = mark(test)
    return test


@with_triton
@every_case
def test_the_pointwise_kernels_are_the_loop_forward_and_backward(shape, dtype, ragged):
    given = problem(shape, ragged)
    assert len(outcome(whole.in_triton(), *given, device=DEVICE)) == 3 + 3 + 12
    assert error(whole.in_triton(), *given, dtype=dtype, device=DEVICE) < TOLERANCE[dtype]


@with_triton
@every_case
def test_the_persistent_kernel_is_the_loop_forward(kernels, shape, dtype, ragged):
    assert error(kernels.persistent, *problem(shape, ragged), dtype=dtype, device=DEVICE) < TOLERANCE[dtype]


MISTAKES = {  # a fragment of the kernels, what stands there instead, and which of them notices
    "write gate for keep gate": ("after = f * before + i * g", "after = f * before + f * g", "pointwise"),
    "half a tanh": ("tl.exp(-2 * x)", "tl.exp(-x)", "pointwise"),
    "a slope left out": ("d_o = d * shown * o * (1 - o)", "d_o = d * shown * o", "pointwise"),
    "no carry of dC": ("through = later + d * o", "through = d * o", "pointwise"),
    "an ended sequence's gradient lost": ("tl.where(runs, 0.0, d)", "tl.where(runs, 0.0, 0.0)", "pointwise"),
    "a sequence one step too long": ("(t < length)", "(t <= length)", "persistent"),
    "W_h not transposed": ("(gate * m + units[None, :]) * m + units[:, None]",
                           "(gate * m + units[:, None]) * m + units[None, :]", "persistent"),
    "a gate's neighbour": ("sums(h, now, W_h, 2,", "sums(h, now, W_h, 3,", "persistent"),
}


@with_triton
@pytest.mark.parametrize("before, after, kernel", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_kernel_shows(tmp_path, kernels, before, after, kernel):
    source = Path(kernels.__file__).read_text(encoding="utf-8")
    assert source.count(before) == 1
    (tmp_path / "mistaken.py").write_text(source.replace(before, after), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("mistaken", tmp_path / "mistaken.py")
    mistaken = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(mistaken)
    stage = {"pointwise": partial(whole.whole, kernels=(mistaken.step, mistaken.step_back)), "persistent": mistaken.persistent}
    assert error(stage[kernel], *problem((5, 6, 2, 7), True), device=DEVICE) > 1e-3


@with_triton
def test_columns_that_do_not_lie_side_by_side_are_read_right(kernels):
    """A state taken as part of a larger tensor has other strides than the kernels expect."""
    cell, x = LSTM(2, 5).to(DEVICE), torch.randn(2, 3, 2, device=DEVICE)
    wide = torch.randn(3, 10, device=DEVICE)
    initial = wide[:, ::2], wide[:, 1::2]
    expected = cell(x, initial)[0]
    for stage in (whole.in_triton(), kernels.persistent):
        torch.testing.assert_close(stage(cell, x, initial)[0], expected, rtol=0, atol=1e-5)


@with_triton
def test_no_number_comes_from_beyond_a_tensors_end(kernels):
    """The kernels' blocks are larger than these tensors; what stands behind them is NaN."""
    a, h, c = (torch.full((4, n), torch.nan, device=DEVICE) for n in (12, 3, 3))
    for part in (a, h, c):
        part[:2] = 0.5
    for found, expected in zip(kernels.step(a[:2], h[:2], c[:2]), whole.step(a[:2], h[:2], c[:2]), strict=True):
        torch.testing.assert_close(found, expected)


@with_triton
def test_launches_per_step(kernels):
    def call(stage, backward):
        cell = LSTM(2, 3).to(DEVICE)

        def make(T):
            x = torch.randn(T, 2, 2, device=DEVICE)
            return lambda: stage(cell, x)[0].sum().backward() if backward else stage(cell, x)
        return make

    assert per_step(call(whole.in_triton(), False)) == 2
    assert per_step(call(whole.in_triton(), True)) == 4
    assert per_step(call(kernels.persistent, False)) == 0
    assert operations(call(kernels.persistent, False)(5)).count("triton::persistent_kernel") == 1


@with_triton
@pytest.mark.skipif(sys.platform != "linux", reason="Triton's compiler for CUDA comes with its builds for Linux only")
def test_every_kernel_compiles_for_a_card_and_fits_its_shared_memory_and_nearly_its_registers():
    done = subprocess.run([sys.executable, "-m", compiled.__name__], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) == 2 * (2 * 2 + 3)
    assert all(takes["shared"] <= compiled.SHARED for takes in found.values())
    assert all(takes["stack"] <= 512 for takes in found.values())  # bytes of a thread's numbers that its registers do not hold


@with_triton
def test_too_many_units_for_one_program_are_refused(kernels):
    with pytest.raises(ValueError, match="cell: got 65 units, expected at most 64"):
        kernels.persistent(LSTM(1, 65), torch.zeros(1, 1, 1))


def test_without_triton_the_pip_command_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "triton", None)
    with pytest.raises(ImportError, match=r"triton.*pip install triton=="):
        whole.in_triton()
