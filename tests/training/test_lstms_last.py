"""Each of several LSTMs that learn an answer at the end learns what it would learn alone; with h cut, along the cell alone."""

import numpy as np
import pytest

from utils.data.recall import temporal_order
from utils.gradients import lstm_steps
from utils.gradients.clipping import clip_by_norm, global_norm
from utils.gradients.proof import randomise
from utils.layers import LSTM, Affine, Network, softmax_cross_entropy
from utils.training import SGD
from utils.training.lstms_last import LastLSTMs, fit_last

T, B, INPUT, CELLS, CLASSES = 19, 5, 6, 4, 4


def networks(count=3):
    layers = [randomise(LSTM(INPUT, CELLS), seed=seed) for seed in range(count)]
    return [Network(layer, randomise(Affine(CELLS, CLASSES), seed=9 + k)) for k, layer in enumerate(layers)]


def batches(count=3, seed=0):
    rng = np.random.default_rng(seed)
    return [(rng.standard_normal((T, B, INPUT)), rng.integers(CLASSES, size=B)) for _ in range(count)]


def learn(together, given):
    return together.learn(np.stack([x for x, _ in given], axis=1).swapaxes(-1, -2), np.stack([y for _, y in given]))


def alone(network, x, y):
    """The loss of a network's last answer, and its gradients."""
    outputs, _ = network.layer.forward(x)
    loss, d_y = softmax_cross_entropy(network.readout.forward(outputs[-1:]), y[None])
    d_outputs = np.zeros_like(outputs)
    d_outputs[-1] = network.readout.backward(d_y)[0]
    network.layer.backward(d_outputs)
    return loss, network.layer.gradients | network.readout.gradients


@pytest.mark.parametrize("clip", [0.05, np.inf])
def test_gradients_norms_and_loss_are_those_of_each_alone(clip):
    together, given = LastLSTMs(networks(), clip), batches()
    for _ in range(2):  # nothing of the first batch stays for the second
        loss = learn(together, given)
    each = [alone(network, *batch) for network, batch in zip(networks(), given, strict=True)]
    assert loss == pytest.approx(np.mean([own for own, _ in each]), rel=1e-12)
    for k, (_, gradients) in enumerate(each):
        assert together.norms[k] == pytest.approx(global_norm(gradients), rel=1e-12)
        clip_by_norm(gradients, clip)
        for name, g in gradients.items():
            np.testing.assert_allclose(together.gradients[name][k], g, atol=1e-13, err_msg=name)


def test_answers_are_those_after_the_last_step_for_a_batch_of_any_size():
    together = LastLSTMs(networks())
    for size in (2, 5):
        x = np.random.default_rng(size).standard_normal((T, size, INPUT))
        found = together.answers(x.swapaxes(-1, -2)[:, None].repeat(3, axis=1))
        for k, network in enumerate(networks()):
            np.testing.assert_allclose(found[k].T, network.forward(x)[0][-1], atol=1e-12)


def test_along_the_cell_the_gradient_is_multiplied_by_the_forget_gates_and_by_nothing_else():
    (x, y), (network,) = batches(1)[0], networks(1)
    x, y = x[:, :1], y[:1]
    together = LastLSTMs([network], along_cell=True)
    learn(together, [(x, y)])
    outputs, _ = network.layer.forward(x)
    _, d_y = softmax_cross_entropy(network.readout.forward(outputs[-1:]), y[None])
    d_h, steps = network.readout.backward(d_y)[0][0], lstm_steps(network.layer, x[:, 0])
    f = [step.c_from_c.diagonal() for step in steps]
    d_c, d_b_f = d_h * steps[-1].h_from_c.diagonal() / f[-1], np.zeros(CELLS)
    cells = [network.layer.forward(x[:t])[1][1][0] if t else np.zeros(CELLS) for t in range(T)]
    for t in reversed(range(T)):
        d_b_f += d_c * cells[t] * f[t] * (1 - f[t])
        d_c = d_c * f[t]
    np.testing.assert_allclose(together.gradients["b_f"][0], d_b_f, atol=1e-13)
    whole = alone(networks(1)[0], x, y)[1]["b_f"]
    assert np.abs(whole - d_b_f).max() > 1e-3 * np.abs(whole).max()


def test_fitting_is_gradient_descent_on_batches_of_its_own_seed_and_gives_the_norms():
    def draw(rng):
        return temporal_order(10, 3, rng)

    together, own = networks(2), networks(2)
    found = fit_last(together, draw, seeds=[5, 6], steps=4, rate=0.3, clip=0.05)
    norms = np.zeros((4, 2))
    for k, network in enumerate(own):
        rng, optimiser = np.random.default_rng(5 + k), SGD(0.3)
        for step in range(4):
            x, y = draw(rng)
            _, gradients = alone(network, x.astype(float), y)
            norms[step, k] = clip_by_norm(gradients, 0.05)
            optimiser.step(network.layer.parameters | network.readout.parameters, gradients)
    np.testing.assert_allclose(found, norms, rtol=1e-10)
    for mine, theirs in zip(own, together, strict=True):
        for name, p in (mine.layer.parameters | mine.readout.parameters).items():
            np.testing.assert_allclose((theirs.layer.parameters | theirs.readout.parameters)[name], p, atol=1e-12, err_msg=name)


def test_a_gradient_that_is_no_number_stops_the_fit():
    broken = networks(1)
    broken[0].readout.parameters["W_hy"][:] = 1e308
    with pytest.raises(FloatingPointError, match=r"gradients: got a norm of nan, .* at step 1"), np.errstate(all="ignore"):
        fit_last(broken, lambda rng: temporal_order(10, 3, rng), seeds=[0], steps=2, rate=0.1)
