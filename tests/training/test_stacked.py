"""Networks side by side end where each ends alone."""

import pytest
import torch
from torch.nn.functional import cross_entropy

from utils.models.trackers import RECURRENCES, Tracker
from utils.training import torch_step, train
from utils.training.stacked import answers, clip_each, drawn, fit_stacked

S, T, B = 3, 5, 4


def batches(seed):
    """Six batches for each of the networks."""
    source = torch.Generator().manual_seed(seed)
    return torch.randint(3, (6, 2, S, T, B), generator=source)


def alone(model, data, rate, clip):
    """One network, trained as usual."""
    step = torch_step(lambda xy: cross_entropy(model(xy[0]).flatten(0, 1), xy[1].flatten()),
                      torch.optim.Adam(model.parameters(), lr=rate), clip=clip)
    return train(step, data)


def make(kind, layers=1):
    return lambda: Tracker(kind, 3, 6, 3, layers=layers, dtype=torch.float64)


@pytest.mark.parametrize("kind, layers", [*((kind, 1) for kind in RECURRENCES), ("minGRU", 2)])
@pytest.mark.parametrize("clip", [0.05, 100.0])
def test_each_ends_where_it_ends_alone(kind, layers, clip):
    together, single, data = drawn(make(kind, layers), range(S)), drawn(make(kind, layers), range(S)), batches(1)
    source = iter(data)
    rates = [0.02, 0.005, 0.03]
    losses = fit_stacked(together, lambda: next(source), steps=6, rates=rates, clip=clip)
    by_each = [alone(model, data[:, :, s], rates[s], clip) for s, model in enumerate(single)]
    assert losses == pytest.approx(torch.tensor(by_each).mean(0).tolist(), abs=1e-6)
    for one, other in zip(together, single, strict=True):
        for (name, p), (_, q) in zip(one.named_parameters(), other.named_parameters(), strict=True):
            torch.testing.assert_close(p, q, rtol=0, atol=1e-6, msg=name)  # clip_grad_norm_ adds 1e-6 to the norm


def test_answers_are_those_of_each():
    models, x = drawn(make("LSTM"), range(S)), batches(2)[0, 0]
    together = answers(models, x)
    for s, model in enumerate(models):
        torch.testing.assert_close(together[s], model(x[s]), rtol=0, atol=1e-12)


def test_drawn_depends_on_the_seed_alone_and_leaves_the_generator():
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    first, second = drawn(make("RNN"), [0, 1])
    assert torch.rand(1) == expected
    (again,) = drawn(make("RNN"), [1])
    assert (second.readout.weight == again.readout.weight).all() and (first.readout.weight != again.readout.weight).any()


def test_clipping_is_by_each_networks_own_norm():
    gradients = [torch.tensor([[3.0], [0.3]]), torch.tensor([[[4.0]], [[0.4]]])]
    clip_each(gradients, 1.0)
    torch.testing.assert_close(gradients[0], torch.tensor([[0.6], [0.3]]))
    torch.testing.assert_close(gradients[1], torch.tensor([[[0.8]], [[0.4]]]))
    with pytest.raises(FloatingPointError, match="a gradient is NaN"):
        clip_each([torch.tensor([[float("nan")]])], 1.0)
