"""The bank of interview questions: the real one is whole, each kind of fault is found, and its numbers are computed."""

import math
import re
from collections import Counter

import numpy as np
import pytest
from docutils import nodes
from rnn_book.lab_records import resolve, summary
from scipy.special import erfinv
from torch import nn

from tests.book.pages import chapter_of, formulas
from tests.book.symbols import faults, register
from tests.paths import ROOT
from utils.book.interview import BANK, CITED, LEVELS, MEASURED, SCHEMA, SHORT, Known, asked, bank, known, slug, spoken, texts
from utils.book.stored import index
from utils.experiments.summary import interval
from utils.layers import GRU, LSTM, RNN

BOOK = known()
QUESTIONS = bank(book=BOOK)
ROWS = register((ROOT / "book" / "notation.md").read_text(encoding="utf-8"))
NUMBER = re.compile(r"(?<![\w.,^])\d[\d,]*(?:\.\d+)?(?![\w])")
YEAR = re.compile(r"19\d\d|20[0-2]\d")


def each(test):
    """Run a test for each question of the bank."""
    return pytest.mark.parametrize("entry", [pytest.param(entry, id=name) for name, entry in QUESTIONS.items()])(test)


# the real bank


def test_there_are_many_questions_on_every_topic_and_level():
    assert len(QUESTIONS) >= 100 and min(Counter(entry["topic"] for entry in QUESTIONS.values()).values()) >= 3
    assert set(LEVELS) == {entry["level"] for entry in QUESTIONS.values()}


@pytest.mark.parametrize("claim", ["q-vanishing", "q-lstm-explodes", "q-cnn-or-lstm"])
def test_the_guides_questions_are_answered_with_their_claims(claim):
    assert any(claim in entry["proof"] for entry in QUESTIONS.values())


@each
def test_measured_numbers_can_be_rendered(entry):
    for text in texts(entry):
        for reference in re.findall(r"\{measured\}`([^`]+)`", text):
            key, reducer, spec = resolve(reference)
            assert summary(RECORDS[key].record["values"], reducer, spec)


@each
def test_formulas_use_symbols_as_the_register_says(entry):
    of = {chapter_of(page) for page in entry["pages"] if page[0].isdigit()}
    rows = [row for row in ROWS if row.chapter is None or row.chapter in of]
    for text in texts(entry):
        everywhere = [type(row)(row.names, None, row.meaning, row.shape, row.line) for row in rows]
        assert faults(text, written(text), everywhere) == []


def written(text):
    """All formulas of an answer: in a line, and between double dollars."""
    apart = [(found.start(1), found[1]) for found in re.finditer(r"\$\$(.+?)\$\$", text, re.DOTALL)]
    return apart + formulas(re.sub(r"\$\$.+?\$\$", "", text, flags=re.DOTALL))


@each
def test_an_anchor_is_the_same_in_html_as_in_myst(entry):
    for page in entry["pages"]:
        assert nodes.make_id(page.split("#")[1]) == page.split("#")[1]


@each
def test_plain_words(entry):
    said = " ".join(texts(entry)).casefold()
    assert not re.search(r"\b(crucial|powerful|simply|obviously|leverag\w+|delve\w*)\b|important to note", said)
    assert all(text == text.strip() and text.count("$") % 2 == 0 and text.count("`") % 2 == 0 for text in texts(entry))
    assert all(part["question"].endswith("?") and part["answer"][-1] in ".'" for part in entry["follow_ups"])


# its numbers

RECORDS = index(ROOT / "labs", "measurement")


def count(layer):
    """The parameters of one of our layers, or of a module of PyTorch."""
    numbers = layer.parameters() if isinstance(layer, nn.Module) else layer.parameters.values()
    return sum(math.prod(part.shape) for part in numbers)


def fixed(step, start):
    """Where a map comes to rest."""
    return iterate(step, start, 1000)


def iterate(step, start, times):
    """What a map makes of a start when it is applied so many times."""
    for _ in range(times):
        start = step(start)
    return start


def sigmoid(a):
    """The sigmoid of a number."""
    return 1 / (1 + math.exp(-a))


NAMES = {"np": np, "math": math, "nn": nn, "RNN": RNN, "LSTM": LSTM, "GRU": GRU, "count": count, "fixed": fixed,
         "iterate": iterate, "sigmoid": sigmoid, "interval": interval, "erfinv": erfinv}


def printed(value, like):
    """A value as an answer prints it: with as many decimals as the printed form has."""
    if isinstance(value, str):
        return value
    decimals = len(like.partition(".")[2])
    return f"{value:{',' if ',' in like or abs(value) >= 1000 else ''}.{decimals}f}"


def plain(text):
    """A text with numbers as Python prints them, without measured ones, citations, code and the marks of LaTeX."""
    text = re.sub(r"\{[\w:]+\}`[^`]*`|`[^`]*`", " ", text).replace("{,}", ",").replace("−", "-")
    return re.sub(r"\\cdot\s*|[{}]", "", text)


