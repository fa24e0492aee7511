"""What a bidirectional state has seen: the drawing's lines lead to the forecast from those ticks, and from no other."""

import pytest

from utils.drawings import seen


@pytest.mark.parametrize(("way", "ticks"), [("past", {1, 2, 3, 4}), ("future", {1, 2, 3, 4, 5, 6, 7})])
def test_the_ticks_that_reach_the_forecast(way, ticks):
    made, reached = seen.both_ways(), {f"{way} says"}
    for _ in range(9):
        reached |= {edge.start for edge in made.edges if edge.end in reached}
    assert {t for t in seen.TICKS if f"{way} x{t}" in reached} == ticks


def test_ticks_that_are_not_seen_are_faint():
    made = seen.both_ways()
    assert made.faint == {"past x5", "past x6", "past x7"}
    assert not made.faint & {name for edge in made.edges for name in (edge.start, edge.end)}
