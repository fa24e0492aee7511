"""Formulas in fewer bytes, and nothing of them lost."""

import re

import pytest
from bs4 import BeautifulSoup
from rnn_book.katex_maths import render_formula
from rnn_book.pages.formulas import SHORT, lighten_formulas, shorten_rules, styled_names


@pytest.fixture
def page():
    """A page of three formulas, before and after."""
    formulas = "".join(map(render_formula, ["h_t", "h_t", "x^2"]))
    html = f"<html><head></head><body><p style='height:1em'>Text</p>{formulas}</body></html>"
    before, after = (BeautifulSoup(html, "html.parser") for _ in range(2))
    lighten_formulas(after)
    return before, after


def rules(page):
    """The shared styles by class."""
    return {rule.split("{")[0].split(".")[-1]: rule.split("{")[1] for rule in page.head.style.string.split("}")[:-1]}


def test_every_element_keeps_its_style_and_the_classes_that_have_rules(page):
    before, after = page
    for old, new in zip(before.select(".katex-html *"), after.select(".katex-html *"), strict=True):
        shared = "".join(rules(after)[name] for name in new.get("class", []) if name in rules(after))
        assert old.get("style", "").rstrip(";") == shared + new.get("style", "").rstrip(";")
        kept = [SHORT.get(name, name) for name in old.get("class", []) if name in styled_names()]
        assert kept == [name for name in new.get("class", []) if name not in rules(after)]


def test_the_style_sheet_gets_the_same_short_names():
    assert shorten_rules(".katex .vlist-t2{a:b}.katex .vlist>span{c:d}") == ".katex .q4{a:b}.katex .q0>span{c:d}"
    assert set(SHORT) <= styled_names() and len(set(SHORT.values())) == len(SHORT)
    assert not set(SHORT.values()) & styled_names()


def test_no_other_style_sheet_knows_the_short_names(site):
    names = "|".join(SHORT.values())
    for path in (site / "_static").rglob("*.css"):
        if path.parent.name != "katex":
            assert not re.search(rf"\.({names})\b", path.read_text(encoding="utf-8")), path.name


def test_what_stands_once_stays_where_it_is_and_what_is_no_formula_too(page):
    assert page[1].p["style"] == "height:1em"
    assert all(len(page[0].select(f'[style^="{rule}"]')) > 1 for rule in rules(page[1]).values())


def test_the_sources_go_and_what_screen_readers_read_stays(page):
    before, after = page
    assert before.annotation and not after.select("annotation, semantics")
    read = [" ".join(tag.get_text() for tag in p.select("math mi, math mo, math mn")) for p in page]
    assert read[0] == read[1] and read[0]


def test_a_page_without_formulas_is_left_alone():
    page = BeautifulSoup("<html><head></head><body>Text</body></html>", "html.parser")
    lighten_formulas(page)
    assert str(page) == "<html><head></head><body>Text</body></html>"
