"""The fonts: where they come from, what they are called once they are cut, and their licences on the site."""

import hashlib
import re

import pytest
from fontTools.ttLib import TTFont
from rnn_book.pages.shrink_fonts import MATHS_FONT, TEXT_FONTS, shrink, slanted

from tests.paths import ROOT
from tests.site.building import parsed

VENDOR = ROOT / "book/_ext/rnn_book/vendor"


@pytest.mark.parametrize("folder", ["temml", "fonts"])
def test_what_comes_from_elsewhere_is_what_its_source_says(folder):
    source = (VENDOR / folder / "SOURCE.txt").read_text(encoding="utf-8")
    listed = dict(reversed(line.split()) for line in source.partition("\n\n")[2].splitlines())
    files = [path for path in (VENDOR / folder).iterdir() if path.name != "SOURCE.txt"]
    assert listed == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_renderers_version_is_the_one_named():
    version = re.search(r"temml@([0-9.]+)", (VENDOR / "temml/SOURCE.txt").read_text(encoding="utf-8"))[1]
    assert f'version:"{version}"' in (VENDOR / "temml/temml.min.js").read_text(encoding="utf-8").replace("version=", "version:")


def test_no_cut_font_goes_by_a_reserved_name(site):
    fonts = list(site.rglob("*.woff2"))
    assert len(fonts) == 6
    for font in fonts:
        names = [record.toUnicode() for record in TTFont(font)["name"].names if record.nameID in (1, 3, 4, 6, 16)]
        assert names and all(name.startswith("Book") for name in names), font.name


def test_every_font_that_the_style_sheet_asks_for_is_there(site):
    style = (site / "_static/book.css").read_text(encoding="utf-8")
    asked = set(re.findall(r'url\("fonts/([\w-]+)\.woff2"\)', style))
    assert asked == {*TEXT_FONTS, "maths"} == {font.stem for font in (site / "_static/fonts").iterdir()}
    assert '"Book Maths"' in (site / "_static/temml.css").read_text(encoding="utf-8")


def test_the_fonts_hold_what_the_pages_show(site, pages):
    known = set(TTFont(site / "_static/fonts/maths.woff2").getBestCmap())
    shown = {character for page in pages for formula in parsed(page).select("math") for character in formula.get_text()}
    lost = {character for character in shown | slanted(shown) if character.strip() and ord(character) not in known}
    assert lost <= {"\u2061"}  # an invisible sign: what follows is a function's argument
    assert any(parsed(page).select("math msqrt") for page in pages) and 0x221A in known  # the sign of a root is no text
    whole = set(TTFont(VENDOR / "fonts/stix-two-text-latin-wght-normal.woff2").getBestCmap())
    cut = set(TTFont(site / "_static/fonts/serif.woff2").getBestCmap())
    text = {ord(character) for page in pages for character in parsed(page).body.get_text()}
    assert text & whole - {10, 0xA0, 0x200B} <= cut


def test_a_plain_letter_of_a_formula_is_shown_slanted():
    assert slanted({"h", "x", "+"}) == {"\u210e", "\U0001d465"}
    assert "\U0001d719" in slanted({"\u03d5"})  # \phi, which is not the phi of running text
    assert slanted({"1", "="}) == set()


def test_scripts_stay_on_one_line_below_any_letter(tmp_path):
    shrink(VENDOR / "fonts" / f"{MATHS_FONT.source}.woff2", tmp_path / "cut.woff2", {"g", "a"}, MATHS_FONT.name)
    font = TTFont(tmp_path / "cut.woff2")
    constants, glyphs, depth = font["MATH"].table.MathConstants, font["glyf"], {}
    for letter in "ag":
        depth[letter] = -glyphs[font.getBestCmap()[ord(letter)]].yMin
    assert depth["g"] > 150 > depth["a"]
    assert all(low + constants.SubscriptBaselineDropMin.Value <= constants.SubscriptShiftDown.Value for low in depth.values())


def test_the_licences_are_on_the_site(site):
    texts = {path.name: path.read_text(encoding="utf-8") for path in (site / "_static" / "licences").iterdir()}
    assert set(texts) == {"Temml-MIT.txt", "OFL-1.1.txt", "fonts.txt"}
    assert "SIL OPEN FONT LICENSE" in texts["OFL-1.1.txt"] and "Reserved Font Name" in texts["OFL-1.1.txt"]
    assert all(name in texts["fonts.txt"] for name in ("STIX", "Source Sans 3", "Source Code Pro", "Font Awesome"))
    assert all(cut.name in texts["fonts.txt"] for cut in (*TEXT_FONTS.values(), MATHS_FONT))
