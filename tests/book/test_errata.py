"""The errata museum: the real one is whole and stands in lab 8b as written, and each kind of fault is found."""

import re
from collections import Counter

import nbformat
import pytest
from docutils import nodes
from rnn_book.lab_records import resolve, summary

from tests.book.pages import chapter_of, formulas
from tests.book.symbols import faults, register
from tests.paths import ROOT
from utils.book.errata import FILE, ROOMS, SCHEMA, documented, errata, shown
from utils.book.interview import Known, known
from utils.book.stored import index

BOOK = known()
EXHIBITS = errata(book=BOOK)
RECORDS = index(ROOT / "labs", "measurement")
LAB = "08b_find_the_error"
CELLS = [cell.source for cell in nbformat.read(ROOT / "labs" / f"{LAB}.ipynb", as_version=4).cells]
ROWS = register((ROOT / "book" / "notation.md").read_text(encoding="utf-8"))
NUMBER = re.compile(r"(?<![\w.,^/])\d[\d,]*(?:\.\d+)?(?![\w])")


def each(test):
    """Run a test for each exhibit."""
    return pytest.mark.parametrize("entry", [pytest.param(entry, id=name) for name, entry in EXHIBITS.items()])(test)


def said(entry):
    """What an exhibit says in words."""
    return [entry["true"], entry["lives_on"]]


def test_there_are_many_and_in_every_room_some():
    rooms = Counter(entry["room"] for entry in EXHIBITS.values())
    assert len(EXHIBITS) >= 17 and set(rooms) == set(ROOMS) and min(rooms.values()) >= 3


def test_numbers_count_and_every_title_is_its_own():
    assert [entry["number"] for entry in EXHIBITS.values()] == list(range(1, len(EXHIBITS) + 1))
    assert len({entry["title"] for entry in EXHIBITS.values()}) == len(EXHIBITS)


@each
def test_the_lab_shows_an_exhibit_as_it_is_written(entry):
    assert sum(shown(entry) in cell for cell in CELLS) == 1
    assert sum(entry["mend"] in cell for cell in CELLS) >= 1


@each
def test_a_witness_is_of_this_lab_and_has_a_control(entry):
    found = RECORDS[entry["witness"]]
    assert found.lab == LAB and found.record["controls"] and found.record["claim"] == f"errata-{entry['room']}"
    assert found.record["says"].startswith(f"exhibit {entry['number']}") or f"exhibit {entry['number']}" in str(
        found.record["controls"])


@each
def test_what_earlier_labs_measured_is_theirs(entry):
    assert all(RECORDS[name].lab != LAB for name in entry.get("also", []))


@each
def test_the_piece_is_code_and_the_mend_another_line(entry):
    compile(entry["code"], "exhibit", "exec")
    assert entry["mend"] not in entry["code"] and 1 <= len(entry["code"].strip().splitlines()) <= 8


@each
def test_measured_numbers_can_be_rendered_and_no_other_is_typed(entry):
    for text in said(entry):
        for reference in re.findall(r"\{measured\}`([^`]+)`", text):
            key, reducer, spec = resolve(reference)
            assert summary(RECORDS[key].record["values"], reducer, spec)
        plain = re.sub(r"\{[\w:]+\}`[^`]*`", " ", text)
        assert [n for n in NUMBER.findall(plain) if not re.fullmatch(r"(\d|12|19\d\d|20\d\d),?", n)] == []


@each
def test_formulas_use_symbols_as_the_register_says(entry):
    rows = [row for row in ROWS if row.chapter in {None, chapter_of(entry["page"])}]
    everywhere = [type(row)(row.names, None, row.meaning, row.shape, row.line) for row in rows]
    for text in said(entry):
        assert faults(text, formulas(text), everywhere) == []


@each
def test_an_anchor_is_the_same_in_html_as_in_myst(entry):
    assert nodes.make_id(entry["page"].split("#")[1]) == entry["page"].split("#")[1]


@each
def test_it_is_courteous_and_plain(entry):
    text = " ".join([entry["title"], entry["said"], *said(entry)])
    assert not re.search(r"\b(crucial|simply|obviously|stupid|blunder|silly|careless|wrongly|famous)\b", text, re.IGNORECASE)
    assert "{cite" not in entry["lives_on"], "where a mistake lives on is a kind of place, and nobody's name"
    assert all(part == part.strip() and part[-1] in ".?" for part in said(entry))


def test_the_page_shows_every_room_once():
    text = (ROOT / "book" / "errata.md").read_text(encoding="utf-8")
    assert re.findall(r"^```\{errata\} (\w+)$", text, re.MULTILINE) == list(ROOMS)
    assert re.findall(r"^## (\w+)$", text, re.MULTILINE)[:len(ROOMS)] == list(ROOMS.values())


