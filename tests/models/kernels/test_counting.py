"""Operations are counted right: by hand on small functions, and a second way, as PyTorch dispatches them."""

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from utils.models.cells import LSTM
from utils.models.kernels import stages, whole
from utils.models.kernels.counting import operations, per_step


@pytest.mark.parametrize("function, names", [
    (lambda x: x + x, ["add"]),
    (lambda x: x @ x, ["mm"]),
    (lambda x: torch.nn.functional.linear(x, x, x[0]), ["linear"]),
    (lambda x: x.T[0].view(3, 1).expand(3, 2).unbind(), []),
    (lambda x: torch.empty_like(x), []),
    (lambda x: [x.tanh() for _ in range(3)], ["tanh"] * 3),
    (lambda x: torch.stack([x, x]), ["stack"]),
])
def test_by_hand(function, names):
    x = torch.ones(3, 3)
    assert operations(lambda: function(x)) == names


def test_a_kernel_with_a_name_of_its_own_counts_once():
    def kernel():
        with torch.profiler.record_function("triton::mine"):
            torch.ones(3) + 1

    assert operations(kernel) == ["triton::mine"]


class Dispatched(TorchDispatchMode):
    """Counts what reaches a device below autograd, views and bare memory left out."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, operation, kinds, args=(), kwargs=None):
        name = operation.name()
        self.count += not (operation.is_view or "empty" in name or "detach" in name)
        return operation(*args, **(kwargs or {}))


@pytest.mark.parametrize("stage, forward", [(stages.by_gate, 26), (stages.fused, 9), (stages.hoisted, 8), (whole.whole, 9)])
def test_the_stages_per_step_by_two_ways(stage, forward):
    cell = LSTM(2, 3)

    def dispatched(T):
        x = torch.randn(T, 2, 2)
        with Dispatched() as seen:
            stage(cell, x)
        return seen.count

    def make(T):
        x = torch.randn(T, 2, 2)
        return lambda: stage(cell, x)

    assert per_step(make) == forward == (dispatched(7) - dispatched(3)) / 4


def test_counts_need_steps():
    with pytest.raises(ValueError, match="few"):
        per_step(lambda T: None, few=0)
    with pytest.raises(ValueError, match="more: got 3"):
        per_step(lambda T: None, few=3, more=3)
