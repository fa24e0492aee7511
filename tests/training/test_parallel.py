"""Data-parallel training: shares of a batch, the gradient of two processes, and a killed run that ends as one never killed."""

import json
import sys
import time

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.experiments.toy import is_there
from utils.bench import exchange, many_devices
from utils.models.characters import CharacterModel
from utils.training import checkpoints, launching, parallel

dist = torch.distributed


@pytest.fixture
def alone():
    """A group of one process."""
    dist.init_process_group("gloo", store=dist.HashStore(), rank=0, world_size=1)
    yield
    dist.destroy_process_group()


def weights(model):
    return torch.cat([p.detach().flatten() for p in model.parameters()])


@pytest.mark.parametrize("gpus, processes, device", [(0, 1, "cpu"), (1, 2, "cpu"), (2, 2, "cuda:1"), (8, 4, "cuda:1")])
def test_processes_take_a_gpu_each_or_none(monkeypatch, gpus, processes, device):
    made_current = []
    monkeypatch.setattr(torch.cuda, "device_count", lambda: gpus)
    monkeypatch.setattr(torch.cuda, "set_device", lambda device: made_current.append(str(device)))
    monkeypatch.setenv("LOCAL_RANK", "1")
    monkeypatch.setenv("LOCAL_WORLD_SIZE", str(processes))
    assert str(parallel.own_device()) == device and made_current == [device] * (device != "cpu")


@given(st.integers(0, 50), st.integers(1, 9))
def test_shares_cover_a_batch_once_and_differ_by_one_at_most(B, world):
    parts = [np.arange(B)[parallel.shard(B, rank, world)] for rank in range(world)]
    assert np.array_equal(np.concatenate(parts), np.arange(B))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_a_batch_is_a_function_of_its_step():
    symbols = np.arange(1000)
    one, again, other = (parallel.batch(symbols, step, 5, 7) for step in (3, 3, 4))
    assert one.shape == (8, 5) and np.array_equal(one, again) and not np.array_equal(one, other)
    assert (np.diff(one, axis=0) == 1).all() and not np.array_equal(one, parallel.batch(symbols, 3, 5, 7, seed=1))
    ends = [parallel.batch(np.arange(9), step, 50, 7) for step in range(3)]
    assert min(e.min() for e in ends) == 0 and max(e.max() for e in ends) == 8


@pytest.mark.parametrize("world", [1, 2, 3])
def test_the_mean_of_the_shares_losses_is_the_loss_of_the_batch(world):
    read = torch.as_tensor(parallel.batch(np.arange(200) % 6, 0, 7, 5))
    model = CharacterModel("LSTM", 6, 4).double()
    shares = [parallel.share_loss(model, read, rank, world) for rank in range(world)]
    assert torch.allclose(sum(shares) / world, parallel.nats(model, read), rtol=1e-12)


def test_the_loss_is_that_of_each_next_character_by_hand():
    model, read = CharacterModel("LSTM", 5, 3).double(), torch.randint(5, (4, 2))
    logs = model(read[:-1])[0].log_softmax(dim=-1)
    by_hand = -sum(logs[t, b, read[t + 1, b]] for t in range(3) for b in range(2)) / 6
    assert torch.allclose(parallel.nats(model, read), by_hand, rtol=1e-12)


def test_a_training_that_was_cut_off_ends_as_one_that_was_not(alone, tmp_path):
    options = {"B": 4, "T": 6, "m": 8, "every": 3}
    whole = parallel.train(tmp_path / "whole", steps=11, **options)
    parallel.train(tmp_path / "cut", steps=7, **options)
    checkpoints.checkpoints(tmp_path / "cut")[-1].unlink()  # that of the last update: what a kill leaves is the one before
    resumed = parallel.train(tmp_path / "cut", steps=11, **options)
    assert torch.equal(weights(whole), weights(resumed))
    assert launching.lines(tmp_path / "cut", "log") == [str(s) for s in [*range(7), *range(6, 11)]]


