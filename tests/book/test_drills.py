"""A drill's clock runs for whoever starts it, and says nothing to the others."""

import pytest

from utils.book.checking import Exercise, Wrong
from utils.book.drills import Drill, body, drilled, in_minutes, par


def twice(x):
    """Two of it.

    Three lines of docstring do not count.
    """
    two = 2

    return two * x


def a_drill(times):
    return Drill("Drill 1", [(3,)], twice, model=twice, clock=iter(times).__next__)


def test_without_the_clock_only_the_par_is_said(capsys):
    a_drill([])(twice)
    assert capsys.readouterr().out == "✓ Drill 1: passed, par 4 minutes\n"


def test_the_clock_runs_from_the_first_begin_to_what_passes_and_is_then_at_rest(capsys):
    drill = a_drill([100.0, 225.9])
    drill.begin()
    drill.begin()
    with pytest.raises(Wrong):
        drill(lambda x: x)
    drill(twice)
    drill(twice)
    assert capsys.readouterr().out.splitlines() == [
        "Drill 1: the clock runs; par is 4 minutes", "✓ Drill 1: passed after 2 min 5 s, par 4 minutes",
        "✓ Drill 1: passed, par 4 minutes"]


def test_a_par_is_two_minutes_and_one_for_each_line_but_docstring_and_empty_ones():
    assert body(twice) == ["    two = 2", "    return two * x"] and par(twice) == 4
    assert in_minutes(59.99) == "0 min 59 s" and in_minutes(3600) == "60 min 0 s"


def test_an_exercise_becomes_a_drill_with_all_that_it_has(capsys):
    exercise = Exercise("Exercise 2", [(1,)], twice, slips={"one more": lambda x: x + 4}, also=[lambda answer: None],
                        parts=("a",), each="one")
    drill = drilled("Drill 3", exercise, twice)
    for name in ("cases", "reference", "slips", "also", "parts", "each"):
        assert getattr(drill, name) is getattr(exercise, name)
    with pytest.raises(Wrong, match="Drill 3: one more"):
        drill(lambda x: 5)
