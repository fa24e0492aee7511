"""`fit_side_by_side` does to every network what `fit` does to one, and mixes none of them up."""

import numpy as np
import pytest

from utils.layers import GRU, RNN, Affine, Stack, softmax_cross_entropy
from utils.layers.untied import Untied
from utils.training.fitting import fit
from utils.training.side_by_side import fit_side_by_side

T, N, D, M, CLASSES, K = 6, 20, 2, 4, 3, 3
HOW = {"steps": 30, "batch": 5, "rate": 0.03, "clip": 0.3}


def networks(make, dtype=np.float64):
    """Layers with all biases away from zero, readouts, inputs, labels, what counts, and generators."""
    layers = [make(seed, dtype) for seed in range(K)]
    for seed, layer in enumerate(layers):
        for name, p in layer.parameters.items():
            if name.endswith("b_h"):
                p[:] = np.random.default_rng(seed).uniform(-1, 1, M)
    readouts = [Affine(M, CLASSES, seed=seed, dtype=dtype) for seed in range(K)]
    x = [np.random.default_rng(seed).standard_normal((T, N, D)).astype(dtype) for seed in range(K)]
    labels = [np.digitize(np.cumsum(part[..., 0], axis=0), (-k - 0.5, 0.5)) for k, part in enumerate(x)]
    counted = [np.arange(T)[:, None] >= np.arange(N) % (k + 2) for k in range(K)]
    return layers, readouts, x, labels, counted, [np.random.default_rng(seed) for seed in range(K)]


def shared(seed, dtype):
    return RNN(D, M, seed=seed, dtype=dtype)


def untied(seed, dtype):
    return Untied(D, M, range(10 * seed, 10 * seed + T), dtype=dtype)


def where_counted(y, targets):
    return softmax_cross_entropy(y, targets[..., 0], targets[..., 1] == 1)


def alone(make, dtype=np.float64, **how):
    layers, readouts, x, labels, counted, rngs = networks(make, dtype)
    targets = [np.stack(pair, axis=-1) for pair in zip(labels, counted, strict=True)]
    losses = [fit(*network, where_counted, rng=rng, bar=False, **HOW | how)
              for *network, rng in zip(layers, readouts, x, targets, rngs, strict=True)]
    return np.mean(losses, axis=0), layers + readouts


def together(make, dtype=np.float64, **how):
    *parts, rngs = networks(make, dtype)
    return fit_side_by_side(*parts, rngs=rngs, **HOW | how), parts[0] + parts[1]


def largest_difference(ones, others):
    return max(np.abs(a.parameters[name] - b.parameters[name]).max()
               for a, b in zip(ones, others, strict=True) for name in a.parameters)


@pytest.mark.parametrize("make", [shared, untied])
@pytest.mark.parametrize("dtype, bound", [(np.float64, 1e-11), (np.float32, 1e-4)])
def test_every_network_becomes_what_fit_makes_of_it(make, dtype, bound):
    (losses, ones), (mean, others) = alone(make, dtype), together(make, dtype)
    np.testing.assert_allclose(mean, losses, rtol=bound)
    assert largest_difference(ones, others) < bound
    assert largest_difference(others, [part for parts in networks(make, dtype)[:2] for part in parts]) > 0.1
    assert all(p.dtype == dtype for part in others for p in part.parameters.values())


@pytest.mark.parametrize("clip", [0.01, 1e6])
def test_each_network_is_clipped_by_its_own_norm(clip):
    assert largest_difference(alone(shared, clip=clip)[1], together(shared, clip=clip)[1]) < 1e-11
    assert largest_difference(together(shared, clip=clip)[1], together(shared)[1]) > 1e-3


def test_gradients_are_clipped_at_one_and_all_labels_count_unless_something_else_is_given():
    def trained(*counted, **clip):
        layers, readouts, x, labels, _, rngs = networks(shared)
        layers[0].parameters["W_hh"] *= 30  # gradients above one
        fit_side_by_side(layers, readouts, x, labels, *counted, rngs=rngs, steps=9, batch=5, rate=0.03, **clip)
        return layers

    assert largest_difference(trained(), trained([np.ones((T, N), bool)] * K, clip=1.0)) == 0
    assert largest_difference(trained(), trained(clip=2.0)) > 0
    assert largest_difference(trained(), trained(networks(shared)[4])) > 0


@pytest.mark.parametrize("place, short", list(enumerate(["readouts", "x", "labels", "counted", "rngs"], 1)))
def test_one_too_few_is_named(place, short):
    parts = list(networks(shared))
    parts[place] = parts[place][:2]
    with pytest.raises(ValueError, match=f"{short}: got 2 for 3 layers, expected one per layer"):
        fit_side_by_side(*parts[:5], rngs=parts[5], **HOW)


@pytest.mark.parametrize("kept, others", [
    (2, [RNN(D, M + 1)]), (2, [RNN(D + 1, M)]), (2, [RNN(D, M, dtype=np.float32)]), (2, [Untied(D, M, range(T))]),
    (0, [GRU(D, M)] * 3), (0, [Stack([RNN(D, M), RNN(M, M)])] * 3)])
def test_layers_that_are_not_alike_or_no_rnns_are_refused(kept, others):
    layers, *parts, rngs = networks(shared)
    with pytest.raises(ValueError, match=r"layers: got .*, expected RNNs of one size and dtype, with as many weights"):
        fit_side_by_side(layers[:kept] + others, *parts, rngs=rngs, **HOW)


def test_nan_stops_it_and_the_layers_stay_as_they_were():
    layers, readouts, x, *parts, rngs = networks(shared)
    before = [{name: p.copy() for name, p in layer.parameters.items()} for layer in layers]
    with pytest.raises(FloatingPointError, match="at step 0; there was no finite loss"):
        fit_side_by_side(layers, readouts, [part * np.nan for part in x], *parts, rngs=rngs, **HOW)
    for layer, old in zip(layers, before, strict=True):
        assert all(np.array_equal(layer.parameters[name], p) for name, p in old.items())


def test_it_shows_a_bar_with_its_label_and_total(monkeypatch, capsys):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    together(shared, steps=2, label="three of them")
    err = capsys.readouterr().err
    assert "three of them" in err and "/2" in err
