"""What a detector hears of the four recordings of `wake_clips`, as the page needs it: `python -m utils.training.recordings`.

The file holds the network's inputs in 8 bits, a number times the recording's `scale`, and as metadata, in JSON, what is said
when, and the rules by which alarms are counted. Threshold, smoothing and rest are those of the network's own file.
"""

import json

import numpy as np

from utils.data import wake_clips
from utils.experiments.wake_word import LATE
from utils.models import wake_word
from utils.optional import need
from utils.training.spotting import HEARD

FILE = wake_word.FILE.with_name("wake_word_clips.safetensors")
KEY = "wake_word_clips"  # the one entry of the metadata, as JSON
TITLES = {"twice": "the wake word, twice", "plain": "plain speech", "near": "near misses",
          "accent": "the wake word, another accent"}


def in_bytes(x):
    """(numbers of 8 bits, scale) whose product comes closest to x."""
    scale = float(np.float32(np.abs(x).max() / 127))
    return np.round(x / scale).astype(np.int8), scale


def inputs(clip):
    """The network's inputs (T, 40) for a `wake_clips.Clip`."""
    return wake_word.inputs(wake_word.centred(wake_word.log_mel(clip.samples / 32768)[:, None]))[:, 0]


def ship(file=FILE):
    """Write the file, and return what it says of itself."""
    heard, said = {}, []
    for name, title in TITLES.items():
        clip = wake_clips.clip(name)
        heard[name], scale = in_bytes(inputs(clip))
        wakes = np.round(clip.wakes, 3).tolist()
        said.append({"name": name, "title": title, "words": clip.words, "wakes": wakes, "scale": scale})
    details = {"clips": said, "step": wake_word.STEP, "heard": HEARD, "late": LATE}
    need("safetensors.numpy", "safetensors").save_file(heard, file, metadata={KEY: json.dumps(details)})
    return details


if __name__ == "__main__":
    print(json.dumps(ship(), indent=1))
