"""Synthesised speech, and its frames against closed forms and scipy."""

import ctypes
import io
import json
import subprocess
import sys
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


def test_a_failing_engine_is_an_error(monkeypatch, tmp_path):
    broken = SimpleNamespace(get_library_path=lambda: str(tmp_path / "none.so"), get_data_path=lambda: str(tmp_path / "data"))
    monkeypatch.setattr(speech, "need", lambda *_: broken)
    with pytest.raises(RuntimeError, match=r"(?s)exit code 1.*none\.so"):
        speech.synthesise(TEXT)


class FakeEngine:
    """Stands in for the library: two samples through the callback, or the failure asked for."""

    def __init__(self, rate=22050, voice=0):
        self.rate, self.voice, self.told = rate, voice, []

    def espeak_Initialize(self, *told):
        self.told.append(told)
        return self.rate

    def espeak_SetVoiceByName(self, *told):
        self.told.append(told)
        return self.voice

    def espeak_SetParameter(self, *told):
        self.told.append(told)
        return 0

    def espeak_SetSynthCallback(self, listener):
        self.listener = listener

    def espeak_Synth(self, text, size, *told):
        self.told.append((text, size.value, *told))
        sound = (ctypes.c_int16 * 2)(5, -5)
        self.listener(ctypes.addressof(sound), 2, None)
        self.listener(ctypes.addressof(sound), 1, None)
        self.listener(None, 0, None)


SAID = {"text": "t", "voice": "en", "words_per_minute": 160, "pitch": 50, "pitch_range": 30}
ORDER = {"library": "l", "home": "h", "groups": [[SAID]]}
SOUND = (6).to_bytes(4, "little") + np.array([5, -5, 5], dtype=np.int16).tobytes()


FAILURES = [({"rate": -1}, espeak.NOT_STARTED), ({"rate": 0}, espeak.NOT_STARTED), ({"voice": 1}, espeak.UNKNOWN_VOICE)]


def test_what_the_library_is_told(monkeypatch):
    """Arguments as espeak-ng's speak_lib.h declares them: text with its closing zero and their length, values absolute."""
    engine, asked = FakeEngine(rate=1), []
    monkeypatch.setattr(espeak.ctypes, "CDLL", lambda library: asked.append(library) or engine)
    assert espeak.speak(**ORDER)[:2] == (0, 1)
    assert asked == ["l"]
    start, voice, rate, pitch, pitch_range, text = engine.told
    assert start == (espeak.SYNCHRONOUS, 0, b"h", 0) and voice == (b"en",)
    assert rate == (espeak.RATE, 160, 0) and pitch == (espeak.PITCH, 50, 0)
    assert pitch_range == (espeak.RANGE, 30, 0)
    assert text == (b"t\0", 2, 0, 0, 0, espeak.UTF8, None, None)


@pytest.mark.parametrize("engine, code", [*FAILURES, ({}, 0)])
def test_the_process_that_speaks(monkeypatch, engine, code):
    monkeypatch.setattr(espeak.ctypes, "CDLL", lambda _: FakeEngine(**engine))
    out = SimpleNamespace(buffer=io.BytesIO())
    monkeypatch.setattr(espeak.sys, "stdin", io.StringIO(json.dumps(ORDER)))
    monkeypatch.setattr(espeak.sys, "stdout", out)
    assert espeak.main() == code
    sound = out.buffer.getvalue()
    if code == 0:
        assert int.from_bytes(sound[:4], "little") == 22050
        assert sound[4:] == SOUND
    else:
        assert sound == bytes(4)


@pytest.fixture(scope="module")
def several():
    """Three things to say, and how they sound one by one."""
    needs_synthesiser()
    asked = [speech.utterance("One thing.", "en+m3"), speech.utterance("Another.", "en-us", pitch=70, pitch_range=90),
             speech.utterance("One thing.", "en+m3")]
    return asked, [speech.synthesise(**each) for each in asked]


