"""Synthesised speech, and its frames against closed forms and scipy."""

import ctypes
import io
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from utils.data import espeak, speech

TEXT = "Each sound leans on its neighbours."


def needs_synthesiser():
    return pytest.importorskip("espeakng_loader")


@pytest.fixture(scope="module")
def spoken():
    needs_synthesiser()
    return speech.synthesise(TEXT)


def test_speech_sounds(spoken):
    assert spoken.rate == 22050 and spoken.text == TEXT and spoken.voice == "en"
    assert 1 < len(spoken.samples) / spoken.rate < 5
    assert spoken.samples.dtype == np.float64 and 0.05 < np.abs(spoken.samples).max() <= 1


def test_same_call_same_sound_and_arguments_matter(spoken):
    np.testing.assert_array_equal(speech.synthesise(TEXT).samples, spoken.samples)
    slow = speech.synthesise(TEXT, words_per_minute=90)
    assert len(slow.samples) > 1.2 * len(spoken.samples)
    assert not np.array_equal(speech.synthesise(TEXT, "en+f3", pitch=80).samples, spoken.samples)


def test_synthesis_refuses():
    needs_synthesiser()
    for text in ("  ", None):
        with pytest.raises(ValueError, match="text: got"):
            speech.synthesise(text)
    with pytest.raises(ValueError, match="voice: got 'no-such-voice'"):
        speech.synthesise(TEXT, "no-such-voice")
    with pytest.raises(ValueError, match="words_per_minute: got 10"):
        speech.synthesise(TEXT, words_per_minute=10)
    with pytest.raises(ValueError, match="pitch: got 300"):
        speech.synthesise(TEXT, pitch=300)


def test_a_failing_engine_is_an_error(monkeypatch, tmp_path):
    broken = SimpleNamespace(get_library_path=lambda: str(tmp_path / "none.so"), get_data_path=lambda: str(tmp_path / "data"))
    monkeypatch.setattr(speech, "need", lambda *_: broken)
    with pytest.raises(RuntimeError, match=r"(?s)exit code 1.*none\.so"):
        speech.synthesise(TEXT)


class FakeEngine:
    """Stands in for the library: two samples through the callback, or the failure asked for."""

    def __init__(self, rate=22050, voice=0):
        self.rate, self.voice = rate, voice

    def espeak_Initialize(self, *_):
        return self.rate

    def espeak_SetVoiceByName(self, _):
        return self.voice

    def espeak_SetParameter(self, *_):
        return 0

    def espeak_SetSynthCallback(self, listener):
        self.listener = listener

    def espeak_Synth(self, *_):
        sound = (ctypes.c_int16 * 2)(5, -5)
        self.listener(ctypes.addressof(sound), 2, None)
        self.listener(None, 0, None)


ORDER = {"library": "l", "home": "h", "text": "t", "voice": "en", "words_per_minute": 160, "pitch": 50}


@pytest.mark.parametrize("engine, code", [({"rate": -1}, espeak.NOT_STARTED), ({"voice": 1}, espeak.UNKNOWN_VOICE), ({}, 0)])
def test_the_process_that_speaks(monkeypatch, engine, code):
    monkeypatch.setattr(espeak.ctypes, "CDLL", lambda _: FakeEngine(**engine))
    out = SimpleNamespace(buffer=io.BytesIO())
    monkeypatch.setattr(espeak.sys, "stdin", io.StringIO(json.dumps(ORDER)))
    monkeypatch.setattr(espeak.sys, "stdout", out)
    assert espeak.main() == code
    sound = out.buffer.getvalue()
    if code == 0:
        assert int.from_bytes(sound[:4], "little") == 22050
        assert np.frombuffer(sound[4:], dtype=np.int16).tolist() == [5, -5]
    else:
        assert sound == bytes(4)


def test_the_data_folder_is_the_parent(monkeypatch):
    loader = needs_synthesiser()
    seen = {}
    monkeypatch.setattr(speech, "_speak", lambda order: seen.update(order) or (22050, np.zeros(3)))
    speech.synthesise(TEXT)
    assert Path(seen["home"]) == Path(loader.get_data_path()).parent


def test_frames_by_definition():
    samples = np.arange(1000.0)
    pieces = speech.frames(samples, 1000)
    assert pieces.shape == (98, 25)
    np.testing.assert_array_equal(pieces[3], samples[30:55])


def test_a_tone_lights_the_band_of_its_frequency():
    rate = 16000
    filters = speech.mel_filters(40, 512, rate)
    for frequency in (300, 1000, 3000):
        tone = np.sin(2 * np.pi * frequency * np.arange(rate) / rate)
        loudest = speech.log_mel(tone, rate).mean(0).argmax()
        centre = filters[loudest].argmax() * rate / 512
        assert centre == pytest.approx(frequency, rel=0.12)


def test_triangles_overlap_to_one():
    filters = speech.mel_filters(20, 1024, 16000)
    assert filters.shape == (20, 513) and filters.min() >= 0 and filters.max() <= 1
    inner = slice(filters[0].argmax() + 1, filters[-1].argmax() - 1)
    np.testing.assert_allclose(filters.sum(0)[inner], 1, atol=1e-12)


def test_mfcc_is_the_orthonormal_cosine_transform():
    fft = pytest.importorskip("scipy.fft")
    noise = np.random.default_rng(0).standard_normal(8000)
    reference = fft.dct(speech.log_mel(noise, 16000), norm="ortho")
    np.testing.assert_allclose(speech.mfcc(noise, 16000, coefficients=40), reference, atol=1e-10)
    assert speech.mfcc(noise, 16000).shape == (48, 13)


def test_loudness_moves_only_the_first_coefficient():
    noise = np.random.default_rng(0).standard_normal(8000)
    quiet, loud = speech.mfcc(noise, 16000), speech.mfcc(10 * noise, 16000)
    np.testing.assert_allclose(loud[:, 1:], quiet[:, 1:], atol=1e-6)
    np.testing.assert_allclose(loud[:, 0] - quiet[:, 0], 2 * np.log(10) * np.sqrt(40), atol=1e-6)


def test_silence_has_finite_features():
    assert np.isfinite(speech.mfcc(np.zeros(2000), 16000)).all()


def test_features_refuse():
    noise = np.ones(2000)
    with pytest.raises(ValueError, match=r"samples: got 100 at rate 16000, expected at least one frame of 0\.025 s"):
        speech.frames(noise[:100], 16000)
    with pytest.raises(ValueError, match="samples: got nan"):
        speech.log_mel([np.nan] * 800, 16000)
    with pytest.raises(ValueError, match=r"samples: got shape \(2, 800\)"):
        speech.log_mel(np.ones((2, 800)), 16000)
    with pytest.raises(ValueError, match="coefficients: got 50, expected at most the 40 bands"):
        speech.mfcc(noise, 16000, coefficients=50)
    with pytest.raises(ValueError, match="bands: got 300, too many"):
        speech.log_mel(noise, 16000, bands=300)
    with pytest.raises(ValueError, match="rate: got 0"):
        speech.frames(noise, 0)
