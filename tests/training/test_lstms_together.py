"""Each of several LSTMs that learn together learns what it would learn alone."""

import numpy as np
import pytest

from utils.gradients.clipping import clip_by_norm
from utils.gradients.proof import randomise
from utils.layers import GRU, LSTM, Affine, Network, softmax_cross_entropy
from utils.training import forward_backward
from utils.training.lstms_together import LSTMs

T, B, INPUT, CELLS, CLASSES = 37, 5, 3, 4, 6  # more than two of the layer's chunks, and a part of one


def networks(count=3, dtype=np.float64, kind=LSTM, cells=CELLS):
    layers = [randomise(kind(INPUT, cells, dtype=dtype), seed=seed) for seed in range(count)]
    return [Network(layer, randomise(Affine(cells, CLASSES, dtype=dtype), seed=9 + k)) for k, layer in enumerate(layers)]


def windows(count=3, dtype=np.float64, seed=0):
    """Two windows of inputs (T, B, d) and classes (T, B) of each network."""
    rng = np.random.default_rng(seed)
    return [[(rng.standard_normal((T, B, INPUT)).astype(dtype), rng.integers(CLASSES, size=(T, B))) for _ in range(count)]
            for _ in range(2)]


def learn(together, window):
    """One step of all, from a window of each."""
    return together.learn(np.stack([x for x, _ in window], axis=1).swapaxes(-1, -2), np.stack([y for _, y in window], axis=1))


def alone(network, windows, carried, clip):
    """Loss and clipped gradients of a network at each window."""
    found, state = [], None
    for x, y in windows:
        loss, final = forward_backward(network, softmax_cross_entropy, x, y, initial=state)
        gradients = {name.split(".")[1]: g.copy() for name, g in network.gradients.items()}
        clip_by_norm(gradients, clip)
        found.append((loss, gradients))
        state = final if carried else None
    return found


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("clip", [0.05, 1e9])
def test_gradients_and_losses_are_those_of_each_alone_window_after_window(dtype, clip):
    carried, two = [True, False, True], windows(dtype=dtype)
    together = LSTMs(networks(dtype=dtype), carried, clip=clip)
    each = [alone(n, [w[k] for w in two], carried[k], clip) for k, n in enumerate(networks(dtype=dtype))]
    near = 1e-12 if dtype == np.float64 else 1e-5
    for w, window in enumerate(two):
        assert learn(together, window) == pytest.approx(np.mean([e[w][0] for e in each]), rel=near)
        for k, (_, gradients) in ((k, e[w]) for k, e in enumerate(each)):
            assert together.gradients.keys() == gradients.keys()
            for name, g in gradients.items():
                np.testing.assert_allclose(together.gradients[name][k], g, atol=near * np.abs(g).max(), err_msg=name)


def test_going_on_reads_two_windows_as_one():
    x = np.random.default_rng(0).standard_normal((2 * T, B, INPUT))
    together = LSTMs(networks(), [True] * 3)
    parts = [together.go_on(part.swapaxes(-1, -2)[:, None].repeat(3, axis=1)) for part in np.split(x, 2)]
    y, c = (np.concatenate(part) for part in zip(*parts, strict=True))
    for k, network in enumerate(networks()):
        true, (_, last) = network.forward(x)
        np.testing.assert_allclose(y[:, k].swapaxes(-1, -2), true, atol=1e-12)
        np.testing.assert_allclose(c[-1, k].T, last, atol=1e-12)


def test_a_pinned_gate_has_no_gradient():
    pinned = networks(count=1)
    pinned[0].layer.parameters["b_f"][:] = 40
    for name in ("W_hf", "W_xf"):
        pinned[0].layer.parameters[name][:] = 0
    together = LSTMs(pinned, [True])
    learn(together, windows(count=1)[0])
    assert not any(together.gradients[name].any() for name in ("W_hf", "W_xf", "b_f")) and together.gradients["W_hi"].any()


def test_what_is_learnt_is_handed_back():
    own = networks()
    together = LSTMs(own, [False] * 3)
    for p in together.parameters.values():
        p += 1
    together.hand_back([n.layer for n in own], [n.readout for n in own])
    for network, before in zip(own, networks(), strict=True):
        assert all(np.array_equal(p, before.parameters[name] + 1) for name, p in network.parameters.items())


@pytest.mark.parametrize("others", [networks(1, cells=5), networks(1, dtype=np.float32), networks(1, kind=GRU)])
def test_networks_that_are_not_alike_are_refused(others):
    with pytest.raises(ValueError, match=r"networks: got .*, expected LSTMs of one size and dtype"):
        LSTMs(networks(2) + others, [True] * 3)


def test_grus_are_refused_and_one_of_carried_too_few():
    with pytest.raises(ValueError, match=r"networks: got .*GRU"):
        LSTMs(networks(kind=GRU), [True] * 3)
    with pytest.raises(ValueError, match="carried: got 2 for 3 networks, expected one per network"):
        LSTMs(networks(), [True] * 2)
