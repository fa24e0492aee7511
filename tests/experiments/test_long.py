"""The longer experiments on trials of a second: what each part is scored on, and which state is reported."""

import math

import numpy as np
import pytest

from utils.experiments import parity, reber, recall, search
from utils.layers import Network
from utils.training import loops

PART = {"seed": 0, "part": "report", "kernel": "Haswell"}
ADDING = PART | {"task": "adding", "length": 6, "kind": "GRU", "start": 1, "rate": 0.01, "parameters": 300, "batch": 20,
                 "steps": 100, "stop": 0.01, "clip": 1.0}
REBER = PART | {"gate": True, "carried": True, "rate": 0.01, "steps": 30, "units": 8, "window": 20, "batch": 4}
NAMES = PART | {"data": "names", "kind": "GRU", "start": 1, "rate": 0.01, "parameters": 2_000, "steps": 30, "batch": 32}
SEARCH = {"part": "search"}


@pytest.fixture
def brief(monkeypatch):
    """Shorter streams to read."""
    monkeypatch.setattr(reber, "LENGTHS", {"validation": 60, "test": 80})


@pytest.fixture
def drawn(monkeypatch):
    """The uses of data for which generators were made."""
    uses, generator = [], search.generator
    monkeypatch.setattr(search, "generator", lambda trial, use: uses.append(use) or generator(trial, use))
    return uses


STARTS = [("RNN", "uniform"), ("RNN", "orthogonal"), ("RNN", "identity"), ("LSTM", 3), ("GRU", 3)]


@pytest.mark.parametrize(("kind", "start"), STARTS)
@pytest.mark.parametrize(("task", "length"), [("adding", 6), ("order", 10)])
def test_every_cell_and_start_runs_on_both_tasks(kind, start, task, length):
    found = recall.run(ADDING | {"kind": kind, "start": start, "task": task, "length": length, "steps": 50})
    assert found["validation"] >= 0 and found["test"] >= 0 and not found["failed"] and found["steps"] in (0, 50)


@pytest.mark.parametrize(("module", "trial"), [(recall, ADDING), (reber, REBER), (parity, NAMES)])
def test_a_search_does_not_look_at_test(module, trial, drawn, brief, monkeypatch):
    texts, held_out = [], parity.held_out
    monkeypatch.setattr(parity, "held_out", lambda data, part: texts.append(part) or held_out(data, part))
    searched = module.run(trial | SEARCH)
    assert "test" not in drawn + texts and "test" not in searched and "validation" in drawn + texts
    module.run(trial)
    assert "test" in drawn + texts


def test_recalls_parts_are_three_sets_and_the_training_is_the_same_in_each_part():
    found = {part: recall.run(ADDING | {"part": part}) for part in ("search", "report")}
    assert found["search"].items() <= found["report"].items()
    learner = recall.Learner(ADDING)
    numbers = [batch[0][..., 0] for batch in (learner.draw(6, 20, learner.rng), learner.validation, learner.held_out("test"))]
    assert [part.shape[1] for part in numbers] == [20, 500, 2_000]
    assert len(np.unique(np.concatenate(numbers, axis=1))) > 6 * 2_520 - 60  # of float32 a few meet by chance, fewer than 120


def test_a_solved_task_stops_and_says_when():
    found = recall.run(ADDING | {"parameters": 1_000, "steps": 2_000, "rate": 0.02, "stop": 0.005})
    assert found["validation"] < 0.005 and found["solved"] and found["test"] < recall.SOLVED
    assert found["steps"] % recall.EVERY == 0 and 0 < found["steps"] < 2_000


def test_solved_is_what_test_says():
    found = recall.run(ADDING | {"rate": 1e-6})
    assert found["test"] > recall.SOLVED and found["solved"] is False


def scripted(monkeypatch, errors):
    """Let the looks at validation give these errors, and each step raise every parameter by 1."""
    looks = iter(errors)
    learner = recall.Learner(ADDING)

    def step():
        for p in learner.network.parameters.values():
            p += 1

    monkeypatch.setattr(learner, "step", step, raising=False)
    monkeypatch.setattr(learner, "error", lambda: next(looks))
    return learner


@pytest.mark.parametrize(("errors", "best"), [([9, 5, 3, 4, 3], 2), ([2, 5, 3, 4, 9], 0), ([9, 8, 7, 6, 5], 4)])
def test_the_parameters_that_validation_chose_are_put_back(monkeypatch, errors, best):
    learner = scripted(monkeypatch, errors)
    before = learner.parameters()
    steps = best * recall.EVERY
    assert recall.learn(learner, 4 * recall.EVERY, 0.01) == (errors[best], steps, False)
    after = learner.network.parameters
    for name, p in before.items():
        np.testing.assert_allclose(after[name], p + steps, atol=1e-3)