# faults, planted

GOOD = '''[two-means]
room = "scores"
title = "A mean of means"
said = "The mean of all"
code = "mean = sum(means) / len(means)"
true = "It is weighted, see {measured}`errata-scores/mean:.2f` and {cite:t}`elman1990`."
mend = "mean = sum(sums) / sum(counts)"
witness = "errata-scores/mean"
also = ["ar-ma/excess"]
page = "03_gated#half"
sources = ["elman1990", "https://example.org/docs/nn.html"]
lives_on = "In loops."
'''
SECOND = GOOD.replace("[two-means]", "[other]").replace("/mean", "/other")
SMALL = Known(frozenset(), frozenset({"errata-scores/mean", "errata-scores/other", "ar-ma/excess"}),
              frozenset({"03_gated#half"}), frozenset({"elman1990"}))


@pytest.fixture
def read(tmp_path):
    """Read a text as the museum's file."""
    def from_text(text):
        path = tmp_path / "errata.toml"
        path.write_text(text, encoding="utf-8")
        return errata(path, SMALL)
    return from_text


def test_exhibits_by_identifier_with_their_numbers(read):
    assert {name: entry["number"] for name, entry in read(GOOD + SECOND).items()} == {"two-means": 1, "other": 2}


def test_no_earlier_lab_need_have_measured_it_and_a_format_may_be_given(read):
    assert read(GOOD.replace('also = ["ar-ma/excess"]\n', ""))["two-means"].get("also") is None
    assert read(f'{GOOD}format = ".2%"\n')["two-means"]["format"] == ".2%"


@pytest.mark.parametrize("field", SCHEMA["required"])
def test_a_missing_or_empty_field_is_named(read, field):
    line = re.search(rf"^{field} = .*\n", GOOD, re.MULTILINE)[0]
    with pytest.raises(ValueError, match=rf"errata\.toml: exhibit 'two-means': '{field}' is a required property; expected the"):
        read(GOOD.replace(line, ""))
    with pytest.raises(ValueError, match=rf"exhibit 'two-means': {field}: .* expected"):
        read(GOOD.replace(line, f'{field} = {"[]" if "= [" in line else chr(34) * 2}\n'))


@pytest.mark.parametrize(("old", "new", "message"), [
    ('room = "scores"', 'room = "cellar"', r"room: 'cellar' is not one of .*; expected enum"),
    ('title = "A', 'titel = "x"\ntitle = "A', r"'titel' was unexpected\); expected only room, title"),
    ("The mean of all", "word " * 17, "said: .* does not match"),
    ('witness = "errata-scores/mean"', 'witness = "errata-scores/no"', "witness: got 'errata-scores/no', expected a"),
    ('["ar-ma/excess"]', '["ar-ma/no"]', "also: got 'ar-ma/no', expected a measurement that is there"),
    ("`errata-scores/mean:.2f`", "`errata-scores/no:.2f`", "text: got 'errata-scores/no', expected a measurement that is"),
    ("03_gated#half", "03_gated#hlaf", "page: got '03_gated#hlaf', expected page#section that is there"),
    ('["elman1990", ', '["elman1991", ', "sources: got 'elman1991', expected a key of references.bib that is there"),
    ("{cite:t}`elman1990`", "{cite:t}`jordan1986`", "text: got 'jordan1986', expected a source that the exhibit lists"),
    ("[two-means]", '["Two means"]', "exhibit 'Two means': got this identifier, expected lower-case words"),
    ("[two-means]", "[two-means", "^errata.toml: Expected")])
def test_a_planted_fault_is_found(read, old, new, message):
    assert old in GOOD
    with pytest.raises(ValueError, match=message):
        read(GOOD.replace(old, new, 1))


def test_a_witness_of_two_exhibits_is_refused(read):
    with pytest.raises(ValueError, match="exhibit 'other': witness: got 'errata-scores/mean', which 'two-means' has too"):
        read(GOOD + GOOD.replace("[two-means]", "[other]"))


def test_a_room_out_of_order_is_refused(read):
    with pytest.raises(ValueError, match="exhibit 'other': room: got 'gates' after 'scores', expected the order gates, grad"):
        read(GOOD + SECOND.replace('room = "scores"', 'room = "gates"'))


def test_a_page_of_documentation_is_named_by_its_address():
    assert documented("https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html") == "torch.nn.LSTM"
    assert FILE == ROOT / "book" / "errata.toml"
