"""GPU code without a GPU: what the labs that pick a device do on it runs on PyTorch's device of mere shapes.

The functions are taken from the notebooks, with the labs' own imports; a test fails for one that is neither run nor left out
with a reason. Labs that pick no device compute on the processor; of theirs, a few that take tensors of any are run too.
"""

import ast
from functools import partial

import nbformat
import numpy as np
import pytest
import torch

from tests.models.test_meta import OneDevice, meta, symbols
from tests.paths import LABS
from utils.layers import RNN
from utils.models import translators

T, B, D, M, S = 4, 3, 2, 5, 2
META = torch.device("meta")
NAMED = {"DEVICE", "PROOF_DEVICE", "torch", "nn", "cells", "stages"}  # who uses one of these handles tensors


def trees(lab):
    """The statements of a lab's code cells."""
    path = next(path for path in LABS if path.stem.startswith(lab))
    cells = nbformat.read(path, as_version=4).cells
    own = [cell.source for cell in cells if cell.cell_type == "code" and "colab" not in cell.metadata.get("tags", [])]
    return [node for source in own for node in ast.parse(source).body]


def is_definition(node):
    return isinstance(node, ast.FunctionDef | ast.ClassDef)


def room(lab, **given):
    """What a lab imports and defines, in a dict; the devices are `meta`, and other names as given."""
    kept = [node for node in trees(lab) if is_definition(node) or isinstance(node, ast.Import | ast.ImportFrom)]
    names = {"DEVICE": META, "PROOF_DEVICE": META} | given
    exec(compile(ast.Module(kept, type_ignores=[]), lab, "exec"), names)
    return names | given


def back(outputs):
    """A backward pass from all that a function gave."""
    parts = torch.utils._pytree.tree_leaves(outputs)
    assert {part.device.type for part in parts} == {"meta"}
    sum(part.sum() for part in parts).backward()


def leaf(*shape):
    """A tensor of the device that wants a gradient."""
    return meta(*shape).requires_grad_()


def parameters(gates, more=()):
    """A gated cell's parameters by name."""
    shapes = {name + g: shape for g in gates for name, shape in (("W_h", (M, M)), ("W_x", (M, D)), ("b_", (M,)))}
    return {name: leaf(*shape) for name, shape in shapes.items()} | {name: leaf(M) for name in more}


def training():
    """Lab 3c's training in PyTorch, three updates."""
    batches = [(np.zeros((T, B, 2)), np.zeros((B, 1))) for _ in range(3)]
    room("03c", m=M)["torch_training"](batches, clip=1.0)


def loop_and_layer():
    """Lab 3c's contenders, forward and backward."""
    loop, layer, x = room("03c")["contenders"](T, B, D, M)
    for module in (loop, layer):
        back(module(x)[0])


def to_torch():
    """Lab 2b's way from NumPy to the device."""
    pairs = {"weight_ih_l0": "W_xh", "weight_hh_l0": "W_hh", "bias_ih_l0": "b_h"}
    module = room("02b", PAIRS=pairs)["to_torch"](RNN(D, M), META)
    back(module(meta(T, B, D).double())[0])


def of_lab_7d(name, *arguments):
    """A function of lab 7d with gradients."""
    names = room("07d", d=D, m=M, B=B, W_x=leaf(4 * M, D), W_h=leaf(4 * M, M), b=leaf(4 * M))
    back(names[name](*arguments))


def passes():
    """Lab 7d's passes through a stage."""
    from utils.models import cells
    from utils.models.kernels import stages

    names = room("07d", B=B, d=D, cell=cells.LSTM(D, M, device=META, dtype=torch.float64))
    for backward in (False, True):
        names["passes"](stages.hoisted, backward)(T)()


def of_translators():
    """Lab 6e's contexts without padding, and its translations."""
    networks, names = translators.Translators((0, 1), 4, 4, M, device=META), room("06e")
    names["alone"](networks, symbols(T, S, B), np.full((S, B), T))
    names["translated"](networks, symbols(T, S, B), symbols(S, B) + 2, symbols(T, S, B))


PATHS = {
    "02b/rnn_loop": lambda: back(room("02b")["rnn_loop"](meta(T, B, D), meta(B, M), leaf(M, M), leaf(M, D), leaf(M))),
    "02b/to_torch": to_torch,
    "03c/lstm_loop": lambda: back(room("03c")["lstm_loop"](meta(T, B, D), meta(B, M), meta(B, M), parameters("ifog"))),
    "03c/gru_loop": lambda: back(room("03c")["gru_loop"](meta(T, B, D), meta(B, M), parameters("rzn", ["b_hn"]))),
    "03c/torch_training": training,
    "03c/contenders": loop_and_layer,
    "06e/alone, translated": of_translators,
    "07a/Dilated": lambda: back(room("07a")["Dilated"](D, 3).to(META)(meta(T, B, D))),
    "07d/fused_step": partial(of_lab_7d, "fused_step", meta(B, D), meta(B, M), meta(B, M)),
    "07d/hoisted_loop": partial(of_lab_7d, "hoisted_loop", meta(T, B, D), leaf(4 * M, D), leaf(4 * M, M), leaf(4 * M)),
    "07d/way_back": partial(of_lab_7d, "way_back", leaf(B, M), leaf(B, M), meta(B, 4 * M), meta(B, M), meta(B, M)),
    "07d/passes": passes,
}
LEFT_OUT = {
    "compares numbers": ["02b/everything", "02b/leaks", "03c/compare", "03c/round_trip_gap", "03c/trial", "03c/packed_gap"],
    "computes on the processor only": ["03c/outputs_of", "03c/clip_by_torch", "03c/passes", "06a/states"],
    "times what others do": ["02b/seconds", "03c/seconds", "07d/seconds"],
    "counts what others do": ["07d/arithmetic"],
    "is `torch_step` on a module": ["02b/by_autograd"],
}


def picking():
    """The labs that pick a device."""
    return [path.stem[:3] for path in LABS if "cuda.is_available" in path.read_text(encoding="utf-8")]


def handling(lab):
    """The functions and classes of a lab that handle tensors."""
    def names(node):
        return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}

    return {f"{lab}/{node.name}" for node in trees(lab) if is_definition(node) and NAMED & names(node)}


def test_every_function_of_a_lab_that_picks_a_device_is_run_or_left_out_for_a_reason():
    left_out = {name for names in LEFT_OUT.values() for name in names}
    assert not left_out & set(PATHS)
    assert {name for lab in picking() for name in handling(lab)} == left_out | {name for name in PATHS if name[:3] in picking()}


@pytest.mark.filterwarnings("ignore:for .* copying from a non-meta parameter")
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_path_stays_on_the_device(monkeypatch, path):
    monkeypatch.setattr(torch.Tensor, "item", lambda self: 1.0)
    with OneDevice():
        path()


def test_a_loop_that_starts_on_the_processor_fails():
    loop = room("02b")["rnn_loop"]
    with OneDevice(), pytest.raises(RuntimeError, match="got tensors on cpu and meta"):
        loop(meta(T, B, D), torch.zeros(B, M), leaf(M, M), leaf(M, D), leaf(M))


