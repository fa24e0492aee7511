"""The formula sheet and the whiteboards show what the chapters have, lead there, and fit the paper."""

import re

import pytest
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from tests.paths import ROOT
from tests.site.building import parsed
from tests.site.chromium import CHROMIUM, FLAGS, needs_chromium

SHEET = (ROOT / "book" / "formula_sheet.md").read_text(encoding="utf-8")
LABELS = re.findall(r"^(eq-[\w-]+): ", SHEET, re.MULTILINE)


def test_each_equation_is_that_of_its_chapter_and_leads_there(site):
    boxes = parsed(site / "book/formula_sheet.html").select(".sheet-formula")
    assert len(boxes) == len(LABELS) == len(set(LABELS))
    for box, label in zip(boxes, LABELS, strict=True):
        page, anchor = box.select_one("a")["href"].split("#")
        assert anchor == f"equation-{label}"
        there = parsed(site / "book" / page).find(id=anchor)
        assert box.select_one("math").decode_contents() == there.select_one("math").decode_contents()
        assert not box.select(".eqno") and not box.select("[id]")


def test_every_whiteboard_of_the_chapters_is_there_and_its_links_lead_somewhere(site, pages):
    boxes = parsed(site / "book/whiteboards.html").select(".whiteboard")
    there = [box for page in pages if page.stem not in ("whiteboards", "index") for box in parsed(page).select(".whiteboard")]
    assert [box.get_text().split() for box in boxes] == [box.get_text().split() for box in there] and len(boxes) >= 4
    for link in [link["href"] for box in boxes for link in box.select("a")]:
        page, _, anchor = link.partition("#")
        assert page and parsed(site / "book" / page).find(id=anchor), link


@needs_chromium
@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_the_sheet_prints_on_two_sheets(site, tmp_path, size):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(f"{site.as_uri()}/book/formula_sheet.html")
        page.pdf(path=tmp_path / "sheet.pdf", format=size)
        browser.close()
    assert len(PdfReader(tmp_path / "sheet.pdf").pages) <= 2
