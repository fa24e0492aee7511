"""The experiments themselves, on trials of a second: what they return, and that equal means equal."""

import numpy as np
import pytest

from utils.experiments import gpu_steps, parity, reber, recall, running
from utils.layers import KINDS, RNN, Affine, Network
from utils.training.loops import finite

ADDING = {"task": "adding", "length": 6, "kind": "GRU", "start": 1, "rate": 0.01, "seed": 0, "parameters": 300, "batch": 20,
          "steps": 100, "clip": 1.0}


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
@pytest.mark.parametrize("d", [2, 64])
def test_layers_are_counted_as_they_are_and_come_close_to_the_budget(kind, d):
    m = recall.hidden_size(kind, d, 9_800)
    sizes = [sum(p.size for p in KINDS[kind](d, k).parameters.values()) for k in (m - 1, m, m + 1)]
    assert KINDS[kind].count(d, m) == sizes[1]
    assert abs(sizes[1] - 9_800) == min(abs(size - 9_800) for size in sizes)


STARTS = [("RNN", "uniform"), ("RNN", "orthogonal"), ("RNN", "identity"), ("LSTM", 3), ("GRU", 3)]


@pytest.mark.parametrize(("kind", "start"), STARTS)
@pytest.mark.parametrize(("task", "length"), [("adding", 6), ("order", 10)])
def test_every_cell_and_start_runs_on_both_tasks(kind, start, task, length):
    trial = ADDING | {"kind": kind, "start": start, "task": task, "length": length, "steps": 50}
    found = recall.run(trial)
    assert found["early"] == recall.early(trial) and found["error"] >= 0 and not found["failed"]


def test_a_solved_task_stops_and_says_when():
    found = recall.run(ADDING | {"parameters": 1_000, "steps": 2_000, "rate": 0.02})
    assert found["error"] < recall.SOLVED["adding"] and found["steps"] % recall.EVERY == 0 and found["steps"] < 2_000


def test_an_unsolved_task_has_no_step():
    assert recall.run(ADDING | {"rate": 1e-6})["steps"] is None


def test_a_run_that_blows_up_says_so(monkeypatch):
    network = Network(RNN(2, 3), Affine(3, 1), last=True)
    monkeypatch.setattr(recall.Learner, "step", lambda self: finite(np.nan), raising=False)
    monkeypatch.setattr(recall.Learner, "__init__", lambda self, trial: setattr(self, "network", network))
    found = recall.run(ADDING | {"kind": "RNN"})
    assert found["failed"] and found["error"] is None and found["steps"] is None


def test_starts_are_what_they_are_called():
    identity, orthogonal = (recall.layer_of("RNN", 2, 8, start, 0).parameters["W_hh"] for start in ("identity", "orthogonal"))
    np.testing.assert_array_equal(identity, np.eye(8))
    np.testing.assert_allclose(orthogonal @ orthogonal.T, np.eye(8), atol=1e-5)
    assert recall.layer_of("GRU", 2, 8, 3, 0).parameters["b_z"].tolist() == [3] * 8
    assert recall.layer_of("LSTM", 2, 8, 3, 0).parameters["b_f"].tolist() == [3] * 8


REBER = {"gate": True, "carried": True, "rate": 0.01, "steps": 30, "seed": 0, "units": 8, "window": 20, "batch": 4}


@pytest.mark.parametrize("carried", [True, False])
def test_reber_runs_and_its_first_steps_come_out_again(monkeypatch, carried):
    monkeypatch.setattr(reber, "TEST", 60)
    monkeypatch.setattr(reber, "read", lambda net: READ(net, 60, 5))
    found = reber.run(REBER | {"carried": carried})
    assert found["early"] == reber.early(REBER | {"carried": carried})
    assert 0 <= found["due"] <= 1 and 0 <= found["right"] <= 1 and found["size"] > 0


READ = reber.read


def test_without_the_gate_nothing_is_forgotten_and_training_cannot_bring_the_gate_back():
    trial = REBER | {"gate": False}
    before = reber.network(trial).layer
    after = reber.losses(trial, 30)[0].layer
    for name in ("W_hf", "W_xf", "b_f"):
        np.testing.assert_array_equal(before.parameters[name], after.parameters[name])
    assert np.any(before.parameters["W_hi"] != after.parameters["W_hi"])
    x = np.zeros((50, 1, 7), np.float32)
    after.parameters["b_i"][:] = -40
    _, (_, c) = after.forward(x, (np.zeros((1, 8), np.float32), np.full((1, 8), 0.7, np.float32)))
    np.testing.assert_array_equal(c, np.full((1, 8), 0.7, np.float32))


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_names_are_learnt_a_little_in_thirty_steps(kind):
    trial = {"data": "names", "kind": kind, "rate": 0.01, "seed": 0, "parameters": 2_000, "steps": 30, "batch": 32}
    found = parity.run(trial)
    assert found["early"] == pytest.approx(parity.early(trial)) and 1.5 < found["test"] < 3.0


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
    assert found["early"] == gpu_steps.early(trial) > 0


def test_several_processes_give_what_one_gives(tmp_path):
    trials = [ADDING | {"seed": seed, "steps": 10} for seed in (0, 1)]
    by_one, by_two = (running.run_all("recall", trials, jobs, tmp_path / f"{jobs}.jsonl") for jobs in (1, 2))
    assert by_one == sorted(by_two, key=lambda row: row["trial"]["seed"])
    assert len((tmp_path / "2.jsonl").read_text().splitlines()) == 2
