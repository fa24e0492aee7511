"""Cuts the fonts down to what the pages show: an icon font of 156 kB becomes one of 3, a maths font of 403 one of 15.

A cut font must not go by its old name, since the licence reserves it; what each is called here stands in `vendor/licences`.
"""

import logging
import re
import unicodedata
from pathlib import Path
from string import ascii_letters, printable
from typing import NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

VENDOR = Path(__file__).parents[1] / "vendor" / "fonts"
ICON_CODE = re.compile(r'"\\([ef][0-9a-f]{3})"')
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
NAMED = {1, 3, 4, 6, 16}
"""The entries of a font that hold its name."""

FEATURES = ["kern", "liga", "pnum", "tnum", "ccmp", "locl", "mark", "mkmk"]
ITALIC = [*range(0x1D434, 0x1D468), 0x210E, *range(0x1D6E2, 0x1D71C)]
"""The slanted letters of Unicode's mathematical block: browsers take them for a formula's plain letters."""
DRAWN = {" ", "\u221a"}
"""What a formula shows and its text does not hold: spaces, and the sign of a root, which browsers draw themselves."""


class Cut(NamedTuple):
    """A font of the site: the file that it is cut from, its name, and the weights that it keeps."""

    source: str
    name: str
    weight: tuple | int | None = None


TEXT_FONTS = {
    "serif": Cut("stix-two-text-latin-wght-normal", "Book Serif", 400),
    "serif-italic": Cut("stix-two-text-latin-wght-italic", "Book Serif Italic", 400),
    "sans": Cut("source-sans-3-latin-wght-normal", "Book Sans", (400, 700)),
    "mono": Cut("source-code-pro-latin-wght-normal", "Book Mono", 400),
}
MATHS_FONT = Cut("stix-two-math-latin-400-normal", "Book Maths")

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every glyph otherwise


def icons_in(css):
    """The characters of the icons that a pruned style sheet can show."""
    return {chr(int(code, 16)) for code in ICON_CODE.findall(css)} | set(PRIVATE_USE.findall(css))


def slanted(characters):
    """The slanted mathematical letters that stand for the plain ones among the characters."""
    plain = {unicodedata.normalize("NFKC", character) for character in characters}  # \phi is another character than φ
    return {chr(code) for code in ITALIC if unicodedata.normalize("NFKC", chr(code)) in plain}


def shrink(source, target, characters, name, weight=None):
    """Write a woff2 font with only the given characters, another name and, if given, one weight or a range of them."""
    options = subset.Options(flavor="woff2", notdef_outline=True, hinting=False, layout_features=FEATURES)
    font = TTFont(source)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(characters))
    cutter.subset(font)
    if weight:
        font = instancer.instantiateVariableFont(font, {"wght": weight})
    for record in font["name"].names:
        record.string = name if record.nameID in NAMED else record.toUnicode()
    if "MATH" in font:
        lower_scripts(font["MATH"].table.MathConstants)
    subset.save_font(font, target, options)


def lower_scripts(constants):
    """Keep the scripts of all single letters on one line: browsers drop them below a g or p, where TeX does not."""
    constants.SubscriptBaselineDropMin.Value = -100
    constants.SuperscriptBaselineDropMax.Value = 380


def shrink_site_fonts(static, text, slanting, formulas):
    """Cut the fonts of icons, text and formulas to what the site shows, and write them below its static folder."""
    theme = (static / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    icons = Path(static, "vendor", "fontawesome", "webfonts", "fa-solid-900.woff2")
    shrink(icons, icons, icons_in(theme), "BookIcons")
    fonts = static / "fonts"
    fonts.mkdir(exist_ok=True)
    shown = dict.fromkeys(TEXT_FONTS, text | set(printable)) | {"serif-italic": slanting | set(ascii_letters)}
    for file, (source, name, weight) in TEXT_FONTS.items():
        shrink(VENDOR / f"{source}.woff2", fonts / f"{file}.woff2", shown[file], name, weight)
    shrink(VENDOR / f"{MATHS_FONT.source}.woff2", fonts / "maths.woff2", formulas | slanted(formulas) | DRAWN, MATHS_FONT.name)