@each
def test_what_can_be_computed_is_computed(entry):
    said = "\n".join(map(plain, texts(entry)))
    for number in entry.get("computes", []):
        assert printed(eval(number["value"], NAMES), number["prints"]) == number["prints"], number
        assert re.search(rf"(?<![\d.,]){re.escape(number['prints'])}(?!\d|[.,]\d)", said), number


@each
def test_no_number_is_typed_that_is_neither_computed_nor_an_input(entry):
    computed = {number["prints"] for number in entry.get("computes", [])}
    inputs = {found for number in entry.get("computes", []) for found in re.findall(r"\d+(?:\.\d+)?", number["value"])}
    inputs |= {found for number in computed for found in re.findall(r"\d[\d,.]*", number)} | set(entry.get("given", []))
    assert {number for text in texts(entry) for number in numbers(text)} <= inputs | {n.replace(",", "") for n in inputs}


def numbers(text):
    """The numbers of a text that need an origin: not digits, powers of ten or years."""
    found = [number.rstrip(",") for number in NUMBER.findall(plain(text))]
    found = [number.replace(",", "") for number in found if not re.fullmatch(r"\d|10*(,000)*", number)]
    return [number for number in found if not YEAR.fullmatch(number)]


@each
def test_what_is_given_is_said_and_not_computed(entry):
    said = {number for text in texts(entry) for number in numbers(text)}
    assert {number.replace(",", "") for number in entry.get("given", [])} <= said
    assert not set(entry.get("given", [])) & {number["prints"] for number in entry.get("computes", [])}


@pytest.mark.parametrize(("value", "like", "as_printed"), [
    (91392, "91,392", "91,392"), (0.99481, "0.99", "0.99"), (68.97, "69", "69"), ("4 10^17", "4 10^17", "4 10^17"),
    (1234.5, "1,234.5", "1,234.5"), (0.5, "1", "0")])
def test_a_value_is_printed_as_the_answer_prints_it(value, like, as_printed):
    assert printed(value, like) == as_printed


# faults, planted

GOOD = '''topic = "Gates"

[half-life]
level = "junior"
question = "How long does it last?"
short = "SHORT"
long = "Long, see {measured}`ar-ma/excess|median:.2f` and {cite:t}`elman1990`."
wrong = "For ever."
why_wrong = "No gate is 1."
computes = [{ value = "1 + 1", prints = "2" }]
proof = ["ar-ma", "ar-ma/excess", "01b_lab/other"]
pages = ["03_gated#half"]
sources = ["elman1990"]
follow_ups = [
  { question = "And then?", answer = "It fades." },
  { question = "Why?", answer = "Because it is multiplied." },
]
'''.replace("SHORT", " ".join(["word"] * 60))
SECOND = GOOD.replace("[half-life]", "[other]").replace("How long does it last?", "Another?")
SMALL = Known(frozenset({"ar-ma"}), frozenset({"ar-ma/excess", "01b_lab/other"}), frozenset({"03_gated#half"}),
              frozenset({"elman1990"}))


@pytest.fixture
def read(tmp_path):
    """Read these texts as the files of a bank."""
    def from_texts(*files):
        for number, text in enumerate(files):
            (tmp_path / f"{number}.toml").write_text(text, encoding="utf-8")
        return bank(tmp_path, SMALL)
    return from_texts


def test_questions_by_identifier_with_their_topic(read):
    questions = read(GOOD, SECOND.replace('"Gates"', '"More"'))
    assert {name: entry["topic"] for name, entry in questions.items()} == {"half-life": "Gates", "other": "More"}
    assert questions["half-life"]["level"] == "junior" and len(questions["half-life"]["follow_ups"]) == 2


def test_nothing_need_be_computed(read):
    assert read(GOOD.replace('computes = [{ value = "1 + 1", prints = "2" }]\n', "")) and read(GOOD)


def lines_of(field):
    """The lines of GOOD that hold a field."""
    return re.search(rf"^{field} = (?:\[\n(?:.*\n)*?\]\n|.*\n)", GOOD, re.MULTILINE)[0]


@pytest.mark.parametrize("field", SCHEMA["required"])
def test_a_missing_field_is_named(read, field):
    with pytest.raises(ValueError, match=rf"0\.toml: question 'half-life': '{field}' is a required property; expected the"):
        read(GOOD.replace(lines_of(field), ""))


@pytest.mark.parametrize("field", [name for name in SCHEMA["required"] if name not in {"level", "short"}])
def test_an_empty_field_is_named(read, field):
    empty = "[]" if lines_of(field).startswith(f"{field} = [") else '" "'
    with pytest.raises(ValueError, match=rf"question 'half-life': {field}: .* expected"):
        read(GOOD.replace(lines_of(field), f"{field} = {empty}\n"))


