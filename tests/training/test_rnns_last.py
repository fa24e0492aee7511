"""RNNs that learn an answer at the end, side by side: each takes the step that it would take alone, clipped or not."""

import numpy as np
import pytest

from utils.gradients.clipping import clip_by_norm, global_norm
from utils.gradients.proof import randomise
from utils.layers import RNN, Affine, Network, softmax_cross_entropy
from utils.training import forward_backward
from utils.training.rnns_last import LastRNNs

T, B, INPUT, UNITS, CLASSES, K = 7, 5, 3, 4, 3, 4
RATES, CLIPS = (0.1, 0.0, 0.3, 0.2), (0.05, 0.05, np.inf, 1e-3)


def pairs():
    layers = [randomise(RNN(INPUT, UNITS), seed=k) for k in range(K)]
    return layers, [randomise(Affine(UNITS, CLASSES), seed=9 + k) for k in range(K)]


def batch(seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((T, K, INPUT, B)), rng.integers(CLASSES, size=(K, B))


def together(layers, readouts):
    return LastRNNs(layers, readouts, RATES, CLIPS)


def test_each_takes_its_own_step():
    layers, readouts = pairs()
    networks = together(layers, readouts)
    for seed in (0, 1):  # nothing of the first batch stays for the second
        (x, y), alone = batch(seed), [Network(*pair, last=True) for pair in zip(*pairs(), strict=True)]
        for k, network in enumerate(alone):
            for name, p in network.parameters.items():
                p[...] = (layers[k].parameters | readouts[k].parameters)[name.split(".")[-1]]
        sizes = networks.descend(x, y)
        networks.hand_back(layers, readouts)
        for k, network in enumerate(alone):
            forward_backward(network, softmax_cross_entropy, x[:, k].swapaxes(-1, -2), y[k])
            assert sizes[k] == pytest.approx(global_norm(network.gradients), rel=1e-12)
            clip_by_norm(network.gradients, CLIPS[k])
            for name, p in network.parameters.items():
                own = (layers[k].parameters | readouts[k].parameters)[name.split(".")[-1]]
                np.testing.assert_allclose(own, p - RATES[k] * network.gradients[name], atol=1e-14)
    assert not networks.failed.any()


def test_answers_are_those_of_the_last_step():
    layers, readouts = pairs()
    x, _ = batch()
    answers = together(layers, readouts).answers(x)
    for k in range(K):
        outputs, _ = layers[k].forward(x[:, k].swapaxes(-1, -2))
        np.testing.assert_allclose(answers[k].T, readouts[k].forward(outputs[-1]), atol=1e-14)


def test_one_whose_gradient_is_no_number_stays_and_the_others_go_on():
    layers, readouts = pairs()
    readouts[2].parameters["W_hy"][...] = np.nan
    networks, before = together(layers, readouts), pairs()[0]
    networks.descend(*batch())
    networks.descend(*batch(1))
    networks.hand_back(layers, readouts)
    assert networks.failed.tolist() == [False, False, True, False]
    moved = [not np.array_equal(layers[k].parameters["W_hh"], before[k].parameters["W_hh"]) for k in range(K)]
    assert moved == [True, False, False, True]


def test_a_rate_for_each_is_asked_for():
    with pytest.raises(ValueError, match="rates: got 1 for 4 layers"):
        LastRNNs(*pairs(), [0.1], CLIPS)
