"""A small GRU that has read 33 plays by Shakespeare: its weights lie beside this file, and `load` makes a module of them.

`python -m utils.training.shipping` trains it again, in about three minutes of one core. The file `plays_gru.safetensors` holds
16-bit numbers under PyTorch's names and, as its metadata, what `details` gives.
"""

import json
from pathlib import Path

from utils.models.characters import CharacterModel
from utils.optional import need

FILE = Path(__file__).with_name("plays_gru.safetensors")
KEY = "plays_gru"  # the one entry of the metadata, as JSON


def details(file=FILE):
    """What the file says of itself: a dict.

    "alphabet" (a string, in index order), "hidden_size", "training" (all that `utils.training.shipping` needs to do it again),
    "bits" (per character, on the whole validation and test text, with the 16-bit weights), "versions".
    """
    with need("safetensors").safe_open(file, "pt") as opened:
        return json.loads(opened.metadata()[KEY])


def load(file=FILE):
    """The trained network and its alphabet, a string in index order.

    The weights are those of the file, as 32-bit numbers.
    """
    said = details(file)
    model = CharacterModel("GRU", len(said["alphabet"]), said["hidden_size"])
    weights = need("safetensors.torch", "safetensors").load_file(file)
    model.load_state_dict({name: weight.float() for name, weight in weights.items()})
    return model.eval(), said["alphabet"]


def save(model, said, file=FILE):
    """Write a network's weights as 16-bit numbers, and what `details` shall give."""
    weights = {name: weight.half().contiguous() for name, weight in model.state_dict().items()}
    need("safetensors.torch", "safetensors").save_file(weights, file, metadata={KEY: json.dumps(said)})
