"""Windows for a detector: labels, warps and draws, by properties; and that it learns a toy word."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from utils.models import wake_word as spotter  # noqa: E402
from utils.training import spotting  # noqa: E402


def toy(streams=2, seconds=40, seed=0):
    """Noise, and every four seconds a sweep over the bands that takes 0.4 s."""
    rng = np.random.default_rng(seed)
    frames = rng.normal(0, 0.3, (streams, seconds * 100, 40)).astype(np.float32)
    ends = np.arange(3.0, seconds - 2, 4)
    for end in ends:
        for k in range(40):
            frames[:, round(end * 100) - 40 + k, k] += 4
    return spotting.Heard(frames, [ends] * streams)


def test_labels_around_a_word():
    times = np.array([0.5, 0.79, 0.81, 0.98, 1.0, 1.2, 1.0 + spotting.AFTER + 0.01, 1.59, 1.61])
    answers, judged = spotting.labels(times, [1.0])
    assert answers.tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0]
    assert judged.tolist() == [1, 1, 0, 1, 1, 1, 0, 0, 1]


def test_without_a_word_all_answers_are_no_and_all_count():
    answers, judged = spotting.labels(np.arange(5.0), [])
    assert not answers.any() and judged.all()


def test_an_unwarped_reading_is_the_pairs_mean():
    frames = np.random.default_rng(0).random((6, 40)).astype(np.float32)
    np.testing.assert_allclose(frames @ spotting.bands_of(1.0), frames.reshape(6, 20, 2).mean(-1), atol=1e-6)


@pytest.mark.parametrize("warp", [0.8, 1.25])
def test_a_warp_moves_a_peak_and_keeps_a_constant(warp):
    matrix = spotting.bands_of(warp)
    np.testing.assert_allclose(matrix.sum(0), 1, atol=1e-6)
    ramp = np.arange(40, dtype=np.float32) @ matrix
    np.testing.assert_allclose(ramp[:12], (2 * np.arange(12) + 0.5) * warp, atol=1e-4)


def test_the_equaliser_is_smooth_and_random():
    curves = spotting.equaliser(np.random.default_rng(0), 500)
    assert curves.shape == (500, 20) and 0.7 < curves[:, 0].std() / (spotting.EQUALISER * np.sqrt(3)) < 1.1
    assert np.abs(np.diff(curves, axis=1)).mean() < 0.5 * np.abs(curves).mean()


def test_a_window_drawn_for_a_word_holds_its_end():
    heard, rng = toy(), np.random.default_rng(0)
    for _ in range(50):
        _, first = spotting.place(heard, rng, wake=True)
        since = heard.ends[0] - first / 100
        assert ((since > 0.45 * spotting.WINDOW) & (since < spotting.WINDOW)).any()


def test_windows_lie_inside_whatever_is_drawn():
    heard, rng = toy(seconds=8), np.random.default_rng(0)
    last = heard.frames.shape[1] - spotting.WINDOW * spotting.SPEED[1] * 100
    assert all(0 <= spotting.place(heard, rng, wake=k % 2)[1] <= last for k in range(200))
    silent = spotting.Heard(heard.frames, [np.array([]), np.array([])])
    assert 0 <= spotting.place(silent, rng, wake=True)[1] <= last


def test_a_batch_has_its_shapes_and_words_in_half():
    x, y, weight = spotting.batch(toy(), np.random.default_rng(0), 8)
    assert x.shape == (125, 8, 40) and y.shape == weight.shape == (125, 8)
    assert (y[:, :4].sum(0) > 0).all()
    assert set(np.unique(y)) <= {0, 1} and (weight >= y).all()


def test_the_labels_follow_a_stretched_window(monkeypatch):
    """The sweep ends where the label begins, at any speed."""
    monkeypatch.setattr(spotting, "WARP", (1.0, 1.0))
    monkeypatch.setattr(spotting, "EQUALISER", 0.0)
    for speed in (0.88, 1.14):
        monkeypatch.setattr(spotting, "SPEED", (speed, speed * 1.0001))
        x, y, _ = spotting.batch(toy(), np.random.default_rng(0), 2)
        top = x[:, 0, [19, 39]].amax(1).numpy()  # the last bands, reached at the word's end
        begins = np.flatnonzero(np.diff(y[:, 0].numpy()) == 1)
        peaks = np.flatnonzero(top > 0.7)
        assert any(abs(peak - begin) <= 4 for begin in begins for peak in peaks)


def test_losses_that_do_not_count_change_nothing():
    model = spotter.Spotter()
    x, y, weight = spotting.batch(toy(), np.random.default_rng(0), 4)
    other = torch.where(weight > 0, y, 1 - y)
    assert spotting.loss_of(model, x, y, weight).item() == spotting.loss_of(model, x, other, weight).item()


def test_it_learns_a_toy_word_and_the_same_twice():
    model, losses = spotting.fit(toy(), steps=60, rate=0.02, seed=0, size=16, warm=10)
    assert np.mean(losses[-5:]) < 0.4 * np.mean(losses[:3])
    again, _ = spotting.fit(toy(), steps=60, rate=0.02, seed=0, size=16, warm=10)
    other, _ = spotting.fit(toy(), steps=2, rate=0.02, seed=1, size=16, warm=10)
    assert torch.equal(model.gru.weight_hh_l0, again.gru.weight_hh_l0)
    assert not torch.equal(model.gru.weight_hh_l0, other.gru.weight_hh_l0)


def test_the_model_has_the_mean_of_the_weights_that_forgets_in_a_tenth_of_the_steps(monkeypatch):
    seen, step = [], torch.optim.Adam.step

    def watched(self):
        step(self)
        seen.append(self.param_groups[0]["params"][0].detach().clone())

    monkeypatch.setattr(torch.optim.Adam, "step", watched)
    model, _ = spotting.fit(toy(), steps=40, rate=0.01, seed=0, size=4, warm=5)
    mean = seen[0]
    for weights in seen[1:]:
        mean = 0.75 * mean + 0.25 * weights
    torch.testing.assert_close(next(model.parameters()), mean)
    assert not torch.allclose(mean, seen[-1])


def test_the_rate_rises_and_falls(monkeypatch):
    seen = []
    step = torch.optim.Adam.step
    monkeypatch.setattr(torch.optim.Adam, "step", lambda self: seen.append(self.param_groups[0]["lr"]) or step(self))
    spotting.fit(toy(), steps=20, rate=0.01, seed=0, size=4, warm=5)
    assert seen[0] == pytest.approx(0.002) and max(seen) == pytest.approx(seen[4]) and 0 < seen[-1] < 0.0002
