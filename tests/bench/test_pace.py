"""The yardstick by which limits of time are stretched on a slow machine."""

from utils.bench import pace


def test_a_machine_that_takes_twice_as_long_is_twice_as_slow_and_a_faster_one_is_not_slow(monkeypatch):
    for seconds, slow in (([9, 1, 2], 2), ([0.5, 3, 0.6], 1)):
        taken = iter(seconds)
        monkeypatch.setattr(pace, "piece", lambda taken=taken: pace.QUIET * next(taken))
        assert pace.slowness() == slow


def test_the_piece_is_processor_time():
    assert 0 < pace.piece() < 60 * pace.QUIET