@pytest.mark.parametrize(("old", "new", "message"), [
    ('level = "junior"', 'level = "wizard"', r"level: 'wizard' is not one of .*; expected enum \['junior', 'senior', 'st"),
    ('wrong = "For', 'wrnog = "x"\nwrong = "For', r"'wrnog' was unexpected\); expected only level, question"),
    ("prints", "print", r"computes: 0: .*'prints' is a required property|computes: 0: Additional properties"),
    ('"ar-ma", "ar', '"arma", "ar', "proof: got 'arma', expected a claim or lab/measurement that is there"),
    ("01b_lab/other", "01b_lab/no", "proof: got '01b_lab/no', expected a claim or lab/measurement that is there"),
    ("{measured}`ar-ma/excess|", "{measured}`ar-ma/no|", "text: got 'ar-ma/no', expected a measurement that is there"),
    ("{cite:t}`elman1990`", "{cite:t}`jordan1986`", "text: got 'jordan1986', expected a source that the question lists"),
    ("03_gated#half", "03_gated#hlaf", "pages: got '03_gated#hlaf', expected page#section that is there"),
    ("03_gated#half", "04_gated#half", "pages: got '04_gated#half', expected page#section that is there"),
    ('["elman1990"]', '["elman1991"]', "sources: got 'elman1991', expected a key of references.bib that is there"),
    ('["elman1990"]', '["elman1990", "elman1990"]', "sources: .* has non-unique elements; expected each once"),
    ("word " * 11, "", "short: got 49 words, expected 50 to 90"),
    ("word " * 2, "word " * 33, "short: got 91 words, expected 50 to 90"),
    ('  { question = "Why?", answer = "Because it is multiplied." },\n', "", "follow_ups: .* is too short; expected 2 or more"),
    ('answer = "It fades."', 'answer = ""', "follow_ups: 0: answer: '' does not match .* expected words"),
    ("[half-life]", '["Half life"]', "question 'Half life': got this identifier, expected lower-case words"),
    ("[half-life]", '["half-life"]\nx = 1\n[half-life]', "0.toml: Cannot declare"),
    ('topic = "Gates"', "", "0.toml: topic: got None, expected words"),
    ('topic = "Gates"', 'topic = " "', "0.toml: topic: got ' ', expected words")])
def test_a_planted_fault_is_found(read, old, new, message):
    assert old in GOOD
    with pytest.raises(ValueError, match=message):
        read(GOOD.replace(old, new, 1))


def test_an_identifier_in_two_files_is_refused(read):
    with pytest.raises(ValueError, match=r"1\.toml: question 'half-life': got an identifier that stands in topic 'Gates' too"):
        read(GOOD, GOOD)


def test_a_question_that_is_asked_twice_is_refused(read):
    with pytest.raises(ValueError, match="question 'other': question: got 'how long DOES it last', which 'half-life' asks too"):
        read(GOOD, SECOND.replace("Another?", "how long DOES it last"))


def test_a_measured_number_is_one_word():
    assert spoken("about {measured}`ar-ma/excess|median:.2f` nats") == ["about", "0", "nats"] and SHORT == (50, 90)
    assert MEASURED.findall("{measured}`a/b:.2f`, {measured}`c/d`") == ["a/b", "c/d"]
    assert CITED.findall("{cite:t}`a1990,b1991`") == ["a1990,b1991"]


@pytest.mark.parametrize(("title", "anchor"), [
    ("Any length: the loop runs, but is the answer right?", "any-length-the-loop-runs-but-is-the-answer-right"),
    ("A forget gate is a half-life", "a-forget-gate-is-a-half-life")])
def test_anchors(title, anchor):
    assert slug(title) == anchor == nodes.make_id(title)


def test_the_bank_lies_beside_the_chapters():
    assert BANK == ROOT / "book" / "interview" and "02_vanilla_rnn#known-mistakes" in BOOK.pages
    assert "elman1990" in BOOK.sources and "ar-ma" in BOOK.claims and "ar-ma/rnn_excess" in BOOK.measurements


# the self-test

ITEMS = dict(asked())


@pytest.mark.parametrize("item", [pytest.param(item, id=name) for name, item in ITEMS.items()])
def test_an_item_of_the_self_test_is_computed_and_its_question_says_the_answer(item):
    assert printed(eval(item["value"], NAMES), item["prints"]) == item["prints"]
    entry = QUESTIONS[item["about"]]
    said = "\n".join(map(plain, texts(entry))).replace("−", "-")
    assert item["prints"].lstrip("-") in said or item["prints"] in {n["prints"] for n in entry.get("computes", [])}
    assert item["ask"].endswith("?")


def test_no_item_asks_what_another_asks_or_leans_on_the_one_before():
    questions = [item["ask"] for item in ITEMS.values()]
    assert len(set(questions)) == len(questions) >= 50
    assert not [ask for ask in questions if ask.startswith(("And ", "Or "))]


@pytest.mark.parametrize("text, message", [
    ("[a]\nask = 'What?'\nvalue = '1'\nprints = '1'", r"^self\.toml: item 'a': 'about' is a required property"),
    ("[a]\nask = 'What?'\nvalue = '1'\nprints = 'one'\nabout = 'b'", r"^self\.toml: item 'a': 'one' does not match"),
])
def test_a_faulty_item_is_named(tmp_path, text, message):
    (tmp_path / "self.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        list(asked(tmp_path / "self.toml"))
