"""Figures with a network, in Chromium, from a folder: nothing of it loads before the reader acts; it runs; sounds play."""

import pytest
from rnn_book.live import WEIGHTS

from tests.live.test_browser import SAID as PAUSE
from tests.live.test_browser import browser, pytestmark, seen, visit  # noqa: F401
from tests.live.test_wake_word import SAID, TRUE

LOADED = """[...document.scripts].map((script) => script.src.split('/').pop().split('?')[0])
  .filter((file) => file.includes('.weights.'))"""
WRITES, LISTENS = "character-model-writes", "wake-word-listens"
CONTROLS = {WRITES: ("beginning", "one", "run", "stop", "anew", "other"), LISTENS: ("chosen",), "valve-and-rail": ("forwards",),
            "attention": ("next", "typed")}
PLAYING = "[...document.querySelectorAll('audio')].map((sound) => !sound.paused)"
HEARD = """Math.max(...[...document.querySelectorAll('#fig-wake-word-listens svg path[stroke-width="2.5"]')].slice(0, 1)
  .map((path) => path.getAttribute('d').split('L').length))"""
PLAY = "(k) => { document.querySelectorAll('audio')[k].muted = true; return document.querySelectorAll('audio')[k].play(); }"


def control(page, name):
    """A control of a figure, by its name or act."""
    figure = next(figure for figure, names in CONTROLS.items() if name in names)
    return page.locator(f'#fig-{figure} :is([name="{name}"], [data-do="{name}"])')


@pytest.fixture
def asleep(visit):  # noqa: F811
    """The page as a reader finds it who has not come near a figure."""
    return visit(woken=False)


def test_a_reader_who_only_scrolls_by_loads_no_network(asleep):
    asked = []
    asleep.on("request", lambda request: asked.append(request.url))
    for name in WEIGHTS:
        asleep.locator(f"#fig-{name}").scroll_into_view_if_needed()
        asleep.wait_for_timeout(300)
        assert asleep.locator(f"#fig-{name} .drawings img.only-light").is_visible()
    control(asleep, "forwards").click()  # of a figure without a network
    asleep.wait_for_timeout(300)
    assert asleep.evaluate(LOADED) == [] and not [url for url in asked if "weights" in url or url.endswith(".mp3")]


@pytest.mark.parametrize("name", WEIGHTS)
def test_it_comes_once_when_the_focus_or_the_pointer_does_and_changes_nothing_that_is_seen(asleep, name):
    before = asleep.locator(f"#fig-{name}").bounding_box()
    said = asleep.inner_text(f"#fig-{name} .live-says")
    asleep.locator(f"#fig-{name} [name]").first.focus()
    asleep.wait_for_selector(f"#fig-{name} .drawings > svg")
    asleep.hover(f"#fig-{name} .live-panel label")
    asleep.wait_for_timeout(PAUSE)
    assert asleep.evaluate(LOADED) == [f"{name}.weights.js"]
    after = asleep.locator(f"#fig-{name}").bounding_box()
    assert [after["width"], after["height"]] == pytest.approx([before["width"], before["height"]], abs=1)
    assert asleep.inner_text(f"#fig-{name} .live-says") == said


@pytest.mark.parametrize(("act", "words"), [
    ("one", "61 letters written."), ("anew", "0 letters written."), ("chosen", "Threshold 0."),
    ("next", "\u201czwei\u201d is hidden from the weights")])
def test_the_act_that_brings_it_is_done_when_it_has_come(asleep, act, words):
    asleep.evaluate("(e) => e.click()", control(asleep, act).element_handle())  # neither pointer nor focus came first
    asleep.wait_for_timeout(PAUSE + 300)
    assert any(words in said for said in asleep.locator(".live-says").all_inner_texts())


def test_if_it_does_not_come_that_is_said_and_another_try_brings_it(asleep):
    source = f'#fig-{WRITES} script[data-for]'
    address = asleep.get_attribute(source, "data-later")
    asleep.evaluate(f"document.querySelector('{source}').dataset.later = 'nowhere.weights.js'")
    control(asleep, "one").click()
    asleep.wait_for_timeout(PAUSE)
    assert seen(asleep, WRITES)[1] == "The network's weights could not be loaded. Try again."
    asleep.evaluate(f"document.querySelector('{source}').dataset.later = '{address}'")
    control(asleep, "one").click()
    asleep.wait_for_timeout(PAUSE)
    assert seen(asleep, WRITES)[1].startswith("61 letters written.")


