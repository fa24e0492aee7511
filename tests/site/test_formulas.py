"""Formulas in fewer bytes, and nothing of them lost."""

import pytest
from bs4 import BeautifulSoup
from katex_maths import render_formula
from pages.formulas import lighten_formulas


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


def test_every_element_keeps_its_style(page):
    before, after = page
    for old, new in zip(before.select(".katex-html *"), after.select(".katex-html *"), strict=True):
        shared = "".join(rules(after)[name] for name in new.get("class", []) if name in rules(after))
        assert old.get("style", "").rstrip(";") == shared + new.get("style", "").rstrip(";")
        assert set(old.get("class", [])) <= set(new.get("class", []))


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
