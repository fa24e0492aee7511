"""Streams with a wake word: who speaks, what is said, where the words are, and that all of it comes out again."""

import numpy as np
import pytest

from utils.data import speech, wake_clips, wake_word

RATE = wake_word.RATE


@pytest.fixture(autouse=True)
def synthesiser():
    return pytest.importorskip("espeakng_loader")


@pytest.fixture(scope="module")
def stream():
    pytest.importorskip("espeakng_loader")
    return wake_word.stream("train", 30, {"wake": 0.5, "near": 0.2, "sentence": 0.3}, np.random.default_rng(1))


def test_families_hold_every_variant_once():
    names = [name for family in wake_word.families() for name in family]
    assert len(names) == len(set(names)) > 100
    assert ["iven", "iven2", "iven3", "iven4"] in wake_word.families()


@pytest.mark.parametrize("one, other, kin", [("m1", "m8", True), ("Mike", "mike2", True), ("a", "b", False), ("a", "c", True)])
def test_kin_share_a_name_or_most_formants(one, other, kin):
    lines = {f"formant {k} 1 1 1" for k in range(8)}
    formants = {"m1": set(), "m8": set(), "Mike": set(), "mike2": set(), "a": lines, "b": set(sorted(lines)[:3]),
                "c": set(sorted(lines)[:4])}
    assert wake_word.related(one, other, formants) == kin


def test_no_family_stands_in_two_parts_and_no_unsteady_voice_in_any():
    voices = wake_word.voices()
    home = {name: k for k, family in enumerate(wake_word.families()) for name in family}
    parts = [{home[name] for name in names} for names in voices.values()]
    assert not parts[0] & parts[1] and not parts[0] & parts[2] and not parts[1] & parts[2]
    assert not wake_word.UNSTEADY & {name for names in voices.values() for name in names}
    total = sum(map(len, voices.values()))
    for part, share in wake_word.SHARES.items():
        assert abs(len(voices[part]) / total - share) < 0.05


def test_near_misses_are_near_and_of_one_part():
    told = [phrase for phrases in wake_word.NEAR.values() for phrase in phrases]
    assert len(told) == len(set(told)) and wake_word.WAKE not in told
    assert not any(wake_word.WAKE in phrase for phrase in told)


@pytest.mark.parametrize("part", wake_word.SHARES)
def test_sentences_are_short_and_without_the_name(part):
    found = wake_word.sentences(part)
    assert len(found) > 2000 and all(4 <= len(piece.split()) <= 12 for piece in found)
    assert not any("cassandra" in piece.lower() for piece in found)


def test_a_stream_is_as_long_as_asked_and_knows_its_words(stream):
    assert len(stream.samples) == 30 * RATE and stream.samples.dtype == np.float32
    assert len(stream.wakes) == len(stream.voices) > 2
    assert (np.diff(stream.wakes, axis=1) > 0.5).all() and (np.diff(stream.wakes, axis=1) < 1.6).all()
    assert stream.wakes.max() < 29 and all("+" in voice for voice in stream.voices)


def test_a_stream_comes_out_again(stream):
    again = wake_word.stream("train", 30, {"wake": 0.5, "near": 0.2, "sentence": 0.3}, np.random.default_rng(1))
    np.testing.assert_array_equal(again.samples, stream.samples)


def test_the_words_lie_where_the_sound_is():
    plan = [("sentence", speech.utterance("Is she there?", "en")), ("wake", speech.utterance(wake_word.WAKE, "en"))]
    sounds = speech.synthesise_all([each for _, each in plan])
    rng = np.random.default_rng(4)
    samples, wakes = wake_word.acted(plan, sounds, "train", rng)
    begin, end = (wakes[0] * RATE).astype(int)
    inside, before = samples[begin:end], samples[begin - 2000 : begin]
    assert wakes.shape == (1, 2) and np.std(inside) > 1.5 * np.std(before)


def test_plain_speech_has_no_wake_word_and_other_accents_are_other(stream):
    plain = wake_word.stream("test", 5, {"sentence": 1.0}, np.random.default_rng(0), accents=("en-029",), names=["paul"])
    assert plain.wakes.shape == (0, 2) and plain.voices == [] and len(plain.samples) == 5 * RATE
    only = wake_word.stream("test", 12, {"wake": 1.0}, np.random.default_rng(0), accents=("en-029",), names=["paul"])
    assert set(only.voices) == {"en-029+paul"}


def test_sampling_keeps_a_tone_where_it_is():
    t = np.arange(22_050) / 22_050
    low = wake_word.at_16_khz(speech.SynthesisedSpeech(np.sin(2 * np.pi * 1000 * t), 22_050, "", ""))
    assert len(low) == 16_000
    np.testing.assert_allclose(low[2000:-2000], np.sin(2 * np.pi * 1000 * np.arange(16_000) / 16_000)[2000:-2000], atol=1e-3)
    high = wake_word.at_16_khz(speech.SynthesisedSpeech(np.sin(2 * np.pi * 9000 * t), 22_050, "", ""))
    assert np.abs(high[2000:-2000]).max() < 0.01


def test_silence_is_trimmed_at_both_ends():
    samples = np.array([0, 0.001, 0.5, 0, -0.02, 0.009])
    assert wake_word.trimmed(samples).tolist() == [0.5, 0, -0.02]
    assert wake_word.trimmed(np.zeros(4)).tolist() == [0, 0, 0, 0]


def test_rooms_ring_and_noises_have_power_one():
    assert all(room[0] == 1 and 0 < np.linalg.norm(room[1:]) < 0.75 for room in wake_word.rooms("test"))
    assert all(abs(noise.std() - 1) < 1e-9 for noise in wake_word.noises("test"))
    assert not np.array_equal(wake_word.rooms("test")[0][:100], wake_word.rooms("train")[0][:100])


def test_a_room_is_a_convolution():
    sound, room = np.random.default_rng(0).random(50), np.random.default_rng(1).random(7)
    np.testing.assert_allclose(wake_word._in_room(sound, room), np.convolve(sound, room)[:50])


@pytest.mark.parametrize("call", [lambda rng: wake_word.said("song", "train", rng),
                                  lambda rng: wake_word.stream("spare", 5, {"wake": 1.0}, rng)])
def test_what_is_not_there_is_refused(call):
    with pytest.raises(ValueError, match=r"got '(song|spare)', expected one of"):
        call(np.random.default_rng(0))


@pytest.mark.parametrize("name", wake_clips.PLANS)
def test_clips_are_short_and_of_the_tests_voices(name):
    clip = wake_clips.clip(name)
    assert 6 <= len(clip.samples) / RATE <= 10 and clip.samples.dtype == np.int16
    assert len(clip.wakes) == clip.words.count(wake_word.WAKE)
    assert wake_clips.PLANS[name][0].partition("+")[2] in wake_word.voices()["test"]
    np.testing.assert_array_equal(wake_clips.clip(name).samples, clip.samples)
