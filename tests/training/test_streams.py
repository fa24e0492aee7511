"""Training along a text: columns that go on, windows that hand the state on, the rate's course, scores."""

import itertools
import math

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from utils.models.characters import CharacterModel  # noqa: E402
from utils.training import streams  # noqa: E402


def test_a_column_goes_on_where_the_last_one_ends_and_targets_are_the_next_characters():
    inputs, targets = streams.columns(np.arange(14), 4)  # three steps a column: 13 characters have a next one
    assert inputs.T.flatten().tolist() == list(range(12)) and torch.equal(targets, inputs + 1)
    assert streams.columns(np.arange(13), 4)[0].shape == (3, 4) and streams.columns(np.arange(12), 4)[0].shape == (2, 4)


def test_windows_follow_each_other_and_begin_anew_at_the_end():
    inputs, targets = streams.columns(np.arange(22), 3)  # seven steps
    drawn = list(itertools.islice(streams.windows(inputs, targets, 3), 3))
    assert [x[0, 0].item() for x, _, _ in drawn] == [0, 3, 0] and [anew for _, _, anew in drawn] == [True, False, True]
    assert all(torch.equal(y, x + 1) and x.shape == (3, 3) for x, y, _ in drawn)


def test_the_rate_climbs_then_falls_to_nearly_nothing():
    rates = [streams.rate_at(n, 1000, 0.02) for n in range(1000)]
    assert rates[0] == pytest.approx(0.0002) and max(rates) < 0.02 and np.argmax(rates) == 99
    assert rates[500] == pytest.approx(0.01) and rates[-1] < 1e-6
    assert all(a > b for a, b in itertools.pairwise(rates[99:]))


class Watched(torch.nn.Module):
    """Scores that do not depend on the text, and a state that counts the windows since it was zero."""

    def __init__(self):
        super().__init__()
        self.scores, self.given = torch.nn.Parameter(torch.zeros(3)), []

    def forward(self, x, state=None):
        self.given.append(0 if state is None else int(state))
        count = self.scores.sum() * 0 + self.given[-1] + 1
        return self.scores.expand(*x.shape, 3), count


@pytest.mark.parametrize(("carried", "given"), [(True, [0, 1, 2, 0, 1]), (False, [0] * 5)])
def test_the_state_is_carried_to_the_next_window_and_not_to_the_next_reading(carried, given):
    model = Watched()
    streams.fit(model, np.arange(61) % 3, steps=5, rate=0.1, batch=4, window=5, carried=carried)  # 15 steps: 3 windows
    assert model.given == given


def test_a_cycle_is_learnt_and_the_looks_come_before_each_update_and_at_the_end():
    model, seen, text = CharacterModel("GRU", 3, 8), [], np.arange(400) % 3
    losses = streams.fit(model, text, steps=60, rate=0.05, batch=4, window=8, look=seen.append)
    assert seen == list(range(61)) and len(losses) == 60
    assert losses[0] > 0.8 and losses[-1] < 0.3 and streams.bits(model, text, 4) < 0.4


def test_the_gradient_is_that_of_the_windows_mean_loss_clipped_at_one():
    model = Watched()
    streams.fit(model, np.arange(9) % 3, steps=1, rate=1.0, batch=2, window=4)
    assert model.scores.grad.norm() <= 1 and streams.fit(Watched(), np.arange(9) % 3, steps=1, rate=1.0, batch=2,
                                                         window=4) == [pytest.approx(math.log(3))]


def test_losses_are_those_of_each_character_and_do_not_depend_on_the_window():
    model, text = CharacterModel("LSTM", 4, 5), np.random.default_rng(0).integers(4, size=61)
    found = streams.losses(model, text, batch=1, window=60)
    scores, _ = model(torch.as_tensor(text[:-1, None]))
    by_hand = [-torch.log_softmax(scores[t, 0], 0)[text[t + 1]].item() for t in range(60)]
    assert found[:, 0].tolist() == pytest.approx(by_hand, abs=1e-5)
    assert torch.allclose(streams.losses(model, text, batch=3, window=7), streams.losses(model, text, batch=3), atol=1e-6)
    assert streams.bits(model, text, batch=1) == pytest.approx(np.mean(by_hand) / math.log(2), abs=1e-5)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: streams.columns(np.arange(3), 4), "symbols: got 3, expected more than the 4 columns"),
    (lambda: streams.columns(np.arange(3), 0), "count: got 0"),
    (lambda: next(streams.windows(*streams.columns(np.arange(9), 2), 5)), "window: got 5, expected at most the 4 steps"),
    (lambda: next(streams.windows(*streams.columns(np.arange(9), 2), 0)), "window: got 0"),
])
def test_bad_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
