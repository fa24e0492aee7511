"""What the directive puts on a page before any script runs, and what it refuses."""

import base64
import gzip
import json
import re
from xml.etree import ElementTree

import pytest
from rnn_book import live

from tests.live.scripts import FOLDER, NAMES, SHARED
from tests.site.building import build_tiny_book, parsed
from utils.book.palette import COLOURS, PAIRS, to_dark

LIMIT = 15_000
"""Bytes that a live figure may cost: its script as it is written, and all that it loads with the page as hosts send it."""
ON_DEMAND = sorted(live.WEIGHTS)
PHONE, SMALLEST = 350, 10.5  # pixels of a phone's column; the least height of a letter there


def figure(book, name):
    """A figure on the page."""
    return parsed(book).select_one(f"#fig-{name}")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_numbered_referred_to_and_captioned_like_a_figure(book, name):
    number = f"Figure {NAMES.index(name) + 1}"
    assert figure(book, name).name == "figure" and number in figure(book, name).figcaption.get_text()
    assert f"What to see in {name}." in figure(book, name).figcaption.get_text()
    assert number in parsed(book).select_one(f'p a[href="#fig-{name}"]').get_text()
    assert len(figure(book, name).find_all("figcaption")) == 1


@pytest.mark.parametrize("name", NAMES)
def test_its_still_picture_is_the_scripts_first_frame_for_light_and_dark(book, name):
    frame = live.first_frame(name)
    light, dark = figure(book, name).select(".drawings img")
    files = [(book.parent / image["src"]).read_text(encoding="utf-8") for image in (light, dark)]
    assert files == [live.as_file(frame["picture"]), to_dark(live.as_file(frame["picture"]))]
    for image in (light, dark):
        assert len(image["alt"]) > 150 and image["alt"] == frame["alt"] and int(image["width"]) and int(image["height"])


@pytest.mark.parametrize("name", NAMES)
def test_the_still_picture_is_sound_legible_on_a_phone_and_in_house_colours(name):
    text = live.as_file(live.first_frame(name)["picture"])
    root = ElementTree.fromstring(text)
    width = float(root.get("viewBox").split()[2])
    assert float(root.get("font-size")) * PHONE / width >= SMALLEST
    assert set(re.findall(r"#[0-9a-f]{6}", text)) <= set(COLOURS.values()) and "var(" not in text
    assert "NaN" not in text and "undefined" not in text


@pytest.mark.parametrize("name", NAMES)
def test_controls_and_words_stand_there_before_a_script_runs(book, name):
    found, frame = figure(book, name), live.first_frame(name)
    assert found.select_one('.live-says[role="status"]').get_text() == frame["sentence"]
    assert all(place.get_text() for place in found.select("[data-text]"))
    assert not any("undefined" in place.get_text() for place in found.select("[data-text]"))
    data = found.select_one('script[type="application/json"]')
    assert data["data-for"] == name and json.loads(data.string) == json.loads(frame["data"])


def test_scripts_load_once_in_order_deferred_and_only_where_there_is_a_figure(book):
    scripts = [tag["src"] for tag in parsed(book).select("script[src][defer]") if "/live/" in tag["src"]]
    assert [src.rpartition("/")[2].partition(".js")[0] for src in scripts] == [*SHARED, *NAMES]
    assert parsed(book).select('link[href*="live/live.css"]')
    other = book.parent.parent / "search.html"
    assert "live/" not in other.read_text(encoding="utf-8")
    assert live.scripts(["valve-and-rail", "cliff"]) == ["live", "cliff", "valve-and-rail"]  # no network where there is none


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_within_its_bytes(name):
    parts = {path.name: path.read_bytes() for path in (*live.files(name), FOLDER / "live.css")}
    assert all(len(part) <= LIMIT for file, part in parts.items() if file.endswith(".js"))
    assert sum(len(gzip.compress(part, mtime=0)) for part in parts.values()) <= LIMIT


