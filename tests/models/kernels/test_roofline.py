"""The roofline's arithmetic: operations as PyTorch counts them, bytes by hand, and bounds where they must be."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from utils.models.cells import LSTM
from utils.models.kernels import roofline, stages
from utils.models.kernels.roofline import (
    H100,
    Card,
    input_bytes,
    input_operations,
    least_batch,
    share,
    step_bytes,
    step_operations,
)

TOY = Card("toy", 100.0, 10.0, 64.0)  # ridge 10


@pytest.mark.parametrize("stage", [stages.by_gate, stages.fused, stages.hoisted])
def test_operations_are_those_that_pytorch_counts(stage):
    T, B, d, m = 5, 3, 7, 11
    with FlopCounterMode(display=False) as counted, torch.no_grad():
        stage(LSTM(d, m), torch.zeros(T, B, d))
    assert counted.get_total_flops() == T * step_operations(B, m) + input_operations(T, B, d, m)


def test_bytes_by_hand():
    assert step_bytes(1, 2) == 4 * (16 + 8 + 4)
    assert step_bytes(1, 2, weights=False) == 4 * 12
    assert input_bytes(3, 2, 5, 7) == 4 * (4 * 5 * 7 + 3 * 2 * (5 + 28))
    assert input_bytes(3, 2, 5, 7, hoisted=False) - input_bytes(3, 2, 5, 7) == 4 * 2 * 4 * 5 * 7


@pytest.mark.parametrize("work, expected", [((1000, 100, TOY), 1), ((1000, 200, TOY), 0.5), ((1000, 0, TOY, 10, 2), 0.5),
                                            ((1000, 200, TOY, 10, 4), 0.25), ((1000, 1, TOY), 1)])
def test_the_slowest_of_three_decides(work, expected):
    assert share(*work) == pytest.approx(expected)


@pytest.mark.parametrize("m", [61, 100, 1024, 4096])
def test_the_least_batch_is_the_first_that_reaches_the_peak(m):
    B = least_batch(m, H100)
    reached = [share(step_operations(n, m), step_bytes(n, m), H100) for n in (B - 1, B)]
    assert reached[0] < 1 and reached[1] == pytest.approx(1)
    assert least_batch(m, H100, weights=False) == 1


def test_a_small_layer_reaches_it_with_no_batch():
    assert least_batch(60, H100) is None and least_batch(60, H100, weights=False) is None
    assert share(step_operations(10**6, 60), step_bytes(10**6, 60), H100) < 1


def test_the_registers_hold_as_many_units_as_they_have_bytes_for():
    m = roofline.most_units(H100)
    assert 16 * m * m <= H100.registers < 16 * (m + 1) ** 2 and roofline.most_units(TOY) == 2


@pytest.mark.parametrize("call, name", [(lambda: step_operations(0, 1), "B"), (lambda: step_bytes(1, 0), "m"),
                                        (lambda: least_batch(0, H100), "m"), (lambda: share(1, float("nan"), H100), "moved")])
def test_a_bad_argument_is_named(call, name):
    with pytest.raises(ValueError, match=f"{name}: got"):
        call()
