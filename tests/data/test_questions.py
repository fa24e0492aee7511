"""Letters shown once and asked for later."""

from itertools import pairwise

import numpy as np
import pytest

from utils.data.questions import ASK, NOTHING, asked_later, share_right


def pairs(symbols):
    """(place of the letter, place of its question, the letter) along one stream."""
    found, seen = [], None
    for t, symbol in enumerate(symbols):
        if symbol in (0, 1):
            assert seen is None, "two letters in a row"
            seen = t, symbol
        elif symbol == ASK:
            if seen is not None:
                found.append((seen[0], t, seen[1]))
            seen = None
    return found


@pytest.mark.parametrize("lags", [(6, 6), (1, 12), (1, 1)])
def test_each_question_asks_for_the_letter_before_it_at_a_lag_within_bounds(lags):
    symbols, answers = asked_later(400, 6, lags, np.random.default_rng(0))
    assert symbols.shape == answers.shape == (400, 6)
    assert np.array_equal(answers > 0, symbols == ASK) and set(np.unique(symbols)) <= {0, 1, ASK, NOTHING}
    seen = set()
    for b in range(6):
        found = pairs(symbols[:, b])
        assert len(found) > 400 / (lags[1] + 3) - 2
        for place, asked, letter in found:
            seen.add(asked - place)
            assert answers[asked, b] == 1 + letter
        pauses = {after[0] - before[1] for before, after in pairwise(found)}
        assert pauses <= {1, 2, 3}
    assert seen == set(range(lags[0], lags[1] + 1))


def test_letters_and_pauses_are_even():
    symbols, answers = asked_later(3000, 20, (2, 2), np.random.default_rng(1))
    assert abs(np.mean(answers[answers > 0]) - 1.5) < 0.02
    assert abs(np.mean(answers > 0) - 1 / 4) < 0.01  # lag 2 and a pause of 2 in the mean
    assert np.array_equal(symbols, asked_later(3000, 20, (2, 2), np.random.default_rng(1))[0])


def test_a_stream_may_end_in_the_middle():
    symbols, answers = asked_later(1, 3, (5, 5), np.random.default_rng(0))
    assert np.all(symbols == NOTHING) and not answers.any()
    symbols, _ = asked_later(2, 100, (1, 1), np.random.default_rng(0))
    assert np.any(symbols[1] == ASK) and np.all(symbols[0, symbols[1] == ASK] < 2)


def test_only_questions_count_and_only_the_two_letters_compete():
    answers = np.array([[0, 1], [2, 0], [1, 2]])
    logits = np.zeros((3, 2, 3))
    logits[..., 0] = 9  # 'nothing' wins everywhere, and is no answer
    logits[0, 1, 1] = logits[1, 0, 2] = logits[2, 0, 1] = logits[2, 1, 1] = 1
    assert share_right(logits, answers) == 0.75


def test_bad_numbers_are_named():
    for message, arguments in (("steps: got 0", (0, 1, (1, 1))), ("count: got 0", (1, 0, (1, 1))),
                               (r"lags\[0\]: got 0", (1, 1, (0, 1))), (r"lags\[1\]: got 2", (1, 1, (3, 2)))):
        with pytest.raises(ValueError, match=message):
            asked_later(*arguments, np.random.default_rng(0))
