"""Voices that nobody designed: variants of the synthesiser with parameters drawn at random, for training only.

A variant of eSpeak NG is a text file that bends its voice: how high it is, where its formants lie, how strong and wide they
are, its tone, roughness and stress. The files of the program are a few dozen such choices; these are as many more as one wants.
None has breath, because breath sounds different from one process to the next, and none switches to the program's other way of
making sound (Klatt's), which some of its own variants do.
"""

import shutil
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from utils.data import speech
from utils.optional import need

FORMANTS = 9  # formant 0 is a low hum, 1 to 3 make the vowels
kept = []  # folders that last as long as the program
SPREAD = {"frequency": 0.13, "strength": 0.3, "width": 0.25}  # standard deviations of a formant's own logarithms
LEAST, MOST = 45, 170  # per cent of a formant's usual frequency


def variant(name, rng):
    """The text of a variant's file, drawn at random."""
    low = np.exp(rng.uniform(np.log(60), np.log(220)))
    lines = ["language variant", f"name {name}", f"pitch {low:.0f} {low * rng.uniform(1.1, 1.9):.0f}"]
    return "\n".join([*lines, *formants(rng), *source(rng), *manner(rng)]) + "\n"


def formants(rng):
    """A line per formant, in per cent: all are shifted together, then each by itself; a high one may be missing."""
    shared = rng.uniform(-0.3, 0.3)
    frequency, strength, width = (100 * np.exp(rng.normal(0, spread, FORMANTS)) for spread in SPREAD.values())
    frequency = np.clip(frequency * np.exp(shared), LEAST, MOST)
    strength[3:] *= rng.random(FORMANTS - 3) > 0.08
    return [f"formant {k} {a:.0f} {b:.0f} {c:.0f}" for k, (a, b, c) in enumerate(zip(frequency, strength, width, strict=True))]


def source(rng):
    """How the voice sounds apart from its vowels: voicing, consonants, and sometimes a tone."""
    lines = [f"voicing {np.exp(rng.uniform(np.log(40), np.log(160))):.0f}",
             f"consonants {rng.integers(50, 150)} {rng.integers(50, 180)}"]
    if rng.random() < 0.5:
        lines.append("tone 600 {} 1200 {} 2000 {} 4000 {}".format(*rng.integers(30, 256, 4)))
    return lines


def manner(rng):
    """How it is said: flutter, roughness, melody, and sometimes loudness by stress and an echo."""
    lines = [f"flutter {rng.integers(0, 8)}", f"roughness {rng.integers(0, 6)}", f"intonation {rng.integers(1, 5)}"]
    if rng.random() < 0.3:
        lines.append("stressAmp " + " ".join(map(str, rng.integers(14, 38, 8))))
    if rng.random() < 0.1:
        lines.append(f"echo {rng.integers(10, 150)} {rng.integers(5, 60)}")
    return lines


def names(count):
    """What the variants of `home(count, seed)` are called."""
    return [f"made{k}" for k in range(count)]


@cache
def home(count, seed=0):
    """A folder with the synthesiser's English data and so many drawn variants beside its own; kept while the program runs."""
    loader = need("espeakng_loader", speech.REQUIREMENT)
    folder = tempfile.TemporaryDirectory(prefix="rnn-book-voices-")
    kept.append(folder)
    data = Path(folder.name) / "espeak-ng-data"
    shutil.copytree(loader.get_data_path(), data, ignore=foreign)
    for k, name in enumerate(names(count)):
        (data / "voices" / "!v" / name).write_text(variant(name, np.random.default_rng([seed, k])), encoding="utf-8")
    return folder.name


def foreign(folder, files):
    """What English has no need of; the program knows 350 voices at most, those of languages among them."""
    if Path(folder).parent.name == "lang":
        return {file for file in files if not file.startswith("en")}
    return {file for file in files if file.endswith("_dict")} - {"en_dict"}
