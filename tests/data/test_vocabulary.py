"""Characters to integers and back, and padded batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.data.vocabulary import Vocabulary, batch, mask

WORDS = st.lists(st.text("abcde", min_size=0, max_size=9), min_size=1, max_size=6)


def test_boundary_is_first_and_the_rest_sorted():
    vocabulary = Vocabulary(["banana", "cab"], boundary="\n")
    assert vocabulary.characters == ["\n", "a", "b", "c", "n"]
    assert len(vocabulary) == 5 and vocabulary.boundary == "\n" and "5" in repr(vocabulary)
    assert Vocabulary("cab").characters == ["a", "b", "c"]


@given(st.text("abc xyz", max_size=50))
def test_decode_undoes_encode(text):
    vocabulary = Vocabulary("abc xyz")
    indices = vocabulary.encode(text)
    assert indices.dtype == np.int64 and indices.shape == (len(text),)
    assert vocabulary.decode(indices) == text


def test_an_unknown_character_is_named_with_its_place():
    with pytest.raises(ValueError, match="got 'é' at position 3"):
        Vocabulary("abcdef").encode("fadé")


@pytest.mark.parametrize("indices", [[3], [-1], [0.5]])
def test_decode_refuses_what_is_no_index(indices):
    with pytest.raises(ValueError, match="integers from 0 to 2"):
        Vocabulary("abc").decode(indices)


def test_construction_refuses():
    with pytest.raises(ValueError, match="at least one character"):
        Vocabulary([])
    with pytest.raises(ValueError, match="expected one character or None"):
        Vocabulary("abc", boundary="ab")
    with pytest.raises(ValueError, match="already uses"):
        Vocabulary("abc", boundary="a")


def test_batch_by_hand():
    inputs, targets, lengths = batch([[1, 2], [3]])
    np.testing.assert_array_equal(inputs, [[0, 0], [1, 3], [2, 0]])
    np.testing.assert_array_equal(targets, [[1, 3], [2, 0], [0, 0]])
    np.testing.assert_array_equal(lengths, [3, 2])
    np.testing.assert_array_equal(mask(lengths), [[1, 1], [1, 1], [1, 0]])
    assert mask(lengths, steps=5).shape == (5, 2)


@given(WORDS)
def test_batch_holds_each_item_and_its_end(words):
    vocabulary = Vocabulary("abcde", boundary="\n")
    inputs, targets, lengths = batch([vocabulary.encode(word) for word in words])
    assert inputs.shape == targets.shape == (max(map(len, words)) + 1, len(words))
    for column, (word, length) in enumerate(zip(words, lengths, strict=True)):
        assert vocabulary.decode(inputs[:length, column]) == "\n" + word
        assert vocabulary.decode(targets[:length, column]) == word + "\n"
        assert not inputs[length:, column].any() and not targets[length:, column].any()
    assert mask(lengths).sum() == lengths.sum()


def test_batch_refuses():
    with pytest.raises(ValueError, match=r"^encoded: got no items, expected at least one"):
        batch([])
    with pytest.raises(ValueError, match=r"encoded\[1\]: got float64 of shape \(1,\), .* as Vocabulary\.encode returns$"):
        batch([[1], [1.5]])


def test_what_a_vocabulary_says_of_itself_and_of_a_character_that_it_lacks():
    vocabulary = Vocabulary("cab")
    assert repr(vocabulary) == "Vocabulary of 3: 'abc'"
    with pytest.raises(ValueError, match=r"^text: got 'x' at position 1, expected only characters of 'abc'$"):
        vocabulary.encode("axbx")


def test_truth_values_are_no_indices():
    with pytest.raises(ValueError, match=r"^indices: got array\(\[ True"):
        Vocabulary("abc").decode([True])
    with pytest.raises(ValueError, match=r"^encoded\[0\]: got bool"):
        batch([[True]])


def test_a_batch_is_of_64_bit_integers_whatever_the_boundary_came_as():
    inputs, targets, _ = batch([[200]], boundary=np.int8(3))
    assert inputs.dtype == targets.dtype == np.int64
    assert inputs.tolist() == [[3], [200]] and targets.tolist() == [[200], [3]]
