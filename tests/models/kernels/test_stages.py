"""Each stage of the LSTM is the cell's loop, forward and backward: random shapes, initial states, lengths, two precisions."""

import dataclasses
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.models.kernels.stage_problem import SHAPES, TOLERANCE, problem
from tests.models.test_meta import LENGTHS, B, D, M, OneDevice, T, meta
from utils.models.cells import LSTM
from utils.models.kernels import stages, whole
from utils.models.kernels.comparing import error, misread, outcome
from utils.models.kernels.counting import graph_nodes, operations

STAGES = {**stages.STAGES, "whole": whole.whole}
each_stage = pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)


@each_stage
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", TOLERANCE, ids=str)
@pytest.mark.parametrize("ragged", [False, True])
def test_every_stage_is_the_loop_forward_and_backward(stage, shape, dtype, ragged):
    assert len(outcome(stage, *problem(shape, ragged))) == 3 + 3 + 12
    assert error(stage, *problem(shape, ragged), dtype=dtype) < TOLERANCE[dtype]


@each_stage
@given(shape=st.tuples(st.integers(1, 6), st.integers(1, 5), st.integers(1, 4), st.integers(1, 9)), ragged=st.booleans())
def test_and_for_any_shape(stage, shape, ragged):
    assert error(stage, *problem(shape, ragged)) < 1e-10


@each_stage
def test_without_an_initial_state_a_stage_starts_at_zero(stage):
    cell, x = LSTM(2, 7), torch.randn(5, 3, 2)
    zeros = stage(cell, x, (torch.zeros(3, 7), torch.zeros(3, 7)))
    torch.testing.assert_close(stage(cell, x), zeros)


@each_stage
@pytest.mark.parametrize("arguments, message", [
    ((torch.zeros(2, 3),), "x: got shape"),
    ((torch.zeros(2, 3, 2), (torch.zeros(3, 4), torch.zeros(3, 4))), "initial: got shape"),
    ((torch.zeros(2, 3, 2), None, np.array([1, 2, 9])), "lengths"),
])
def test_a_bad_argument_is_named(stage, arguments, message):
    with pytest.raises(ValueError, match=message):
        stage(LSTM(2, 7), *arguments)


@pytest.mark.parametrize("stage", [stages.fused, stages.hoisted, whole.whole])
@pytest.mark.parametrize("lengths", [None, LENGTHS])
def test_a_stage_stays_on_its_device(stage, lengths):
    cell = LSTM(D, M, device="meta")
    with OneDevice():
        outputs, (h, c) = stage(cell, meta(T, B, D), (meta(B, M), meta(B, M)), lengths)
        (outputs.sum() + h.sum() + c.sum()).backward()
    assert all(p.grad.device.type == "meta" for p in cell.parameters())


def test_the_way_back_through_a_step_is_that_of_autograd():
    torch.manual_seed(0)
    a, h, c, d_h, d_c = (torch.randn(3, n, dtype=torch.float64) for n in (20, 5, 5, 5, 5))
    a.requires_grad_(), c.requires_grad_()
    gates, new_h, new_c = whole.step(a, h, c)
    expected = torch.autograd.grad((new_h * d_h + new_c * d_c).sum(), (a, c))
    d_a, past, d_before = whole.step_back(d_h / 4, 3 * d_h / 4, d_c, gates, c, new_c)
    torch.testing.assert_close((d_a, d_before), expected)
    assert past is None


def test_the_whole_makes_no_product_for_the_weights_inside_its_way_back():
    def products(stage, T):
        cell, x = LSTM(2, 3), torch.randn(T, 2, 2)
        return sum(name in ("mm", "addmm") for name in operations(lambda: stage(cell, x)[0].sum().backward()))

    assert products(whole.whole, 9) - products(whole.whole, 5) == 4 * 2
    assert products(stages.hoisted, 9) - products(stages.hoisted, 5) == 4 * 3


def test_the_compiler_takes_the_loop_whole_and_computes_the_same():
    compiled = torch.compile(stages.hoisted, backend="aot_eager", fullgraph=True)  # a break in the graph would be an error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert error(compiled, *problem(SHAPES[0], False)) < 1e-10


def test_a_compiled_loop_is_unrolled():
    cell = LSTM(2, 3)
    sizes = [graph_nodes(stages.hoisted, cell, torch.zeros(T, 1, 2)) for T in (2, 3, 4)]
    assert all(len(size) == 1 for size in sizes)
    assert sizes[2][0] - sizes[1][0] == sizes[1][0] - sizes[0][0] > 5


@each_stage
def test_a_mistake_shows(stage):
    layer, given = problem(SHAPES[0], True)
    assert error(misread(stage), layer, given) > 0.1
    late = dataclasses.replace(given, lengths=np.minimum(given.lengths + 1, 5))
    both = [outcome(stage, layer, each)[0] for each in (given, late)]
    assert (both[0] - both[1]).abs().max() > 0.1


def test_a_cuda_graph_is_refused_elsewhere():
    with pytest.raises(ValueError, match="x: got a tensor on 'cpu'"):
        stages.replayed(stages.hoisted, LSTM(2, 3), torch.zeros(1, 1, 2))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="a CUDA graph needs a GPU")
def test_a_replayed_graph_computes_the_same():
    cell, x = LSTM(2, 3, device="cuda"), torch.randn(5, 4, 2, device="cuda")
    replay = stages.replayed(stages.hoisted, cell, torch.zeros_like(x))
    torch.testing.assert_close(replay(x)[0], cell(x)[0], rtol=0, atol=1e-5)