def test_many_at_once_sound_as_one_by_one(several):
    asked, alone = several
    found = speech.synthesise_all(asked)
    assert [(each.text, each.voice, each.rate) for each in found] == [(each.text, each.voice, each.rate) for each in alone]
    for one, other in zip(found, alone, strict=True):
        np.testing.assert_array_equal(one.samples, other.samples)


def test_a_group_sounds_as_one_process_that_goes_on(several):
    asked, _ = several
    both = [speech.synthesise_all(asked, together=3) for _ in range(2)]
    for one, other in zip(*both, strict=True):
        np.testing.assert_array_equal(one.samples, other.samples)
    two = speech.synthesise_all([*asked, *asked], together=3)
    for one, other in zip(two, [*both[0], *both[0]], strict=True):
        np.testing.assert_array_equal(one.samples, other.samples)
    assert not np.array_equal(both[0][0].samples, both[0][2].samples)  # the second time it carries what came before


def test_without_a_fork_a_process_says_all(several, monkeypatch):
    monkeypatch.delattr(espeak.os, "fork", raising=False)
    engine = FakeEngine()
    monkeypatch.setattr(espeak.ctypes, "CDLL", lambda _: engine)
    assert espeak.speak("l", "h", [[SAID], [SAID, SAID]]) == (0, 22050, 3 * SOUND)


@pytest.mark.skipif(not hasattr(espeak.os, "fork"), reason="this system has no fork")
def test_a_fork_leaves_the_engine_as_it_was(monkeypatch):
    engine = FakeEngine()
    monkeypatch.setattr(espeak.ctypes, "CDLL", lambda _: engine)
    assert espeak.speak("l", "h", [[SAID], [SAID, SAID]]) == (0, 22050, 3 * SOUND)
    assert len(engine.told) == 1  # it was started, and said nothing itself
    engine.voice = 1
    assert espeak.speak("l", "h", [[SAID], [SAID]]) == (espeak.UNKNOWN_VOICE, 0, b"")


@pytest.mark.skipif(not hasattr(espeak.os, "fork"), reason="this system has no fork")
def test_a_fork_that_ends_badly_is_an_error(monkeypatch):
    monkeypatch.setattr(espeak, "together", lambda *_: espeak.os._exit(9))
    with pytest.raises(RuntimeError, match=r"ended with 9 at \[\{'text': 't'"):
        espeak.apart(None, [], [SAID])


def test_a_refusal_names_the_voices_once():
    needs_synthesiser()
    asked = [speech.utterance(TEXT, voice) for voice in ("nobody", "en", "nobody")]
    with pytest.raises(ValueError, match="voice: got 'en', 'nobody', which"):
        speech.synthesise_all(asked)
    with pytest.raises(ValueError, match="together: got 0"):
        speech.synthesise_all(asked, together=0)


def test_the_data_folder_is_the_parent(monkeypatch):
    loader = needs_synthesiser()
    seen = {}
    monkeypatch.setattr(speech, "_speak", lambda order: seen.update(order) or (22050, [np.zeros(3)]))
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


@pytest.mark.parametrize("name, least, most", [("words_per_minute", 80, 450), ("pitch", 0, 100), ("pitch_range", 0, 100)])
def test_speed_and_pitch_have_bounds_that_they_may_reach(monkeypatch, name, least, most):
    needs_synthesiser()
    seen = []
    monkeypatch.setattr(speech, "_speak", lambda order: seen.append(order["groups"][0][0][name]) or (22050, [np.zeros(3)]))
    for value in (least, most, least + 0.6):
        speech.synthesise(TEXT, **{name: value})
    assert seen == [least, most, least + 1]
    for value in (least - 0.4, most + 0.4, float("nan"), "fast"):
        with pytest.raises(ValueError, match=rf"^{name}: got {value!r}, expected a (finite )?number"):
            speech.synthesise(TEXT, **{name: value})


