"""The names: how many, of what characters, and a split that keeps them apart."""

import pytest

from utils.data import names


def test_names_are_clean_unique_and_sorted():
    found = names.load()
    assert len(found) == 5163
    assert found == sorted(set(found))
    assert set("".join(found)) == set("abcdefghijklmnopqrstuvwxyz")
    assert {"mary", "james"} <= set(found)
    assert (min(map(len, found)), max(map(len, found))) == (2, 11)


def test_split_is_disjoint_whole_and_seeded():
    found = names.load()
    parts = names.split(found, seed=1)
    assert [len(part) for part in parts] == [4130, 517, 516]
    assert sorted(name for part in parts for name in part) == found
    assert parts == names.split(found, seed=1)
    assert parts[2] != names.split(found, seed=2)[2]


def test_vocabulary_encodes_every_name():
    vocabulary = names.vocabulary()
    assert len(vocabulary) == 27 and vocabulary.characters[0] == names.BOUNDARY
    assert all(vocabulary.encode(name).min() > 0 for name in names.load())


@pytest.mark.parametrize("parts", [(0.5, 0.6), (1.2, -0.2), ()])
def test_split_refuses_parts(parts):
    with pytest.raises(ValueError, match="expected positive shares with sum 1"):
        names.split(["a", "b"], parts=parts)


def test_split_refuses_repeats():
    with pytest.raises(ValueError, match="got 1 repeats"):
        names.split(["a", "b", "a"])
