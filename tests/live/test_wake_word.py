"""The wake word listens: outputs are PyTorch's, and alarms, misses and false alarms are counted as `utils` counts them."""

import json

import numpy as np
import pytest
from rnn_book import live
from safetensors import safe_open
from safetensors.numpy import load_file

from tests.live.scripts import scripts
from tests.live.torch_networks import network
from utils.training import alarms as counting

NAME = "wake-word-listens"
FILES = live.WEIGHTS[NAME]
DATA = live.weights(NAME)
CLOSE = 1e-10


def said():
    """What the file of recordings says of them, and the network's own file of alarms."""
    with safe_open(FILES["clips"], "np") as clips, safe_open(FILES["weights"], "np") as weights:
        own = {key: float(weights.metadata()[key]) for key in ("smoothing", "rest", "threshold")}
        return json.loads(clips.metadata()["wake_word_clips"]) | own


SAID = said()
CLIPS = SAID["clips"]
LEVELS = np.round(np.arange(-3, 7.01, 0.5), 1).tolist()


def by_torch(clip):
    """The network's output after each step of a recording (T,)."""
    x = clip["scale"] * load_file(FILES["clips"])[clip["name"]].astype(float)
    return 1 / (1 + np.exp(-network(FILES["weights"], ["W_x", "W_h", "b_x", "b_h"], ["w_y", "b_y"])(x)[:, 0]))


TRUE = [by_torch(clip) for clip in CLIPS]


def evaluated(js, expression):
    """What an expression gives, with the figure as `figure` and its data as `data`."""
    js.engine.eval(f"var figure = live.figures[{json.dumps(NAME)}], data = {json.dumps(DATA)}")
    return json.loads(js.engine.eval(f"JSON.stringify({expression})"))


def apart(js):
    """The largest difference of the script's outputs and PyTorch's, on all recordings."""
    found = evaluated(js, "figure.model(data).clips.map(({raw}) => [...raw])")
    return max(float(np.abs(np.array(one, dtype=float) - true).max()) for one, true in zip(found, TRUE, strict=True))


def test_outputs_are_those_of_pytorch_step_by_step(js):
    assert apart(js) < CLOSE


@pytest.mark.parametrize("change", [
    ("(1 - z) * n + z * before", "z * n + (1 - z) * before"), ("affine(net.W_y, h, net.b_y)", "affine(net.W_y, h, [0])"),
    ("past = affine(net.W_h, h, net.b_h)", "past = affine(net.W_h, h, net.b_h.map(() => 0))"),
    ("affine(net.W_x, x, net.b_x)", "affine(net.W_x, x, net.b_x.map(() => 0))"),
    ("values[t * d + k]", "values[t * d + d - 1 - k]"), ("byte << 24 >> 24", "byte")])
def test_a_mistake_in_the_network_would_show(change):
    with scripts(change) as wrong:
        assert not apart(wrong) < 1e-7


@pytest.mark.parametrize("seed", range(10))
def test_means_and_alarms_are_those_of_the_lab(js, seed):
    rng = np.random.default_rng(seed)
    outputs, width, rest = rng.random(rng.integers(1, 400)), int(rng.integers(1, 20)), int(rng.integers(1, 80))
    scores = counting.smoothed(outputs, width)
    assert np.allclose(js.call(NAME, "smoothed", outputs.tolist(), width), scores, rtol=0, atol=1e-12)
    for threshold in (0.3, 0.5, 0.6, float(scores.max())):
        assert js.call(NAME, "alarms", scores.tolist(), threshold, rest) == counting.alarms(scores, threshold, rest)


def by_lab(scores, clip, threshold):
    """(missed, false alarms, right alarms) of a recording as the lab counts; right is from a word's start until it is late."""
    times = np.array(counting.alarms(scores, threshold, int(SAID["rest"]))) * SAID["step"] + SAID["heard"]
    words = np.reshape(clip["wakes"], (-1, 2))
    missed = int(counting.missed(times, words, SAID["late"]).sum()) if len(words) else 0
    right = sum(any(start <= time <= end + SAID["late"] for start, end in words) for time in times)
    return missed, len(times) - right, right


def in_figure(js, clip, scores, threshold):
    """The same from the script."""
    found = js.call(NAME, "judged", clip | {"scores": np.asarray(scores).tolist()}, threshold, SAID)
    return sum(not word["heard"] for word in found["words"]), found["wrong"], sum(alarm["right"] for alarm in found["rung"])


@pytest.mark.parametrize("k", range(len(CLIPS)))
def test_misses_and_false_alarms_are_the_labs_at_every_threshold(js, k):
    scores = counting.smoothed(TRUE[k], int(SAID["smoothing"]))
    for level in LEVELS:
        threshold = 1 / (1 + np.exp(-level))
        assert in_figure(js, CLIPS[k], scores, threshold) == by_lab(scores, CLIPS[k], threshold), level


