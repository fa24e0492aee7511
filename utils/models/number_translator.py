"""A small network with attention that reads German number words and writes English ones: its weights lie beside this file.

`python -m utils.training.shipping_translator` trains it again, in about a minute of one core. The file holds 16-bit numbers
under the names of `attention.Attenders`, for its one network, and as its metadata what `details` gives.
"""

import json
from pathlib import Path

import torch

from utils.models.attention import Attenders
from utils.optional import need

FILE = Path(__file__).with_name("number_translator.safetensors")
KEY = "number_translator"  # the one entry of the metadata, as JSON
KIND = "additive"


def details(file=FILE):
    """What the file says of itself: a dict.

    "source" and "target" (the words of both languages in the order of their symbols, the first of them empty), "numbers" (each
    number from 0 to 99 in words: German, English), "hidden_size", "lengths" (fewest and most numbers of a sentence in
    training), "training" (all that `utils.training.shipping_translator` needs to do it again), "exact" (of each part the share
    of sentences without a mistake, by how many numbers they have, with the 16-bit weights), "versions".
    """
    with need("safetensors").safe_open(file, "pt") as opened:
        return json.loads(opened.metadata()[KEY])


def load(file=FILE, dtype=torch.float64):
    """The trained network, `Attenders` of one; its words are those of `numbers_in_words.language`."""
    said = details(file)
    model = Attenders(KIND, [0], len(said["source"]), len(said["target"]), said["hidden_size"], dtype=dtype)
    weights = need("safetensors.torch", "safetensors").load_file(file)
    model.load_state_dict({name: weight[None].to(dtype) for name, weight in weights.items()})
    return model.eval()


def save(model, said, file=FILE):
    """Write the weights of one network as 16-bit numbers, and what `details` shall give."""
    weights = {name: weight[0].half().contiguous() for name, weight in model.state_dict().items()}
    need("safetensors.torch", "safetensors").save_file(weights, file, metadata={KEY: json.dumps(said)})
