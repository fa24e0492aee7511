"""Train the small translator that the book ships, and write its file: `python -m utils.training.shipping_translator`."""

import sys

import numpy as np
import torch

from utils.data.numbers_in_words import NUMBERS, language
from utils.models import number_translator
from utils.models.attention import Attenders
from utils.training.shipping import rounded
from utils.training.translating import exact, side_by_side, teach_translators

HIDDEN, SEED = 24, 0
LENGTHS = (1, 4)  # numbers of a sentence
MOST = 12  # words that it may write: two for each number, the stop, and some to go wrong
TRAINING = {"steps": 3_000, "rate": 0.01, "batch": 64}


def in_words():
    """Each number in words: (German, English)."""
    symbols = [language(code).encode(np.arange(NUMBERS)[:, None])[0].T for code in ("de", "en")]
    return [[language(code).decode(row) for code, row in zip(("de", "en"), rows, strict=True)]
            for rows in zip(*symbols, strict=True)]


def shares(model, part, count=2_000):
    """The share of sentences written without a mistake, by how many numbers they have: a list."""
    found, rng = [], np.random.default_rng(0)
    for numbers in range(LENGTHS[0], LENGTHS[1] + 1):
        x, x_lengths, y, _ = side_by_side(1, count, part, (numbers, numbers), rng)
        with torch.no_grad():
            found.append(round(exact(model.greedy(model.encode(x, x_lengths), MOST), y).double().mean().item(), 4))
    return found


def ship(file=number_translator.FILE, seed=SEED, **training):
    """Train as `TRAINING` says, or otherwise where `training` does, write the file, and return what it says of itself."""
    torch.set_num_threads(1)
    how, rng, words = TRAINING | training, np.random.default_rng(seed), {code: language(code).words for code in ("de", "en")}
    model = Attenders(number_translator.KIND, [seed], len(words["de"]), len(words["en"]), HIDDEN)
    teach_translators(model, lambda: side_by_side(1, how["batch"], "training", LENGTHS, rng), steps=how["steps"],
                      rate=how["rate"])
    rounded(model)
    said = {"source": words["de"], "target": words["en"], "numbers": in_words(), "hidden_size": HIDDEN, "lengths": LENGTHS,
            "training": how | {"seed": seed}, "exact": {part: shares(model, part) for part in ("validation", "test")},
            "versions": {"Python": sys.version.split()[0], "NumPy": np.__version__, "PyTorch": torch.__version__}}
    number_translator.save(model, said, file)
    return said


if __name__ == "__main__":
    print({name: said for name, said in ship().items() if name in ("training", "exact", "versions")})
