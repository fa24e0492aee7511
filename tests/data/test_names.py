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


def test_a_share_of_nothing_is_refused():
    with pytest.raises(ValueError, match="expected positive shares"):
        names.split(["a", "b"], parts=(1.0, 0.0))


def test_the_default_seed_is_zero():
    items = list(range(50))
    assert names.split(items) == names.split(items, seed=0) != names.split(items, seed=1)


def test_a_letter_beyond_a_to_z_in_the_source_is_not_read_as_another(tmp_path):
    source = tmp_path / "names"
    source.write_bytes("JOSÉ 0.1 0.1 1\n".encode())
    with pytest.raises(UnicodeDecodeError):
        names._read(source)
