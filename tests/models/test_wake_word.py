"""The detector: what it hears, its stream against the whole, its bytes, and the file that is shipped."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from utils.data import speech  # noqa: E402
from utils.models import wake_word as spotter  # noqa: E402


@pytest.fixture
def model():
    torch.manual_seed(3)
    return spotter.Spotter()


def noise(seconds=4, seed=0):
    """A noise that swells, so that its mean changes."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal(seconds * spotter.RATE) * np.linspace(0.01, 0.3, seconds * spotter.RATE)


def heard(samples):
    return spotter.inputs(spotter.centred(spotter.log_mel(samples)[:, None]))


def test_it_has_fewer_parameters_than_twenty_thousand(model):
    assert sum(p.numel() for p in model.parameters()) == 18_421


def test_the_mean_is_of_all_so_far_and_later_forgets():
    frames = np.random.default_rng(0).random((700, 2, 3)).astype(np.float32)
    found = spotter.centred(frames)
    for t in (0, 1, 150, 299):
        np.testing.assert_allclose(found[t], frames[t] - frames[: t + 1].mean(0), atol=1e-6)
    mean = frames[:300].mean(0)
    for t in range(300, 700):
        mean = mean + (frames[t] - mean) / 300
    np.testing.assert_allclose(found[-1], frames[-1] - mean, atol=1e-5)


def test_a_microphones_colour_goes():
    frames, colour = np.random.default_rng(0).random((50, 1, 40)).astype(np.float32), np.linspace(-3, 3, 40).astype(np.float32)
    np.testing.assert_allclose(spotter.centred(frames + colour), spotter.centred(frames), atol=1e-5)


def test_inputs_are_pairs_of_bands_of_two_frames():
    frames = np.arange(3 * 40, dtype=float).reshape(3, 40)
    found = spotter.inputs(frames)
    assert found.shape == (1, 40)
    np.testing.assert_allclose(found[0, :20], np.arange(20) * 2 + 0.5)
    np.testing.assert_allclose(found[0, 20:], 40 + np.arange(20) * 2 + 0.5)


@pytest.mark.parametrize("sizes", [(320,), (1, 37, 801), (64_000,)])
def test_a_stream_says_what_the_whole_says(model, sizes):
    samples, at, k, found = noise(), 0, 0, []
    listener = spotter.Listener(spotter.weights_of(model))
    while at < len(samples):
        found.append(listener.hear(samples[at : at + sizes[k % len(sizes)]]))
        at, k = at + sizes[k % len(sizes)], k + 1
    np.testing.assert_allclose(np.concatenate(found), spotter.probabilities(model, heard(samples))[:, 0], atol=1e-5)
    assert len(listener.rest) < speech.FRAME * spotter.RATE


def test_chunks_of_a_whole_pass_carry_the_state(model):
    x = heard(noise())
    np.testing.assert_allclose(spotter.probabilities(model, x, chunk=7), spotter.probabilities(model, x), atol=1e-6)


def test_a_step_is_pytorchs(model):
    x = np.random.default_rng(0).standard_normal(40)
    h = np.random.default_rng(1).standard_normal(spotter.UNITS) * 0.5
    with torch.no_grad():
        expected = model.double().gru(torch.tensor(x)[None, None], torch.tensor(h)[None, None])[1].numpy().ravel()
    np.testing.assert_allclose(spotter.gru_step(spotter.weights_of(model), h, x), expected, atol=1e-12)


def test_weights_go_and_come_back(model):
    x = heard(noise(1))
    again = spotter.model_of(spotter.weights_of(model))
    np.testing.assert_allclose(spotter.probabilities(again, x), spotter.probabilities(model, x), atol=1e-6)


@pytest.mark.parametrize("bits, largest", [(8, 127), (4, 7), (2, 1)])
def test_few_bits_are_the_nearest_whole_numbers(model, bits, largest):
    weights = spotter.weights_of(model)
    packed = spotter.in_8_bits(weights, bits)
    for name in ("W_x", "W_h"):
        numbers, scale = packed[name]
        assert numbers.dtype == np.int8 and scale.shape == (180, 1)
        assert (np.abs(numbers.astype(int)).max(1) == largest).all()
        assert (np.abs(numbers * scale - weights[name]) <= 0.5001 * scale).all()
    assert packed["b_x"].dtype == np.float32
    np.testing.assert_array_equal(spotter.from_8_bits(packed)["b_x"], weights["b_x"])


def test_bytes_are_counted(model):
    packed = spotter.in_8_bits(spotter.weights_of(model))
    assert spotter.size_in_bytes(packed) == 180 * (40 + 60) + 4 * (2 * 180 + 2 * 180 + 60 + 1)
    assert spotter.size_in_bytes(spotter.weights_of(model)) == 4 * 18_421


def test_a_file_holds_16_bits_and_words(model, tmp_path):
    weights = spotter.weights_of(model)
    spotter.save(tmp_path / "w.safetensors", weights, {"threshold": "0.5"})
    again, about = spotter.load(tmp_path / "w.safetensors")
    assert about == {"threshold": "0.5"} and again.keys() == weights.keys()
    for name in weights:
        np.testing.assert_allclose(again[name], weights[name], atol=2e-4)
        assert again[name].dtype == np.float64 and again[name].shape == weights[name].shape


def test_the_shipped_file_is_small_and_says_how_it_is_used():
    weights, about = spotter.load()
    assert spotter.FILE.stat().st_size < 40_000 and sum(w.size for w in weights.values()) == 18_421
    assert 0.1 < float(about["threshold"]) < 1
    assert json.loads(about["features"]) == spotter.FEATURES
    assert (int(about["smoothing"]), int(about["rest"])) == (spotter.SMOOTHING, spotter.REST)


def test_the_yardstick_sees_its_window_and_nothing_before():
    torch.manual_seed(0)
    window = spotter.Window(width=5)
    x = torch.randn(30, 2, 40, generator=torch.Generator().manual_seed(0))
    logits, past = window(x)
    joined = torch.cat([torch.zeros(4, 2, 40), x])
    expected = (joined[10:15, 1].T * window.sum.weight[0]).sum() + window.sum.bias[0]
    assert logits.shape == (30, 2) and logits[10, 1].item() == pytest.approx(expected.item(), abs=1e-5)
    torch.testing.assert_close(torch.cat([window(x[:7])[0], window(x[7:], window(x[:7])[1])[0]]), logits)
    assert past.shape == (4, 2, 40) and sum(p.numel() for p in spotter.Window().parameters()) == 2401
