"""The file of recordings that the page's detector hears: what it holds is what the modules make of the sounds."""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("espeakng_loader")
safetensors = pytest.importorskip("safetensors")

from safetensors.numpy import load_file  # noqa: E402

from utils.data import wake_clips  # noqa: E402
from utils.models import wake_word  # noqa: E402
from utils.training import alarms, recordings, spotting  # noqa: E402


def details(file):
    """What a file says of itself."""
    with safetensors.safe_open(file, "np") as opened:
        return json.loads(opened.metadata()[recordings.KEY])


@pytest.fixture(scope="module")
def anew(tmp_path_factory):
    """The file, made again."""
    file = tmp_path_factory.mktemp("recordings") / "file"
    recordings.ship(file)
    return file


def test_eight_bits_keep_all_but_half_a_step():
    x = np.random.default_rng(0).standard_normal((50, 40)).astype(np.float32)
    numbers, scale = recordings.in_bytes(x)
    assert numbers.dtype == np.int8 and np.abs(numbers).max() == 127
    assert np.abs(numbers * scale - x).max() <= scale / 2 * 1.0001
    assert np.abs(np.abs(x).max() - 127 * scale) < 1e-5


def test_the_shipped_file_is_what_comes_out_again(anew):
    """The synthesiser's samples can differ a little from build to build, so a few numbers may be one off."""
    said, again = details(recordings.FILE), details(anew)
    for one, other in zip(said["clips"], again["clips"], strict=True):
        assert [one[key] for key in ("name", "title", "words")] == [other[key] for key in ("name", "title", "words")]
        assert one["scale"] == pytest.approx(other["scale"], rel=0.01) and np.allclose(one["wakes"], other["wakes"], atol=0.03)
    assert {key: said[key] for key in said if key != "clips"} == {key: again[key] for key in again if key != "clips"}
    shipped, made = load_file(recordings.FILE), load_file(anew)
    for name, numbers in shipped.items():
        assert numbers.shape == made[name].shape
        assert np.abs(numbers.astype(int) - made[name]).mean() < 0.5, name


def test_its_rules_are_those_of_the_detector(anew):
    from utils.experiments.wake_word import LATE

    said = details(anew)
    assert (said["step"], said["heard"], said["late"]) == (wake_word.STEP, spotting.HEARD, LATE)
    assert [clip["name"] for clip in said["clips"]] == list(wake_clips.PLANS)


def test_with_the_shipped_network_eight_bits_change_no_alarm():
    weights, about = wake_word.load()
    model = wake_word.model_of(weights)
    shipped, width, rest = load_file(recordings.FILE), int(about["smoothing"]), int(about["rest"])
    for clip in details(recordings.FILE)["clips"]:
        x = recordings.inputs(wake_clips.clip(clip["name"]))
        both = (x, shipped[clip["name"]] * clip["scale"])
        exact, coarse = (wake_word.probabilities(model, each[:, None])[:, 0] for each in both)
        rung = [alarms.alarms(alarms.smoothed(each, width), float(about["threshold"]), rest) for each in (exact, coarse)]
        assert len(rung[0]) == len(rung[1]) and np.allclose(*rung, atol=2), clip["name"]
        assert np.abs(exact - coarse).mean() < 0.01


def test_the_sounds_are_on_the_page(anew):
    folder = Path(__file__).parents[2] / "book" / "_static" / "audio"
    assert {file.name for file in folder.iterdir()} == {f"wake_{name}.mp3" for name in wake_clips.PLANS}
