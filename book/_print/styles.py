"""What the sheets for paper take over from the site's: fonts, the names of fonts and colours, the rules of formulas."""

import re
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
SAID = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
FILE = re.compile(r"""url\(\s*["']?([^"':)?#]+)""")
NAMED = re.compile(r"(--book-(?:prose|plain|mono|keep|gate|gradient|hairline))\s*:\s*([^;}]+)")
OF_FORMULAS = "temml"
OWN = ("book", "landing", "tasks")
WEIGHTS = (400, 600, 700)
"""The weights that the book is set in."""


class Face(NamedTuple):
    """A font of the site: the file, and what its rule says of it (`font-family`, `font-weight`, ...)."""

    file: Path
    said: dict


def sheets(site):
    """The site's own style sheets: its `book.css`, those of two pages, and that of its formulas."""
    static = Path(site, "_static")
    found = sorted(path for path in static.rglob("*.css") if path.name.startswith(OF_FORMULAS))
    return [path for path in (*(static / f"{name}.css" for name in OWN), *found) if path.is_file()]


def faces(site):
    """Every font of the site's sheets that is a file of the site."""
    for sheet in sheets(site):
        for rule in FACE.findall(sheet.read_text(encoding="utf-8")):
            said = {name: value.strip() for name, value in SAID.findall(rule)}
            file = FILE.search(said.pop("src", ""))
            if file and (sheet.parent / file[1]).is_file():
                yield Face((sheet.parent / file[1]).resolve(), said)


def face_rule(address, said):
    """The rule of a font at an address."""
    return f'@font-face {{ {" ".join(f"{name}: {value};" for name, value in said.items())} src: url("{address}"); }}'


def fonts_for_print(site, folder):
    """The rules of all fonts, with a file for each weight: of a font of many weights Chromium prints drawings of letters."""
    return "\n".join(face_rule(file.as_uri(), said) for face in faces(site) for file, said in one_by_weight(face, folder))


def one_by_weight(face, folder):
    """(file, what its rule says) of a font, for each weight where it has several."""
    font = TTFont(face.file)
    if "fvar" not in font:
        yield face
        return
    axis = next(axis for axis in font["fvar"].axes if axis.axisTag == "wght")
    for weight in (each for each in WEIGHTS if axis.minValue <= each <= axis.maxValue):
        single = instancer.instantiateVariableFont(TTFont(face.file), {"wght": weight})
        single.flavor = None
        file = Path(folder, f"{face.file.stem}-{weight}.ttf")
        single.save(file)
        yield file, {**face.said, "font-weight": weight}


def names(site):
    """The site's names of fonts and colours, as on a light page, which comes first in its sheet."""
    found = {}
    for sheet in sheets(site):
        for name, value in NAMED.findall(sheet.read_text(encoding="utf-8")):
            found.setdefault(name, value.strip())
    return f":root {{ {' '.join(f'{name}: {value};' for name, value in found.items())} }}"


def formulas(site):
    """The rules of the formulas' sheets, without their fonts."""
    return "\n".join(FACE.sub("", sheet.read_text(encoding="utf-8")) for sheet in sheets(site)
                     if sheet.name.startswith(OF_FORMULAS))
