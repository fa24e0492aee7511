"""Windows: what is cut, what is handed on, and what each costs."""

import numpy as np
import pytest

from utils.gradients.proof import randomise
from utils.layers import GRU, LSTM, RNN, Affine, Network, Stack, mean_squared_error, softmax_cross_entropy
from utils.layers.states import parts
from utils.training import SGD, forward_backward
from utils.training.lstms_together import LSTMs
from utils.training.optimisers import Adam
from utils.training.windows import checkpointed, fit_windows, truncated

T, B, D, M = 23, 3, 2, 4
LAYERS = {"RNN": RNN(D, M), "LSTM": LSTM(D, M), "GRU": GRU(D, M), "stack": Stack([LSTM(D, M), RNN(M, M, seed=1)])}


@pytest.fixture(params=LAYERS)
def network(request):
    return Network(randomise(LAYERS[request.param], seed=3), randomise(Affine(M, D), seed=4))


@pytest.fixture
def task():
    rng = np.random.default_rng(0)
    return rng.standard_normal((T, B, D)), rng.standard_normal((T, B, D))


def whole_gradient(network, x, y, initial=None):
    loss, final = forward_backward(network, mean_squared_error, x, y, initial=initial)
    return loss, {name: g.copy() for name, g in network.gradients.items()}, final


def same(found, expected):
    assert found.keys() == expected.keys()
    return all(np.allclose(found[name], g, rtol=1e-12, atol=1e-14) for name, g in expected.items())


def start(network):
    return network.layer.forward(np.full((5, B, D), 0.7))[1]


@pytest.mark.parametrize("initial", [False, True])
def test_one_window_as_long_as_the_sequence_is_the_whole_gradient(network, task, initial):
    given = start(network) if initial else None
    loss, expected, final = whole_gradient(network, *task, given)
    for every, back in ((T, None), (T + 9, None), (T, T), (1, T), (5, T), (4, 99)):
        found, gradients, end = truncated(network, mean_squared_error, *task, every, back, initial=given)
        assert np.isclose(found, loss, rtol=1e-13) and same(gradients, expected)
        assert all(np.allclose(*pair) for pair in zip(parts(end), parts(final), strict=True))


@pytest.mark.parametrize(("every", "back"), [(1, 1), (1, 4), (5, 5), (5, 8), (4, 12), (7, 7)])
def test_each_block_goes_back_over_its_own_steps_and_no_further(network, task, every, back):
    x, y = task
    expected, mean = {}, 0
    for first in range(0, T, every):
        end = min(T, first + every)
        far = max(0, end - back)
        state = network.forward(x[:far], start(network))[1] if far else start(network)
        output, _ = network.forward(x[far:end], state)
        d_y = np.zeros_like(output)
        for t in range(first, end):
            d_y[t - far] = 2 * (output[t - far] - y[t]) / y.size
            mean += ((output[t - far] - y[t]) ** 2).sum() / y.size
        network.backward(d_y)
        expected = {name: expected.get(name, 0) + g for name, g in network.gradients.items()}
    loss, gradients, final = truncated(network, mean_squared_error, x, y, every, back, initial=start(network))
    assert np.isclose(loss, mean, rtol=1e-12) and same(gradients, expected)
    assert not same(gradients, whole_gradient(network, x, y, start(network))[1])
    ends = parts(final), parts(whole_gradient(network, x, y, start(network))[2])
    assert all(np.allclose(*pair) for pair in zip(*ends, strict=True))


@pytest.mark.parametrize("window", [1, 4, 7, T, 40])
def test_checkpoints_give_the_whole_gradient(network, task, window):
    loss, expected, _ = whole_gradient(network, *task, start(network))
    found, gradients = checkpointed(network, mean_squared_error, *task, window, initial=start(network))
    assert np.isclose(found, loss, rtol=1e-13) and same(gradients, expected)


