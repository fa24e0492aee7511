"""Small mendings of finished pages: code with few marks, numbers under each other, commas at their formulas."""

import pytest
from bs4 import BeautifulSoup
from rnn_book.pages.punctuation import keep_together
from rnn_book.pages.tables import align_numbers
from rnn_book.pages.weight import unwrap_bare_spans, unwrap_plain_tokens


def mended(html, step):
    """The page after a step, as text."""
    page = BeautifulSoup(html, "html.parser")
    step(page)
    return str(page)


def test_code_keeps_the_marks_that_help_and_joins_those_alike():
    code = ('<div class="highlight"><pre><span></span><span class="k">return</span> <span class="n">x</span>'
            '<span class="o">+</span><span class="mi">1</span> <span class="s2">"</span><span class="s2">a</span>'
            '<span class="s2">"</span> <span class="c1"># why</span></pre></div>')
    assert mended(code, unwrap_plain_tokens) == (
        '<div class="highlight"><pre><span class="k">return</span> x+1 <span class="s2">"a"</span> '
        '<span class="c1"># why</span></pre></div>')


def test_spans_that_say_nothing_go():
    assert mended('<article><a><span>1</span></a> <span class="a">2</span></article>', unwrap_bare_spans) == (
        '<article><a>1</a> <span class="a">2</span></article>')


def table(*rows):
    """A table whose first row is its head."""
    head, *body = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    body = "".join(f"<tr>{row}</tr>" for row in body)
    return f"<article><table><thead><tr>{head.replace('td>', 'th>')}</tr></thead><tbody>{body}</tbody></table></article>"


@pytest.mark.parametrize(("cells", "aligned"), [
    (["1", "−2.5", "1,000 %"], True), (["3 ×", "—"], True), (["1", "two"], False), (["", ""], False)])
def test_a_column_of_numbers_is_set_from_the_right(cells, aligned):
    page = mended(table(["name", "value"], *[["word", cell] for cell in cells]), align_numbers)
    assert page.count("text-right") == (len(cells) + 1 if aligned else 0)


def test_a_table_with_joined_cells_stays():
    assert "text-right" not in mended(table(["a", "b"], ["1", "2"], ["3"]), align_numbers)


FORMULA = "<math><mi>x</mi></math>"


@pytest.mark.parametrize(("text", "kept"), [
    (f"so {FORMULA}, and", f'so <span class="together">{FORMULA},</span> and'),
    (f"so ({FORMULA}) and", f'so <span class="together">({FORMULA})</span> and'),
    (f"so {FORMULA} and", f"so {FORMULA} and"),
    (f"so\n{FORMULA}\nand", f"so\n{FORMULA}\nand"),
    (f"{FORMULA}-step", f'<span class="together">{FORMULA}-step</span>'),
    (f"<b>a</b>{FORMULA}<b>c</b>", f"<b>a</b>{FORMULA}<b>c</b>"),
])
def test_what_touches_a_formula_stays_on_its_line(text, kept):
    assert mended(f"<article><p>{text}</p></article>", keep_together) == f"<article><p>{kept}</p></article>"
