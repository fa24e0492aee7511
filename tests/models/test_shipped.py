"""The shipped network: its file is small, and what it says of itself comes out again."""

import os

import pytest

from utils.models import shipped

torch = pytest.importorskip("torch")
from utils.training import shipping, streams  # noqa: E402


@pytest.fixture(scope="module")
def loaded():
    return shipped.load()


def test_the_file_is_at_most_80_kilobytes_of_16_bit_numbers():
    from safetensors.torch import load_file

    assert os.path.getsize(shipped.FILE) <= 80_000
    assert {weight.dtype for weight in load_file(shipped.FILE).values()} == {torch.float16}


def test_its_alphabet_and_size_are_those_of_the_plays_and_of_the_function_that_trains_it(loaded):
    model, alphabet = loaded
    said = shipped.details()
    assert list(alphabet) == shipping.texts()[0].characters and said["hidden_size"] == model.m == shipping.HIDDEN
    assert said["training"] == shipping.TRAINING | {"seed": shipping.SEED, "plays": 33}


@pytest.mark.parametrize("part", ["validation", "test"])
def test_the_stated_bits_come_out_again(loaded, part):
    model, _ = loaded
    assert streams.bits(model, shipping.texts()[1][part]) == pytest.approx(shipped.details()["bits"][part], abs=2e-4)


def test_a_network_comes_back_as_it_was_written(tmp_path):
    from utils.models.characters import CharacterModel

    model = shipping.rounded(CharacterModel("GRU", 3, 4))
    shipped.save(model, {"alphabet": "abc", "hidden_size": 4}, tmp_path / "small.safetensors")
    back, alphabet = shipped.load(tmp_path / "small.safetensors")
    assert alphabet == "abc" and not back.training
    assert all(torch.equal(a, b) for a, b in zip(model.state_dict().values(), back.state_dict().values(), strict=True))


def test_a_short_training_writes_a_file_that_loads(tmp_path):
    said = shipping.ship(tmp_path / "short.safetensors", steps=2, batch=8)
    assert said == shipped.details(tmp_path / "short.safetensors") and said["training"]["steps"] == 2
    assert said["bits"]["validation"] > shipped.details()["bits"]["validation"] + 2
