"""What links show before one follows them, claims, the ledger and labs' checks: used as a reader uses them, from a folder."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.building import ROOT
from tests.site.chromium import needs_chromium

SCREENS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
NUMBER = ".bd-article p:not(.claim-truth) > a.measured"
DWELL = 1500  # ms, ample: a preview opens after 250
SHIFTS = """new PerformanceObserver(list => list.getEntries().forEach(entry => entry.sources.forEach(source => {
  if (source.node && source.node.parentElement.closest('.bd-article')) self.shift = source.node.textContent;
}))).observe({type: 'layout-shift'})"""
COVERED = """[...document.querySelector('#preview').parentElement.querySelectorAll('a[aria-describedby]')].some(link => {
  const box = document.querySelector('#preview').getBoundingClientRect();
  return [...link.getClientRects()].some(
    r => r.left < box.right && r.right > box.left && r.top < box.bottom && r.bottom > box.top);
})"""

pytestmark = needs_chromium


def dwell(page, selector, number=0):
    """Rest on a link until its preview shows, and return the preview."""
    link = page.locator(selector).nth(number)
    link.scroll_into_view_if_needed()
    link.hover()
    page.wait_for_selector("#preview", timeout=DWELL)
    return page.locator("#preview")


def is_open(page):
    """Whether a preview shows, or is about to close."""
    page.wait_for_timeout(600)
    return page.locator("#preview").count() == 1


def focus(page, selector):
    """Reach a link as the keyboard does."""
    page.keyboard.press("Tab")
    page.locator(selector).first.focus()
    page.wait_for_selector("#preview", timeout=DWELL)


@pytest.fixture
def chapter(read):
    """The chapter with most numbers, on a wide screen."""
    return read("book/03_gated_networks.html")


def test_number_says_how_it_was_measured_and_shows_the_code_in_place(chapter):
    box, address = dwell(chapter, NUMBER), chapter.url
    words = box.inner_text()
    assert "Bounds" in words and "Lab 3" in words and not box.locator("pre").is_visible()
    box.get_by_text("How this number was measured").click()
    assert box.locator("pre").is_visible() and len(box.locator("pre").inner_text()) > 20
    assert chapter.url == address and chapter.faults == []


@pytest.mark.parametrize(("page", "link", "words"), [
    ("book/03_gated_networks.html", '.bd-article p a[href^="#equation-"]:not(.headerlink)', "To the equation"),
    ("book/01_sequence_data.html", '.bd-article a[href^="02_"][href*="#fig-"]', "To the figure"),
    ("book/03_gated_networks.html", '.bd-article p a[href^="#fig-"]:not(.headerlink)', "Figure 3."),
    ("book/03_gated_networks.html", '.bd-article p a[href*="bibliography.html#"]', "To the bibliography"),
    ("book/glossary.html", '.bd-article dd a[href^="#term-"]', "To the glossary"),
    ("book/claims.html", '.ledger-card a[href*="#m-"]', "How this number was measured"),
    ("book/claims.html", '.ledger-card a[href*="#claim-"]', "To the claim")])
def test_each_kind_of_link_shows_what_it_leads_to(read, page, link, words):
    page = read(page)
    box = dwell(page, link)
    assert words in box.inner_text() and len(box.inner_text()) > len(words) + 8
    doubled = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) < i)")
    assert doubled == [] and page.faults == []


def test_a_term_on_another_page_brings_its_meaning(chapter):
    chapter.evaluate("document.querySelector('.bd-article p').innerHTML = '<a href=\"glossary.html#term-gate\">gates</a>'")
    words = dwell(chapter, '.bd-article p a[href="glossary.html#term-gate"]').inner_text()
    assert words.startswith("gate") and "between 0 and 1" in words


def test_pictures_and_links_of_another_page_still_lead_right(read):
    box = dwell(read("book/claims.html"), '.ledger-card a[href*="#claim-"]')
    assert "/book/0" in box.locator("a").last.get_attribute("href")
    box = dwell(read("book/01_sequence_data.html"), NUMBER)
    assert "/labs/01" in box.locator("dd a").get_attribute("href")


def test_pointer_may_move_into_the_preview_and_it_closes_when_the_pointer_leaves(chapter):
    box = dwell(chapter, NUMBER).bounding_box()
    chapter.mouse.move(box["x"] + 30, box["y"] + 20, steps=4)
    assert is_open(chapter)
    chapter.mouse.move(700, 5)
    assert not is_open(chapter)


def test_passing_over_a_link_opens_nothing(chapter):
    dwell(chapter, NUMBER)  # so that nothing is left to load or to scroll
    chapter.mouse.move(700, 5)
    assert not is_open(chapter)
    chapter.clock.install(time=0)
    chapter.clock.pause_at(1000)
    chapter.locator(NUMBER).first.hover()
    chapter.clock.run_for(200)
    assert chapter.locator("#preview").count() == 0
    chapter.mouse.move(700, 5)
    chapter.clock.run_for(1000)
    assert chapter.locator("#preview").count() == 0
    chapter.locator(NUMBER).first.hover()
    chapter.clock.run_for(300)
    chapter.wait_for_selector("#preview", timeout=DWELL)


def test_keyboard_opens_reads_and_closes(chapter):
    focus(chapter, NUMBER)
    assert chapter.evaluate("document.activeElement.getAttribute('aria-describedby')") == "preview-words"
    chapter.keyboard.press("Tab")
    assert chapter.evaluate("document.querySelector('#preview').contains(document.activeElement)")
    chapter.keyboard.press("Escape")
    assert not is_open(chapter)
    assert chapter.evaluate("document.activeElement.matches('a.measured:not([aria-describedby])')")


def test_code_opens_by_keyboard(chapter):
    focus(chapter, NUMBER)
    chapter.keyboard.press("Tab")
    chapter.keyboard.press("Tab")
    chapter.keyboard.press("Enter")
    assert chapter.locator("#preview pre").is_visible()


def test_preview_of_a_focused_link_stays_while_the_pointer_wanders(chapter):
    focus(chapter, NUMBER)
    chapter.mouse.move(700, 300, steps=5)
    assert is_open(chapter)


def test_focus_that_moves_on_closes(chapter):
    focus(chapter, NUMBER)
    chapter.locator(".claim summary").first.focus()
    assert not is_open(chapter)


def test_first_tap_opens_and_the_second_goes_on(read):
    page = read("book/03_gated_networks.html", 390, has_touch=True)
    link = page.locator(NUMBER).first
    link.scroll_into_view_if_needed()
    link.tap()
    page.wait_for_selector("#preview", timeout=DWELL)
    assert "03_gated" in page.url
    link.tap()
    page.wait_for_url("**/labs/*#m-*")


def test_tap_elsewhere_closes_and_a_link_without_a_preview_goes_on(read):
    page = read("book/03_gated_networks.html", 390, has_touch=True)
    page.locator(NUMBER).first.tap()
    page.wait_for_selector("#preview", timeout=DWELL)
    page.touchscreen.tap(380, 870)
    assert not is_open(page)
    page.evaluate("document.querySelector('.bd-article p').innerHTML = '<a id=plain href=\"glossary.html#glossary\">there</a>'")
    page.locator("#plain").tap()
    page.wait_for_url("**/glossary.html#glossary")


@pytest.mark.parametrize("width", [1440, 390])
def test_preview_covers_neither_its_link_nor_the_edge_and_moves_nothing(read, width):
    page = read("book/03_gated_networks.html", width)
    page.evaluate("document.fonts.ready.then(() => null)")
    page.evaluate(SHIFTS)
    for number in range(0, 24, 4):
        box = dwell(page, NUMBER, number).bounding_box()
        assert not page.evaluate(COVERED), number
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] >= 0 and box["y"] + box["height"] <= 900, number
        page.keyboard.press("Escape")
        page.mouse.move(2, 2)
    assert not page.evaluate("self.shift") and page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "mode"), SCREENS)
def test_axe_finds_nothing_in_a_preview_the_ledger_or_a_lab(read, width, mode):
    chapter, ledger = (read(f"book/{name}.html", width, mode) for name in ("03_gated_networks", "claims"))
    dwell(chapter, NUMBER).locator("summary").click()
    lab = read("labs/03a_lstm_from_scratch.html", width, mode)
    lab.locator("details.checks summary").first.click()
    parts = [(chapter, "#preview"), (ledger, ".bd-article"), (lab, ".bd-article")]
    faults = [(finding["id"], finding["nodes"][0]["html"][:200]) for page, part in parts
              for finding in Axe().run(page, context=part).response["violations"]]
    assert faults == []


def test_without_scripts_a_number_leads_to_its_cell_and_every_claim_shows(read):
    page = read("book/03_gated_networks.html", java_script_enabled=False)
    page.locator(NUMBER).first.click()
    page.wait_for_url("**/labs/*#m-*")
    ledger = read("book/claims.html#verdict-holds", java_script_enabled=False)
    cards = ledger.locator(".ledger-card")
    assert cards.count() > 10 and all(card.is_visible() for card in cards.all())
    assert not ledger.locator(".ledger-filter").is_visible()


def test_nothing_is_loaded_before_a_reader_dwells(chapter, site):
    loaded = "[...document.scripts].filter(s => s.src.endsWith('.previews.js')).length"
    assert chapter.evaluate(loaded) == 0
    dwell(chapter, NUMBER)
    assert chapter.evaluate(loaded) == 1
    assert max(file.stat().st_size for file in site.rglob("*.previews.js")) < 150_000


def test_the_script_is_small():
    assert (ROOT / "book" / "_static" / "previews.js").stat().st_size <= 8_000


@pytest.mark.parametrize("verdict", ["holds", "holds-if", "wrong-as-stated"])
def test_ledger_opens_with_the_claims_of_one_verdict(read, verdict):
    page = read(f"book/claims.html#verdict-{verdict}")
    shown = [card for card in page.locator(".ledger-card").all() if card.is_visible()]
    assert shown and all(card.locator(f".claim-verdict.verdict-{verdict}").count() for card in shown)
    everything = page.locator(".ledger-card").count()
    assert page.locator(".ledger-filter output").inner_text() == f"{len(shown)} of {everything} claims"
    page.select_option("select[name=verdict]", "")
    assert page.locator(".ledger-card:visible").count() == everything


def test_ledger_shows_one_chapter_and_a_link_to_a_hidden_claim_shows_it(read):
    page = read("book/claims.html")
    page.select_option("select[name=chapter]", "3")
    cards = page.locator(".ledger-card:visible")
    assert 0 < cards.count() < page.locator(".ledger-card").count()
    assert all("/03_" in card.locator("a.claim-name").evaluate("link => link.href") for card in cards.all())
    hidden = page.evaluate("document.querySelector('.ledger-card[hidden]').id")
    page.evaluate("id => { location.hash = id; }", hidden)
    page.wait_for_selector(f"#{hidden}:not([hidden])")


def test_claim_and_check_open_when_linked_to(read, site):
    page = read("book/03_gated_networks.html#claim-ten-twenty-steps")
    assert page.locator("#claim-ten-twenty-steps .claim-truth").is_visible()
    assert not page.locator(".claim-truth").last.is_visible()
    lab = read("labs/03a_lstm_from_scratch.html#m-03a-lstm-from-scratch-hand-g-1")
    assert lab.locator("#m-03a-lstm-from-scratch-hand-g-1").is_visible()
    lab.evaluate("location.hash = 'm-03a-lstm-from-scratch-hand-c-1'")
    lab.wait_for_selector("#m-03a-lstm-from-scratch-hand-c-1", state="visible")
