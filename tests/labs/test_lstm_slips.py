"""Wrong results must be wrong, right ones those of the layer, and no slip may hide behind another."""

import numpy as np
import pytest

from utils.exercises import lstm_slips as true
from utils.layers import LSTM

PIECES = {"c": true.C_NEW, "h": true.H_NEW, "d_c_before": true.D_C_BEFORE, "d_h_before": true.D_H_BEFORE,
          **{f"d_a, gate {k}": true.D_A[k] for k in true.GATES}}


@pytest.fixture
def layer():
    found = LSTM(true.CELLS, true.CELLS)
    found.parameters |= true.P
    return found


def test_the_step_is_the_layers(layer):
    _, (h, c) = layer.forward(true.X[None], (true.H, true.C))
    np.testing.assert_allclose(h, true.H_NEW, rtol=1e-12)
    np.testing.assert_allclose(c, true.C_NEW, rtol=1e-12)


def test_the_step_back_is_the_layers(layer):
    layer.forward(true.X[None], (true.H, true.C))
    _, (d_h, d_c) = layer.backward(np.zeros((1, *true.H.shape)), (true.D_H, true.D_C))
    np.testing.assert_allclose(d_h, true.D_H_BEFORE, rtol=1e-11)
    np.testing.assert_allclose(d_c, true.D_C_BEFORE, rtol=1e-11)
    slopes = np.split(true.side_by_side(), 4, axis=1)
    for k, slope in zip(true.GATES, slopes, strict=True):
        np.testing.assert_allclose(slope.sum(axis=0), layer.gradients[f"b_{k}"], rtol=1e-11)


def test_all_rows_of_the_inputs_differ():
    for rows in (true.X, true.H, true.C, true.D_H, true.D_C):
        assert len(np.unique(rows, axis=0)) == len(rows)


@pytest.mark.parametrize("piece", PIECES)
def test_every_slip_is_wrong_and_has_numbers_of_its_own(piece):
    found = []
    for sentence, slip in {**true.STEP, **true.BACK}[piece]:
        assert slip.shape == PIECES[piece].shape and np.abs(slip - PIECES[piece]).max() > 1e-3, sentence
        assert all(np.abs(slip - other).max() > 1e-6 for said, other in found if said != sentence), sentence
        found.append((sentence, slip))


def test_what_is_wrong_as_a_whole_differs_from_what_is_right():
    whole = {len(true.BACK_WHOLE[0][1]): (true.side_by_side(), true.D_H_BEFORE, true.D_C_BEFORE),
             len(true.STEP_WHOLE[0][1]): (true.H_NEW, true.C_NEW)}
    for _, slip in true.STEP_WHOLE + true.BACK_WHOLE:
        assert any(np.abs(part - right).max() > 1e-3 for part, right in zip(slip, whole[len(slip)], strict=True))
