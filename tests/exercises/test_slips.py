"""A slip is its reference with a mistake put in, and a fragment that is not there is refused."""

import pytest

from utils.exercises.slips import changed, slips

STEP = 3


def halved(value):
    """Half of a value, and the step of this module."""
    return value / 2 + STEP


def test_a_pair_replaces_every_fragment_and_more_pairs_follow_in_turn():
    assert halved(4) == 5
    assert changed(halved, "/ 2", "/ 4")(4) == 4
    assert changed(halved, "/ 2", "* 2", "STEP", "1")(4) == 9
    assert changed(halved, "value", "other")(4) == 5  # everywhere, the argument too


def test_a_table_takes_pairs_and_functions_by_their_sentence():
    made = slips(halved, {"a quarter": ("2", "4"), "nothing": abs})
    assert list(made) == ["a quarter", "nothing"]
    assert made["a quarter"](4) == 4 and made["nothing"] is abs


@pytest.mark.parametrize("pairs", [("no such line", ""), ("/ 2", "/ 3", "/ 2", "/ 4")])
def test_a_fragment_that_is_not_there_is_refused(pairs):
    with pytest.raises(ValueError, match=r"halved: found no '.*' in its source"):
        changed(halved, *pairs)