def test_training_ends_at_the_first_look_below_the_stop(monkeypatch):
    learner = scripted(monkeypatch, [9, 0.5, 0.3, 0.1])
    assert recall.learn(learner, 1_000, 0.4) == (0.3, 2 * recall.EVERY, False)


def test_a_loss_that_is_not_finite_ends_recall_with_the_checkpoint(monkeypatch):
    monkeypatch.setattr(recall, "forward_backward", lambda *_: (math.nan, None))
    found = recall.run(ADDING)
    assert found["failed"] and found["steps"] == 0 and found["validation"] > 0 and found["test"] > 0


def test_what_is_solved_scores_alike_in_recalls_search_and_the_steps_decide():
    scores = [recall.score({"validation": error, "steps": steps}) for error, steps in ((0.002, 500), (0.009, 300), (0.2, 50))]
    assert sorted(scores) == [scores[1], scores[0], scores[2]]


@pytest.mark.parametrize("carried", [True, False])
def test_reber_reads_validation_in_a_search_and_test_in_a_report(brief, carried):
    found = {part: reber.run(REBER | {"carried": carried, "part": part}) for part in ("search", "report")}
    assert all(0 <= result[name] <= 1 for result in found.values() for name in ("due", "right"))
    assert found["search"]["size"] != found["report"]["size"] > 0
    net, losses = reber.losses(REBER | {"carried": carried})
    assert len(losses) == 30
    right, due, size = reber.read(net, search.generator(REBER, "test"), 80)
    assert reber.scored(right, due, size).items() <= found["report"].items()


def test_without_the_gate_nothing_is_forgotten_and_training_cannot_bring_the_gate_back():
    trial = REBER | {"gate": False}
    before, after = reber.network(trial).layer, reber.losses(trial)[0].layer
    for name in ("W_hf", "W_xf", "b_f"):
        np.testing.assert_array_equal(before.parameters[name], after.parameters[name])
    assert np.any(before.parameters["W_hi"] != after.parameters["W_hi"])
    after.parameters["b_i"][:] = -40
    start = np.zeros((1, 8), np.float32), np.full((1, 8), 0.7, np.float32)
    _, (_, c) = after.forward(np.zeros((50, 1, 7), np.float32), start)
    np.testing.assert_array_equal(c, start[1])


def test_rebers_shares_are_those_of_the_second_half_of_what_was_read():
    right, due = np.zeros((2, 8, 3), bool)
    due[[2, 5, 6], 0] = right[[2, 5], 0] = True
    assert reber.scored(right, due, np.arange(8.0)) == {"due": 0.5, "right": 1 / 12, "size": 7.0}


@pytest.mark.parametrize(("due", "solved"), [(0.9899, False), (0.99, True), (1.0, True)])
def test_reber_is_solved_from_99_in_100_on(monkeypatch, brief, due, solved):
    monkeypatch.setattr(reber, "scored", lambda *_: {"due": due})
    assert reber.run(REBER | {"steps": 1})["solved"] is solved


@pytest.mark.parametrize("part", ["search", "report"])
def test_a_training_that_fails_is_a_result(monkeypatch, brief, part):
    def fail(*_):
        raise FloatingPointError("loss is nan")

    monkeypatch.setattr(loops, "finite", fail)
    found = reber.run(REBER | {"part": part})
    assert all(math.isnan(found[name]) for name in ("due", "right", "size")) and found["solved"] is False
    assert math.isnan(parity.run(NAMES | {"part": part})["validation"])
    assert reber.score({"due": None, "right": None}) == (None, None)


@pytest.mark.parametrize(("kind", "start"), [("RNN", "uniform"), ("LSTM", 0), ("LSTM", 1), ("GRU", 0), ("GRU", 1)])
def test_names_are_learnt_a_little_in_thirty_steps(kind, start):
    found = parity.run(NAMES | {"kind": kind, "start": start})
    assert 1.5 < found["test"] < 3.0 and 1.5 < found["validation"] < 3.0 and found["test"] != found["validation"]


@pytest.mark.parametrize(("kind", "name"), [("LSTM", "b_f"), ("GRU", "b_z")])
def test_parity_starts_the_gate_that_keeps_as_the_trial_says(kind, name):
    for start in (0, 1):
        net = parity.network(NAMES | {"kind": kind, "start": start})
        assert isinstance(net, Network) and set(net.layer.parameters[name].tolist()) == {start}
        assert np.abs(net.layer.parameters["W_x" + net.layer.gates[0]]).max() == pytest.approx(parity.REACH, rel=0.02)


@pytest.mark.parametrize("part", ["search", "report"])
def test_the_training_depends_on_seed_and_rate_and_not_on_part_or_kernel(part):
    found = parity.run(NAMES | {"steps": 5, "part": part, "kernel": "another"})["validation"]
    assert found == parity.run(NAMES | {"steps": 5})["validation"]
    assert all(found != parity.run(NAMES | {"steps": 5} | change)["validation"] for change in ({"seed": 1}, {"rate": 0.02}))
