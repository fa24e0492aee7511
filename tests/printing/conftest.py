"""A small built site, written by hand, and both files made from it, once."""

import shutil

import pytest

from book._print.epub import write_epub
from book._print.facts import read_facts
from book._print.pdf import write_pdf
from tests.printing.small import small_site


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """(facts, folder of the site) of a small book: two chapters, a page of reference, a lab."""
    root = tmp_path_factory.mktemp("small")
    return read_facts(root) if small_site(root) else None, root / "site"


@pytest.fixture(scope="session")
def pdf(small, tmp_path_factory):
    """The small book's PDF."""
    if not (shutil.which("chromium") or shutil.which("chromium-browser")):
        pytest.skip("there is no Chromium on this machine (Debian: apt install chromium)")
    target = tmp_path_factory.mktemp("pdf") / "small.pdf"
    write_pdf(target, *small)
    return target


@pytest.fixture(scope="session")
def epub(small, tmp_path_factory):
    """The small book's EPUB."""
    target = tmp_path_factory.mktemp("epub") / "small.epub"
    write_epub(target, *small)
    return target
