"""The registry of claims: read, and refused with the file's and the claim's name."""

import pytest

from utils.book.registry import REGISTRY, VERDICTS, registered

ENTRY = '["ar-ma"]\nguide = "1"\nstatement = "s"\nverdict = "holds if"\ntruth = "t"\n'


@pytest.fixture
def read(tmp_path):
    """Read this text as a registry."""
    def from_text(text):
        (tmp_path / "claims.toml").write_text(text, encoding="utf-8")
        return registered(tmp_path / "claims.toml")
    return from_text


def test_entries_by_identifier_in_order(read):
    claims = read(ENTRY + ENTRY.replace("ar-ma", "a2"))
    assert list(claims) == ["ar-ma", "a2"]
    assert claims["ar-ma"] == {"guide": "1", "statement": "s", "verdict": "holds if", "truth": "t"}


@pytest.mark.parametrize("verdict", ["holds", "holds if", "wrong as stated"])
def test_the_three_verdicts(read, verdict):
    assert read(ENTRY.replace("holds if", verdict))["ar-ma"]["verdict"] == verdict and verdict in VERDICTS


def test_the_books_own_registry_is_read_unless_another_is_given():
    assert registered() == registered(REGISTRY) and "weight-sharing" in registered()


@pytest.mark.parametrize(("old", "new", "message"), [
    ('guide = "1"\n', "", "claim 'ar-ma': got the fields statement, truth, verdict, expected guide, statement, truth, verdict"),
    ('truth = "t"\n', 'truth = "t"\ntruht = "t"\n', "claim 'ar-ma': got the fields guide, statement, truht, truth, verdict"),
    ("holds if", "maybe", "claim 'ar-ma': verdict: got 'maybe', expected one of .'holds', 'holds if', 'wrong as stated'."),
    ('"1"', "1", "claim 'ar-ma': guide: got 1, expected words"),
    ('"s"', '" "', "claim 'ar-ma': statement: got ' ', expected words"),
    ('["ar-ma"]', '["ar/ma"]', "claim 'ar/ma': got .* expected a table under lower-case words with hyphens between"),
    ('["ar-ma"]', '["AR"]', "claim 'AR': got"), ('["ar-ma"]', '["ar-ma-"]', "claim 'ar-ma-': got"),
    ('["ar-ma"]', 'x = 1\n["ar-ma"]', "claim 'x': got 1, expected a table"),
    ('["ar-ma"]', "[[", "Invalid"), ('["ar-ma"]', ENTRY + '["ar-ma"]', "Cannot declare")])
def test_a_fault_is_refused_with_file_and_claim(read, old, new, message):
    with pytest.raises(ValueError, match=rf"claims\.toml: {message}"):
        read(ENTRY.replace(old, new, 1))
