"""One meaning per symbol: every formula of the chapters is written in the symbols of the notation page, and as it says."""

import re

import pytest

from tests.book.pages import chapter_of, chapters, formulas
from tests.book.symbols import Row, faults, register, symbols, twice
from tests.paths import ROOT
from utils.drawings.gallery import GALLERY

NOTATION = ROOT / "book" / "notation.md"
ROWS = register(NOTATION.read_text(encoding="utf-8"))
CHAPTERS = chapters()
EVERYWHERE = [Row(row.names, None, row.meaning, row.shape, row.line) for row in ROWS]
OF_WORDS = {"map-of-ideas"}  # drawings without a symbol
OTHERS = [NOTATION, ROOT / "book" / "glossary.md"]  # they may use any chapter's symbols


def test_the_register_gives_each_symbol_one_meaning():
    assert len(ROWS) > 40 and twice(ROWS) == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_uses_symbols_as_the_register_says(name):
    text = CHAPTERS[name].read_text(encoding="utf-8")
    assert faults(text, formulas(text), ROWS, chapter_of(name)) == []


@pytest.mark.parametrize("page", OTHERS, ids=lambda page: page.name)
def test_notation_and_glossary_do_too(page):
    text = page.read_text(encoding="utf-8")
    assert faults(text, formulas(text), EVERYWHERE) == []


@pytest.mark.parametrize("name", GALLERY)
def test_drawings_do_too(name):
    labels = [text for part in GALLERY[name]().parts for text in (part.label, part.note)]
    written = [(0, label) for label in labels if not re.search(r"'|[a-z]{3}", label)]  # no words
    assert (len(written) > 4 or name in OF_WORDS) and faults("", written, EVERYWHERE) == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.chapter], ids=lambda row: f"{row.chapter}-{row.names[0]}")
def test_what_one_chapter_registers_for_itself_it_uses(row):
    texts = [path.read_text(encoding="utf-8") for name, path in CHAPTERS.items() if chapter_of(name) == row.chapter]
    used = {symbol.name for text in texts for _, formula in formulas(text) for symbol in symbols(formula)}
    assert set(row.names) <= used


FORMULAS = {
    "h_{t-1} + h_0 + h'_{t,1}": "h t h h t", r"W_{hh} W_{hy}^\top": "W_{hh} W_{hy}", r"W_{hf} b_i": r"W_{h\gamma} b_{\gamma}",
    r"a^f_t + a_t": r"a^{\gamma} t a t", r"\mathbb{R}^{m}": r"\mathbb{R} m",
    r"\mathrm d h^{\text{next}}_{t-1}": r"\mathrm{d} h t",
    r"\tilde C_t \odot \sigma(a)": r"\tilde{C} t \odot \sigma a", r"t_{1/2} = \ln\tfrac12": "t_{1/2}",
    "(W_{hh})_{l,j}": "W_{hh} l j", r"\sum_{t=1}^T f^t": "t T f t", r"x_{\mathrm{best}}": r"x_{\mathrm{best}}",
    r"531{,}441 \exp(\text{loss})": "", r"\operatorname{Im} L(v)": "L v", r"L_w \ge L_\infty": "L w L",
    r"\begin{pmatrix} m & d \\ T & B \end{pmatrix}": "m d T B"}


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_falls_into_its_symbols(formula):
    assert [symbol.name for symbol in symbols(formula)] == FORMULAS[formula].split()


PAGE = """# A page

The state $h_t$ and $h_0$, the gate $f_t$ in code `$not$`, and $T$
of the steps.

```{math}
:label: eq-k
h_t = \\sigma(a_t) \\odot f_t
```

```{drawing} cell
:name: fig-x
A caption with $x_t$.
```

```python
cost = "$q$"
```

1. A task.

   ```{admonition} Answer
   :class: dropdown
   It is $(-1, 1)^m$ or $m(m + 1)$.
   ```
"""


def test_all_formulas_of_a_page_are_read_and_nothing_else():
    assert [(PAGE.count("\n", 0, place) + 1, formula) for place, formula in formulas(PAGE)] == [
        (3, "h_t"), (3, "h_0"), (3, "f_t"), (3, "T"), (8, r"h_t = \sigma(a_t) \odot f_t"), (13, "x_t"), (24, "(-1, 1)^m"),
        (24, "m(m + 1)")]


def test_a_sound_page_has_no_fault():
    assert faults(PAGE, formulas(PAGE), ROWS, 1) == []


PLANTED = {
    r"$\kappa_t$": r"\kappa is not in the register",
    r"$\sigma^t$": r"\sigma is a function, and nothing in brackets follows it",
    r"$y_t = g(h_t)$": "g is no function, and a bracket follows it at once",
    r"$f(h_{t-1}, x_t)$": "f is no function",
    r"$W_{hk}$": "W_{hk} is not in the register",
    r"$a^k_t$": "a^{k} is not in the register",
    r"$L_n$": "L_{n} is not in the register",
    r"$\mathbf{h}_t$": r"\mathbf{h} is not in the register",
    r"$\varepsilon$": r"\varepsilon is not in the register",  # it is chapter 2's alone
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_told_with_its_line(planted):
    text = PAGE.replace("A task.", planted)
    assert [fault for fault in faults(text, formulas(text), ROWS, 1) if fault.startswith(f"line 20: {PLANTED[planted]}")]


def test_a_fault_on_a_line_of_its_own_is_told_too():
    text = PAGE.replace(r"\odot f_t", r"\odot \kappa_t")
    assert faults(text, formulas(text), ROWS, 1) == [r"line 8: \kappa is not in the register"]


@pytest.mark.parametrize(("row", "said"), [
    (r"| $k$ | index of a gate | index | |", "k is 'index of a gate' here and 'size of an output vector' above"),
    (r"| 4 | $\sigma_1$ | singular value | number |", r"\sigma is 'singular value' here"),
    (r"| 1 | $\varepsilon$ | a shock | number |", r"\varepsilon is 'a tiny step' here and 'a shock' above")])
def test_a_second_meaning_in_the_register_is_told(row, said):
    text = NOTATION.read_text(encoding="utf-8")
    place = "| 1 | $H$" if row.startswith("| 1") else ":::\n\n**A test"
    assert any(said in fault for fault in twice(register(text.replace(place, f"{row}\n{place}"))))
