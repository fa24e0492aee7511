"""Cuts a font down to the characters that the pages show: an icon font of 156 kB becomes one of 3."""

import logging
import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ICON_CODE = re.compile(r'"\\([ef][0-9a-f]{3})"')
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
NAMED = {1, 3, 4, 6, 16}
"""The entries of a font that hold its name. A shortened font must not go by its old one: the licence reserves it."""

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every glyph otherwise


def icons_in(css):
    """The characters of the icons that a pruned style sheet can show."""
    return {chr(int(code, 16)) for code in ICON_CODE.findall(css)} | set(PRIVATE_USE.findall(css))


def shrink(path, characters, name):
    """Rewrite a woff2 font in place with only the given characters and another name."""
    options = subset.Options(flavor="woff2", notdef_outline=True, hinting=False)
    font = TTFont(path)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(characters))
    cutter.subset(font)
    for record in font["name"].names:
        record.string = name if record.nameID in NAMED else record.toUnicode()
    subset.save_font(font, path, options)


def shrink_site_fonts(static, formula_characters):
    """Cut the fonts of icons and formulas below the static folder down to what the site shows."""
    theme = (static / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    icons = Path(static, "vendor", "fontawesome", "webfonts", "fa-solid-900.woff2")
    shrink(icons, icons_in(theme), "BookIcons")
    for font in (static / "katex" / "fonts").glob("*.woff2"):
        shrink(font, formula_characters or " ", font.stem)
