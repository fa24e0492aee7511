"""The right step is the layers', each wrong one is wrong in what its name says, and all take the same arguments."""

import numpy as np
import pytest

from utils.exercises.wrong_steps import WRONG, apart, gates, gru_gates, read, right_step
from utils.gradients.proof import randomise
from utils.layers import GRU, LSTM

T, B, d, m = 6, 3, 2, 4
LAYER = randomise(LSTM(d, m), seed=0)
P, X = LAYER.parameters, np.random.default_rng(0).standard_normal((T, B, d))


def test_the_right_step_is_the_layers():
    assert apart(read(right_step, P, X), LAYER.forward(X)[0]) < 1e-14


def test_the_gates_of_the_gru_are_the_layers():
    layer, h = randomise(GRU(d, m), seed=0), np.tanh(X[0] @ np.ones((d, m)))
    _, z, n = gru_gates(layer.parameters, X[0], h)
    assert apart((1 - z) * n + z * h, layer.forward(X[:1], h)[1]) < 1e-14


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_step_differs_by_the_second_step_and_stays_finite(words):
    found, truth = read(WRONG[words], P, X), read(right_step, P, X)
    assert apart(found[1], truth[1]) > 0.01 and np.isfinite(found).all()


def silent(p, x):
    """The mistakes that one step from zero does not show."""
    truth = read(right_step, p, x[:1])
    return {words for words, step in WRONG.items() if apart(read(step, p, x[:1]), truth) < 1e-12}


def test_what_acts_on_a_state_is_silent_while_there_is_none():
    no_state = {"no forget gate", "state's matrices turned", "gates that see x alone", "old cell lost"}
    assert silent(P, X) == no_state
    assert silent(P | {f"b_{gate}": np.zeros(m) for gate in "ifog"}, X) == no_state | {"one bias for all gates"}


def test_each_mistake_by_its_meaning():
    h, c = np.random.default_rng(1).standard_normal((2, B, m))
    i, f, o, g = gates(P, X[0], h)
    of = {words: step(P, X[0], h, c) for words, step in WRONG.items()}
    assert np.allclose(of["no forget gate"][1], c + i * g) and np.allclose(of["old cell lost"][1], i * g)
    assert np.allclose(of["h without its tanh"][0], o * (f * c + i * g))
    assert np.allclose(of["coth for tanh"][1], f * c + i / g)
    assert np.allclose(of["gates in another order"][1], f * c + i * o)
    assert np.allclose(of["gates that see x alone"][1], right_step(P, X[0], 0 * h, c)[1])


def test_a_distance_is_a_share_of_the_truth():
    assert apart(np.array([3.0, 4.0]), np.array([0.0, 4.0])) == 0.75
