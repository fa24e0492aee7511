"""Several networks from examples of their own: each as alone, rates of their own, batches from nowhere else."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from utils.training.examples import Drawn, share_right
from utils.training.stacked import classes, drawn, fit_stacked


class Mean(nn.Module):
    """Scores (B, 2) of the mean over time."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2, dtype=torch.float64)

    def forward(self, x):
        return self.layer(x.mean(0))


def data(seed):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((4, 30, 3))
    return x, (x.mean(0)[:, 0] > 0).astype(int)


def alone(seed, rate, steps):
    """A network trained by itself with PyTorch's own Adam."""
    (model,), draw = drawn(Mean, [seed]), Drawn([data(seed)], 5, [np.random.default_rng(seed)])
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    for _ in range(steps):
        x, y = draw()
        optimiser.zero_grad()
        cross_entropy(model(x[0]), y[0]).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
    return model


def test_each_ends_as_alone_at_its_own_rate():
    seeds, rates = [0, 1, 2], [0.1, 0.01, 0.03]
    models = drawn(Mean, seeds)
    draw = Drawn([data(s) for s in seeds], 5, [np.random.default_rng(s) for s in seeds])
    losses = fit_stacked(models, draw, steps=20, rates=rates)
    assert len(losses) == 20 and losses[-1] < losses[0]
    for model, seed, rate in zip(models, seeds, rates, strict=True):
        assert torch.allclose(model.layer.weight, alone(seed, rate, 20).layer.weight, rtol=0, atol=1e-7)


def test_one_rate_serves_all_and_any_loss_will_do():
    models = drawn(Mean, [0, 1])
    draw = Drawn([data(0), data(1)], 5, [np.random.default_rng(s) for s in (0, 1)])
    fit_stacked(models, draw, steps=3, rates=0.1, loss=lambda scores, y: (scores[..., 0] - y).square().mean())
    assert not torch.equal(models[1].layer.weight, alone(1, 0.1, 3).layer.weight)


def test_batches_come_from_the_networks_own_examples():
    sets = [(np.full((2, 6, 1), float(s)), np.full(6, s)) for s in (3, 4)]
    x, y = Drawn(sets, 9, [np.random.default_rng(s) for s in (0, 1)])()
    assert x.shape == (2, 2, 9, 1) and y.tolist() == [[3] * 9, [4] * 9] and (x[1] == 4).all()


def test_classes_takes_answers_of_any_rank():
    scores, y = torch.randn(2, 5, 3, 4), torch.randint(4, (2, 5, 3))
    assert classes(scores, y) == pytest.approx(float(cross_entropy(scores.reshape(-1, 4), y.reshape(-1))))


def test_the_share_right_is_counted_over_all_parts():
    model, (x, _) = drawn(Mean, [0])[0], data(0)
    answer = model(torch.tensor(x)).argmax(-1).numpy()
    answer[:6] = 1 - answer[:6]
    assert share_right([model], [(x, answer)], size=7) == [pytest.approx(0.8)]


def test_a_loss_that_is_not_finite_stops_it():
    with pytest.raises(FloatingPointError, match="at step 0"):
        draw = Drawn([(data(0)[0] * np.nan, data(0)[1])], 5, [np.random.default_rng(0)])
        fit_stacked(drawn(Mean, [0]), draw, steps=2, rates=0.1)
