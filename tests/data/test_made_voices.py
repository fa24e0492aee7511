"""Voices drawn at random: what their files say, that the synthesiser knows them, and that their sound comes out again."""

from pathlib import Path

import numpy as np
import pytest

from utils.data import made_voices, speech, wake_word


@pytest.fixture(scope="module")
def home():
    pytest.importorskip("espeakng_loader")
    return made_voices.home(5)


def parts(text):
    """The lines of a file as a dict from the first word, or two of a formant, to the other words."""
    rows = [line.split() for line in text.splitlines()]
    return {" ".join(row[:2]) if row[0] == "formant" else row[0]: row[1:] for row in rows}


def test_a_file_says_what_the_synthesiser_reads_and_is_the_same_for_the_same_seed():
    one, again, other = (made_voices.variant("made0", np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one == again != other and one.startswith("language variant\nname made0\npitch ")


def test_formants_lie_within_limits_and_move_together():
    drawn = [parts(made_voices.variant("x", np.random.default_rng(seed))) for seed in range(300)]
    table = np.array([[[float(w) for w in each[f"formant {k}"][1:]] for k in range(made_voices.FORMANTS)] for each in drawn])
    frequency, strength = table[..., 0], table[..., 1]
    assert made_voices.LEAST <= frequency.min() < 70 and 140 < frequency.max() <= made_voices.MOST
    assert 90 < np.median(frequency) < 110 and 0.3 < np.corrcoef(frequency[:, 1], frequency[:, 2])[0, 1] < 0.9
    assert (strength[:, :3] > 0).all() and 0.04 < (strength[:, 3:] == 0).mean() < 0.13


def test_pitch_rises_and_nothing_makes_a_sound_unsteady():
    for seed in range(100):
        said = parts(made_voices.variant("x", np.random.default_rng(seed)))
        low, high = map(float, said["pitch"])
        assert 60 <= low <= 220 and 1.05 * low < high < 2 * low
        assert 40 <= float(said["voicing"][0]) <= 160 and not {"breath", "klatt"} & said.keys()
        assert all(0 <= float(word) <= 255 for word in said.get("tone", [])[1::2])


def test_some_voices_have_a_tone_a_stress_or_an_echo():
    drawn = [parts(made_voices.variant("x", np.random.default_rng(seed))) for seed in range(400)]
    for name, share in (("tone", 0.5), ("stressAmp", 0.3), ("echo", 0.1)):
        assert abs(np.mean([name in said for said in drawn]) - share) < 0.08, name


def test_a_home_has_the_drawn_voices_beside_its_own(home):
    variants = Path(home) / "espeak-ng-data" / "voices" / "!v"
    assert {*made_voices.names(5), *wake_word.voices()["train"]} <= {file.name for file in variants.iterdir()}
    assert (variants / "made3").read_text() == made_voices.variant("made3", np.random.default_rng([0, 3]))
    assert made_voices.home(5) == home


def test_only_english_is_copied(home):
    data = Path(home) / "espeak-ng-data"
    assert [file.name for file in data.glob("*_dict")] == ["en_dict"]
    assert {file.name.lower() for file in (data / "lang").rglob("*") if file.is_file()} >= set(wake_word.KNOWN)
    assert not (data / "lang" / "gmw" / "de").exists()


def test_each_drawn_voice_sounds_and_the_same_twice(home):
    asked = [speech.utterance(wake_word.WAKE, f"{accent}+{name}")
             for name, accent in zip(made_voices.names(5), wake_word.KNOWN, strict=True)]
    one, again = (speech.synthesise_all(asked, home=home) for _ in range(2))
    for first, second in zip(one, again, strict=True):
        assert first.samples.std() > 0.005 and 0.5 < len(first.samples) / first.rate < 2
        np.testing.assert_array_equal(first.samples, second.samples)


def test_each_bends_its_accent(home):
    """A variant that the synthesiser did not find would be left out in silence."""
    asked = [speech.utterance("okay", f"en{name}") for name in ("", *(f"+{name}" for name in made_voices.names(5)))]
    sounds = [sound.samples[:4000] for sound in speech.synthesise_all(asked, home=home)]
    assert all(not np.array_equal(sounds[i], sounds[j]) for i in range(6) for j in range(i))
