"""The source of the book's pages as its tests read it: which chapters there are, their running prose, their formulas.

What is left out is blanked, so that every place in what remains is that of the page, and a complaint can name its line.
"""

import re

import yaml

from tests.paths import ROOT

FENCE = re.compile(r"^\s*(?P<marks>`{3,}|:{3,})(?:\{(?P<directive>[\w-]+)\})?")
PROSE = {"admonition", "note", "tip", "warning"}  # directives whose content is running prose
CAPTIONED = {"drawing", "lab-figure", "live", "table"}  # those whose content holds words and formulas, but is no running prose
NOT_PROSE = re.compile(r"^\s*(#|\||%|:[\w-]+:|\([\w-]+\)=$)")
FORMULA = re.compile(r"(?<![\\$])\$(?!\$)((?:[^$\\]|\\.)+?)\$")
CODE = re.compile(r"(?:\{(?P<role>[\w:-]+)\})?(?P<ticks>`+)(?!`)(?P<content>.+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL)


def chapters():
    """The numbered chapters of the table of contents and the pages below them: their sources by name ("03_gated_networks")."""
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    files = [file for part in parts if part.get("numbered") for entry in part["chapters"] for file in below(entry)]
    return {file.removeprefix("book/"): ROOT / f"{file}.md" for file in files if re.match(r"book/\d\d", file)}


def below(entry):
    """The file of an entry of the table of contents, and all that hang under it, in order."""
    yield entry["file"]
    for section in entry.get("sections", []):
        yield from below(section)


def chapter_of(name):
    """The number of the chapter that a page belongs to."""
    return int(name[:2])


def line_of(text, place):
    """The number of the line in which a place of a page stands."""
    return text.count("\n", 0, place) + 1


def blank(piece):
    """As much nothing: the same ends of lines, spaces between them."""
    return re.sub(r"[^\n]", " ", piece)


def kinds(text):
    """The directive that each line of a page is in; "" for none, "fence" for the border of one, "code" for plain code."""
    inside, found = [], []
    for line in text.split("\n"):
        fence = FENCE.match(line)
        if not fence:
            found.append(inside[-1][1] if inside else "")
            continue
        found.append("fence")
        marks, directive = fence["marks"], fence["directive"]
        if inside and not directive and inside[-1][0] == marks:
            inside.pop()
        else:
            inside.append((marks, directive or "code"))
    return found


def running_prose(text):
    """A page with only paragraphs and lists left: no headings, tables, captions, code, formulas, links, roles but `term`."""
    lines = [line if (not kind or kind in PROSE) and not NOT_PROSE.match(line) else blank(line)
             for kind, line in zip(kinds(text), text.split("\n"), strict=True)]
    said = CODE.sub(lambda found: found[0] if found["role"] == "term" else blank(found[0]), "\n".join(lines))
    for unsaid in (FORMULA, re.compile(r"\[[^\]\n]*\]\([^)\n]*\)")):
        said = unsaid.sub(lambda found: blank(found[0]), said)
    return said


def formulas(text):
    """All formulas of a page, in lines and on lines of their own: pairs of place and LaTeX."""
    found, start = [], 0
    lines, of = text.split("\n"), kinds(text)
    for kind, line in zip(of, lines, strict=True):
        if kind == "math" and not re.match(r"^\s*:[\w-]+:", line):
            found.append((start, line))
        start += len(line) + 1
    worded = "\n".join(line if {kind} <= {"", *PROSE, *CAPTIONED} or line.lstrip().startswith(":caption:") else blank(line)
                       for kind, line in zip(of, lines, strict=True))
    worded = CODE.sub(lambda found: blank(found[0]), worded)
    return sorted(found + [(formula.start(1), formula[1]) for formula in FORMULA.finditer(worded)])
