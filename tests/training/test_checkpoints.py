"""Checkpoints: the newest whole one is taken, few are kept, and what was cut short is not believed."""

import pytest
import torch

from utils.training import checkpoints


def state(value):
    return {"weights": torch.full((5,), float(value))}


def test_what_was_saved_comes_back_the_newest_first(tmp_path):
    for step in (2, 10, 9):
        checkpoints.save(tmp_path / "new", step, state(step), keep=3)
    step, found = checkpoints.latest(tmp_path / "new")
    assert step == 10 and torch.equal(found["weights"], state(10)["weights"])


def test_without_a_checkpoint_a_training_begins(tmp_path):
    assert checkpoints.latest(tmp_path) == (0, None) == checkpoints.latest(tmp_path / "missing")


@pytest.mark.parametrize("keep", [1, 2])
def test_old_ones_are_deleted_and_nothing_else_is_left(tmp_path, keep):
    for step in range(5):
        checkpoints.save(tmp_path, step, state(step), keep=keep)
    assert [path.name for path in tmp_path.iterdir()] and checkpoints.latest(tmp_path)[0] == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{s:08d}.checkpoint" for s in range(5 - keep, 5)]


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b[:40], lambda b: b"", lambda b: b[:200] + b"?" + b[201:]],
                         ids=["a byte short", "nearly nothing", "empty", "a byte changed"])
def test_a_damaged_checkpoint_is_not_taken(tmp_path, damage):
    for step in (1, 2):
        checkpoints.save(tmp_path, step, state(step))
    newest = checkpoints.checkpoints(tmp_path)[-1]
    newest.write_bytes(damage(newest.read_bytes()))
    assert checkpoints.load(newest) is None and checkpoints.latest(tmp_path)[0] == 1


def test_a_kill_while_writing_leaves_the_old_one(tmp_path, monkeypatch):
    checkpoints.save(tmp_path, 1, state(1))

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(checkpoints.os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        checkpoints.save(tmp_path, 2, state(2))
    assert checkpoints.latest(tmp_path)[0] == 1


@pytest.mark.parametrize("step, keep, message", [(-1, 2, "step"), (1.5, 2, "step"), (1, 0, "keep")])
def test_what_cannot_be_is_refused(tmp_path, step, keep, message):
    with pytest.raises(ValueError, match=f"{message}: got"):
        checkpoints.save(tmp_path, step, state(0), keep=keep)