def test_what_is_spoken_unless_told_otherwise(monkeypatch):
    needs_synthesiser()
    orders = []
    monkeypatch.setattr(speech, "_speak", lambda order: orders.append(order) or (22050, [np.zeros(3)]))
    speech.synthesise(TEXT)
    speech.synthesise(TEXT, "en", words_per_minute=160, pitch=50, pitch_range=50)
    assert orders[0] == orders[1]


def test_a_missing_synthesiser_names_the_pip_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(ImportError, match=rf"pip install {speech.REQUIREMENT}$"):
        speech.synthesise(TEXT)


def speaking(monkeypatch, tmp_path, program):
    """Let `program` stand in for espeak.py; the (rate, samples) that come back."""
    place = tmp_path / "speaks.py"
    place.write_text(f"import sys, time\n{program}\n")
    monkeypatch.setattr(speech, "espeak", SimpleNamespace(__file__=str(place), UNKNOWN_VOICE=espeak.UNKNOWN_VOICE))
    return speech._speak({"home": "here", "groups": []})


def test_samples_are_shares_of_the_largest(monkeypatch, tmp_path):
    sound = (6).to_bytes(4, "little") + np.array([-32768, 16384, 0], dtype=np.int16).tobytes()
    told = (22050).to_bytes(4, "little") + sound + bytes(4) + sound
    rate, sounds = speaking(monkeypatch, tmp_path, f"sys.stdout.buffer.write({told!r})")
    assert rate == 22050 and [each.tolist() for each in sounds] == [[-1, 0.5, 0], [], [-1, 0.5, 0]]


@pytest.mark.parametrize(
    "words, says",
    [("b''", ": no message$"), ("b'a' + b'b' * 500", ": b{500}$"), (r"b'\xff broken '", ": \ufffd broken$")],
)
def test_a_failure_shows_the_end_of_what_the_process_said(monkeypatch, tmp_path, words, says):
    with pytest.raises(RuntimeError, match=rf"exit code 7\) with its data in 'here'{says}"):
        speaking(monkeypatch, tmp_path, f"sys.stderr.buffer.write({words}); sys.stderr.flush(); sys.exit(7)")


def test_a_process_that_hangs_is_ended(monkeypatch, tmp_path):
    monkeypatch.setattr(speech, "PATIENCE", 0.1)
    with pytest.raises(subprocess.TimeoutExpired):
        speaking(monkeypatch, tmp_path, "time.sleep(5)")


def test_mel_triangles_stand_on_evenly_spaced_mels():
    """By hand: 4000 Hz is 2595 log10(47 / 7) mel, and three bands peak at a quarter, a half, three quarters of it."""
    rate, size = 8000, 1 << 18
    filters = speech.mel_filters(3, size, rate)
    peaks = filters.argmax(axis=1) * rate / size
    np.testing.assert_allclose(peaks, 700 * ((47 / 7) ** (np.array([1, 2, 3]) / 4) - 1), rtol=1e-4)
    ends = [np.flatnonzero(row)[[0, -1]] * rate / size for row in filters]
    np.testing.assert_allclose(ends[0], [0, peaks[1]], atol=0.5)
    np.testing.assert_allclose(ends[2], [peaks[1], 4000], atol=0.5)
    assert speech.mel_filters(1, 9, 8000).shape == (1, 5)


