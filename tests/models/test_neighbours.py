"""The nearest neighbours vote as a search through all of them says, and none votes that is too near in the record."""

import numpy as np
import pytest

from utils.models.neighbours import nearest_vote

rng = np.random.default_rng(0)
KNOWN, LABELS, ROWS = rng.standard_normal((300, 3)), rng.standard_normal(300), rng.standard_normal((700, 3))


@pytest.mark.parametrize("k", [1, 4, 300])
def test_the_vote_is_that_of_a_search_through_all(k):
    far = np.linalg.norm(ROWS[:, None] - KNOWN, axis=2)
    expected = LABELS[np.argsort(far, axis=1)[:, :k]].mean(axis=1)
    assert nearest_vote(KNOWN, LABELS, ROWS, k) == pytest.approx(expected)


def test_of_known_rows_each_finds_itself_and_not_where_it_may_not():
    places = np.arange(300)
    assert np.array_equal(nearest_vote(KNOWN, LABELS, KNOWN), LABELS)
    line = np.arange(300.0)[:, None]
    found = nearest_vote(line, np.arange(300.0), line, apart=(places, places, 5))
    assert np.all(np.abs(found - places) == 5)


def test_more_votes_than_rows_are_refused():
    with pytest.raises(ValueError, match="k: got 301 for 300 known rows"):
        nearest_vote(KNOWN, LABELS, ROWS, 301)
