"""What a chapter works out by hand in a formula is right to its last digit."""

import math
import re
from itertools import pairwise

import pytest

from tests.book.pages import chapter_of, chapters, formulas, line_of

CHAPTERS = chapters()
WORDS = {r"\cdot": "*", r"\times": "*", r"\,": "", r"{,}": "", "^": "**", "{": "(", "}": ")", r"\left": "", r"\right": ""}
FUNCTIONS = {name: getattr(math, name) for name in ("tanh", "exp", "log", "sqrt")}
TO_PYTHON = (
    (re.compile(r"\\[td]?frac(\d)(\d)"), r"(\1/\2)"), (re.compile(r"\\[td]?frac\{([^{}]+)\}\{([^{}]+)\}"), r"((\1)/(\2))"),
    (re.compile(r"\\ln\s*(\([^()]*\)|[\d.]+)"), r"log(\1)"), (re.compile(r"\\(tanh|exp)\s*(?=\()"), r"\1"),
    (re.compile(r"\\sqrt\{([^{}]+)\}"), r"sqrt(\1)"))
SUM = re.compile(r"(?:[\d.()+\-*/\s]|tanh|exp|log|sqrt)*\d(?:[\d.()+\-*/\s]|tanh|exp|log|sqrt)*")


def value(side):
    """The number that a side of an equation stands for; None if it holds more than numbers and known functions."""
    for latex, python in TO_PYTHON:
        side = latex.sub(python, side)
    for latex, python in WORDS.items():
        side = side.replace(latex, python)
    side = side.strip(" .,;\n")
    try:
        return eval(side, {"__builtins__": {}}, FUNCTIONS) if SUM.fullmatch(side) else None
    except (SyntaxError, TypeError):  # numbers side by side, as in a list
        return None


def half_a_digit(side):
    """How far a number as it is written may be from what it rounds."""
    plain = side.replace("{,}", "").strip()
    return 0.5 * 10.0 ** -len(plain.partition(".")[2]) if re.fullmatch(r"-?[\d.]+", plain) else 0


def slips(text):
    """Equations between numbers that do not hold, with their lines; and how many equations were worked out."""
    wrong, worked = [], 0
    for place, formula in formulas(text):
        sides = [(side, value(side)) for side in re.split(r"=|\\approx", formula)]
        for (left, a), (right, b) in pairwise(sides):
            if a is None or b is None:
                continue
            worked += 1
            if abs(a - b) > 1.2 * max(half_a_digit(left), half_a_digit(right)) + 1e-12:
                wrong.append(f"line {line_of(text, place)}: {left.strip()} is {a:.6g}, not {right.strip()}")
    return wrong, worked


@pytest.mark.parametrize("name", CHAPTERS)
def test_what_is_worked_out_by_hand_is_right(name):
    wrong, worked = slips(CHAPTERS[name].read_text(encoding="utf-8"))
    assert wrong == [] and (worked > 0 or chapter_of(name) == 6)  # the applications are measured, not worked out by hand


@pytest.mark.parametrize("formula", [
    r"\tanh(-0.8183) = -0.6741", r"27^4 = 531{,}441", r"256 \cdot (256 + 100 + 1) = 91{,}392", r"1 / \ln 2 \approx 1.443",
    r"0.5 \cdot 0.3634 - 1 = -0.8183", r"0.5^{1/10} = 0.933", r"\tfrac12 = 0.5", r"\frac{1}{4} \cdot \sqrt{16} = 1"])
def test_right_sums_pass_and_the_same_with_another_last_digit_do_not(formula):
    other = re.sub(r"\d$", lambda digit: str((int(digit[0]) + 3) % 10), formula)
    assert slips(f"It is ${formula}$.") == ([], 1)
    assert len(slips(f"It is\n${other}$.")[0]) == 1 and slips(f"It is\n${other}$.")[0][0].startswith("line 2:")


@pytest.mark.parametrize("formula", ["h_0 = 0", r"L(v + \varepsilon) = 2", "x_t = 1"])
def test_what_holds_letters_is_left_alone(formula):
    assert slips(f"${formula}$") == ([], 0)
