"""Synthesised: streams of speech in many voices, in rooms and noise, with 'okay cassandra' here and there. No person spoke.

Source of the sound: `speech.py`'s synthesiser in its variants of voice; sentences are Shakespeare's (`plays.py`). A stream is
a row of *scenes*: one voice with one accent in one room with one noise says a few things with pauses between. What is said is
the wake word, a near miss (a phrase that sounds like it) or a plain sentence.

No part of the data shares a voice with another. Many variants are copies of each other with a line changed, so *families* of
them are kept together. Nine voices are left out: their sound is not the same from one process to the next.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from utils.checks import one_of
from utils.data import plays, speech
from utils.optional import need

RATE = 16_000  # samples a second
WAKE = "okay cassandra"
KNOWN = ("en", "en-us", "en-gb-x-rp", "en-gb-x-gbclan", "en-us-nyc")
UNSEEN = ("en-gb-scotland", "en-029", "en-gb-x-gbcwmd")
UNSTEADY = {"Alicia", "Demonic", "f2", "f3", "f5", "sandro", "victor", "whisper", "whisperf"}
SHARES = {"train": 0.55, "validation": 0.2, "test": 0.25}  # of the voices
NEAR = {
    "train": (
        "okay sandra", "hey cassandra", "okay cassette", "okay casanova", "okay alexandra", "cassandra", "okay amanda",
        "okay commander", "a case for sandra", "okay can you", "okay cassidy", "oh cassandra", "today sandra", "okay calendar",
        "okay gas and water", "okay miranda", "okay the sandal", "broke a sandal", "okay computer", "hello cassandra", "okay",
        "okay candle", "okay can sandra", "the cassandra", "okay cast and crew", "okay castle", "decay of sand",
        "ask cassandra",
        "karate sandra", "okay because and", "okay a salamander", "okay alessandro", "vacate the sandbar", "okay santa",
        "okay castaway", "locate a sander", "okay panda", "so cassandra", "okay kansas", "okay can't stand her",
    ),
    "validation": (
        "okay cassius", "dear cassandra", "okay melissandra", "okay cascade", "a bouquet for sandra", "okay gasoline",
        "okay leander", "away cassandra", "okay can andrew", "okay castor", "no way sandra", "okay saunders",
    ),
    "test": (
        "okay pandora", "say cassandra", "okay cassava", "okay lysander", "okay a sandwich", "okay catamaran", "croquet sandra",
        "okay escalator", "obey cassandra", "oak and sand", "okay cassock", "okay can stand a",
    ),
}
NUMBERS = {"train": 11, "validation": 12, "test": 13, "third test": 15}  # what rooms and noises are drawn from, by draw


@dataclass(frozen=True)
class Stream:
    """`samples` float32 (n,) at `RATE`; `wakes` (k, 2) start and end of each wake word in seconds; `voices` of the k."""

    samples: np.ndarray
    wakes: np.ndarray
    voices: list


@cache
def families():
    """The synthesiser's variants of voice as a list of lists: who shares a name or most formants is in one list."""
    loader = need("espeakng_loader", speech.REQUIREMENT)
    formants = {path.name: _formants(path) for path in sorted(Path(loader.get_data_path(), "voices", "!v").iterdir())}
    found = []
    for name in formants:
        kin = [family for family in found if any(related(name, other, formants) for other in family)]
        found = [family for family in found if family not in kin] + [[*(other for family in kin for other in family), name]]
    return [sorted(family) for family in found]


def related(one, other, formants):
    """Whether two variants are kin: names equal but for digits, or at least four formant lines and half of all in common."""
    shared, all_ = formants[one] & formants[other], formants[one] | formants[other]
    return _stem(one) == _stem(other) or len(shared) >= max(4, len(all_) / 2)


def _stem(name):
    return re.sub(r"\d", "", name.lower())


