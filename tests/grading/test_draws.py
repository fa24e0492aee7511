"""Other inputs for a check: alike in kind, different in numbers."""

import numpy as np
import pytest
import torch

from utils.grading.draws import another, drawn_like, redrawn
from utils.layers import RNN


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def test_an_array_keeps_its_shape_and_range_and_holds_other_numbers(rng):
    value = np.linspace(-1, 1, 12).reshape(3, 4)
    found = drawn_like(value, rng)
    assert found.shape == value.shape and np.abs(found).max() < 1 and not np.allclose(found, value)
    assert np.array_equal(np.sort(value.ravel())[[0, -1]], [-1, 1]), "what was given stays as it was"


def test_shares_labels_masks_and_sorted_times_stay_what_they_are(rng):
    rows = np.array([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]])
    assert np.allclose(drawn_like(rows, rng).sum(axis=1), 1)
    labels = np.array([4, 1, 3, 3])
    assert sorted(drawn_like(labels, rng)) == [1, 3, 3, 4]
    mask = np.array([[1.0, 0, 0], [0, 1, 0], [1, 1, 0]])
    assert set(drawn_like(mask, rng).ravel()) == {0, 1}
    times = np.arange(10)
    assert np.array_equal(drawn_like(times, rng), times)
    assert (np.diff(drawn_like(np.array([0.1, 0.4, 0.9]), rng)) > 0).all()
    turn = np.array([[0.6, 0.8], [-0.8, 0.6]])
    found = drawn_like(turn, rng)
    assert np.allclose(found @ found.T, np.eye(2)) and not np.allclose(found, turn)


def test_layers_tensors_and_lists_are_drawn_and_words_and_functions_are_not(rng):
    layer = RNN(2, 3, seed=0)
    found = drawn_like(layer, rng)
    assert not np.allclose(found.parameters["W_hh"], layer.parameters["W_hh"]) and type(found) is RNN
    tensor = torch.linspace(0, 1, 6, dtype=torch.float64, requires_grad=True)
    assert drawn_like(tensor, rng).requires_grad and drawn_like(tensor, rng).dtype == torch.float64
    assert drawn_like(["a", print, True, None], rng) == ["a", print, True, None]
    assert drawn_like((1.5, 2.25), rng) != (1.5, 2.25) and isinstance(drawn_like((1.5, 2.25), rng)[0], float)


def test_whole_numbers_change_only_where_nothing_else_can(rng):
    assert another((3, 4), lambda a, b: a * b, rng) != (3, 4)
    case = another((np.array([0.5, -1.0, 2.0]), 2), lambda x, n: x[n], rng)
    assert case is not None


def test_a_draw_that_the_reference_refuses_or_that_changes_nothing_does_not_count(rng):
    def only_below(x):
        if not x < 0.9:
            raise ValueError("too large")
        return x

    assert 0 < another((0.89,), only_below, rng)[0] < 0.89
    assert another((0.5,), lambda x: 1.0, rng) is None
    (found,), = redrawn([(0.4,), (0.25,)], lambda x: float(x > 0.3), rng)
    assert 0.24 <= found <= 0.3, "of two cases the one that another number can change"
    assert another((np.array([1.0, -2.0]),), lambda x: np.log(x), rng) is None
