"""Train the small GRU that the book ships, and write its file: `python -m utils.training.shipping`."""

import sys

import numpy
import torch

from utils.data import plays
from utils.data.vocabulary import Vocabulary
from utils.models import shipped
from utils.models.characters import CharacterModel
from utils.training import streams

HIDDEN, SEED = 76, 0
TRAINING = {"steps": 8_000, "rate": 0.02, "batch": 64, "window": 64}


def texts():
    """The plays' characters (a Vocabulary) and the encoded text of each part, all plays of a part in a row."""
    joined = {part: "".join(map(plays.text, titles)) for part, titles in plays.split().items()}
    V = Vocabulary("".join(joined.values()))
    return V, {part: V.encode(text) for part, text in joined.items()}


def rounded(model):
    """The model itself, with weights that 16 bits hold."""
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(p.half())
    return model


def ship(file=shipped.FILE, seed=SEED, **training):
    """Train as `TRAINING` says, or otherwise where `training` does, write the file, and return what it says of itself."""
    torch.set_num_threads(1)
    V, symbols = texts()
    how = TRAINING | training
    model = CharacterModel("GRU", len(V), HIDDEN, seed)
    streams.fit(model, symbols["train"], **how)
    rounded(model)
    said = {"alphabet": "".join(V.characters), "hidden_size": HIDDEN, "training": how | {"seed": seed, "plays": 33},
            "bits": {part: round(streams.bits(model, symbols[part]), 4) for part in ("validation", "test")},
            "versions": {"Python": sys.version.split()[0], "NumPy": numpy.__version__, "PyTorch": torch.__version__}}
    shipped.save(model, said, file)
    return said


if __name__ == "__main__":
    print(ship())