def _formants(path):
    """The lines of a variant's file that say how its formants lie."""
    lines = (line.partition("//")[0].split() for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
    return {" ".join(words[:5]) for words in lines if words[:1] == ["formant"] and len(words) >= 4}


@cache
def voices():
    """The variants of each part: a dict of lists. Families are drawn, and each goes to the part that lacks most."""
    found = {part: [] for part in SHARES}
    drawn = np.random.default_rng(0).permutation(len(families()))
    for family in sorted((families()[i] for i in drawn), key=len, reverse=True):
        part = min(SHARES, key=lambda name: len(found[name]) / SHARES[name])
        found[part] += [name for name in family if name not in UNSTEADY]
    return {part: sorted(names) for part, names in found.items()}


@cache
def sentences(part):
    """Shakespeare's words in pieces of 4 to 12 that end where a sentence or a clause does, without a Cassandra."""
    text = " ".join(plays.text(title, speakers=False) for title in plays.split()[part])
    pieces = (" ".join(piece.split()) for piece in re.split(r"(?<=[.?!;:])\s", text.replace("--", ", ")))
    return [piece for piece in pieces if 4 <= len(piece.split()) <= 12 and "cassandra" not in piece.lower()]


@cache
def rooms(draw, count=40):
    """Impulse responses of rooms: the direct sound, then a tail of noise that falls by 60 dB in 0.15 to 0.7 s."""
    rng, found = np.random.default_rng([NUMBERS[draw], 0]), []
    for fall, loud in zip(rng.uniform(0.15, 0.7, count), rng.uniform(0.1, 0.7, count), strict=True):
        t = np.arange(int(fall * RATE)) / RATE
        tail = rng.standard_normal(len(t)) * 10 ** (-3 * t / fall) * (t > 0.002)
        tail *= loud / np.linalg.norm(tail)
        tail[0] = 1
        found.append(tail)
    return found


@cache
def noises(draw, count=24, seconds=20):
    """Noises of power 1: white to brown, or humming at a mains frequency, slowly swelling."""
    rng, n = np.random.default_rng([NUMBERS[draw], 1]), seconds * RATE
    frequency, found = np.fft.rfftfreq(n, 1 / RATE), []
    for slope in rng.uniform(0, 2, count):
        spectrum = np.fft.rfft(rng.standard_normal(n)) / np.maximum(frequency, 50) ** (slope / 2)
        noise = np.fft.irfft(spectrum, n)
        noise /= noise.std()
        hum = sum(np.sin(2 * np.pi * k * rng.uniform(48, 62) * np.arange(n) / RATE) / k for k in (1, 2, 3, 5))
        noise = noise + rng.choice([0, 0.7]) * hum
        noise *= 1 + 0.4 * np.sin(2 * np.pi * rng.uniform(0.05, 0.6) * np.arange(n) / RATE + rng.uniform(0, 6))
        found.append(noise / noise.std())
    return found


def said(kind, part, rng):
    """Words of a kind: "wake", "near" or "sentence"."""
    one_of("kind", kind, ("wake", "near", "sentence"))
    choices = {"wake": (WAKE,), "near": NEAR[part]}.get(kind) or sentences(part)
    return choices[rng.integers(len(choices))]


def scene(part, kinds, rng, *, accents=KNOWN, names=None, count=8):
    """A plan: one voice with one accent, and `count` utterances of kinds drawn with the shares `kinds` gives them."""
    names = voices()[part] if names is None else names
    voice, speed = names[rng.integers(len(names))], rng.uniform(120, 230)
    accent, pitch, pitch_range = accents[rng.integers(len(accents))], rng.uniform(30, 70), rng.uniform(30, 80)
    chosen = rng.choice(list(kinds), size=count, p=list(kinds.values()))
    return [(str(kind), speech.utterance(said(kind, part, rng), f"{accent}+{voice}", words_per_minute=speed, pitch=pitch,
                                         pitch_range=pitch_range)) for kind in chosen]


def at_16_khz(spoken):
    """The samples of `SynthesisedSpeech` at `RATE`: 22,050 to 16,000 a second by leaving out what lies above 8 kHz."""
    whole = -(-len(spoken.samples) // 441)
    spectrum = np.fft.rfft(spoken.samples, n=441 * whole)[: 160 * whole + 1]
    return np.fft.irfft(spectrum, n=320 * whole) * (320 / 441)


def trimmed(samples, floor=0.01):
    """What lies between the first and the last sample above `floor`."""
    loud = np.flatnonzero(np.abs(samples) > floor)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples


def acted(plan, sounds, draw, rng):
    """A scene as (samples, wakes): its sounds with pauses of 0.25 to 1.2 s, in a room half of the time, in noise.

    The noise is 8 to 30 dB below the speech; all of it is 20 to 38 dB below the largest possible sound.
    """
    pieces, wakes, at = [], [], 0
    for (kind, _), spoken in zip(plan, sounds, strict=True):
        gap, sound = int(rng.uniform(0.25, 1.2) * RATE), trimmed(at_16_khz(spoken))
        pieces += [np.zeros(gap), sound]
        if kind == "wake":
            wakes.append([at + gap, at + gap + len(sound)])
        at += gap + len(sound)
    speech_ = np.concatenate([*pieces, np.zeros(RATE // 4)])
    if rng.random() < 0.5:
        speech_ = _in_room(speech_, rooms(draw)[rng.integers(len(rooms(draw)))])
    level = np.sqrt(np.mean(speech_**2)) + 1e-9
    noise = noises(draw)[rng.integers(len(noises(draw)))]
    noise = np.resize(np.roll(noise, rng.integers(len(noise))), len(speech_))
    mixed = speech_ / level + noise * 10 ** (-rng.uniform(8, 30) / 20)
    return mixed * 10 ** (-rng.uniform(20, 38) / 20), np.array(wakes).reshape(-1, 2) / RATE


def _in_room(samples, room):
    size = 1 << (len(samples) + len(room) - 1).bit_length()
    return np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(room, size), size)[: len(samples)]


def stream(part, seconds, kinds, rng, *, accents=KNOWN, names=None, home=None, draw=None):
    """A `Stream` of at least so many seconds, cut there.

    Parameters
    ----------
    part : str
        "train", "validation" or "test": whose voices speak whose sentences and near misses.
    seconds : float
    kinds : dict
        The share of each kind of utterance, such as {"sentence": 1.0}.
    rng : numpy.random.Generator
    accents : tuple of str
    names : list of str, optional
        Other voices than the part's.
    home : str, optional
        The folder of these, if they are `made_voices`.
    draw : str, optional
        One of `NUMBERS`: whose rooms and noises, if not the part's.
    """
    one_of("part", part, SHARES)
    pieces, wakes, speakers, length = [], [], [], 0
    while length < seconds * RATE:
        plans = [scene(part, kinds, rng, accents=accents, names=names) for _ in range(max(1, min(32, int(seconds / 20))))]
        sounds = iter(speech.synthesise_all([each for plan in plans for _, each in plan], together=len(plans[0]), home=home))
        for plan in plans:
            samples, found = acted(plan, [next(sounds) for _ in plan], draw or part, rng)
            pieces.append(samples.astype(np.float32))
            wakes.append(found + length / RATE)
            speakers += [each["voice"] for kind, each in plan if kind == "wake"]
            length += len(samples)
    wakes = np.concatenate(wakes)
    inside = wakes[:, 1] < seconds - 1
    kept = [speaker for speaker, keep in zip(speakers, inside, strict=True) if keep]
    return Stream(np.concatenate(pieces)[: round(seconds * RATE)], wakes[inside], kept)
