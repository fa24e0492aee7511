"""The yardstick by which limits of time are stretched on a slow machine."""

import gc

import pytest

from utils.bench import pace


def test_a_machine_that_takes_twice_as_long_is_twice_as_slow_and_a_faster_one_is_not_slow(monkeypatch):
    for seconds, slow in (([9, 1, 2, 1, 1, 1], 2), ([0.5, 3, 0.6, 0.9, 0.2, 0.1], 1), ([1, 1, 1, 5, 3, 4], 4)):
        taken = iter(seconds)
        monkeypatch.setattr(pace, "QUIET", {lambda taken=taken: 7 * next(taken): 7, lambda taken=taken: 2 * next(taken): 2})
        assert pace.slowness() == slow


@pytest.mark.parametrize("piece", pace.QUIET)
def test_a_piece_is_processor_time_and_leaves_the_collector_as_it_was(piece):
    gc.disable()
    assert 0 < piece() < 60 * pace.QUIET[piece] and not gc.isenabled()
    gc.enable()
    assert piece() and gc.isenabled()
