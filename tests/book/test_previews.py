"""What links show before one follows them: which pieces of a page, and the card of a measured number."""

import json
import re

import pytest
from py_mini_racer import MiniRacer
from rnn_book.lab_records import Library
from rnn_book.measured_cards import card, codes
from rnn_book.previews import linked, pieces, script

PAGE = """<section id="top"><h2 id="heading">Heading</h2><p id="words">Words.</p>
<div class="math notranslate" id="eq"><span class="eqno">(1)</span>x</div><figure class="a" id="fig"><img src="a.svg"/></figure>
<dl class="simple glossary"><dt id="term-gate">gate</dt><dd><p>A number.</p></dd>
<dt id="term-cell">cell</dt><dd><p>A memory.</p></dd></dl>
<div class="citation" id="id1"><p>A work.</p></div></section>"""
REGISTRY = '["ar-ma"]\nguide = "1"\nstatement = "s"\nverdict = "holds if"\ntruth = "t"\n'


@pytest.fixture
def library(tmp_path, made):
    """A lab with a claim's measurement from an exercise, and a number without a claim, under two headings."""
    (tmp_path / "claims.toml").write_text(REGISTRY)
    made.lab(tmp_path / "01a_lab.ipynb", made.markdown("# Lab"), made.markdown("Text.\n\n## First `part`\n\nMore."),
             made.code(made.SOLVED, made.measured("excess", [1.012, 1.03], seeds=range(2), claim="ar-ma")),
             made.markdown("## Second"),
             made.code("a < b", made.measured("tiny", 2.3e-15, "the <step>", (0, 1e-10), stated="order")))
    return Library(tmp_path, tmp_path / "claims.toml")


def plain(html):
    """The words of a piece of HTML."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_card_says_value_seeds_bounds_control_claim_and_place(library):
    html = card(library.measurements["ar-ma/excess"], library, "01a_lab.html#m-ar-ma-excess")
    assert plain(html) == ("1.012, 1.03 error over the best error (seeds 0 to 1) Bounds 1 to 1.05 Control untrained: 1.5 "
                           "Claim ar-ma: ◐ holds, on a condition Where Lab 1a, First part How this number was measured "
                           "def double (x): return 2 * x print (double( 2 ))")
    assert '<a href="01a_lab.html#m-ar-ma-excess">' in html and "SOLUTION" not in html


def test_card_without_a_claim_names_none_and_escapes_what_a_lab_says(library):
    html = card(library.measurements["01a_lab/tiny"], library, "x.html")
    assert "Claim" not in html and "the &lt;step&gt;" in html and "Lab 1a, Second" in html
    assert "10⁻¹⁴" in html and "&lt;" in html.split("<pre")[1]


def test_links_to_other_pages_are_found_and_no_others():
    pages = {"book/a.html": '<a class="x" href="b.html#one">1</a><a href="../labs/c.html#m-%C3%A9">2</a><a href="#own">3</a>'
                            '<a href="b.html">4</a><a href="https://d.org/b.html#five">5</a><a href="gone.html#six">6</a>'
                            '<a href="a.html#seven">7</a>',
             "book/b.html": '<a\nhref="../labs/c.html#two">', "labs/c.html": ""}
    assert linked(pages) == {"book/b.html": {"one"}, "labs/c.html": {"m-é", "two"}}


def test_pieces_are_what_a_preview_can_show_and_a_term_brings_its_meaning():
    found = pieces(PAGE, {"eq", "fig", "id1", "term-cell", "heading", "words", "missing"})
    assert set(found) == {"eq", "fig", "id1", "term-cell"}
    assert plain(found["term-cell"]) == "cell A memory." and found["fig"].startswith("<figure")


def test_script_gives_the_pieces_back_and_leaves_no_name_behind():
    parts, engine = {"a": 'before "CODE" after', "b": "only </script> this", "c": "CODE"}, MiniRacer()
    engine.eval("const self = {}")
    for _ in range(2):  # a page may load several
        engine.eval(script(parts, ["unused", "CODE"]))
    assert json.loads(engine.eval("JSON.stringify(self.previewParts)")) == parts
    engine.close()


def test_script_writes_what_is_repeated_once(library):
    code = codes(library.path(library.measurements["ar-ma/excess"]))[0]
    text = script({"a": f"1{code}2", "b": f"3{code}4"}, [code])
    assert text.count("double") == script({"a": code}).count("double")