def test_without_what_the_optimiser_keeps_it_ends_elsewhere(alone, tmp_path):
    options = {"B": 4, "T": 6, "m": 8, "every": 3}
    whole = parallel.train(tmp_path / "whole", steps=9, **options)
    parallel.train(tmp_path / "cut", steps=6, **options)
    step, state = checkpoints.latest(tmp_path / "cut")
    fresh = torch.optim.Adam(whole.parameters(), lr=0.01).state_dict()
    checkpoints.save(tmp_path / "cut", step, state | {"optimiser": fresh})
    assert not torch.equal(weights(whole), weights(parallel.train(tmp_path / "cut", steps=9, **options)))


def test_the_seed_draws_weights_and_batches(alone, tmp_path):
    options = {"B": 4, "T": 6, "m": 8, "steps": 2, "dtype": torch.float64}
    one, again, other = (parallel.train(tmp_path / name, seed=seed, **options) for name, seed in (("a", 1), ("b", 1), ("c", 2)))
    assert one.readout.weight.dtype == torch.float64
    assert torch.equal(weights(one), weights(again)) and not torch.equal(weights(one), weights(other))


def test_what_is_measured_of_one_process_is_exact(alone):
    assert set(many_devices.gradient_errors(dist.group.WORLD, T=4).values()) == {0.0}


def test_a_function_is_timed_in_every_round_that_counts_and_what_is_not_here_is_passed_over(alone, monkeypatch):
    ran = []
    clock = iter(range(1000))
    monkeypatch.setattr(many_devices.time, "process_time", lambda: next(clock) ** 2)
    found = many_devices.quickest({"a": lambda: ran.append("a"), "b": lambda: ran.append("b")}, ["a", "other", "b"], rounds=3)
    assert ran == ["a", "b"] * (3 + many_devices.UNCOUNTED)
    first = 4 * many_devices.UNCOUNTED  # readings of the clock before the rounds that count: squares differ by odd numbers
    assert found == {"a": 2 * first + 1, "b": 2 * (first + 2) + 1}  # of the first round, the least


def test_what_is_measured_has_a_row_per_size_in_order(alone, monkeypatch):
    for name, sizes in (("WORK", [(3, 2), (2, 3)]), ("EXCHANGED", [(1, 8)]), ("TOGETHER", [(1, 3, 2)])):
        monkeypatch.setattr(many_devices, name, sizes)
    monkeypatch.setattr(many_devices, "ROUNDS", 2)
    found = many_devices.costs(many_devices.groups(()))
    assert [row[:-1] for kind in ("work", "exchange", "together") for row in found[kind]] == [[3, 2], [2, 3], [1, 8], [1, 3, 2]]
    assert found["numbers"] == sum(p.numel() for p in many_devices.model_of().parameters())


def test_bytes_are_counted_by_the_system(monkeypatch, tmp_path):
    """Linux's counter, in its own words: 64 bytes between two exchanges are twice those of eight numbers of 4 bytes."""
    monkeypatch.setattr(exchange, "COUNTER", tmp_path / "io")
    counts = iter([40, 104])
    monkeypatch.setattr(dist, "all_reduce", lambda numbers: (tmp_path / "io").write_text(f"rchar: 3\nwchar: {next(counts)}\n"))
    assert exchange.written(8) == 2


def test_four_processes_measure_what_a_step_costs_and_two_have_the_gradient_of_one():
    """A launch of about ten seconds of processor time."""
    found = json.loads(launching.launch("utils.bench.many_devices", processes=4))
    errors, costs = found["errors"], found["costs"]
    assert errors["weighted"] < 1e-12 and min(errors["even weights"], errors["own"]) > 1e-2
    for kind, sizes in (("work", many_devices.WORK), ("exchange", many_devices.EXCHANGED), ("together", many_devices.TOGETHER)):
        assert [tuple(row[:-1]) for row in costs[kind]] == sizes and min(row[-1] for row in costs[kind]) > 0
    assert costs["numbers"] == many_devices.model_of().count()


def test_a_run_of_which_a_worker_was_killed_gets_to_its_end_and_leaves_no_process(tmp_path):
    """About 15 s of processor time. That it ends as one that nobody killed, the trial of the record `restarts` shows."""
    found = launching.launch_and_kill("utils.training.parallel", tmp_path, "--steps", 100, "--double", rank=0, after=15)
    assert found["status"] == 0, found["said"]
    step, state = checkpoints.latest(tmp_path)
    assert step == 100 and {p.dtype for p in state["model"].values()} == {torch.float64}
    pids = [line.split() for line in launching.lines(tmp_path, "pids")]
    assert [attempt for attempt, *_ in pids] == ["0", "0", "1", "1"]
    assert [str(found["killed"])] == [pid for attempt, rank, pid in pids if attempt == rank == "0"]
    assert not any(is_there(int(pid)) for *_, pid in pids)


