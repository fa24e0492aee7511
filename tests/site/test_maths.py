"""Formulas are rendered at build, for eyes and for screen readers, and a bad one is caught."""

import asyncio
import os
import re
import subprocess
import sys

import pytest
from rnn_book import maths
from rnn_book.maths import FormulaError, prepare_display, render_formula, side_by_side

from tests.site.building import EXTENSIONS


def test_a_formula_is_mathml_and_stands_there_once():
    formula = render_formula("h_t = \\tanh(a_t)")
    assert formula.startswith("<math") and formula.count("tanh") == 1 and "annotation" not in formula


def test_display_differs_from_inline():
    assert 'display="block"' in render_formula("x", display=True)
    assert 'display="block"' not in render_formula("x")


def test_signs_in_scripts_have_no_space_around_them():
    assert '<mo lspace="0" rspace="0">−</mo>' in render_formula("h_{t-1}")
    assert "<mo>−</mo>" in render_formula("h - 1")
    assert '<mo lspace="0" rspace="0">=</mo>' in render_formula(r"\sum_{t=1}^T x_t", display=True)


@pytest.mark.parametrize(("tex", "sides"), [
    ("z =", ["rspace"]), ("= z", ["lspace"]), ("x = z", []), ("=", ["lspace", "rspace"])])
def test_a_sign_at_an_end_of_a_formula_brings_no_space_of_its_own(tex, sides):
    assert re.findall(r'(.space)="0"', render_formula(tex)) == sides


def test_what_browsers_take_for_granted_is_left_out():
    formula = render_formula(r"f(x, y) = \left(\frac{x}{y}\right)")
    assert not re.search("fence|separator|form=", formula)
    assert formula.count('stretchy="false"') == 2  # round brackets grow unless told not to


def test_a_row_alone_in_another_is_left_out():
    assert render_formula("{x+y}") == "<math><mi>x</mi><mo>+</mo><mi>y</mi></math>"
    assert "<mrow" in render_formula("x = (y + 1)")
    assert "<mtd" in render_formula(r"\begin{pmatrix}x + 1\end{pmatrix}")


def test_columns_of_an_aligned_formula_meet_at_the_sign():
    formula = render_formula(r"\begin{aligned}a &= b \\ c &= d\end{aligned}", display=True)
    assert formula.count('class="tml-right"') == formula.count('class="tml-left"') == 2


def test_macros_come_from_the_settings():
    assert "W" in render_formula(r"\weights", macros={r"\weights": "W_{hh}"})
    with pytest.raises(FormulaError, match=r"\\weights"):
        render_formula(r"\weights")


def test_a_macro_defined_in_a_formula_does_not_outlive_it():
    render_formula(r"\gdef\mine{x}\mine")
    with pytest.raises(FormulaError, match=r"\\mine"):
        render_formula(r"\mine")


@pytest.mark.parametrize(("tex", "complaint"), [
    (r"\badmacro", r"Unsupported function name: \\badmacro"),
    (r"\frac{1}", "Unexpected end of input in a macro argument"),
    (r"\left( x", r"Expected '\\right'"),
    (r"a & b", "Expected 'EOF', got '&'"),
    ("é", "expected a formula in ASCII"),
])
def test_a_bad_formula_says_what_is_wrong(tex, complaint):
    with pytest.raises(FormulaError, match=complaint):
        render_formula(tex)


@pytest.mark.parametrize(("tex", "prepared"), [
    ("a = b", "a = b"),
    ("a &= b \\\\ c &= d", r"\begin{split}a &= b \\ c &= d\end{split}"),
    (r"\begin{aligned}a &= b \\ c &= d\end{aligned}", r"\begin{aligned}a &= b \\ c &= d\end{aligned}"),
    (r"\begin{pmatrix}1 \\ 2\end{pmatrix} \\ \begin{pmatrix}3\end{pmatrix}",
     r"\begin{split}\begin{pmatrix}1 \\ 2\end{pmatrix} \\ \begin{pmatrix}3\end{pmatrix}\end{split}"),
    ("a = b\n\nc = d", r"\begin{aligned}a = b\\c = d\end{aligned}"),
    (r"\begin{equation}x\end{equation}", "x"),
    (r"\begin{align}a&=b\end{align}", r"\begin{aligned}a&=b\end{aligned}"),
    (r"\begin{gather*}a\end{gather*}", r"\begin{gathered}a\end{gathered}"),
    (r"\begin{alignat}{2}a&=b&c&=d\end{alignat}", r"\begin{alignedat}{2}a&=b&c&=d\end{alignedat}"),
])
def test_sphinx_numbers_so_environments_lose_their_numbers(tex, prepared):
    assert prepare_display(tex) == prepared
    assert "tml-tag" not in render_formula(prepared, display=True)


@pytest.mark.parametrize(("tex", "parts"), [
    (r"a = b, \qquad c = d", ["a = b, ", " c = d"]),
    (r"\begin{aligned}a \qquad b\end{aligned}", None), (r"\text{a \qquad b}", None), (r"a & \qquad b", None),
    (r"\left( a \qquad b \right)", None), (r"a = b \qquad", None), ("a\n\nb \\qquad c", None), ("a", None)])
def test_formulas_beside_each_other_come_apart_where_they_can(tex, parts):
    assert side_by_side(tex) == (parts or [tex])


def test_formulas_are_rendered_after_the_event_loop_in_which_the_first_was():
    async def first():  # as in a page that a browser's test has open
        return render_formula("x")

    maths._engine.cache_clear()
    assert asyncio.run(first()) == render_formula("x")


def test_a_process_that_rendered_a_formula_ends():
    code = "from rnn_book.maths import render_formula; print(render_formula('x'))"
    for _ in range(10):  # an engine that nobody closes hangs in four to eight runs of ten
        done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(EXTENSIONS)},
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and "<math" in done.stdout, done.stderr
