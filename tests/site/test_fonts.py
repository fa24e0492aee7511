"""The fonts: where they come from, what they are called once they are cut, and their licences on the site."""

import hashlib
import re

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from rnn_book.pages.characters import TEXT_LIKE, characters, joined, shown_in, slanted
from rnn_book.pages.shrink_fonts import MATHS_FONT, TEXT_FONTS, shrink
from rnn_book.pages.shrink_fonts import VENDOR as SOURCES

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


def codes(path):
    """The characters of a font."""
    return set(map(chr, TTFont(path).getBestCmap()))


def test_each_font_holds_what_its_family_shows(site, pages):
    shown = joined(characters(parsed(page)) for page in pages)
    for file, cut in {**TEXT_FONTS, "maths": MATHS_FONT}.items():
        able = codes(SOURCES / f"{cut.source}.woff2") - set("\n\xa0\u200b")
        held = codes(site / "_static/fonts" / f"{file}.woff2")
        assert shown[file] & able <= held, file
        assert len(held) <= len(shown[file]) + 1, f"{file}: {held - shown[file]}"


def test_no_sign_of_a_formula_is_in_neither_of_its_fonts(site, pages):
    formulas = set().union(*(shown_in(formula) for page in pages for formula in parsed(page).select("math")))
    held = codes(site / "_static/fonts/maths.woff2") | codes(site / "_static/fonts/serif.woff2")
    assert {sign for sign in formulas - held if sign.strip()} <= {"\u2061"}  # unseen: what follows is a function's argument


def test_each_character_goes_to_the_font_that_shows_it():
    page = BeautifulSoup("<body>Ω<script>S</script><article>a<em>b</em><code>c</code><math><mi>d</mi><mi>exp</mi><mi>ℓ</mi>"
                         '<mn>1</mn><mo>(</mo><mo stretchy="false">[</mo></math></article></body>', "html.parser")
    assert characters(page) == {"sans": set("Ωab"), "serif": set("abexp1"), "serif-italic": {"b"}, "mono": {"c"},
                                "maths": set("𝑑ℓ(["), "stretched": {"("}}
    assert not {"d", "e"} & characters(page)["maths"] and {"e", "1"} <= TEXT_LIKE


def test_the_sign_of_a_root_is_kept_though_it_is_no_text():
    page = BeautifulSoup("<body><article><math><msqrt><mi>m</mi></msqrt></math></article></body>", "html.parser")
    found = characters(page)
    assert found["maths"] == {"\U0001d45a", "\u221a"} and found["stretched"] == {"\u221a"}


@pytest.mark.parametrize("stretched", ["", "("])
def test_only_what_a_page_stretches_keeps_larger_drawings(tmp_path, stretched):
    shrink(SOURCES / f"{MATHS_FONT.source}.woff2", tmp_path / "cut.woff2", {"(", "["}, MATHS_FONT.name, stretched=stretched)
    font = TTFont(tmp_path / "cut.woff2")
    assert font["MATH"].table.MathVariants.VertGlyphCount == len(stretched)
    assert (font["maxp"].numGlyphs > 10) == bool(stretched)


def test_a_plain_letter_of_a_formula_is_shown_slanted():
    assert slanted({"h", "x", "+"}) == {"\u210e", "\U0001d465"}
    assert slanted({"\u03d5"}) == {"\U0001d719"}  # \phi, which is not the phi of running text
    assert slanted({"1", "="}) == set()


def test_scripts_stay_on_one_line_below_any_letter(tmp_path):
    shrink(VENDOR / "fonts" / f"{MATHS_FONT.source}.woff2", tmp_path / "cut.woff2", {"g", "a"}, MATHS_FONT.name)
    font = TTFont(tmp_path / "cut.woff2")
    constants, glyphs, depth = font["MATH"].table.MathConstants, font["glyf"], {}
    for letter in "ag":
        depth[letter] = -glyphs[font.getBestCmap()[ord(letter)]].yMin
    assert depth["g"] > 75 > depth["a"]  # of 500 units
    assert all(low + constants.SubscriptBaselineDropMin.Value <= constants.SubscriptShiftDown.Value for low in depth.values())


def test_the_licences_are_on_the_site(site):
    texts = {path.name: path.read_text(encoding="utf-8") for path in (site / "_static" / "licences").iterdir()}
    assert set(texts) == {"Temml-MIT.txt", "OFL-1.1.txt", "fonts.txt"}
    assert "SIL OPEN FONT LICENSE" in texts["OFL-1.1.txt"] and "Reserved Font Name" in texts["OFL-1.1.txt"]
    assert all(name in texts["fonts.txt"] for name in ("STIX", "Source Sans 3", "Source Code Pro", "Font Awesome"))
    assert all(cut.name in texts["fonts.txt"] for cut in (*TEXT_FONTS.values(), MATHS_FONT))
