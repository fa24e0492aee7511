"""A pair of LSTMs is a bidirectional LSTM with a linear readout, in what it says and in what it learns."""

import numpy as np
import pytest

from utils.gradients.proof import randomise
from utils.layers import LSTM, Affine, Bidirectional, Network, softmax_cross_entropy
from utils.training.both_ways import Pairs, fit_windows_last, log_odds

W, N, D, M = 5, 7, 3, 4


def networks(count):
    return [Network(randomise(LSTM(D, M), seed=k), randomise(Affine(M, 2), seed=50 + k)) for k in range(count)]


def bidirectional(first, second):
    """The same weights as a bidirectional layer and one readout."""
    readout = Affine(2 * M, 2)
    readout.parameters["W_hy"][...] = np.hstack([first.readout.parameters["W_hy"], second.readout.parameters["W_hy"]])
    readout.parameters["b_y"][...] = first.readout.parameters["b_y"] + second.readout.parameters["b_y"]
    return Bidirectional(first.layer, second.layer), readout


def with_future(seed=0):
    """Sequences (2 W - 1, N, d), and what the two networks of a pair read of them towards the step in the middle."""
    x = np.random.default_rng(seed).standard_normal((2 * W - 1, N, D))
    return x, [x[:W], x[:W - 2:-1]]


def test_a_pair_says_what_the_bidirectional_layer_says_in_the_middle_of_its_sequence():
    pair, (x, read) = networks(2), with_future()
    layer, readout = bidirectional(*pair)
    logits = readout.forward(layer.forward(x)[0])[W - 1]
    assert log_odds(pair, read) == pytest.approx(logits[:, 1] - logits[:, 0], abs=1e-13)


def test_each_pair_gets_the_bidirectional_layers_gradient_and_its_mean_loss():
    nets, given = networks(4), [with_future(seed) for seed in (0, 1)]
    classes = np.random.default_rng(2).integers(2, size=(2, N))
    pairs = Pairs(nets)
    x = np.stack([read[way] for way in (0, 1) for _, read in given], axis=1).swapaxes(-1, -2)
    loss, alone = pairs.learn(x, np.concatenate([classes] * 2)), []
    for k, (sequence, _) in enumerate(given):
        layer, readout = bidirectional(nets[k], nets[2 + k])
        outputs, _ = layer.forward(sequence)
        own, d_y = softmax_cross_entropy(readout.forward(outputs[W - 1:W]), classes[k][None])
        d_outputs = np.zeros_like(outputs)
        d_outputs[W - 1] = readout.backward(d_y)[0]
        layer.backward(d_outputs)
        alone.append(own)
        for way, place in (("forward", k), ("backward", 2 + k)):
            for name in nets[0].layer.parameters:
                np.testing.assert_allclose(pairs.gradients[name][place], layer.gradients[f"{way}.{name}"], atol=1e-13)
        np.testing.assert_allclose(np.hstack([pairs.gradients["W_hy"][k], pairs.gradients["W_hy"][2 + k]]),
                                   readout.gradients["W_hy"], atol=1e-13)
    assert loss == pytest.approx(np.mean(alone), rel=1e-12)


def task(k, rng, batch, paired):
    """Whether the first number of a window is above 0: far for the one reader, near for the other."""
    x = rng.standard_normal((W, batch, D))
    return [x, x[::-1]] if paired else [x], (x[0, :, 0] > 0).astype(int)


@pytest.mark.parametrize("paired", [False, True])
def test_training_learns_and_depends_on_its_seed_alone(paired):
    def run(seeds):
        nets = networks(len(seeds) * (1 + paired))
        losses = fit_windows_last(nets, lambda *given: task(*given, paired), seeds=seeds, steps=160, batch=64, rate=0.05,
                                  paired=paired)
        return nets, losses

    nets, losses = run((0, 1))
    assert losses[-1] < 0.5 * losses[0]
    read, classes = task(0, np.random.default_rng(9), 400, paired)
    for k in (0, 1):
        mine = [nets[k], nets[2 + k]] if paired else [nets[k]]
        assert np.mean((log_odds(mine, read) > 0) == classes) > 0.85
    again, _ = run((0, 1))
    assert all(np.array_equal(a.layer.parameters["W_hi"], b.layer.parameters["W_hi"])
               for a, b in zip(nets, again, strict=True))
    other, _ = run((0, 2))
    assert not np.array_equal(nets[1].layer.parameters["W_hi"], other[1].layer.parameters["W_hi"])


def test_an_odd_number_makes_no_pairs_and_an_empty_batch_no_step():
    with pytest.raises(ValueError, match="networks: got 3, expected an even number"):
        Pairs(networks(3))
    with pytest.raises(ValueError, match="batch: got 0"):
        fit_windows_last(networks(1), None, seeds=(0,), steps=1, batch=0, rate=0.1)
