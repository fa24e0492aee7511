"""Every page in Chromium, wide and narrow, light and dark: what a reader's machine asks for, shows and says."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.site.building import BUDGET, UNPACKED, sent
from tests.site.chromium import CHROMIUM, FLAGS, needs_chromium

SCREENS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]

# Boxes of the text that hold more than they show, and neither scroll nor say so by the shades at their edges.
CUT = """[...document.querySelectorAll('article *')].filter(box => {
  const style = getComputedStyle(box);
  return style.overflowX !== "visible" && box.clientWidth > 1 && box.scrollWidth > box.clientWidth + 1
    && !(style.overflowX === "auto" && style.backgroundImage.includes("gradient") && box.tabIndex === 0);
}).map(box => box.outerHTML.slice(0, 120))"""

# A formula of one row, set as a column: what becomes of it where its box is laid out as text.
STACKED = """[...document.querySelectorAll('div.math math')].filter(formula => {
  const box = formula.getBoundingClientRect();
  return !formula.querySelector("mtable") && formula.children.length > 2 && box.height > box.width;
}).map(formula => formula.closest("div.math").id)"""

SHIFT = """new Promise(done => {
  let shift = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => shift += entry.value))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(shift), 100);
})"""

pytestmark = needs_chromium


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_):
        """Say nothing."""


class Visit:
    """One page opened on one screen, and all that happened on the way."""

    def __init__(self, context, address):
        self.faults, self.responses = [], []
        self.host = address.split("/")[2]
        self.page = context.new_page()
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        self.page.on("response", lambda response: self.responses.append(response))
        self.page.goto(address, wait_until="load")
        self.page.evaluate("document.fonts.ready.then(() => null)")

    def _note_message(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def request_faults(self):
        """Requests that went elsewhere or came back with an error."""
        yield from (f"{r.status} {r.url}" for r in self.responses if r.status >= 400)
        yield from (f"another host: {r.url}" for r in self.responses
                    if not r.url.startswith(("data:", f"http://{self.host}/")))

    def weight(self):
        """Bytes of all responses, sent and unpacked, but pictures, live figures (limits of their own), search index."""
        found = [r for r in self.responses if r.request.resource_type != "image"
                 and "/live/" not in r.url and not r.url.endswith("searchindex.js")]
        return sum(sent(r.body(), r.request.resource_type) for r in found), sum(len(r.body()) for r in found)

    def look_faults(self):
        """What is wrong with the page as it stands there."""
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield "the page scrolls sideways"
        shown = "[...document.querySelectorAll('math')].some(formula => formula.checkVisibility())"  # not in closed folds only
        if self.page.evaluate(f"{shown} && !document.fonts.check('16px \"Book Maths\"')"):
            yield "the font of the formulas is missing"
        yield from (f"cut without a sign: {box}" for box in self.page.evaluate(CUT))
        yield from (f"set as a column: {formula}" for formula in self.page.evaluate(STACKED))

    def shift_faults(self):
        """Whether the page moved while it came."""
        shift = self.page.evaluate(SHIFT)
        if shift > 0.05:
            yield f"layout shift {shift:.3f}"

    def axe_faults(self):
        """Findings of axe, of whatever impact."""
        for finding in Axe().run(self.page).response["violations"]:
            yield f"axe {finding['id']}: {finding['nodes'][0]['html'][:200]}"

    def all_faults(self):
        """Everything that is wrong with the visit."""
        faults = [*self.faults, *self.request_faults(), *self.look_faults(), *self.shift_faults(),
                  *self.axe_faults()]
        compressed, unpacked = self.weight()
        return faults + ([f"{compressed:,} bytes, {unpacked:,} unpacked"] if compressed > BUDGET or unpacked > UNPACKED else [])


@pytest.fixture(scope="module")
def address(site):
    """The address of the site on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser():
    """One Chromium for all pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser):
    """A function that opens an address on a screen with a cold cache."""
    contexts = []

    def open_page(address, width=1280, mode="light"):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, color_scheme=mode))
        return Visit(contexts[-1], address)

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "mode"), SCREENS)
def test_every_page_is_sound(visit, address, site, pages, width, mode):
    faults = {}
    for page in pages:
        seen = visit(f"{address}/{page.relative_to(site).as_posix()}", width, mode)
        faults[page.name] = seen.all_faults()
        seen.page.close()
    assert {name: found for name, found in faults.items() if found} == {}


def test_the_search_finds_a_page(visit, address):
    seen = visit(f"{address}/search.html?q=claim")
    seen.page.wait_for_selector("#search-results li a")
    assert not seen.faults


def mode_of(page):
    """The colour mode that a page shows."""
    return page.evaluate("document.documentElement.dataset.theme")


def test_the_colour_mode_can_be_chosen_and_stays(visit, address):
    seen = visit(f"{address}/genindex.html")
    assert mode_of(seen.page) == "light"
    seen.page.click(".theme-switch-button")
    assert mode_of(seen.page) == "dark"
    seen.page.reload()
    assert mode_of(seen.page) == "dark"


def test_the_colour_mode_follows_the_machine_until_one_is_chosen(visit, address):
    page = visit(f"{address}/genindex.html").page
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    page.click(".theme-switch-button")
    assert mode_of(page) == "light"


def test_the_search_opens_by_key_and_by_button_and_finds(visit, address):
    seen = visit(f"{address}/book/03_gated_networks.html")
    page = seen.page
    for way in (lambda: page.keyboard.press("Control+k"), lambda: page.click(".search-button-field")):
        way()
        assert page.is_visible("#pst-search-dialog input")
        page.keyboard.press("Escape")
        assert not page.is_visible("#pst-search-dialog input")
    page.keyboard.press("Control+k")
    page.keyboard.type("claim")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=claim")
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.name") == "q" and not page.evaluate("document.activeElement.closest('dialog')")
    assert not seen.faults


@pytest.mark.parametrize("name", ["primary", "secondary"])
def test_a_column_at_the_side_opens_on_a_phone_and_closes(visit, address, name):
    page = visit(f"{address}/book/03_gated_networks.html", width=390).page
    links = f"#pst-{name}-sidebar-modal a"
    page.click(f".{name}-toggle")
    assert page.is_visible(links)
    page.keyboard.press("Escape")
    assert page.query_selector(links) is None
    page.click(f".{name}-toggle")
    page.mouse.click(*((380, 450) if name == "primary" else (5, 450)))
    assert page.query_selector(links) is None


def test_the_first_column_can_be_put_away_on_a_wide_screen_and_keeps_its_place(visit, address):
    page = visit(f"{address}/book/03_gated_networks.html").page
    page.set_viewport_size({"width": 1280, "height": 200})
    page.evaluate("document.getElementById('pst-primary-sidebar').scrollTop = 90")
    page.reload()
    assert page.evaluate("document.getElementById('pst-primary-sidebar').scrollTop") == 90
    for state in ("hidden", "visible"):
        page.click(".primary-toggle")
        page.wait_for_selector("#pst-primary-sidebar .navbar-brand", state=state)


def test_the_first_column_shows_where_the_reader_is(visit, address):
    page = visit(f"{address}/404.html").page.context.new_page()  # a tab that remembers no place
    page.set_viewport_size({"width": 1280, "height": 200})
    page.goto(f"{address}/labs/03d_three_cells_compared.html")
    box = page.locator("#pst-primary-sidebar a.current").last.bounding_box()
    assert 0 < box["y"] < 200


def test_a_menu_opens_by_keyboard_and_closes_on_escape(visit, address):
    page = visit(f"{address}/book/index.html").page
    page.focus('[data-bs-toggle="dropdown"]')
    page.keyboard.press("Enter")
    assert page.is_visible(".dropdown-menu.show")
    page.keyboard.press("Escape")
    assert page.query_selector(".dropdown-menu.show") is None


def test_the_book_reads_from_a_folder_without_a_server(visit, pages):
    for page in pages:
        seen = visit(page.as_uri())
        # A browser does not preload fonts from a folder; it loads them a moment later instead.
        faults = [fault for fault in seen.faults if ".woff2" not in fault and "ERR_FAILED" not in fault]
        assert [*faults, *seen.look_faults()] == [], page.name
        seen.page.close()


def test_the_dial_moves_by_keyboard_and_says_so(visit, address):
    page = visit(f"{address}/book/index.html", width=390).page
    before = page.inner_text(".dial output"), page.get_attribute(".dial-curve", "d")
    page.focus("#forget-bias")
    page.keyboard.press("End")
    assert page.inner_text(".dial-steps") == "280 steps"
    assert "forget bias of 6.0" in page.inner_text(".dial output")
    assert page.get_attribute("#forget-bias", "aria-valuetext") == "6.0, half-life 280 steps"
    for _ in range(50):
        page.keyboard.press("ArrowLeft")
    assert (page.inner_text(".dial output"), page.get_attribute(".dial-curve", "d")) == before


def test_the_dial_is_a_still_picture_without_scripts(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/book/index.html")
    assert page.inner_text(".dial-steps") == "2.2 steps"
    assert page.is_visible(".dial-curve") and not page.is_visible("#forget-bias")
    context.close()


def test_the_text_stands_in_one_place_on_all_pages(visit, address):
    places = {name: visit(f"{address}/{name}.html", width=1440).page.evaluate(
        "document.querySelector('h1').getBoundingClientRect().left") for name in
        ("book/index", "book/03_gated_networks", "book/claims", "labs/03a_lstm_from_scratch", "404", "search")}
    assert len(set(places.values())) == 1, places
