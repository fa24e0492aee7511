"""Live figures in Chromium, from a folder: by keyboard, without scripts, in both modes, on a phone, on paper, never moving."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from rnn_book.live import WEIGHTS

from tests.live.scripts import NAMES
from tests.site.chromium import CHROMIUM, FLAGS, needs_chromium

pytestmark = needs_chromium
SCREENS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
SMALLEST, FINGER = 10.5, 24  # CSS pixels: the least height of a letter in a picture, and of a control
SAID = 700  # milliseconds after which a new sentence stands there
WATCH = """window.shifts = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts += entry.value; })
  .observe({type: "layout-shift", buffered: true});"""
LOOK = """([smallest, finger]) => [...document.querySelectorAll("figure.live")].flatMap((figure) => {
  const found = [], svg = figure.querySelector(".drawings > svg");
  if (!svg) return [figure.id + ": no picture of the script's"];
  const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
  for (const text of svg.querySelectorAll("text")) {
    const box = text.getBoundingClientRect(), size = parseFloat(getComputedStyle(text).fontSize) * scale;
    if (size < smallest) found.push("a letter of " + size.toFixed(1) + " pixels: " + text.textContent);
    const out = [frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom];
    if (Math.max(...out) > 1) found.push("outside the picture: " + text.textContent);
  }
  for (const control of figure.querySelectorAll("button, select, label:has(input)"))
    if (control.getBoundingClientRect().height < finger) found.push("too low for a finger: " + control.textContent);
  for (const control of figure.querySelectorAll("[name]"))
    if (!control.labels.length) found.push("no label: " + control.name);
  return found.map((fault) => figure.id + ": " + fault);
})"""
SEEN = "(id) => ['.drawings', '.live-says'].map((place) => document.querySelector(`#${id} ${place}`).innerHTML)"
FOCUS = """() => { const e = document.activeElement, style = getComputedStyle(e);
  const visible = e.localName === "audio" || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return [e.name || e.dataset.do || e.ariaLabel || "", visible, !!e.closest("figure.live")]; }"""
CONTROLS = """[...document.querySelectorAll('.live :is(input, select, textarea, button, audio)')]
  .map((e) => e.name || e.dataset.do || e.ariaLabel)"""
COLOURS = """(id) => { const figure = document.getElementById(id), probe = document.createElement("i"), house = {};
  figure.append(probe);
  for (const name of ["blue", "green", "orange", "ink", "grey", "faint"]) {
    probe.style.color = `var(--live-${name}, red)`;
    house[name] = getComputedStyle(probe).color;
  }
  const drawn = [...figure.querySelectorAll("svg *")].flatMap((e) =>
    ["fill", "stroke"].filter((side) => e.hasAttribute(side)).map((side) => getComputedStyle(e)[side]));
  return [drawn, house, getComputedStyle(document.body).backgroundColor]; }"""


@pytest.fixture(scope="module")
def browser():
    """One Chromium for all pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, book):
    """A function that opens the page, from its file, on a screen; script errors fail the test."""
    contexts, errors = [], []

    def open_page(width=1440, mode="light", woken=True, **options):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, color_scheme=mode, **options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(WATCH)
        page.goto(book.as_uri(), wait_until="load")
        if woken and options.get("java_script_enabled", True):
            wake(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def wake(page):
    """Load the networks of a page, as a reader's pointer does, and go back to its top."""
    for name in WEIGHTS:
        page.hover(f"#fig-{name} .live-panel label")
        page.wait_for_selector(f"#fig-{name} .drawings > svg")
    page.mouse.move(0, 0)
    page.evaluate("scrollTo(0, 0)")


def faults(page):
    """What is wrong with the figures on a page, as it stands there."""
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield "the page scrolls sideways"
    yield from page.evaluate(LOOK, [SMALLEST, FINGER])
    if page.evaluate("document.getAnimations().length"):
        yield "something moves"
    if page.evaluate("shifts") > 0.005:
        yield f"the layout shifts by {page.evaluate('shifts'):.3f}"


def axe_faults(page):
    """Findings of axe of every impact inside the figures."""
    for finding in Axe().run(page, context={"include": ["figure.live"]}).response["violations"]:
        yield f"axe {finding['id']}: {finding['nodes'][0]['html'][:200]}"


@pytest.mark.parametrize(("width", "mode"), SCREENS)
def test_figures_are_sound_on_every_screen(visit, width, mode):
    page = visit(width, mode)
    assert [*faults(page), *axe_faults(page)] == []


NAMELESS = "document.querySelector('.live select').closest('label').replaceWith(document.querySelector('.live select'))"
PLANTED = {
    "the page scrolls sideways": "document.querySelector('.live .drawings').style.width = '900px'",
    "a letter of": "document.querySelector('.live svg text').style.fontSize = '9px'",
    "outside the picture": "document.querySelector('.live svg text').setAttribute('x', 900)",
    "too low for a finger": "document.querySelector('.live .live-check').style.cssText = 'min-height: 0; height: 14px'",
    "no label": NAMELESS,
    "something moves": "document.querySelector('.live svg').animate([{opacity: 0}, {opacity: 1}], 60000)",
    "no picture": "document.querySelector('.live svg').remove()",
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(visit, fault):
    page = visit(390)
    page.evaluate(f"() => {{ {PLANTED[fault]} }}")
    assert any(fault in found for found in faults(page))


def test_a_shift_and_a_missing_name_are_found(visit):
    page = visit(390)
    page.evaluate("() => { document.querySelector('.live .drawings').style.paddingTop = '300px' }")
    page.evaluate(NAMELESS)
    page.wait_for_timeout(300)
    assert any("layout shifts" in found for found in faults(page))
    assert any("axe select-name" in found for found in axe_faults(page))


def seen(page, name):
    """What a reader finds in a figure: the picture's source and the sentence."""
    return page.evaluate(SEEN, f"fig-{name}")


def test_tab_stops_at_every_control_in_order_and_one_sees_where(visit):
    page, stops = visit(), []
    controls = page.evaluate(CONTROLS)
    for _ in range(200):
        page.keyboard.press("Tab")
        control, visible, inside = page.evaluate(FOCUS)
        if inside:
            assert visible, f"{control}: one does not see that it has the focus"
            if control not in stops[-1:]:  # a sound has several stops of its own
                stops.append(control)
        elif stops:
            break
    assert len(controls) >= 45 and stops == controls


KEYS = {  # by figure: the control, the key, and a piece of the sentence that must come
    "attention": [
        ("next", "Enter", "\u201czwei\u201d is hidden from the weights: \u201cforty two seventeen"),
        ("encoder", "Space", "and from the encoder: \u201cforty seventeen ninety nine five\u201d. Lost: two."),
        ("hidden", "ArrowRight", "\u201cund\u201d is hidden"),
        ("hidden", "End", "\u201cf\u00fcnf\u201d is hidden"),
        ("none", "Space", "which is right"),
        ("other", "Enter", "which is right"),
        ("typed", "Backspace", "which is right")],
    "valve-and-rail": [
        ("reset", "Enter", "Nothing is read yet"),
        ("forwards", "Space", "Step 1 of 8: the valve keeps 0.73 of 0.00, the inlet adds 0.85."),
        ("forwards", "Enter", "Step 2 of 8: the valve keeps 0.73 of 0.85"),
        ("forget", "ArrowRight", "Step 2 of 8: the valve keeps 0.82 of 0.85"),
        ("bit2", "Space", "the inlet adds 0.85"),
        ("backwards", "Enter", "Backwards from step 2 to step 2"),
        ("backwards", "Enter", "0.82 times as much"),
        ("sees", "Space", "along the cell line alone")],
    "two-units-in-the-plane": [
        ("forget", "Enter", "what came in is forgotten"),
        ("turn", "Space", "never rests"),
        ("remember", "Enter", "2 of them stable"),
        ("w11", "Home", "comes round again every 2 steps"),
        ("shown", "ArrowLeft", "At step 23"),
        ("minus", "Home", "At step 23")],
    "break-the-gradient": [
        ("next", "Enter", "which checks see it? Bet, then reveal."),
        ("bet1", "Space", "Bet, then reveal."),
        ("bet2", "Space", "Bet, then reveal."),
        ("reveal", "Enter", "4 of 5 bets are right. Of the five checks, forward equation, complex step and autograd see it."),
        ("which", "ArrowDown", "Bet, then reveal.")],
    "cliff": [
        ("back", "Enter", "At the start the loss is 0.049."),
        ("ten", "Space", "Step 10. Clipped to 0.2 (0 of 10 gradients were longer)"),
        ("one", "Enter", "Step 11."),
        ("count", "ArrowRight", "Step 12."),
        ("one", "Space", "thrown off at step 13, to 1442 and 2305"),
        ("tau", "Home", "Clipped to 0.0032 (13 of 13 gradients"),
        ("w", "Home", "Clipped to 0.0032"),
        ("b", "ArrowLeft", "Clipped to 0.0032")],
    "character-model-writes": [
        ("anew", "Enter", "0 letters written. After \u201c, or not to \u201d the likeliest letters are"),
        ("one", "Space", "1 letter written."),
        ("one", "Enter", "2 letters written."),
        ("temperature", "Home", "2 letters written. After"),
        ("run", "Enter", "2 letters written."),  # silent as long as it runs
        ("other", "Space", "0 letters written."),
        ("beginning", "A", "0 letters written. After")],
    "wake-word-listens": [
        ("level", "End", "Threshold 0.999: 3 of 3 wake words missed, 0 false alarms in"),
        ("level", "Home", "Threshold 0.047: 0 of 3 wake words missed"),
        ("level", "ArrowRight", "Threshold 0.052: 0 of 3"),
        ("chosen", "Space", "Threshold 0.")],
    "loop-or-scan": [
        ("start", "Enter", "Nothing is joined yet"),
        ("on", "Space", "Round 1: the chain finds state 2 = 1 \u00d7 3 + 2 = 5; the tree makes 4 joins."),
        ("on", "Enter", "Round 2: the chain"),
        ("back", "Enter", "Round 1: the chain"),
        ("hands", "Home", "Round 1: the chain finds state 2 = 1 \u00d7 3 + 2 = 5; the tree makes 1 join."),
        ("end", "Space", "the same 8 states with at most 1 join at once: the chain 7 rounds and 14 operations, the tree 11"),
        ("hands", "End", "the chain 7 rounds and 14 operations, the tree 4 rounds and 29 operations."),
        ("length", "End", "the same 16 states: the chain 15 rounds and 30 operations, the tree 6 rounds and 67 operations."),
        ("kind", "ArrowDown", "the same 16 states"),
        ("other", "Enter", "the same 16 states"),
        ("length", "ArrowLeft", "the same 15 states")],
    "gradient-microscope": [
        ("turned", "Enter", "The norm never exceeds 1"),
        ("single", "Space", "at most 3.00, at step 1, and 0 after 60 steps"),
        ("cancels", "Enter", "at most 4.00, at step 1"),
        ("oneWay", "Enter", "at most 3.91, at step 9"),
        ("w12", "End", "at most 11.6, at step 9"),
        ("w11", "ArrowRight", "at most 15.6, at step 13"),
        ("w22", "ArrowRight", "Found: \u03c1 is below 1"),
        ("slope1", "ArrowLeft", "wanted is a norm that first reaches 20"),
        ("turn", "ArrowRight", "step"),
        ("length", "Home", "after 5 steps")],
}


@pytest.mark.parametrize("name", NAMES)
def test_everything_can_be_done_by_keyboard_and_is_said(visit, name):
    page = visit()
    for control, key, words in KEYS[name]:
        before, _ = seen(page, name)
        page.focus(f'#fig-{name} :is([name="{control}"], [data-do="{control}"])')
        page.keyboard.press(key)
        page.wait_for_timeout(SAID)
        picture, sentence = seen(page, name)
        assert words in sentence, (control, sentence)
        assert picture != before, f"{control}: the picture is as it was"
        assert page.evaluate(FOCUS)[0] == control, f"{control}: the focus was lost"


def test_a_slider_on_its_way_is_silent_and_its_value_is_text(visit):
    page, name = visit(), "valve-and-rail"
    slider = page.locator(f'#fig-{name} [name="forget"]')
    _, first = seen(page, name)
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        assert seen(page, name)[1] == first
    assert slider.get_attribute("aria-valuetext") == "2.5: f = 0.92, half-life 8.8 steps"
    page.wait_for_timeout(SAID)
    assert seen(page, name)[1] != first


@pytest.mark.parametrize("name", NAMES)
def test_without_scripts_the_still_picture_stands_and_no_dead_control(visit, name):
    page = visit(java_script_enabled=False)
    picture = page.locator(f"#fig-{name} .drawings img.only-light")
    picture.scroll_into_view_if_needed()
    assert picture.is_visible() and picture.bounding_box()["width"] > 400
    assert page.locator(f"#fig-{name} .live-says").is_visible()
    assert not page.locator(f"#fig-{name} .live-panel").is_visible()
    assert all(sound.is_visible() for sound in page.locator(f"#fig-{name} audio").all())  # they need no script


@pytest.mark.parametrize("name", NAMES)
def test_on_paper_controls_are_left_out(visit, name):
    page = visit()
    page.emulate_media(media="print")
    assert page.locator(f"#fig-{name} .drawings svg").is_visible()
    assert not any(part.is_visible() for part in page.locator(f"#fig-{name} :is(.live-panel, audio)").all())


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_by_itself(visit, motion):
    page = visit(reduced_motion=motion)
    before = [seen(page, name) for name in NAMES]
    page.wait_for_timeout(1200)
    assert [seen(page, name) for name in NAMES] == before
    page.click('[data-do="forwards"]')
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("width", [1440, 390])
def test_the_picture_of_the_script_takes_the_place_of_the_still_one(visit, width):
    alive, still = visit(width), visit(width, java_script_enabled=False)
    for name in NAMES:
        one, other = (page.locator(f"#fig-{name} .drawings").bounding_box() for page in (alive, still))
        assert [one["width"], one["height"]] == pytest.approx([other["width"], other["height"]], abs=1), name


def contrast(one, other):
    """How much one colour stands out from another, as WCAG counts it; colours as "rgb(r, g, b)"."""

    def light(colour):
        shares = [int(part) / 255 for part in colour[4:-1].split(",")]
        linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return sum(weight * s for weight, s in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_pictures_take_the_colours_of_the_mode(visit, name, mode):
    drawn, house, ground = visit(mode=mode).evaluate(COLOURS, f"fig-{name}")
    assert len(set(house.values())) == 6 and len(set(drawn)) >= 5
    assert set(drawn) <= {"none", *house.values()}
    assert all(contrast(colour, ground) >= 3 for shade, colour in house.items() if shade != "faint"), house


@pytest.mark.parametrize("width", [1440, 390])
def test_a_figure_keeps_its_size_whatever_it_says(visit, width):
    page = visit(width)
    for name in NAMES:
        figure = page.locator(f"#fig-{name}")
        before = figure.bounding_box()["height"]
        for button in figure.locator("button").all():
            button.click()
            page.wait_for_timeout(SAID)
            assert figure.bounding_box()["height"] == pytest.approx(before, abs=0.5), (name, button.inner_text())
