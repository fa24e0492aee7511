"""Alarms and how a detector is scored, against counting by hand."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.training.alarms import alarms, missed, per_hour, quietest, smoothed

SCORES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=40)


@given(SCORES, st.integers(1, 8))
def test_smoothing_is_the_mean_of_the_last(scores, width):
    expected = [np.mean(scores[max(0, t - width + 1) : t + 1]) for t in range(len(scores))]
    np.testing.assert_allclose(smoothed(scores, width), expected, atol=1e-12)


def test_smoothing_keeps_streams_apart():
    both = np.random.default_rng(0).random((30, 2, 3))
    np.testing.assert_allclose(smoothed(both, 5)[:, 1, 2], smoothed(both[:, 1, 2], 5), atol=1e-12)


@given(SCORES, st.sampled_from([0.25, 0.5, 1.0]), st.integers(1, 6))
def test_alarms_are_loud_rested_and_none_is_left_out(scores, threshold, rest):
    found = alarms(scores, threshold, rest)
    assert all(scores[step] >= threshold for step in found)
    assert all(later - step >= rest for step, later in pairwise(found))
    for step in np.flatnonzero(np.array(scores) >= threshold):
        assert any(0 <= step - alarm < rest for alarm in found)


def test_a_word_is_found_from_its_start_to_a_little_after_its_end():
    words = np.array([[1.0, 2.0], [4.0, 5.0], [7.0, 8.0], [9.5, 10.0]])
    assert missed([2.5, 3.9, 7.0], words, late=0.5).tolist() == [False, True, False, True]
    assert missed([2.51], words, late=0.5)[0] and missed([], words, late=9.0).all()
    assert missed([8.0, 1.0], words, late=0.0).tolist() == [False, True, False, True]


def test_an_hour_has_3600_seconds():
    assert per_hour(3, 1800) == 6


def test_the_lowest_threshold_that_stays_quiet():
    levels = [0.1, 0.2, 0.3, 0.4]
    assert quietest([9, 2, 1, 0], levels, 1) == 0.3
    assert quietest([9, 1, 2, 0], levels, 1) == 0.4  # quiet at 0.2, and loud again at 0.3
    assert quietest([1, 1, 0, 0], levels, 1) == 0.1
    with pytest.raises(ValueError, match="count: got 2 alarms at the highest threshold, expected at most 1"):
        quietest([9, 3, 2, 2], levels, 1)
