"""Which word of a German source each English word translates, known from the numbers; and how well weights find it."""

import numpy as np
import torch

from utils.data.numbers_in_words import NUMBERS, PARTS, language, part_of

COMPOUND = [n for n in range(21, NUMBERS) if n % 10]  # three German words and two English ones each


def counterparts(numbers):
    """The place in the source, from 0, of each target word's own word, for sentences of numbers (N, K).

    Returns integers (U, N), -1 for the stop and behind it. 42 is 'zwei und vierzig': 'forty' has place 2, 'two' place 0.
    """
    german, english = (language(code).sizes for code in ("de", "en"))
    found = -np.ones((int(english[numbers].sum(1).max()) + 1, len(numbers)), dtype=np.int64)
    for column, row in enumerate(numbers):
        start, places = 0, []
        for n in row[row >= 0]:
            places += [start + german[n] - 1 - (german[n] - 1) * word for word in range(english[n])]
            start += german[n]
        found[: len(places), column] = places
    return found


def aligned(weights, places):
    """The share (S,) of target words at which the largest of their weights (U, S, N, T) lies on their place (U, N)."""
    real = torch.from_numpy(places >= 0)[:, None]
    hit = weights[: len(places)].argmax(-1) == torch.from_numpy(places)[:, None]
    return (hit & real).sum((0, 2)) / real.sum((0, 2))


def compounds(count, k, part, rng):
    """Sentences (count, k) of one part, of numbers like 42 only, so that the words of all stand at the same places."""
    found, size = [], 0
    while size < count:
        numbers = rng.choice(COMPOUND, size=(count, k))
        found.append(numbers[np.isin(part_of(numbers), PARTS[part])])
        size += len(found[-1])
    return np.concatenate(found)[:count]


def read_words(states, words, held_states, held_words):
    """How well a linear probe reads each word of a source from one vector.

    Parameters
    ----------
    states, held_states : arrays (N, m), (M, m)
        One vector per sentence: the probe is fitted by least squares on the first, and scored on the second.
    words, held_words : integers (T, N), (T, M)
        The words, place by place.

    Returns
    -------
    right, majority : arrays (T,)
        The share of held-out words that the probe reads at each place, and the share that is right if the most frequent word
        of that place is said each time.
    """
    x, held = (np.c_[h, np.ones(len(h))] for h in (states, held_states))
    right, majority = [], []
    for said, meant in zip(words, held_words, strict=True):
        scores = held @ np.linalg.lstsq(x, np.eye(said.max() + 1)[said], rcond=None)[0]
        right.append(np.mean(scores.argmax(1) == meant))
        majority.append(np.mean(np.bincount(said).argmax() == meant))
    return np.array(right), np.array(majority)
