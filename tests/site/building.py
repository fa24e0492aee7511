"""Building books for the tests: the real one, or a tiny one with the same settings."""

import gzip
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
EXTENSIONS = ROOT / "book" / "_ext"
JUPYTER_BOOK = Path(sys.executable).with_name("jupyter-book")
STRICT = ["-W", "-n", "--keep-going"]


LIMIT = 600
"""Seconds that a build may take, ten times what it takes on one busy core: one that never ends must not hold up the tests."""


def build(source, output):
    """Build a book strictly into a folder; return the exit status and what was said."""
    command = [JUPYTER_BOOK, "build", *STRICT, "--path-output", output, source]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"}, timeout=LIMIT)
    return done.returncode, done.stdout + done.stderr


NODES = 4_000
"""Elements that a page may have: a phone pays for the style and the place of each."""

BUDGET = 100_000
"""Bytes that a page with all it loads may cost a reader, as hosts send them (texts compressed), without its pictures. Two
fifths of it are the fonts, which all pages share."""

UNPACKED = 450_000
"""The same, unpacked: what the reader's machine must parse."""


def sent(body, kind):
    """Bytes of a response as a host sends it: fonts are packed already, texts are not."""
    return len(body) if kind == "font" else len(gzip.compress(body, mtime=0))


@cache
def parsed(path):
    """The parsed page at a path."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def tiny_settings():
    """The book's own settings, for a book elsewhere that has no labs."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    settings["logo"] = str(ROOT / settings["logo"])
    settings["html"]["favicon"] = str(ROOT / settings["html"]["favicon"])
    sphinx = settings["sphinx"]
    own = sphinx["config"]
    of_labs = {"rnn_book.labs", "rnn_book.previews", "rnn_book.editions"}
    own["extensions"] = [name for name in own["extensions"] if name not in of_labs]
    sphinx["local_extensions"] = {"rnn_book.lean_pages": str(EXTENSIONS)}
    own["html_static_path"] = [str(ROOT / "book" / "_static")]
    own["templates_path"] = [str(ROOT / "book" / "_templates")]
    for name in ("nb_custom_formats", "editions_branch"):
        own.pop(name)
    return settings


def build_tiny_book(folder, text):
    """Build a book of one page in a folder: the exit status, what was said, and where the site is."""
    source = folder / "source"
    (source / "book").mkdir(parents=True)
    (source / "_config.yml").write_text(yaml.safe_dump(tiny_settings()), encoding="utf-8")
    (source / "_toc.yml").write_text("format: jb-book\nroot: book/index\n", encoding="utf-8")
    (source / "book" / "references.bib").write_text("@misc{known, title={Known}, year={1990}}\n", encoding="utf-8")
    (source / "book" / "index.md").write_text(text, encoding="utf-8")
    return *build(source, folder / "out"), folder / "out" / "_build" / "html"
