"""GPU code without a GPU: every PyTorch model runs forward, backward and a training step on PyTorch's device of mere shapes.

A new model joins with an entry in `MODELS`; a test fails for one without. Not seen here: what the values are, speed, and code
that only runs where CUDA is.
"""

import importlib
import pkgutil
import types
from functools import partial

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

import utils.models
from utils.models import (
    attention,
    cells,
    characters,
    convolutions,
    linear,
    mirrors,
    streaming,
    trackers,
    translators,
    wake_word,
    writers,
)
from utils.training import torch_step

T, B, D, M = 4, 5, 2, 3
LENGTHS = np.array([4, 0, 2, 1, 3])


def meta(*shape):
    """A tensor of the device `meta`."""
    return torch.zeros(*shape, device="meta")


def symbols(*shape, dtype=torch.int64):
    """Zeros, which are symbols or truth values, of the device `meta`."""
    return torch.zeros(*shape, dtype=dtype, device="meta")


def cell_calls(state):
    """The ways to call a cell."""
    x = meta(T, B, D)
    return [(x,), (x, state), (x, None, LENGTHS), (x, state, torch.tensor(LENGTHS))]


def moved(make):
    """A model that is made on the processor and then moved, as `to` does it."""
    return lambda device: make().to(device)


def complex_state():
    """A state of complex numbers of the device `meta`."""
    return torch.zeros(B, M, dtype=torch.complex64, device="meta")


MODELS = {  # of each class: how to make one on a device, and argument lists to call it with
    cells.RNN: [(partial(cells.RNN, D, M), cell_calls(meta(B, M)))],
    cells.LSTM: [(partial(cells.LSTM, D, M, forget_bias=1.0), cell_calls((meta(B, M), meta(B, M))))],
    cells.GRU: [(partial(cells.GRU, D, M, variant=v), cell_calls(meta(B, M))) for v in ("reset_after", "reset_before")],
    writers.Writers: [(partial(writers.Writers, (0, 1), 4, M), [
        (symbols(T, 2, B), symbols(T, 2, B), symbols(T, 2, B, dtype=torch.bool), symbols(T, 2, B))])],
    translators.Translators: [(partial(translators.Translators, (0, 1), 5, 4, M), [
        (symbols(T, 2, B), symbols(T, 2, B), symbols(T, 2, B, dtype=torch.bool))])],
    attention.Attenders: [(partial(attention.Attenders, kind, (0, 1), 5, 4, M), [
        (symbols(T, 2, B), symbols(T, 2, B), symbols(T, 2, B, dtype=torch.bool))]) for kind in attention.KINDS],
    characters.CharacterModel: [(moved(partial(characters.CharacterModel, kind, 4, M)), [(symbols(T, B),)])
                                for kind in ("GRU", "LSTM")],
    wake_word.Spotter: [(moved(wake_word.Spotter), [(meta(T, B, 40),), (meta(T, B, 40), meta(1, B, wake_word.UNITS))])],
    wake_word.Window: [(moved(wake_word.Window), [(meta(T, B, 40),), (meta(T, B, 40), meta(59, B, 40))])],
    linear.MinGRU: [(partial(linear.MinGRU, D, M, signed=signed), cell_calls(meta(B, M))) for signed in (False, True)],
    linear.MinLSTM: [(partial(linear.MinLSTM, D, M), cell_calls(meta(B, M)))],
    mirrors.Mirrors: [(partial(mirrors.Mirrors, D, M), cell_calls(None))],
    linear.Rotation: [(partial(linear.Rotation, D, M), cell_calls(complex_state()))],
    streaming.CausalAttention: [(partial(streaming.CausalAttention, 4, 2), [(meta(T, B, 4),)])],
    convolutions.Causal: [(partial(convolutions.Causal, D, M, 2, (1, 2)), [(meta(T, B, D),)])],
    convolutions.Framed: [(partial(convolutions.Framed, D, M, 2), [(meta(T, B, D),)])],
    convolutions.Pooled: [(partial(convolutions.reader, body, pool), [(meta(8 * T, B, 1),)])
                          for body in convolutions.BODIES for pool in convolutions.POOLS],
    convolutions.Stepwise: [(partial(convolutions.writer, body, D, 1), [(meta(T, B, D),)]) for body in convolutions.BODIES],
    trackers.Tracker: [(partial(trackers.Tracker, kind, 2, M, 2, layers=2), [(symbols(T, B),)])
                       for kind in trackers.RECURRENCES],
}
BASES = {cells.Cell, linear.LinearRecurrence}  # made to be inherited from; nobody runs them
CASES = [pytest.param(make, arguments, id=f"{model.__name__}-{i}-{k}") for model, ways in MODELS.items()
         for i, (make, calls) in enumerate(ways) for k, arguments in enumerate(calls)]


class OneDevice(TorchDispatchMode):
    """Refuses an operation on tensors of two devices, as CUDA does; `meta` alone lets some pass, such as products of matrices.

    A single number may lie on the processor, and copying is what brings a tensor over.
    """

    MAY_MIX = (torch.ops.aten._to_copy.default, torch.ops.aten.copy_.default)

    def __torch_dispatch__(self, operation, kinds, args=(), kwargs=None):
        tensors = [part for part in tree_leaves((args, kwargs)) if isinstance(part, torch.Tensor) and part.dim() > 0]
        devices = {tensor.device.type for tensor in tensors}
        if len(devices) > 1 and operation not in self.MAY_MIX:
            raise RuntimeError(f"{operation}: got tensors on {' and '.join(sorted(devices))}, expected one device")
        return operation(*args, **(kwargs or {}))


