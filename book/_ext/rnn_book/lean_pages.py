"""Sphinx extension that finishes the built pages: light, self-contained and accessible.

It works on the finished HTML, since most of what it takes out or mends comes from the theme.
"""

import re
from pathlib import Path
from shutil import copytree

from bs4 import BeautifulSoup

from .pages.access import mend
from .pages.characters import characters, joined
from .pages.description import describe
from .pages.folds import fold_dropdowns
from .pages.prune_css import properties_in_use, prune
from .pages.punctuation import keep_together
from .pages.scripts import bare
from .pages.shrink_fonts import shrink_site_fonts
from .pages.tables import align_numbers, spell_heads
from .pages.weight import DROPPED, THEME_STYLE, THEME_STYLES, lighten

LICENCES = Path(__file__).parent / "vendor" / "licences"

UNUSED_FILES = ("**/*.map", "**/*.LICENSE.txt", "vendor/**/*.ttf", "vendor/**/fa-[!s]*", "locales/**/*.*")

NAMES_IN_PAGE = re.compile(r'(?:class|id)="([^"]*)"')
TAGS_IN_PAGE = re.compile(r"<[a-z][\w-]*")

# Names that the scripts of the theme, of the search and the book's own give to parts of a page while it is read.
GIVEN_BY_SCRIPTS = {"show", "active", "scrolled", "pst-sidebar-hidden",
                    "search", "search-summary", "context", "copy-code", "preview", "preview-way", "measured-card",
                    "trainer", "trainer-says", "trainer-score", "mock-place", "mock-question", "mock-clock", "mock-buttons",
                    "task-item", "tasks-done", "<input", "<output",
                    "<button", "<li", "<ul", "<a", "<div", "<dl", "<dt", "<dd", "<summary", "<mark"}


def _pages(folder):
    return [page for page in sorted(folder.rglob("*.html")) if "_static" not in page.parts]


def finish_page(path, title):
    """Rewrite one built page in place; return the characters that each font shows on it."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    if not page.html:  # the redirection from the root, which Jupyter Book writes by hand
        return {}
    fold_dropdowns(page)
    lighten(page)
    mend(page)
    align_numbers(page)
    spell_heads(page)
    keep_together(page)
    describe(page, otherwise=title)
    path.write_text(str(page), encoding="utf-8")
    return characters(page)


def names_in_use(folder):
    """Every class, identifier and tag (as `<tag`) of the built pages, and those that scripts add."""
    used = set(GIVEN_BY_SCRIPTS)
    for path in _pages(folder):
        text = path.read_text(encoding="utf-8")
        used.update(" ".join(NAMES_IN_PAGE.findall(text)).split(), TAGS_IN_PAGE.findall(text))
    return used


def drop_files(static):
    """Delete the theme's files that no page asks for any more."""
    for name in DROPPED:
        (static / name).unlink(missing_ok=True)
    for pattern in UNUSED_FILES:
        for file in static.glob(pattern):
            file.unlink()


def prune_styles(folder):
    """Cut every style sheet of the site down to what its pages use."""
    used = names_in_use(folder)
    elsewhere = [path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.suffix in {".html", ".js"}]
    sheets, shorter = {}, {path: path.read_text(encoding="utf-8") for path in (folder / "_static").rglob("*.css")}
    while sheets != shorter:  # a property may be read only by a definition that goes
        sheets, properties = shorter, properties_in_use([*elsewhere, *shorter.values()])
        shorter = {path: prune(sheet, used, properties) for path, sheet in sheets.items()}
    for path, sheet in sheets.items():
        path.write_text(sheet, encoding="utf-8")


def join_theme_styles(static):
    """Make the theme's sheets one, in the folder from which the addresses in them are right."""
    sheets = []
    for part in (static / name for name in THEME_STYLES):
        text = part.read_text(encoding="utf-8")
        sheets.append(text if part.parent.name == "styles" else text.replace("url(", "url(../"))
        part.unlink()
    Path(static, THEME_STYLE).write_text("".join(sheets), encoding="utf-8")


def minify_scripts(static):
    """Take comments and indents out of the book's own scripts; the theme's come without."""
    for script in [*static.glob("*.js"), *static.glob("live/*.js")]:
        script.write_text(bare(script.read_text(encoding="utf-8")), encoding="utf-8")


def finish_site(app, error):
    """Finish all pages after a build that went well."""
    if error or app.builder.name not in ("html", "dirhtml"):
        return
    folder = Path(app.outdir)
    found = [finish_page(path, app.config.html_title) for path in _pages(folder)]
    copytree(LICENCES, folder / "_static" / "licences", dirs_exist_ok=True)
    drop_files(folder / "_static")
    minify_scripts(folder / "_static")
    prune_styles(folder)
    join_theme_styles(folder / "_static")
    shrink_site_fonts(folder / "_static", joined(found))


def setup(app):
    """Finish the pages when everything else has been written."""
    app.connect("build-finished", finish_site, priority=900)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
