"""The landing page: its dial says what the formula says, its verdict and tally what the ledger says."""

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
    """What a function of the dial's script answers, without a page."""
    engine = MiniRacer()
    engine.eval(SCRIPT.read_text(encoding="utf-8"))
    yield lambda name, bias: engine.eval(f"halfLife.{name}({bias!r})")
    engine.close()


def exact(bias):
    """The half-life of a gate, as chapter 3 defines it."""
    return math.log(0.5) / math.log(1 / (1 + math.exp(-bias)))


def points(path):
    """The points of an SVG path."""
    numbers = [float(number) for number in re.findall(r"[\d.]+", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@pytest.mark.parametrize("bias", BIASES)
def test_the_half_life_is_the_chapters(script, bias):
    assert script("steps", bias) == pytest.approx(exact(bias), rel=1e-12)
    assert script("gate", bias) == pytest.approx(1 / (1 + math.exp(-bias)), rel=1e-14)


@pytest.mark.parametrize("bias", BIASES)
def test_the_curve_is_what_is_left(script, bias):
    drawn = points(script("curve", bias))
    assert len(drawn) == 61 and drawn[0] == (0, 0) and drawn[-1][0] == 640
    keep = 1 / (1 + math.exp(-bias))
    steps = [100 * (i / 60) ** 2 for i in range(61)]
    assert [x for x, _ in drawn] == pytest.approx([6.4 * step for step in steps], abs=0.051)
    assert [y for _, y in drawn] == pytest.approx([200 * (1 - keep**step) for step in steps], abs=0.051)


def test_the_mark_stands_at_the_half_life_where_that_is_on_the_picture(script):
    assert script("mark", 1.0) == f"M{exact(1) * 6.4:.1f} 100V200"
    assert script("mark", 4.9) and script("mark", 5.0) == ""


@pytest.mark.parametrize(("bias", "words"), [(0.0, "1.0 step"), (1.0, "2.2 steps"), (5.0, "103 steps"), (-2.0, "0.3 steps")])
def test_the_words(script, bias, words):
    assert script("stepsInWords", bias) == words
    assert script("restInWords", bias).endswith(f"the gate keeps {1 / (1 + math.exp(-bias)):.3f} of it per step")


@pytest.mark.parametrize(("bias", "words"), [(-2, "\u22122.0"), (-0.04, "0.0"), (0.5, "0.5")])
def test_a_bias_has_a_true_minus_sign_and_zero_has_none(script, bias, words):
    assert script("signed", bias) == words


def test_the_page_holds_the_picture_at_the_usual_bias(site, script):
    dial = parsed(site / "book/index.html").select_one(".dial")
    assert dial.select_one(".dial-steps").get_text() == script("stepsInWords", 1)
    assert dial.select_one(".dial-curve")["d"] == script("curve", 1)
    assert dial.select_one("input")["value"] == "1" and dial.select_one(".dial-slider").has_attr("hidden")


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
