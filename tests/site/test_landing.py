"""The landing page's dial: its script says what the page says, and both what the formula says."""

import math
import re

import pytest
from py_mini_racer import MiniRacer
from rnn_book import landing

from tests.paths import ROOT
from tests.site.building import parsed
from utils.book.registry import registered

BIASES = [tenth / 10 for tenth in range(-20, 61)]
SCRIPT = ROOT / "book/_static/half-life.js"


@pytest.fixture(scope="module")
def script():
    """The dial's script, without a page."""
    engine = MiniRacer()
    engine.eval(SCRIPT.read_text(encoding="utf-8"))
    yield lambda name, bias: engine.eval(f"halfLife.{name}({bias!r})")
    engine.close()


@pytest.mark.parametrize("bias", BIASES)
def test_script_and_page_compute_the_half_life(script, bias):
    exact = math.log(0.5) / math.log(1 / (1 + math.exp(-bias)))
    assert landing.half_life(bias) == pytest.approx(exact, rel=1e-12)
    assert script("steps", bias) == pytest.approx(exact, rel=1e-12)
    assert script("gate", bias) == pytest.approx(1 / (1 + math.exp(-bias)), rel=1e-15)


def test_half_is_left_at_the_half_life():
    for bias in BIASES:
        assert landing.gate(bias) ** landing.half_life(bias) == pytest.approx(0.5, rel=1e-9)


def numbers(path):
    return [float(number) for number in re.findall(r"[\d.]+", path)]


@pytest.mark.parametrize("bias", BIASES)
def test_script_and_page_say_and_draw_the_same(script, bias):
    assert script("stepsInWords", bias) == landing.steps_in_words(bias)
    assert script("restInWords", bias) == landing.rest_in_words(bias)
    for name in ("curve", "mark"):
        assert numbers(script(name, bias)) == pytest.approx(numbers(getattr(landing, name)(bias)), abs=0.11)


@pytest.mark.parametrize(("bias", "words"), [(0.0, "1.0 step"), (1.0, "2.2 steps"), (5.0, "103 steps"), (-2.0, "0.3 steps")])
def test_the_words(bias, words):
    assert landing.steps_in_words(bias) == words
    assert f"forget bias of {'−2.0' if bias < 0 else bias}" in landing.rest_in_words(bias)


def test_a_half_life_off_the_picture_has_no_mark():
    assert landing.mark(4.9).startswith("M") and landing.mark(5.0) == ""


def test_the_script_is_light_and_only_where_it_is_wanted(pages):
    assert len(SCRIPT.read_bytes()) < 15_000
    asking = [page.name for page in pages if parsed(page).select_one('script[src*="half-life.js"]')]
    assert asking == ["index.html"]


def test_the_page_shows_a_verdict_and_a_tally_from_the_ledger(site):
    page, claims = parsed(site / "book/index.html"), registered()
    shown = page.select_one(".claim")
    assert claims["lstm-1997"]["statement"] in shown.get_text()
    assert claims["lstm-1997"]["verdict"] in shown.select_one(".claim-verdict").get_text()
    assert shown.select_one('a[href="03_gated_networks.html#claim-lstm-1997"]')
    ledger = parsed(site / "book/claims.html")
    for verdict in ("holds", "holds-if", "wrong-as-stated"):
        counted = page.select_one(f".tally .verdict-{verdict} .tally-count").get_text()
        assert int(counted) == len(ledger.select(f".claim-verdict.verdict-{verdict}"))
        assert page.select_one(f".tally .verdict-{verdict} a")["href"] == f"claims.html#verdict-{verdict}"


def test_the_opening_of_a_text_is_whole_sentences():
    assert landing.opening("One. Two? Three.", 2) == "One. Two?"
    assert landing.opening("One.", 2) == "One."
