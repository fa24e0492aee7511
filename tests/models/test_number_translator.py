"""The shipped translator: its file is small, and what it says of itself comes out again."""

import os

import numpy as np
import pytest

from utils.data.numbers_in_words import language, pairs

torch = pytest.importorskip("torch")
from utils.models import number_translator  # noqa: E402
from utils.training import shipping_translator  # noqa: E402


@pytest.fixture(scope="module")
def model():
    return number_translator.load()


def test_the_file_is_small_and_of_16_bit_numbers():
    from safetensors.torch import load_file

    assert os.path.getsize(number_translator.FILE) <= 40_000
    assert {weight.dtype for weight in load_file(number_translator.FILE).values()} == {torch.float16}


def test_its_words_and_training_are_those_of_the_data_and_of_the_function_that_trains_it(model):
    said = number_translator.details()
    assert said["source"] == language("de").words and said["target"] == language("en").words
    assert said["numbers"][42] == ["zwei und vierzig", "forty two"] and said["numbers"] == shipping_translator.in_words()
    assert said["training"] == shipping_translator.TRAINING | {"seed": shipping_translator.SEED}
    assert said["hidden_size"] == model.m == shipping_translator.HIDDEN
    assert tuple(said["lengths"]) == shipping_translator.LENGTHS


@pytest.mark.parametrize("part", ["validation", "test"])
def test_the_stated_shares_come_out_again(model, part):
    shares = shipping_translator.shares(model, part)
    assert shares == pytest.approx(number_translator.details()["exact"][part], abs=2e-3)
    assert len(shares) == 4 and min(shares) > 0.99


def test_it_writes_a_sentence_and_looks_where_the_words_come_from(model):
    x, lengths, y, _ = pairs(np.array([[42, 17, 99, 5]]))
    read = model.encode(torch.from_numpy(x)[:, None], torch.from_numpy(lengths)[None])
    with torch.no_grad():
        _, words, weights = model.watch(read, torch.from_numpy(np.ascontiguousarray(y))[:, None])
    assert language("en").decode(words[:, 0, 0]) == "forty two seventeen ninety nine five"
    assert weights[0, 0, 0].argmax() == 2 and weights[1, 0, 0].argmax() in (0, 1)  # vierzig; zwei, or und right after it


def test_a_network_comes_back_as_it_was_written(tmp_path, model):
    number_translator.save(model, number_translator.details(), tmp_path / "again.safetensors")
    back = number_translator.load(tmp_path / "again.safetensors")
    assert not back.training and number_translator.details(tmp_path / "again.safetensors") == number_translator.details()
    assert all(torch.equal(a, b) for a, b in zip(model.state_dict().values(), back.state_dict().values(), strict=True))


def test_a_short_training_writes_a_file_that_loads_and_is_worse(tmp_path):
    said = shipping_translator.ship(tmp_path / "short.safetensors", steps=2, batch=8)
    how = number_translator.details(tmp_path / "short.safetensors")["training"]
    assert how == {"steps": 2, "rate": 0.01, "batch": 8, "seed": 0}
    assert max(said["exact"]["test"]) < 0.1