def test_log_mel_is_the_logarithm_of_windowed_power_in_bands():
    samples = np.random.default_rng(1).standard_normal(900)
    for length, size in ((256, 256), (257, 512), (255, 256)):  # to a power of two
        k = np.arange(length)
        window = 0.54 - 0.46 * np.cos(2 * np.pi * k / (length - 1))
        turns = np.exp(-2j * np.pi * np.outer(np.arange(size // 2 + 1), k) / size)
        power = abs((samples[100 : 100 + length] * window) @ turns.T) ** 2
        expected = np.log(speech.mel_filters(12, size, 1000) @ power + 1e-10)
        found = speech.log_mel(samples, 1000, bands=12, length=length / 1000, step=0.1)
        np.testing.assert_allclose(found[1], expected, atol=1e-8)


def test_mfcc_passes_on_how_frames_are_cut():
    noise = np.random.default_rng(0).standard_normal(4000)
    cut = {"bands": 20, "length": 0.05, "step": 0.02}
    full = speech.mfcc(noise, 16000, coefficients=20, **cut)
    energy = (speech.log_mel(noise, 16000, **cut) ** 2).sum(axis=1)
    np.testing.assert_allclose((full**2).sum(axis=1), energy)  # an orthonormal transform keeps the sum of squares


def test_long_sounds_are_read_in_blocks_that_no_one_sees(monkeypatch):
    noise = np.random.default_rng(0).standard_normal(9000)
    whole = speech.log_mel(noise, 16000)
    monkeypatch.setattr(speech, "BLOCK", 7)
    np.testing.assert_allclose(speech.log_mel(noise, 16000), whole, rtol=1e-12)


def test_a_kept_library_gives_the_same_coefficients():
    """kaldi-native-fbank, told: triangles over hertz, no dither, pre-emphasis, offset or lifter. It counts in float32."""
    library = pytest.importorskip("kaldi_native_fbank")
    options = library.MfccOptions()
    options.frame_opts.dither, options.frame_opts.preemph_coeff, options.frame_opts.remove_dc_offset = 0, 0, False
    options.frame_opts.window_type, options.mel_opts.num_bins = "hamming", 40
    options.mel_opts.low_freq, options.mel_opts.high_freq, options.mel_opts.is_librosa = 0, 0, True
    options.mel_opts.use_slaney_mel_scale, options.mel_opts.norm = False, ""
    options.use_energy, options.cepstral_lifter = False, 0
    noise = np.random.default_rng(0).standard_normal(16000) * 0.1
    theirs = library.OnlineMfcc(options)
    theirs.accept_waveform(16000, noise.astype(np.float32).tolist())
    theirs.input_finished()
    found = np.array([theirs.get_frame(k) for k in range(theirs.num_frames_ready)])
    np.testing.assert_allclose(found, speech.mfcc(noise, 16000), atol=1e-4)


def test_one_of_everything_is_enough():
    samples = np.arange(1.0, 5.0)
    assert speech.frames(samples, 1, length=1, step=1).tolist() == [[1], [2], [3], [4]]
    assert speech.frames(samples, 0.5, length=8, step=2).tolist() == [[1, 2, 3, 4]]
    assert speech.mfcc(samples, 1, coefficients=1, bands=1, length=4, step=1).shape == (1, 1)
    assert speech.mel_filters(1, 8, 0.5).shape == (1, 5)


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda x: speech.frames(x, 1000, length=-0.025), "length: got -0.025, expected a number above 0"),
        (lambda x: speech.frames(x, 1000, step=-0.01), "step: got -0.01, expected a number above 0"),
        (lambda x: speech.frames(x, 1000, step=0.0001), "samples: got 100 at rate 1000"),
        (lambda x: speech.frames(x, 1000, length=0.0001), "samples: got 100 at rate 1000"),
        (lambda x: speech.mfcc(x, 1000, coefficients=0), "coefficients: got 0, expected a whole number of at least 1"),
        (lambda x: speech.mfcc(x, 1000, bands=0), "bands: got 0, expected a whole number of at least 1"),
        (lambda x: speech.mel_filters(0, 64, 1000), "bands: got 0, expected a whole number of at least 1"),
        (lambda x: speech.mel_filters(4, 64, -1.0), "rate: got -1.0, expected a number above 0"),
        (lambda x: speech.mel_filters(4, 64, 0), "rate: got 0, expected a number above 0"),
    ],
)
def test_each_argument_of_the_features_is_refused_by_its_name(call, says):
    with pytest.raises(ValueError, match=f"^{says}"):
        call(np.ones(100))
