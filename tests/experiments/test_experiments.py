"""What the experiments are made of: layers of equal size, starts and gates that are what they are called, held-out texts."""

import numpy as np
import pytest

from utils.experiments import gpu_kernels, gpu_steps, parity, reber, recall
from utils.layers import KINDS


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
@pytest.mark.parametrize("d", [2, 64])
def test_layers_are_counted_as_they_are_and_come_close_to_the_budget(kind, d):
    m = recall.hidden_size(kind, d, 9_800)
    sizes = [sum(p.size for p in KINDS[kind](d, k).parameters.values()) for k in (m - 1, m, m + 1)]
    assert KINDS[kind].count(d, m) == sizes[1]
    assert abs(sizes[1] - 9_800) == min(abs(size - 9_800) for size in sizes)


def test_starts_are_what_they_are_called():
    identity, orthogonal = (recall.layer_of("RNN", 2, 8, start, 0).parameters["W_hh"] for start in ("identity", "orthogonal"))
    np.testing.assert_array_equal(identity, np.eye(8))
    np.testing.assert_allclose(orthogonal @ orthogonal.T, np.eye(8), atol=1e-5)
    assert recall.layer_of("GRU", 2, 8, 3, 0).parameters["b_z"].tolist() == [3] * 8
    assert recall.layer_of("LSTM", 2, 8, 3, 0).parameters["b_f"].tolist() == [3] * 8


def test_without_the_gate_nothing_is_forgotten_and_training_cannot_bring_the_gate_back():
    trial = {"gate": False, "carried": True, "rate": 0.01, "steps": 30, "seed": 0, "units": 8, "window": 20, "batch": 4}
    before = reber.network(trial).layer
    after = reber.losses(trial)[0].layer
    for name in ("W_hf", "W_xf", "b_f"):
        np.testing.assert_array_equal(before.parameters[name], after.parameters[name])
    assert np.any(before.parameters["W_hi"] != after.parameters["W_hi"])
    x = np.zeros((50, 1, 7), np.float32)
    after.parameters["b_i"][:] = -40
    _, (_, c) = after.forward(x, (np.zeros((1, 8), np.float32), np.full((1, 8), 0.7, np.float32)))
    np.testing.assert_array_equal(c, np.full((1, 8), 0.7, np.float32))


def test_plays_are_cut_into_columns_that_read_on():
    inputs, targets, lengths = parity.held_out("plays", "validation")
    assert inputs.shape == targets.shape and (lengths == len(inputs)).all()
    np.testing.assert_array_equal(inputs[1:], targets[:-1])
    window, following, _ = parity.drawer("plays", 4, np.random.default_rng(0))()
    np.testing.assert_array_equal(window[1:], following[:-1])
    _, texts = parity.play_texts()
    assert not any(texts[part][:2_000] in texts["training"] for part in ("validation", "test"))


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_the_gpu_experiment_runs_on_a_processor_too(kind):
    trial = {"kind": kind, "T": 3, "B": 2, "d": 2, "m": 4, "device": "cpu", "rounds": 2}
    found = gpu_steps.run(trial)
    assert found["loop_over_layer"] == pytest.approx(found["loop_ms"] / found["layer_ms"])
    assert set(found) == {"loop_ms", "layer_ms", "loop_over_layer"} and min(found.values()) > 0


def test_the_stages_are_timed_on_a_processor_too():
    trial = {"T": 3, "B": 2, "m": 4, "device": "cpu", "rounds": 2, "product": 8}
    found = gpu_kernels.run(trial)
    names = {"gate by gate", "gates fused", "input hoisted", "layer"}
    assert set(found) == {"peak_tflops"} | {f"{name}_{what}" for name in names for what in ("ms", "share")}
    for name in names:
        operations = 3 * 8 * 2 * 4 * (4 + 4)
        assert found[f"{name}_share"] * found["peak_tflops"] * 1e9 * found[f"{name}_ms"] == pytest.approx(operations)


def test_the_stages_trials_are_every_batch_and_size():
    found = gpu_kernels.trials(gpu_kernels.SETTINGS, [])
    assert len({(trial["B"], trial["m"]) for trial in found}) == len(found) == 16
