"""The real book: registry, chapters and labs agree on the claims, and every record that a page cites is stored."""

import math
import re

import pytest
from rnn_book.lab_records import Library, claims_stated_in, disagreements, resolve

from tests.paths import ROOT
from utils.book.ladder import moved
from utils.book.registry import REGISTRY

PAGES = sorted((ROOT / "book").glob("**/*.md"))
LIBRARY = Library(ROOT / "labs", REGISTRY)


def cited(pattern, text):
    """What the pattern captures in a page's source."""
    return re.findall(pattern, text, re.MULTILINE)


def test_every_claim_is_registered_stated_once_and_measured():
    stated = [identifier for page in PAGES for identifier in claims_stated_in(page.read_text(encoding="utf-8"))]
    assert disagreements(LIBRARY.claims, stated, LIBRARY.measured_claims()) == []


def test_every_truth_is_written():
    assert [c for c, entry in LIBRARY.claims.items() if entry["truth"].strip()in {"", "TO SET"}] == []


def test_no_statement_holds_a_formula():
    """The ledger shows all statements, and without a formula it loads no font for formulas: an eighth of its bytes."""
    assert [claim for claim, entry in LIBRARY.claims.items() if "$" in entry["statement"]] == []


@pytest.mark.parametrize("source", [*PAGES, REGISTRY], ids=lambda path: path.name)
def test_every_record_that_is_cited_is_stored(source):
    text = source.read_text(encoding="utf-8")
    numbers = {resolve(reference.replace(r"\|", "|"))[0] for reference in cited(r"(?<!`)\{measured\}`([^`]+)`", text)}
    figures = set(cited(r"^(?:`{3,}|:{3,})\{lab-figure\}[ \t]+(\S+)", text))
    if "claim/name" not in numbers:  # the registry's own comment
        assert numbers <= set(LIBRARY.measurements)
    assert figures <= set(LIBRARY.figures)


def forged(value):
    """The value with each other first digit."""
    mantissa, exponent = f"{value:.16e}".lstrip("-").split("e")
    others = [digit for digit in "0123456789" if digit != mantissa[0]]
    return [math.copysign(float(f"{digit}{mantissa[1:]}e{exponent}"), value) for digit in others]


@pytest.mark.parametrize("key", LIBRARY.measurements)
def test_no_first_digit_of_a_stored_value_can_be_changed_unseen(key):
    record = LIBRARY.measurements[key].record
    for value in record["values"]:
        assert all(moved(other, value, record) for other in forged(value))
