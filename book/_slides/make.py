"""Building the decks: Sphinx makes slides of their sources, each becomes one file, and a browser prints it."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from pypdf import PdfReader
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from book._print import chromium

from .chapters import ROOT, SOURCES, decks
from .one_file import on_paper, one_file

SIZE = (1280, 720)
REVEAL = f"""{{width: {SIZE[0]}, height: {SIZE[1]}, margin: 0, minScale: 0.1, maxScale: 4, center: false, hash: true,
  transition: "none", slideNumber: "c/t", controlsTutorial: false, pdfMaxPagesPerSlide: 1, pdfSeparateFragments: false,
  scrollActivationWidth: null,
  keyboardCondition: () => !document.activeElement.closest(".live, a, button")}}"""


def settings(site):
    """Sphinx's settings for the decks: the book's own where there is one."""
    book = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return {
        "extensions": ["myst_parser", "sphinx_revealjs", "rnn_book.maths", "book._slides.directives"],
        "project": book["title"], "author": book["author"], "language": book["sphinx"]["config"]["language"],
        "myst_enable_extensions": book["parse"]["myst_enable_extensions"], "html_math_renderer": "mathml",
        "slides_site": str(Path(site).resolve()),
        "revealjs_html_theme": "revealjs-simple", "revealjs_style_theme": "deck.css",
        "revealjs_script_conf": REVEAL,
        "revealjs_script_plugins": [{"name": "RevealNotes", "src": "revealjs/plugin/notes/notes.js"}]}


def write_decks(folder, site, names=None, sources=SOURCES):
    """Write a file for each deck into a folder; return their paths. ValueError where a source is wrong."""
    names = names or decks(sources)
    folder = Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as built:
        build(sources, built, site, names)
        for name in names:
            (folder / f"{name}.html").write_text(one_file(Path(built, f"{name}.html"), site), encoding="utf-8")
    return [folder / f"{name}.html" for name in names]


def build(sources, built, site, names):
    """Have Sphinx make slides of sources; ValueError if it complained of anything, after it has said all of it."""
    with docutils_namespace(), patch_docutils():
        app = Sphinx(sources, None, built, f"{built}/.doctrees", "revealjs", {**settings(site), "root_doc": names[0]},
                     status=None, warning=sys.stderr, warningiserror=True, keep_going=True)
        app.build(filenames=[str(Path(sources, f"{name}.md")) for name in names])
    if app.statuscode:
        raise ValueError("slides: a deck's source has faults; they are named above")


def print_deck(deck):
    """Print a deck to a PDF beside it, a page for each slide; return how many."""
    pdf, browser = deck.with_suffix(".pdf"), chromium.find()
    chromium.check_version(browser)
    with TemporaryDirectory() as folder:
        paper = Path(folder, deck.name)
        paper.write_text(on_paper(deck), encoding="utf-8")
        chromium.print_to_pdf(browser, paper, pdf)
    return len(PdfReader(pdf).pages)
