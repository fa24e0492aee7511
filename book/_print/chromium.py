"""The browser that prints: where it is, and the one call that turns a page into a PDF."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge",
         "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
         r"C:\Program Files\Google\Chrome\Application\chrome.exe",
         r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe")
"""What browsers that can print are called, and where they stand on a Mac and on Windows."""

OLDEST = 131
"""The first version that prints page numbers from a style sheet."""

LIMIT = 300
"""Seconds that one printing may take, ten times what it takes on one busy core."""

MISSING = f"""The PDF is printed by a browser, and none was found: Chromium, Chrome or Edge, version {OLDEST} or newer.
On Debian and Ubuntu: apt install chromium. On a Mac: brew install --cask chromium. Elsewhere: https://www.google.com/chrome.
If you have one that this did not find, name it: CHROMIUM=/path/to/chrome make pdf. The EPUB needs none: make epub."""

QUIET = ("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-extensions", "--hide-scrollbars")


class NoBrowser(RuntimeError):
    """No browser that can print was found; the message says how to get one."""


def find():
    """The path of a browser: the one that CHROMIUM names, else the first that the machine has."""
    named = os.environ.get("CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise NoBrowser(f"CHROMIUM: got {named!r}, expected a program.\n{MISSING}" if named else MISSING)
    return found


def check_version(browser):
    """Raise NoBrowser if the browser is too old to number pages; one that does not tell its version is tried."""
    said = subprocess.run([browser, "--version"], capture_output=True, text=True, timeout=60).stdout
    version = re.search(r"\b(\d+)\.\d+\.\d+", said)
    if version and int(version[1]) < OLDEST:
        raise NoBrowser(f"{browser}: got version {version[1]}, expected {OLDEST} or newer.\n{MISSING}")


def print_to_pdf(browser, page, pdf):
    """Print an HTML file: tagged, with an outline of its headings; RuntimeError if nothing came of it."""
    pdf.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        done = subprocess.run(
            [browser, *QUIET, *(["--no-sandbox"] if as_root() else []), f"--user-data-dir={profile}", "--no-pdf-header-footer",
             "--generate-pdf-document-outline", "--virtual-time-budget=60000", f"--print-to-pdf={pdf}", Path(page).as_uri()],
            capture_output=True, text=True, timeout=LIMIT)
    if not pdf.is_file():
        raise RuntimeError(f"{browser} printed nothing (exit status {done.returncode}):\n{done.stderr[-2000:]}")


def as_root():
    """Whether this runs as root, as in a container, where Chromium's own sandbox cannot start."""
    return sys.platform != "win32" and os.geteuid() == 0