@pytest.mark.parametrize("name", ON_DEMAND)
def test_weights_lie_beside_the_page_as_they_are_and_no_tag_asks_for_them(book, name):
    page = book.read_text(encoding="utf-8")
    address = figure(book, name).select_one("script[data-for]")["data-later"]
    text = (book.parent.parent / "_static" / "live" / address.partition("?")[0]).read_text(encoding="utf-8")
    called, given = json.loads("[" + text.removeprefix("live.arrived(").removesuffix(");\n") + "]")
    assert called == name and set(given) == set(live.WEIGHTS[name])
    for key, path in live.WEIGHTS[name].items():
        assert base64.b64decode(given[key]) == path.read_bytes() and path.stat().st_size <= live.HEAVIEST
        assert given[key][:2000] not in page
    assert not parsed(book).select(f'[src*="{name}.weights"], [href*="{name}.weights"]')


def test_other_weights_have_another_address(tmp_path, monkeypatch):
    name = ON_DEMAND[0]
    before = live.later(name)[2]
    (tmp_path / "other").write_bytes(b"other")
    monkeypatch.setitem(live.WEIGHTS, name, {"weights": tmp_path / "other"})
    live.weights.cache_clear()
    live.later.cache_clear()
    after = live.later(name)[2]
    live.weights.cache_clear()
    live.later.cache_clear()
    assert before != after and before.partition("=")[0] == after.partition("=")[0]


def test_sounds_stand_there_without_scripts_load_when_played_and_are_light(book):
    sounds = parsed(book).select("figure.live audio")
    files = [(book.parent / sound["src"]).resolve() for sound in sounds]
    assert len(set(files)) == len(sounds) == 4 and not parsed(book).select(".live-panel audio")
    assert all(sound["preload"] == "none" and sound.has_attr("controls") and sound["aria-label"] for sound in sounds)
    assert sum(file.stat().st_size for file in files) <= 200_000
    assert all(len(sound.find_next("p").get_text()) > 20 for sound in sounds)


def test_the_style_keeps_its_colours_and_falls_back_to_those_of_the_palette(book):
    style = next((book.parent.parent / "_static" / "live").glob("live.css")).read_text(encoding="utf-8")
    for name in ("blue", "green", "orange", "ink", "grey", "faint"):
        assert all(re.search(rf"--live-{name}:\s*(var\(--[\w-]+, )?{colour}", style) for colour in PAIRS[name]), name


FAULTS = {
    "no live figure 'valve-and-rial' is in book/_static/live; close to it: valve-and-rail":
        "```{live} valve-and-rial\nText.\n```",
    "live two-units-in-the-plane: expected a caption": "```{live} two-units-in-the-plane\n```",
}


def test_a_fault_is_told_with_its_place(tmp_path):
    status, said, _ = build_tiny_book(tmp_path, "# Title\n\n" + "\n\n".join(FAULTS.values()) + "\n")
    assert status != 0
    for message in FAULTS:
        assert re.search(rf"index\.md:\d+: WARNING: {re.escape(message)}", said), said[-3000:]


def test_a_figure_without_words_for_those_who_do_not_see_it_is_told(tmp_path, monkeypatch):
    (tmp_path / "live.js").write_text((FOLDER / "live.js").read_text(encoding="utf-8"), encoding="utf-8")
    own = (FOLDER / "valve-and-rail.js").read_text(encoding="utf-8").replace("valve-and-rail", "mute")
    (tmp_path / "mute.js").write_text(own.replace("return { alt, first", 'return { alt: " ", first'), encoding="utf-8")
    monkeypatch.setattr(live, "SCRIPTS", tmp_path)
    said = []
    monkeypatch.setattr(live, "warn", lambda message, place: said.append(message))
    assert live.names() == ["mute"]
    live.check_words("mute", live.first_frame("mute"), None)
    assert said == ["live mute: expected alternative text, `alt` in its script"]


@pytest.mark.parametrize("name", NAMES)
def test_the_words_of_a_label_stay_together(book, name):
    """A label is a row of its parts: words that lay in it one by one would stand apart, a letter from its subscript."""
    for label in figure(book, name).select("label:has(sub)"):
        assert label.select_one("span sub") and not label.select(":scope > :is(i, sub)")
