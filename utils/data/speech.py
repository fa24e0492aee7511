"""Synthesised speech (no person spoke), and the frames that speech recognisers read: log-mel and MFCC.

Source of the sound: eSpeak NG, a formant synthesiser under the GPL-3.0-or-later, as the PyPI package `espeakng-loader`
brings it; nothing of it is in this repository. The same call mostly gives the same samples, but two voices were seen to
differ by up to 0.003 from run to run, and builds of the library can differ, so nothing may depend on a single sample.
Source of the frames: Davis & Mermelstein, Comparison of parametric representations for monosyllabic word recognition,
IEEE Transactions on Acoustics, Speech and Signal Processing 28 (1980), 357-366; written here in NumPy.

A frame is 25 ms of sound, a new one starts every 10 ms, so neighbours overlap by 15 ms: up to two frames apart they share
samples, from three frames apart none.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from utils.checks import finite, real, whole
from utils.data import espeak
from utils.optional import need

REQUIREMENT = "espeakng-loader==0.2.4"
FRAME, STEP = 0.025, 0.010  # seconds
PATIENCE = 120  # seconds that one call may take
BLOCK = 256  # frames at a time: few enough to stay in the cache
FLOOR = 1e-10  # least energy of a band, so that silence has a logarithm


@dataclass(frozen=True)
class SynthesisedSpeech:
    """`samples` float64 (n,) in [-1, 1], at `rate` samples a second, of `text` in `voice`."""

    samples: np.ndarray
    rate: int
    text: str
    voice: str


def synthesise(text, voice="en", *, words_per_minute=160, pitch=50, pitch_range=50):
    """`text` spoken by eSpeak NG's `voice` (such as "en", "en-us", "en+f3", "de") as `SynthesisedSpeech`.

    `words_per_minute` is 80 to 450, `pitch` and `pitch_range` 0 to 100. An unknown voice is a ValueError; without
    `espeakng-loader`, an ImportError names the pip command.
    """
    return synthesise_all([utterance(text, voice, words_per_minute=words_per_minute, pitch=pitch, pitch_range=pitch_range)])[0]


def utterance(text, voice="en", *, words_per_minute=160, pitch=50, pitch_range=50):
    """One thing to say, checked, as `synthesise_all` takes it; the arguments are those of `synthesise`."""
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"text: got {text!r}, expected words to speak")
    return {"text": text, "voice": str(voice), "words_per_minute": _between("words_per_minute", words_per_minute, 80, 450),
            "pitch": _between("pitch", pitch, 0, 100), "pitch_range": _between("pitch_range", pitch_range, 0, 100)}


def synthesise_all(utterances, together=1, home=None):
    """Several utterances as a list of `SynthesisedSpeech`: what `synthesise` gives for each, in a tenth of the time.

    So many `together` share a process, which is faster still; then each sounds a little of those before it. `home` is a folder
    with other voices (`made_voices.py`).
    """
    utterances, size = list(utterances), whole("together", together, 1)
    loader = need("espeakng_loader", REQUIREMENT)
    order = {
        "library": loader.get_library_path(),
        "home": home or str(Path(loader.get_data_path()).parent),  # the folder that holds espeak-ng-data, not that itself
        "groups": [utterances[first : first + size] for first in range(0, len(utterances), size)],
    }
    rate, sounds = _speak(order)
    return [SynthesisedSpeech(sound, rate, each["text"], each["voice"])
            for each, sound in zip(utterances, sounds, strict=True)]


def _between(name, value, least, most):
    if not least <= real(name, value) <= most:
        raise ValueError(f"{name}: got {value!r}, expected a number from {least} to {most}")
    return round(value)


def _speak(order):
    """Run `espeak.py` in a process of its own on `order`: (rate, list of samples)."""
    asked = json.dumps(order).encode()
    done = subprocess.run([sys.executable, "-I", espeak.__file__], input=asked, capture_output=True, timeout=PATIENCE)
    if done.returncode == espeak.UNKNOWN_VOICE:
        voices = ", ".join(sorted({repr(each["voice"]) for group in order["groups"] for each in group}))
        raise ValueError(f"voice: got {voices}, which eSpeak NG does not know; expected one such as 'en', 'en-us', 'en+f3'")
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip()[-500:] or "no message"
        raise RuntimeError(f"eSpeak NG failed (exit code {done.returncode}) with its data in {order['home']!r}: {last}")
    return int.from_bytes(done.stdout[:4], "little"), list(_sounds(done.stdout[4:]))


def _sounds(told):
    """The samples of each utterance, from bytes that give its length before it."""
    at = 0
    while at < len(told):
        first, at = at + 4, at + 4 + int.from_bytes(told[at : at + 4], "little")
        yield np.frombuffer(told[first:at], dtype=np.int16) / 32768


def frames(samples, rate, *, length=FRAME, step=STEP):
    """Overlapping pieces of a sound (n,): (T, round(length * rate)), one every `step` seconds; the last rest is left out."""
    return _pieces(samples, rate, length, step).copy()


def _pieces(samples, rate, length, step):
    """What `frames` gives, as a view of the samples."""
    samples, rate = finite("samples", samples), real("rate", rate, above=0)
    size, hop = round(real("length", length, above=0) * rate), round(real("step", step, above=0) * rate)
    if not 1 <= size <= len(samples) or hop < 1:
        raise ValueError(f"samples: got {len(samples)} at rate {rate:g}, expected at least one frame of {length:g} s")
    return np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]


def log_mel(samples, rate, *, bands=40, length=FRAME, step=STEP):
    """Logarithm of the energy in `bands` mel bands, frame by frame: (T, bands), natural logarithm.

    Each frame is multiplied by a Hamming window, its power spectrum |FFT|^2 (zeros added up to a power of two) is
    weighted by the triangles of `mel_filters`, and ln(energy + 1e-10) taken.
    """
    pieces = _pieces(samples, rate, length, step)
    size = 1 << (pieces.shape[1] - 1).bit_length()
    window, filters = np.hamming(pieces.shape[1]), mel_filters(bands, size, rate).T
    blocks = (pieces[first : first + BLOCK] for first in range(0, len(pieces), BLOCK))
    spectra = (np.fft.rfft(block * window, n=size) for block in blocks)
    return np.log(np.concatenate([(z.real**2 + z.imag**2) @ filters for z in spectra]) + FLOOR)


def mfcc(samples, rate, *, coefficients=13, bands=40, length=FRAME, step=STEP):
    """Mel-frequency cepstral coefficients: (T, coefficients), the cosine transform of `log_mel`.

    c_i = s_i sum_k X_k cos(i (k + 1/2) pi / bands), k = 0 ... bands - 1, where s_0 = sqrt(1 / bands) and otherwise
    sqrt(2 / bands): the orthonormal DCT-II. c_0 is loudness; the others do not change with it.
    """
    if whole("coefficients", coefficients, 1) > whole("bands", bands, 1):
        raise ValueError(f"coefficients: got {coefficients}, expected at most the {bands} bands")
    k = (np.arange(bands) + 0.5) * np.pi / bands
    basis = np.sqrt(2 / bands) * np.cos(np.outer(np.arange(coefficients), k))
    basis[0] = np.sqrt(1 / bands)
    return log_mel(samples, rate, bands=bands, length=length, step=step) @ basis.T


def mel_filters(bands, size, rate):
    """Triangles (bands, size // 2 + 1) over the bins of an FFT of `size` points, evenly spaced in mel from 0 to rate / 2.

    mel(f) = 2595 log10(1 + f / 700). Each triangle peaks with height 1 at its own centre and ends at its neighbours'
    centres. So many bands that one catches no bin are a ValueError.
    """
    bands, rate = whole("bands", bands, 1), real("rate", rate, above=0)
    top = 2595 * np.log10(1 + rate / 1400)
    edges = 700 * (10 ** (np.linspace(0, top, bands + 2) / 2595) - 1)
    bins = np.arange(size // 2 + 1) * rate / size
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    filters = np.minimum(rising, falling).clip(min=0)
    if not filters.any(axis=1).all():
        raise ValueError(f"bands: got {bands}, too many for {len(bins)} frequency bins: a band would be empty")
    return filters