class Counting(Network):
    """A network that notes how long its passes are."""

    def forward(self, x, *rest):
        self.read = [*getattr(self, "read", []), len(x)]
        return super().forward(x, *rest)


def test_checkpoints_read_each_step_twice_and_never_more_than_a_window_at_once(task):
    network = Counting(RNN(D, M), Affine(M, D))
    checkpointed(network, mean_squared_error, *task, 5)
    assert sum(network.read) == 2 * T - 3 and max(network.read) == 5  # the last window of 3 is read once


def test_windows_that_meet_are_read_once_and_others_as_often_as_they_overlap(task):
    x, y = (part[:20] for part in task)
    for every, back, read in ((5, 5, 20), (5, None, 20), (1, 3, 1 + 2 + 18 * 3 + 17), (5, 10, 5 + 3 * 10 + 10)):
        network = Counting(RNN(D, M), Affine(M, D))
        truncated(network, mean_squared_error, x, y, every, back)
        assert sum(network.read) == read and max(network.read) == (back or every)


def test_float32_stays_float32(task):
    network, (x, y) = Network(LSTM(D, M, dtype=np.float32), Affine(M, D, dtype=np.float32)), task
    for _, gradients, *_ in (truncated(network, mean_squared_error, x.astype("f"), y.astype("f"), 5, 9),
                             checkpointed(network, mean_squared_error, x.astype("f"), y.astype("f"), 5)):
        assert {g.dtype.name for g in gradients.values()} == {"float32"}


def test_bad_lengths_are_named(task):
    network = Network(RNN(D, M), Affine(M, D))
    for message, every, back in (("every: got 0", 0, None), ("back: got 3, expected a whole number of at least 4", 4, 3)):
        with pytest.raises(ValueError, match=message):
            truncated(network, mean_squared_error, *task, every, back)
    with pytest.raises(ValueError, match="window: got 0"):
        checkpointed(network, mean_squared_error, *task, 0)


def pair(count=2):
    return [Network(LSTM(3, M, seed=s), Affine(M, 3, seed=s)) for s in range(count)]


def test_networks_learn_along_a_stream_as_each_would_alone():
    rng = np.random.default_rng(1)
    symbols, targets, table = rng.integers(4, size=(22, 2, 5)), rng.integers(3, size=(22, 2, 5)), rng.standard_normal((4, 3))
    networks, alone = pair(), pair()
    losses = fit_windows(networks, [True, False], table, symbols, targets, 5, 0.1)
    assert len(losses) == 4
    means = np.zeros(4)
    for k, (network, carried) in enumerate(zip(alone, (True, False), strict=True)):
        together, adam = LSTMs([network], [carried]), Adam(0.1)
        for i in range(4):
            part = slice(5 * i, 5 * i + 5)
            x = table[symbols[part, k : k + 1]].swapaxes(-1, -2)
            means[i] += together.learn(x, targets[part, k : k + 1]) / 2
            adam.step(together.parameters, together.gradients)
        together.hand_back([network.layer], [network.readout])
    assert np.allclose(losses, means)
    for one, other in zip(networks, alone, strict=True):
        assert all(np.allclose(p, other.parameters[name]) for name, p in one.parameters.items())
    assert not np.allclose(networks[0].parameters["layer.W_hi"], pair()[0].parameters["layer.W_hi"])
    with pytest.raises(ValueError, match="window: got 0"):
        fit_windows(networks, [True, False], table, symbols, targets, 0, 0.1)


def test_the_losses_may_be_those_of_classes(task):
    network, targets = Network(GRU(D, M), Affine(M, 3)), np.random.default_rng(2).integers(3, size=(T, B))
    loss, _ = forward_backward(network, softmax_cross_entropy, task[0], targets)
    expected = {name: g.copy() for name, g in network.gradients.items()}
    found, gradients = checkpointed(network, softmax_cross_entropy, task[0], targets, 6)
    assert np.isclose(found, loss) and same(gradients, expected)
    SGD(0.1).step(network.parameters, gradients)  # what an optimiser takes
