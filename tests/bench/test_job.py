"""The whole job's contenders: those of one cell train alike, the one-by-one script's gradients are right, the race is fair."""

import numpy as np
import pytest
import torch

from utils.bench import job
from utils.bench.one_by_one import LARGEST, RATE, OneByOne
from utils.experiments import parity
from utils.layers import RNN, Affine, Network, softmax_cross_entropy
from utils.training import forward_backward

TEXT = np.random.default_rng(0).integers(5, size=200)


@pytest.mark.parametrize("kind", ["RNN", "GRU", "LSTM"])
@pytest.mark.parametrize(("make", "updates"), [(job.TorchLoop, 3), (job.TorchLayer, 1)])
def test_updates_leave_the_same_network_whoever_makes_them(kind, make, updates):
    """With torch.nn one update: it has two biases per gate, and Adam moves both, so that from the second one on it differs."""
    torch.set_num_threads(1)
    ours, other = job.Ours(kind), make(kind)
    before = {name: value.copy() for name, value in ours.judged().parameters.items()}
    for _ in range(updates):
        ours.update()
        other.update()
    for name, value in ours.judged().parameters.items():
        if make is job.TorchLoop or not name.startswith("layer.b_"):
            np.testing.assert_allclose(other.judged().parameters[name], value, atol=2e-4, err_msg=name)
            assert np.abs(value - before[name]).max() > 4e-3, name


def test_one_by_one_has_the_gradients_of_the_same_network_in_our_layers():
    one = OneByOne(TEXT, 5)
    one.h = np.random.default_rng(1).standard_normal((100, 1))
    layer = RNN(5, 100)
    network = Network(layer, Affine(100, 5))
    for name, value in network.parameters.items():
        value[:] = one.p[name.rpartition(".")[2]].reshape(value.shape)
    x = np.eye(5)[TEXT[:25], None]
    _, final = forward_backward(network, softmax_cross_entropy, x, TEXT[1:26, None], initial=one.h.T)
    gradients, h = one.gradients(TEXT[:25], TEXT[1:26])
    np.testing.assert_allclose(h.T, final, rtol=1e-12)
    for name, value in network.gradients.items():  # ours is of the mean, the script's of the sum
        np.testing.assert_allclose(gradients[name.rpartition(".")[2]].reshape(value.shape) / 25, value, rtol=1e-9, atol=1e-12)


def test_one_by_one_goes_along_the_text_and_cuts_its_gradients():
    one, before = OneByOne(TEXT, 5), OneByOne(TEXT, 5).p
    one.update()
    assert one.at == 25 and np.abs(one.h).max() > 0
    for name, value in one.p.items():  # Adagrad's first step is the rate, or less where a gradient is zero
        assert np.abs(value - before[name]).max() <= RATE * (1 + 1e-6), name
    one.gradients = lambda inputs, targets: ({name: np.full_like(p, 1e3) for name, p in one.p.items()}, one.h)
    squares = one.squares["b_h"].copy()
    one.update()
    np.testing.assert_allclose(one.squares["b_h"] - squares, LARGEST**2)
    for _ in range(6):
        one.update()
    assert one.at == 25 * 1  # 200 letters hold seven windows, then the text begins again


class Fake:
    """Its loss falls by one per look."""

    look = 10

    def __init__(self, start):
        self.left, self.updates = start, 0

    def update(self):
        self.updates += 1

    def judged(self):
        self.left -= 1
        return self.left


def test_the_race_ends_for_each_at_the_target_or_when_its_time_is_up(monkeypatch):
    monkeypatch.setattr(parity, "held_out", lambda *_: None)
    monkeypatch.setattr(parity, "loss_on", lambda network, _: float(network))
    clock = iter(range(1000))
    monkeypatch.setattr(job.time, "process_time", lambda: next(clock))
    runners = {"RNN: ours": Fake(3), "RNN: slow": Fake(100)}
    found = job.race(runners, 1.0, 5)
    assert found["RNN: ours"] == {"updates": 20, "seconds": 2.0, "loss": 1.0}
    assert found["RNN: slow"]["seconds"] == 5 and runners["RNN: slow"].updates == 50
    lines = job.report(found, 1.0).splitlines()
    assert lines[2] == "| RNN: ours | 20 | 2.0 | 1.00 | 1.000 |"
    assert lines[3] == "| RNN: slow | 50 | 5.0 | more than 2.50 | 95.000 |"
