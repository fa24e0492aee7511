"""The made days of lab 9a have the score that the check says, and each fault of a network gets its own sentence."""

import numpy as np
import pytest

from utils.exercises import lab_09a
from utils.training import rain


def test_whoever_knows_the_rule_has_the_score_that_is_said_and_a_guess_a_quarter():
    x, _, asked, truth = lab_09a.made_days()
    assert x.shape == (lab_09a.W, lab_09a.LEARNT, 1) and asked.shape[1] == len(truth) == lab_09a.ASKED
    rule = np.where(asked[lab_09a.W - 4, :, 0] > 0, lab_09a.KEPT, 1 - lab_09a.KEPT)
    assert rain.brier(rule, truth).mean() == pytest.approx(lab_09a.KEPT * (1 - lab_09a.KEPT), abs=0.03)
    assert pytest.approx(lab_09a.KEPT * (1 - lab_09a.KEPT), abs=1e-3) == lab_09a.BEST
    for other in (asked[-1, :, 0], asked.mean(axis=0)[:, 0]):
        assert rain.brier(0.5 + 0.2 * other, truth).mean() > lab_09a.ENOUGH


def test_the_windows_beside_keep_what_they_should():
    asked = lab_09a.made_days()[2]
    plain, recent, reverse = np.split(lab_09a.in_other_words(asked), 3, axis=1)
    assert (plain == asked).all() and (recent[-1] == asked[-1]).all() and (recent[:-1] == -asked[:-1]).all()
    assert (reverse == asked[::-1]).all()


@pytest.mark.parametrize(("p", "said"), [
    (None, "returns nothing"), (np.zeros((4, 1)), r"got shape (4, 1) for 4 windows"), (np.full(4, np.nan), "NaN or infinity"),
    (np.array([0.1, 0.2, 1.3, 0.4]), "from 0.10 to 1.30"), (np.array([0, 1, 1, 0]), "only 0 and 1")])
def test_what_are_no_probabilities(p, said):
    assert said in lab_09a.no_probabilities(p, 4)


def test_probabilities_are_told_nothing():
    assert lab_09a.no_probabilities([0.1, 0.9, 0.5], 3) is None


def test_the_forecasters_to_look_at_are_of_the_test_year():
    wet, said = lab_09a.forecasts()
    assert len(wet) == 365 and wet.sum() == 144 and set(said) == {"season", "three days"}
    assert all(p.shape == (365,) and 0 < p.min() < p.max() < 1 for p in said.values())
