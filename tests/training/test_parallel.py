"""Data-parallel training: shares of a batch, the gradient of two processes, and a killed run that ends as one never killed."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from utils.bench import many_devices
from utils.models.characters import Characters, nats
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
    model = Characters(6, 4, dtype=torch.float64)
    shares = [parallel.share_loss(model, read, 7, rank, world) for rank in range(world)]
    assert torch.allclose(sum(shares) / world, nats(model(read[:-1]), read[1:]), rtol=1e-12)


def test_a_model_reads_symbols_as_columns_of_one():
    model = Characters(5, 3, dtype=torch.float64)
    symbols = torch.randint(5, (4, 2))
    outputs, _ = model.layer(torch.nn.functional.one_hot(symbols, 5).double())
    assert torch.equal(model(symbols), model.readout(outputs))


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


def test_what_is_measured_of_one_process_is_exact(alone):
    assert set(many_devices.gradient_errors("cpu", T=4).values()) == {0.0}


def test_two_processes_have_the_gradient_of_one_and_a_killed_run_ends_as_another(tmp_path):
    """One launch that measures and trains, and one of which a worker is killed: about 25 s of processor time."""
    found = json.loads(launching.launch("utils.bench.many_devices", tmp_path / "whole", 40))
    errors = found["errors"]
    assert errors["weighted"] < 1e-12 and min(errors["even weights"], errors["own"]) > 1e-2
    killed = launching.launch_and_kill("utils.training.parallel", tmp_path / "killed", "--steps", 40, "--double", rank=0,
                                       after=15)
    assert killed["status"] == 0 and killed["killed"]
    one, other = (checkpoints.latest(tmp_path / name) for name in ("whole", "killed"))
    assert one[0] == other[0] == 40 and all(torch.equal(p, other[1]["model"][name]) for name, p in one[1]["model"].items())
    pids = [line.split() for line in launching.lines(tmp_path / "killed", "pids")]
    assert [attempt for attempt, *_ in pids] == ["0", "0", "1", "1"]
    assert str(killed["killed"]) in [words[2] for words in pids[:2]]


def test_a_launch_that_fails_says_why(tmp_path):
    with pytest.raises(RuntimeError, match="torchrun ended with status 1"):
        launching.launch("utils.training.parallel", tmp_path, "--nonsense", processes=1)