def test_one_process_makes_the_updates_of_several_and_of_none_the_first_weights():
    """That they are those of two processes to the last bit, lab 7e shows."""
    def after(steps, world):
        model = parallel.undisturbed(steps=steps, world=world, B=6, T=5, m=4, dtype=torch.float64)
        return torch.cat([p.detach().flatten() for p in model.parameters()])

    alone = after(3, 1)
    assert torch.allclose(after(3, 2), alone, atol=1e-12) and torch.allclose(after(3, 4), alone, atol=1e-12)
    assert not torch.allclose(after(2, 2), alone, atol=1e-6) and torch.equal(after(0, 1), after(0, 2))


@pytest.fixture
def instead(monkeypatch):
    """A function that puts a line of Python in the place of torchrun's command; it has the folder as sys.argv[1]."""
    def put(line):
        monkeypatch.setattr(launching, "command", lambda program, folder, *_, **__: [sys.executable, "-c", line, str(folder)])
    return put


def test_a_launch_gives_what_was_printed_and_one_that_fails_says_why(instead, tmp_path):
    instead("print('found')")
    assert launching.launch("any", tmp_path) == "found\n"
    instead("import sys; sys.exit('the reason')")
    with pytest.raises(RuntimeError, match="torchrun ended with status 1\nthe reason"):
        launching.launch("any", tmp_path)


LINGER = """
import os, pathlib, sys, time
folder = pathlib.Path(sys.argv[1])
(folder / "pids").write_text(f"0 1 {os.getpid()}\\n")
(folder / "log").write_text("0\\n1\\n")
time.sleep(600)
"""


def test_a_launch_that_takes_too_long_is_ended(instead, tmp_path):
    instead(LINGER)
    begun = time.monotonic()
    with pytest.raises(RuntimeError, match="torchrun ended with status -15"):
        launching.launch("any", tmp_path, limit=3)
    assert time.monotonic() - begun < 60


def test_what_was_started_is_ended_whatever_happens(instead, tmp_path, monkeypatch):
    instead(LINGER)
    monkeypatch.setattr(launching, "finished", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        launching.launch("any", tmp_path)
    with pytest.raises(ZeroDivisionError):
        launching.launch_and_kill("any", tmp_path, rank=1, after=2)
    assert not any(is_there(int(line.split()[2])) for line in launching.lines(tmp_path, "pids"))


def test_the_worker_of_that_rank_is_killed_once_so_much_is_done(instead, tmp_path):
    instead(LINGER)
    found = launching.launch_and_kill("any", tmp_path, rank=1, after=2)
    assert found == {"status": -9, "killed": int(launching.lines(tmp_path, "pids")[0].split()[2]), "said": ""}


def test_a_run_that_ends_before_its_kill_says_that_nobody_was_killed(instead, tmp_path):
    instead("import sys; sys.exit('over')")
    assert launching.launch_and_kill("any", tmp_path, rank=0, after=2) == {"status": 1, "killed": None, "said": "over\n"}


def test_runs_talk_over_the_loopback_at_ports_that_the_system_chooses(monkeypatch):
    monkeypatch.setattr(launching.sys, "platform", "linux")
    monkeypatch.delenv("GLOO_SOCKET_IFNAME", raising=False)
    assert launching.environment()["GLOO_SOCKET_IFNAME"] == "lo" and launching.environment()["OMP_NUM_THREADS"] == "1"
    monkeypatch.setenv("GLOO_SOCKET_IFNAME", "eth7")
    assert launching.environment()["GLOO_SOCKET_IFNAME"] == "eth7"
    assert launching.environment()["CUDA_VISIBLE_DEVICES"] == ""
    words = launching.command("a.program", 3, processes=5, restarts=2)
    assert "--standalone" in words and "--local-addr=127.0.0.1" in words and not any("port" in word for word in words)
    assert words[-5:] == ["--nproc-per-node=5", "--max-restarts=2", "-m", "a.program", "3"]