def loss_of(model, arguments):
    """A number that depends on all outputs."""
    return sum(output.abs().square().mean() for output in tree_leaves(model(*arguments)) if output is not None)


def run(model, arguments):
    """Forward and backward; every output and gradient must have stayed on the device."""
    with OneDevice():
        loss = loss_of(model, arguments)
        loss.backward()
    for name, tensor in [("the loss", loss), *((name, p.grad) for name, p in model.named_parameters())]:
        assert tensor is not None and tensor.device.type == "meta", name


def classes_in(modules):
    """The PyTorch modules that are defined in these Python modules."""
    found = {thing for module in modules for thing in vars(module).values()
             if isinstance(thing, type) and thing.__module__ == module.__name__}
    return {thing for thing in found if issubclass(thing, torch.nn.Module)}


def without_entry(modules):
    """The names of the models that nobody runs here."""
    return sorted(f"{c.__module__}.{c.__name__}" for c in classes_in(modules) - set(MODELS) - BASES)


def test_every_model_has_an_entry():
    names = [found.name for found in pkgutil.walk_packages(utils.models.__path__, "utils.models.")]
    names.remove("utils.models.kernels.in_triton")  # kernels, no models, and it needs Triton
    assert without_entry(map(importlib.import_module, names)) == []


def test_a_model_without_an_entry_is_named():
    module = types.ModuleType("utils.models.made")
    module.Forgotten = type("Forgotten", (torch.nn.Module,), {"__module__": "utils.models.made"})
    module.Imported, module.function = cells.RNN, print
    assert without_entry([module, cells]) == ["utils.models.made.Forgotten"]


@pytest.mark.parametrize("make, arguments", CASES)
def test_forward_and_backward_stay_on_the_device(make, arguments):
    run(make(device="meta"), arguments)


@pytest.mark.parametrize("make, arguments", CASES)
@pytest.mark.parametrize("optimiser", [partial(torch.optim.SGD, lr=0.1, momentum=0.9), partial(torch.optim.Adam, lr=0.1)],
                         ids=["SGD", "Adam"])
def test_a_training_step_stays_on_the_device(monkeypatch, make, arguments, optimiser):
    monkeypatch.setattr(torch.Tensor, "item", lambda self: 1.0)  # what the step reads is a number, and `meta` has none
    model = make(device="meta")
    with OneDevice():
        assert torch_step(partial(loss_of, model), optimiser(model.parameters()), clip=1.0)(arguments) == 1.0
    assert all(p.device.type == p.grad.device.type == "meta" for p in model.parameters())


class StartsOnTheProcessor(cells.RNN):
    """Its state of zeros names no device."""

    def forward(self, x, initial=None, lengths=None):
        return super().forward(x, torch.zeros(x.shape[1], self.hidden_size), lengths)


class StepsOnTheProcessor(cells.LSTM):
    """Its step makes a tensor that names no device."""

    def step(self, x, h, c):
        h, c = super().step(x, h, c)
        return h + torch.zeros(*h.shape), c


class MultipliesByTheProcessor(cells.GRU):
    """The same in a product, which `meta` alone does not see."""

    def step(self, x, h):
        return super().step(x, h) @ torch.eye(self.hidden_size)


class StaysOnTheProcessor(cells.RNN):
    """One of its parameters, a single number, does not go to the device."""

    def __init__(self, *sizes, device=None):
        super().__init__(*sizes, device=device)
        self.scale = torch.nn.Parameter(torch.ones(()))

    def forward(self, x, initial=None, lengths=None):
        outputs, final = super().forward(x, initial, lengths)
        return outputs * self.scale, final


class Doubled(torch.autograd.Function):
    """Doubles, and its backward pass makes a tensor that names no device."""

    @staticmethod
    def forward(ctx, x):
        return 2 * x

    @staticmethod
    def backward(ctx, d_y):
        return d_y @ (2 * torch.eye(d_y.shape[-1]))


class GoesBackOnTheProcessor(cells.RNN):
    """Its fault is in the backward pass only."""

    def forward(self, x, initial=None, lengths=None):
        outputs, final = super().forward(x, initial, lengths)
        return Doubled.apply(outputs), final


class ForgetsAParameter(cells.RNN):
    """A parameter has no part in what comes out."""

    def __init__(self, *sizes, device=None):
        super().__init__(*sizes, device=device)
        self.unused = torch.nn.Parameter(torch.ones(2, device=device))


@pytest.mark.parametrize("careless, error, message", [
    (StartsOnTheProcessor, RuntimeError, "got tensors on cpu and meta"),
    (StepsOnTheProcessor, RuntimeError, "got tensors on cpu and meta"),
    (MultipliesByTheProcessor, RuntimeError, "got tensors on cpu and meta"),
    (GoesBackOnTheProcessor, RuntimeError, "got tensors on cpu and meta"),
    (StaysOnTheProcessor, NotImplementedError, "Cannot copy out of meta tensor"),
    (ForgetsAParameter, AssertionError, "unused"),
])
def test_what_is_left_on_the_processor_fails(careless, error, message):
    with pytest.raises(error, match=message):
        run(careless(D, M, device="meta"), (meta(T, B, D),))
