"""The benchmark's contenders do the same work: the same outputs and gradients as the layers."""

import numpy as np
import pytest
import torch

from utils import layers
from utils.bench import layers as bench
from utils.bench import plain, torch_loops

KINDS = list(torch_loops.GATES)
T, B, D, M = 5, 3, 4, 6


@pytest.fixture(params=KINDS)
def problem(request):
    rng = np.random.default_rng(0)
    layer = getattr(layers, request.param)(D, M)
    for p in layer.parameters.values():
        p += 0.3 * rng.standard_normal(p.shape)
    x, G = rng.standard_normal((T, B, D)), rng.standard_normal((T, B, M))
    outputs, _ = layer.forward(x)
    d_x, _ = layer.backward(G)
    return request.param, layer, x, G, outputs, d_x


def test_gate_by_gate_equals_the_layer(problem):
    kind, layer, x, G, outputs, d_x = problem
    found, found_d_x, gradients = plain.NUMPY[kind](layer.parameters, x, G)
    np.testing.assert_allclose(found, outputs, rtol=1e-12)
    np.testing.assert_allclose(found_d_x, d_x, rtol=1e-9, atol=1e-12)
    assert gradients.keys() == layer.gradients.keys()
    for name, g in layer.gradients.items():
        np.testing.assert_allclose(gradients[name], g, rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("loop", [torch_loops.fused, torch_loops.by_gate])
def test_both_torch_loops_equal_the_layer(problem, loop):
    kind, layer, x, G, outputs, d_x = problem
    p = {name: torch.tensor(value, requires_grad=True) for name, value in layer.parameters.items()}
    x = torch.tensor(x, requires_grad=True)
    found = loop(kind, p, x)
    found.backward(torch.tensor(G))
    np.testing.assert_allclose(found.detach(), outputs, rtol=1e-12)
    np.testing.assert_allclose(x.grad, d_x, rtol=1e-9, atol=1e-12)
    for name, g in layer.gradients.items():
        np.testing.assert_allclose(p[name].grad, g, rtol=1e-9, atol=1e-12, err_msg=name)


def test_a_row_of_the_table_comes_from_a_real_measurement(problem):
    kind = problem[0]
    times = bench.measure(bench.contenders(kind, (3, 2, 4, 5)), rounds=2)
    row = bench.report(kind, (3, 2, 4, 5), times)
    assert all(seconds > 0 for seconds in times.values())
    assert row.count("|") == 8 and row.startswith(f"| {kind} (3, 2, 4, 5)")


def test_the_machine_is_named_with_versions_and_kernels(monkeypatch):
    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    monkeypatch.setenv("OPENBLAS_L2_SIZE", "512")
    line = bench.machine()
    assert np.__version__ in line and torch.__version__ in line
    assert "OPENBLAS_L2_SIZE" in line and "CORETYPE" not in line