@pytest.mark.parametrize("seed", range(20))
def test_they_are_on_made_up_recordings_too(js, seed):
    rng = np.random.default_rng(seed)
    scores = counting.smoothed(rng.random(500) ** 2, 6)
    starts = np.sort(rng.uniform(0, 9, 3))
    clip = {"wakes": np.stack([starts, starts + rng.uniform(0.3, 1, 3)], 1).tolist()}
    for threshold in (0.2, 0.4, 0.5, 0.6):
        assert in_figure(js, clip, scores, threshold) == by_lab(scores, clip, threshold)


@pytest.mark.parametrize("change", [
    ("scores[t] >= threshold", "scores[t] > threshold + 0.05"), ("t >= free", "true"),
    ("free = t + rest", "free = t + rest + 9"),
    ("time <= end + rule.late", "time <= end"), ("start <= time &&", ""), ("t * step + heard", "t * step - heard"), 
    ("(t < width ? 0 : outputs[t - width])", "(t <= width ? 0 : outputs[t - width - 1])"), ("Math.min(t + 1, width)", "width")])
def test_a_mistake_in_the_count_would_show(change):
    with scripts(change) as wrong, pytest.raises(AssertionError):
        for seed in range(10):
            test_means_and_alarms_are_those_of_the_lab(wrong, seed)
            test_they_are_on_made_up_recordings_too(wrong, seed)


def test_while_a_recording_plays_only_what_was_heard_counts(js):
    clip = {"wakes": [[1.0, 2.0], [6.0, 7.0]], "scores": [0.0] * 500}
    clip["scores"][95] = clip["scores"][200] = 1.0  # at 1.9 s and at 4 s

    def at(until):
        found = js.call(NAME, "judged", clip, 0.5, {"step": 0.02, "heard": 0, "rest": 50, "late": 0.8}, until)
        return len(found["rung"]), len(found["words"]), found["wrong"]

    assert [at(t) for t in (0.5, 1.91, 3, 4.01, 7.7, 7.9)] == [(0, 0, 0), (1, 1, 0), (1, 1, 0), (2, 1, 1), (2, 1, 1), (2, 2, 1)]


def test_a_sound_that_plays_is_followed_until_it_stops(js):
    start = js.call(NAME, "opens", js.get(NAME, "first"), DATA)
    played = js.call(NAME, "heard", start, 1, 2.5)
    assert (played["playing"], played["at"]) == (1, 2.5)
    assert js.call(NAME, "heard", played, 0, -1) == played  # another one that stops
    assert js.call(NAME, "heard", played, 1, -1) == start
    whole, part = (js.call(NAME, "picture", at, DATA) for at in (start, played))
    assert len(part) < len(whole) and "NaN" not in part + whole
    assert js.call(NAME, "sentence", played, DATA).startswith("Recording 2 plays. ")


def test_the_sentence_and_the_picture_count_what_the_lab_counts(js):
    start = js.call(NAME, "opens", js.get(NAME, "first"), DATA)
    for level in (-3, start["level"], 3, 7):
        at, threshold = start | {"level": level}, 1 / (1 + np.exp(-level))
        scores = [counting.smoothed(true, int(SAID["smoothing"])) for true in TRUE]
        counts = [by_lab(one, clip, threshold) for one, clip in zip(scores, CLIPS, strict=True)]
        missed, wrong, right = (sum(column) for column in zip(*counts, strict=True))
        sentence, picture = js.call(NAME, "sentence", at, DATA), js.call(NAME, "picture", at, DATA)
        words = sum(len(clip["wakes"]) for clip in CLIPS)
        assert f": {missed} of {words} wake words missed, {wrong} false alarm{'s' * (wrong != 1)} " in sentence
        assert picture.count('r="6"') == right + missed + 2  # and two in the legend
        assert picture.count("l10 10m0 -10l-10 10") == wrong + 1
        assert f"{threshold:.3f}" in sentence and js.call(NAME, "texts", at)["level"] == f"{threshold:.3f}"


def test_it_opens_at_the_threshold_that_was_chosen(js):
    start = js.call(NAME, "opens", js.get(NAME, "first"), DATA)
    assert js.call(NAME, "threshold", start) == pytest.approx(SAID["threshold"], abs=1e-12)


def test_every_recording_has_its_sound_its_words_and_its_length():
    assert len(CLIPS) == 4 and any(clip["wakes"] for clip in CLIPS) and not all(clip["wakes"] for clip in CLIPS)
    for clip, true in zip(CLIPS, TRUE, strict=True):
        sound = live.ROOT / "book" / "_static" / "audio" / f"wake_{clip['name']}.mp3"
        assert sound.exists() and clip["title"] and clip["words"]
        assert all(0 <= start < end <= len(true) * SAID["step"] for start, end in clip["wakes"])
