"""Networks that say a class at every step: shapes, causality, budgets."""

import pytest
import torch

from utils.models.trackers import RECURRENCES, Tracker, parameters, units_for


@pytest.mark.parametrize("kind", RECURRENCES)
@pytest.mark.parametrize("layers", [1, 2])
def test_an_answer_hangs_on_what_came_before_and_on_nothing_after(kind, layers):
    torch.manual_seed(0)
    model, x = Tracker(kind, 3, 5, 4, layers=layers), torch.randint(3, (7, 2))
    y, changed = model(x), x.clone()
    changed[3] = (changed[3] + 1) % 3
    difference = (model(changed) - y).abs().amax((1, 2))
    assert y.shape == (7, 2, 4) and (difference[:3] == 0).all() and (difference[3:] > 0).all()


@pytest.mark.parametrize("kind", RECURRENCES)
def test_a_budget_is_kept_and_used(kind):
    size = units_for(3000, kind, 2, 2)
    assert parameters(kind, 2, size, 2) <= 3000 < parameters(kind, 2, size + 1, 2)


def test_what_is_unknown_is_refused():
    with pytest.raises(ValueError, match="kind: got 'Elman', expected one of 'RNN'"):
        Tracker("Elman", 2, 3, 2)
