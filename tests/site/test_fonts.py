"""The fonts: where they come from, what they are called once they are cut, and their licences on the site."""

import hashlib
import re

from fontTools.ttLib import TTFont

from tests.paths import ROOT

KATEX = ROOT / "book/_ext/rnn_book/vendor/katex"


def test_katex_is_what_its_source_says():
    listed = dict(reversed(line.split()) for line in (KATEX / "SOURCE.txt").read_text(encoding="utf-8").splitlines()[2:])
    files = [path for path in KATEX.rglob("*") if path.is_file() and path.name != "SOURCE.txt"]
    assert listed == {path.relative_to(KATEX).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    version = re.search(r"katex@([0-9.]+)", (KATEX / "SOURCE.txt").read_text(encoding="utf-8"))[1]
    assert f'version:"{version}"' in (KATEX / "katex.min.js").read_text(encoding="utf-8")


def test_no_cut_font_goes_by_a_reserved_name(site):
    fonts = list(site.rglob("*.woff2"))
    assert len(fonts) > 10
    for font in fonts:
        names = [record.toUnicode() for record in TTFont(font)["name"].names if record.nameID in (1, 3, 4, 6, 16)]
        assert names and not [name for name in names if "KaTeX" in name or "Awesome" in name], font.name
        assert "KaTeX" not in font.name


def test_every_font_family_that_a_formula_asks_for_is_there(site):
    style = next(site.rglob("katex*.css")).read_text(encoding="utf-8")
    asked = set(re.findall(r"Maths_[A-Za-z0-9]+", style))
    assert "KaTeX_" not in style and {"Maths_Main", "Maths_Math"} <= asked
    assert asked == {font.stem.partition("-")[0] for font in site.rglob("Maths_*.woff2")}


def test_the_licences_are_on_the_site(site):
    texts = {path.name: path.read_text(encoding="utf-8") for path in (site / "_static" / "licences").iterdir()}
    assert set(texts) == {"KaTeX-MIT.txt", "OFL-1.1.txt", "fonts.txt"}
    assert "SIL OPEN FONT LICENSE" in texts["OFL-1.1.txt"] and "Reserved Font Name" in texts["OFL-1.1.txt"]
    assert all(f"KaTeX_{name}" in texts["fonts.txt"] for name in ("AMS", "Main", "Math", "Typewriter"))
