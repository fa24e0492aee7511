"""Cuts the fonts down to what the pages show: an icon font of 156 kB becomes one of 2, a maths font of 403 one of 10.

A cut font must not go by its old name, since the licence reserves it; what each is called here stands in `vendor/licences`.
"""

import logging
import re
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

VENDOR = Path(__file__).parents[1] / "vendor" / "fonts"
ICON_CODE = re.compile(r'"\\([ef][0-9a-f]{3})"')
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
NAMED = {1, 3, 4, 6, 16}
"""The entries of a font that hold its name."""

FEATURES = ["kern", "liga", "tnum", "ccmp", "mark", "mkmk"]

UNREAD = ["BASE", "GDEF", "HVAR", "MVAR", "STAT", "gasp"]
"""Tables of which browsers make no use, or that say again what others say."""

GRID = 500
"""Units per em, half of the fonts' own: the largest letters move by a twentieth of a pixel, and files are a tenth smaller."""

BETWEEN = 500
"""The weight whose kerning all weights of a font share."""


class Cut(NamedTuple):
    """A font of the site: the file that it is cut from, its name, and the weights that it keeps."""

    source: str
    name: str
    weight: tuple | int | None = None


TEXT_FONTS = {
    "serif": Cut("stix-two-text-latin-wght-normal", "Book Serif", 400),
    "serif-italic": Cut("stix-two-text-latin-wght-italic", "Book Serif Italic", 400),
    "sans": Cut("source-sans-3-latin-wght-normal", "Book Sans", (400, 600)),
    "mono": Cut("source-code-pro-latin-wght-normal", "Book Mono", 400),
}
MATHS_FONT = Cut("stix-two-math-latin-400-normal", "Book Maths")

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every glyph otherwise


def icons_in(css):
    """The characters of the icons that a pruned style sheet can show."""
    return {chr(int(code, 16)) for code in ICON_CODE.findall(css)} | set(PRIVATE_USE.findall(css))


def shrink(source, target, characters, cut_name, weight=None, stretched=()):
    """Write a woff2 font with only the given characters, another name and, if given, one weight or a range of them.

    Of a font for formulas, the characters `stretched` keep their larger drawings.
    """
    options = subset.Options(flavor="woff2", notdef_outline=True, hinting=False, layout_features=FEATURES)
    options.bidi_closure = False  # no page runs from right to left, where signs are mirrored
    font = TTFont(source)
    if "MATH" in font:
        lower_scripts(font["MATH"].table.MathConstants)
        keep_sizes(font, stretched)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(characters))
    cutter.subset(font)
    if weight:
        font = one_kerning(instancer.instantiateVariableFont(font, {"wght": weight}))
    for record in font["name"].names:
        record.string = cut_name if record.nameID in NAMED else record.toUnicode()
    drop_tables(font)
    if font["head"].unitsPerEm >= 2 * GRID:
        scale_upem(font, GRID)
    subset.save_font(font, target, options)


def one_kerning(font):
    """The font with the kerning of one weight for all that it has: the difference is below what a screen shows."""
    if "fvar" in font and "GPOS" in font:
        font["GPOS"] = instancer.instantiateVariableFont(font, {"wght": BETWEEN}, inplace=False)["GPOS"]
    return font


def drop_tables(font):
    """Drop tables that browsers do not read; a maths font's kerning too, since each sign of a formula stands alone."""
    for table in UNREAD + (["GPOS", "GSUB"] if "MATH" in font else []):
        if table in font and not (table == "GDEF" and "mark" in features_of(font)):
            del font[table]


def features_of(font):
    """The tags of what a font's placing of glyphs can do."""
    return {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord} if "GPOS" in font else set()


def keep_sizes(font, stretched):
    """Keep the larger drawings of those characters alone that a page stretches."""
    wanted = {glyph for code, glyph in font.getBestCmap().items() if chr(code) in stretched}
    variants = font["MATH"].table.MathVariants
    for way in ("Vert", "Horiz"):
        coverage, drawings = getattr(variants, f"{way}GlyphCoverage"), getattr(variants, f"{way}GlyphConstruction")
        kept = [(glyph, drawing) for glyph, drawing in zip(coverage.glyphs, drawings, strict=True) if glyph in wanted]
        coverage.glyphs = [glyph for glyph, _ in kept]
        setattr(variants, f"{way}GlyphConstruction", [drawing for _, drawing in kept])
        setattr(variants, f"{way}GlyphCount", len(kept))


def lower_scripts(constants):
    """Keep the scripts of all single letters on one line: browsers drop them below a g or p, where TeX does not."""
    constants.SubscriptBaselineDropMin.Value = -100
    constants.SuperscriptBaselineDropMax.Value = 380


def shrink_site_fonts(static, shown):
    """Cut the fonts to the characters that each shows (see `characters`), and write them below the site's static folder."""
    theme = (static / "styles" / "theme.css").read_text(encoding="utf-8")
    icons = Path(static, "vendor", "fontawesome", "webfonts", "fa-solid-900.woff2")
    shrink(icons, icons, icons_in(theme), "BookIcons")
    fonts = static / "fonts"
    fonts.mkdir(exist_ok=True)
    for file, (source, name, weight) in TEXT_FONTS.items():
        shrink(VENDOR / f"{source}.woff2", fonts / f"{file}.woff2", shown[file], name, weight)
    shrink(VENDOR / f"{MATHS_FONT.source}.woff2", fonts / "maths.woff2", shown["maths"] | {" "}, MATHS_FONT.name,
           stretched=shown["stretched"])
