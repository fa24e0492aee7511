"""Synthesised: four short recordings in voices of the test part, for the page to play. No person spoke."""

from dataclasses import dataclass

import numpy as np

from utils.data import speech
from utils.data.wake_word import WAKE, acted

LOUDEST = 0.6  # of the largest sample that 16 bits hold
PLANS = {  # voice, words a minute, seed of room and noise, what is said
    "twice": ("en-us+Andy", 160, 2, (("sentence", "Is she there?"), ("wake", WAKE), ("sentence", "What time is it?"),
                                     ("wake", WAKE))),
    "plain": ("en+paul", 165, 1, (("sentence", "Look like the innocent flower,"), ("sentence", "But be the serpent under it."),
                                  ("sentence", "Good morrow, both."))),
    "near": ("en+anika", 160, 3, (("near", "okay pandora"), ("near", "say cassandra"), ("near", "okay cassava"),
                                  ("near", "obey cassandra"), ("near", "okay catamaran"))),
    "accent": ("en-gb-scotland+Hugo", 160, 5, (("sentence", "Where is it?"), ("wake", WAKE),
                                                ("sentence", "If music be the food of love, play on."))),
}


@dataclass(frozen=True)
class Clip:
    """`samples` int16 (n,) at 16,000 a second; `wakes` (k, 2) start and end of each wake word in seconds; `words` in order."""

    samples: np.ndarray
    wakes: np.ndarray
    words: list


def clip(name):
    """The recording of that name, one of `PLANS`."""
    voice, speed, seed, said = PLANS[name]
    plan = [(kind, speech.utterance(words, voice, words_per_minute=speed)) for kind, words in said]
    sounds = speech.synthesise_all([each for _, each in plan], together=len(plan))
    samples, wakes = acted(plan, sounds, "test", np.random.default_rng([13, seed]))
    loud = np.round(samples * (LOUDEST * 32767 / np.abs(samples).max())).astype(np.int16)
    return Clip(loud, wakes, [words for _, words in said])
