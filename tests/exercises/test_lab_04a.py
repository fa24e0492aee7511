"""The exercises of lab 4a: each known slip has a sentence of its own, and each line of the derivation is held to nudges."""

import numpy as np
import pytest

from utils.book.checking import Wrong
from utils.exercises import lab_04a

EXERCISES = lab_04a.jacobian_of_a, lab_04a.regrouped, lab_04a.so_far, lab_04a.step_lengths


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_the_reference_passes_and_each_slip_is_told_by_its_own_sentence(exercise, capsys):
    exercise(exercise.reference)
    assert f"✓ {exercise.name}: passed" in capsys.readouterr().out
    for sentence, slip in exercise.slips.items():
        with pytest.raises(Wrong) as refused:
            exercise(slip)
        assert str(refused.value) == f"{exercise.name}: {sentence}"


@pytest.mark.parametrize("line", [1, 2, 3, 4])
def test_nudges_refuse_a_wrong_line(line):
    def answer(*given):
        return [part + 1e-4 * (k == line) for k, part in enumerate(lab_04a.regroup(*given), 1)]

    assert lab_04a.held(answer).startswith(f"line {line} is not what nudges give")


def test_one_parameter_is_enough():
    assert lab_04a.agrees(lab_04a.step_table) is None
    assert "got shape" in lab_04a.agrees(lambda *given: np.zeros((1, 3)))
