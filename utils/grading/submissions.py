"""Find what students have handed in, and read it without trusting it: names, links, sizes and texts may all be hostile."""

import hashlib
import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from utils.grading.matching import Refused
from utils.grading.notebooks import parse

LARGEST = 20 * 2**20  # bytes of a notebook
MOST_CELLS = 2000
DEEPEST = 4  # folders within folders
IGNORED = {".ipynb_checkpoints", "__MACOSX", ".git"}
SUBMITTED, STAMP = "submitted", "timestamp.txt"  # nbgrader's folder, and what it puts into each submission's


@dataclass(frozen=True)
class Submission:
    """One file handed in: who, where (below the folder of submissions), when, and why it cannot be read, if so."""

    student: str
    path: Path
    relative: str
    when: str
    refused: str | None = None


def collect(folder, stems=()):
    """Everything that was handed in, sorted by student and path.

    A file in a folder belongs to whom the first folder is named after; a loose one to whom its name names, once the lab's own
    name is taken out of it. Where everything lies in one folder called `submitted`, as nbgrader has it, that is taken.

    Raises
    ------
    ValueError
        If `folder` is no folder, or empty.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"SUBMISSIONS: got {folder}, expected a folder of what students have handed in")
    if (folder / SUBMITTED).is_dir() and not (folder / SUBMITTED).is_symlink():
        folder = folder / SUBMITTED
    found = sorted(walk(folder, folder, stems), key=lambda one: (one.student, one.relative))
    if not found:
        raise ValueError(f"SUBMISSIONS: {folder} is empty, expected notebooks, or a folder for each student")
    return found


def walk(folder, top, stems, depth=0):
    """The submissions below a folder."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        entries = []
        yield made(Path(folder), top, stems, f"the folder cannot be read ({error.strerror})")
    for entry in entries:
        path, here = Path(entry.path), depth == 0
        if entry.name in IGNORED or (entry.name.startswith(".") and not entry.name.endswith(".ipynb")):
            continue
        if entry.is_dir(follow_symlinks=False):
            below = list(walk(path, top, stems, depth + 1)) if depth < DEEPEST else []
            yield from below or [made(path, top, stems, "no notebook in the folder")] * here
        elif entry.name.endswith(".ipynb") or entry.is_symlink() or here:
            yield made(path, top, stems, fault(entry), loose=here)


def fault(entry):
    """Why a file is not even opened, or None."""
    if entry.is_symlink():
        return "it is a link to somewhere else, which is not followed"
    if not entry.is_file(follow_symlinks=False):
        return "it is no file"
    if not entry.name.endswith(".ipynb"):
        return f"it is no notebook ({Path(entry.name).suffix or 'no suffix'}), expected .ipynb"
    return None


def made(path, top, stems, refused, loose=False):
    """A submission; a loose file's name says whose it is, else the first folder's does."""
    parts = path.relative_to(top).parts
    student = named(Path(parts[0]).stem, stems) if loose else parts[0]
    return Submission(readable(student), path, readable("/".join(parts)), handed_in(path, top), refused)


def readable(text):
    """A name that can be printed: without control characters, and with a mark for what is no Unicode."""
    text = os.fsencode(text).decode("utf-8", "replace")
    return "".join("\ufffd" if unicodedata.category(c)[0] == "C" else c for c in text)[:200] or "\ufffd"


def named(stem, stems):
    """The student's name in the name of a loose file."""
    name = stem
    for known in sorted(stems, key=len, reverse=True):
        name = name.replace(known, " ")
    name = re.sub(r"[\s_.-]*(\(\d+\)|assignsubmission[ _]file)?[\s_.-]*$", "", name)
    return name.strip(" _.-") or stem.strip() or "nobody"


def handed_in(path, top):
    """When: nbgrader's time stamp in a folder of nbgrader's, else the file's time; in ISO's form with its zone."""
    stamp = path.parent / STAMP
    try:
        if top.name == SUBMITTED and stamp.is_file() and not stamp.is_symlink() and stamp.stat().st_size < 200:
            return moment(stamp.read_text(encoding="utf-8").strip()).isoformat(timespec="seconds")
    except (ValueError, OSError):
        pass
    return datetime.fromtimestamp(path.lstat().st_mtime).astimezone().isoformat(timespec="seconds")


def moment(text):
    """A time as people and nbgrader write it, in this machine's zone where none is named.

    Raises
    ------
    ValueError
        If it is none.
    """
    text = re.sub(r"(\.\d+)", "", text.strip()).replace(" UTC", "+00:00")
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise ValueError(f"got {text!r}, expected a time such as '2026-12-01 18:00'") from error


def late_by(when, due):
    """How late something came, in words, or an empty text."""
    seconds = (moment(when) - moment(due)).total_seconds() if due else 0
    if seconds <= 0:
        return ""
    days, hours, minutes = int(seconds // 86400), int(seconds % 86400 // 3600), int(seconds % 3600 // 60)
    return f"{days} d {hours} h late" if days else f"{hours} h {minutes} min late"


def content(path):
    """The bytes of a file that is no link and not too long.

    Raises
    ------
    Refused
        If it is none, or cannot be read.
    """
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise Refused(f"it cannot be opened ({error.strerror})") from error
    with os.fdopen(number, "rb") as file:
        about = os.fstat(number)
        if not stat.S_ISREG(about.st_mode):
            raise Refused("it is no file")
        if about.st_size > LARGEST:
            raise Refused(f"it has {about.st_size >> 20} megabytes, expected at most {LARGEST >> 20}: clear its outputs")
        return file.read(LARGEST + 1)


def digest(path):
    """A hash of a file's bytes; of nothing where it cannot be read."""
    try:
        return hashlib.sha256(content(path)).hexdigest()
    except Refused:
        return ""


def notebook_in(data):
    """The notebook that bytes hold.

    Raises
    ------
    Refused
        If they hold none, or one with too many cells, or one that is not for Python.
    """
    if not data.strip():
        raise Refused("the file is empty")
    try:
        notebook = parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused("the file is no text in UTF-8, and so no notebook") from error
    except Exception as error:  # of many kinds, and a forged file finds others
        raise Refused(f"the file is no whole notebook: was it cut off on the way? ({type(error).__name__})") from error
    if len(notebook.cells) > MOST_CELLS:
        raise Refused(f"it has {len(notebook.cells)} cells, expected at most {MOST_CELLS}")
    if language := other_language(notebook.metadata):
        raise Refused(f"it is a notebook for {language}, expected Python")
    return notebook


def other_language(metadata):
    """The language of a notebook that is not Python, or None."""
    found = metadata.get("kernelspec"), metadata.get("language_info")
    kernel, info = (part if isinstance(part, dict) else {} for part in found)
    names = [str(name) for name in (info.get("name"), kernel.get("language"), kernel.get("name")) if name]
    if not names or any(name.lower().startswith(("python", "ipython", "conda", "pyodide")) for name in names):
        return None
    return names[0][:40] if info.get("name") or kernel.get("language") else None