def test_what_is_done_while_it_comes_is_done_once_and_in_order(asleep):
    asleep.evaluate("""for (const act of ["anew", "one", "one"])
      document.querySelector(`#fig-character-model-writes [data-do=${act}]`).click()""")
    asleep.wait_for_timeout(PAUSE + 300)
    assert seen(asleep, WRITES)[1].startswith("2 letters written.")
    assert len(asleep.evaluate(LOADED)) == 1


def written(page):
    """How many letters it has written, as its sentence says once it is still."""
    page.wait_for_timeout(PAUSE)
    return int(seen(page, WRITES)[1].partition(" ")[0])


def test_it_runs_from_when_the_reader_starts_it_until_it_is_stopped(visit):  # noqa: F811
    page = visit()
    control(page, "anew").click()
    control(page, "run").press("Enter")
    page.wait_for_timeout(1500)
    control(page, "stop").press("Enter")
    count = written(page)
    assert 3 <= count <= 20
    page.wait_for_timeout(600)
    assert written(page) == count


def test_with_reduced_motion_it_writes_its_share_at_once(visit):  # noqa: F811
    page = visit(reduced_motion="reduce")
    control(page, "anew").click()
    control(page, "run").click()
    assert written(page) == 240


def test_what_is_typed_is_read(visit):  # noqa: F811
    page = visit()
    control(page, "beginning").fill("JULIET:\nO Romeo, Ro")
    page.wait_for_timeout(PAUSE)
    picture, said = seen(page, WRITES)
    assert "0 letters written. After \u201c / O Romeo, Ro\u201d the likeliest letters are \u201cm\u201d" in said
    assert "JULIET:" in picture
    control(page, "beginning").press_sequentially("meo")
    assert control(page, "beginning").input_value() == "JULIET:\nO Romeo, Romeo"


def test_typed_numbers_are_translated_and_what_is_none_is_told(visit):  # noqa: F811
    page = visit()
    control(page, "typed").fill("21 8")
    page.wait_for_timeout(PAUSE)
    picture, said = seen(page, "attention")
    assert "becomes \u201ctwenty one eight\u201d, which is right." in said and "zwanzig" in picture
    control(page, "typed").press_sequentially("x")
    page.wait_for_timeout(PAUSE)
    told = "\u201c8x\u201d is no whole number from 0 to 99. The picture still shows 21 8."
    assert seen(page, "attention") == [picture, told]
    assert control(page, "typed").input_value() == "21 8x"


def test_a_sound_is_followed_as_it_plays_one_at_a_time_and_whole_afterwards(visit):  # noqa: F811
    page = visit()
    whole = page.evaluate(HEARD)
    page.evaluate(PLAY, 0)
    page.wait_for_timeout(1000)
    part = page.evaluate(HEARD)
    page.wait_for_timeout(700)
    assert 5 < part < page.evaluate(HEARD) < whole
    page.evaluate(PLAY, 1)
    page.wait_for_timeout(400)
    assert page.evaluate(PLAYING) == [False, True, False, False] and page.evaluate(HEARD) == whole
    page.evaluate("document.querySelectorAll('audio')[1].pause()")
    page.wait_for_timeout(PAUSE)
    assert "plays" not in seen(page, LISTENS)[1]


def test_with_reduced_motion_a_sound_plays_and_nothing_moves(visit):  # noqa: F811
    page = visit(reduced_motion="reduce")
    before = seen(page, LISTENS)
    page.evaluate(PLAY, 0)
    page.wait_for_timeout(PAUSE)
    assert page.evaluate(PLAYING)[0] and seen(page, LISTENS) == before


def test_a_recording_is_as_long_as_what_the_network_hears_of_it(visit):  # noqa: F811
    page = visit()
    lengths = page.evaluate("""() => Promise.all([...document.querySelectorAll('audio')].map((sound) => new Promise((done) => {
      sound.addEventListener('loadedmetadata', () => done(sound.duration)); sound.preload = 'metadata'; sound.load(); })))""")
    assert lengths == pytest.approx([len(heard) * SAID["step"] for heard in TRUE], abs=0.1)
