"""The words of a chapter, as a reader meets them.

Counted: headings, paragraphs, lists, tables, captions of drawings and figures, boxes written in the chapter. Not counted:
code, equations on lines of their own, names and options of directives, comments, folded answers, and what the build puts
in the place of `{claim}` and `{longer-run}`. A number that a lab measured, a reference, a citation, a formula within a line
and a piece of code within a line are one word each.
"""

import re

SPOKEN = {"admonition", "drawing", "lab-figure", "live", "note", "table"}  # directives whose content is read as text
FENCE = re.compile(r"\s*(`{3,}|:{3,})(?:\{([\w-]+)\})?")
ROLE = re.compile(r"\{term\}`([^`<]+?)(?: *<[^`]*>)?`")
ONE_WORD = re.compile(r"\{[\w:-]+\}`[^`]*`|\$[^$]+\$|`[^`]+`")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
SHORT = 8


def spoken(text):
    """The lines of a page's source that count, without roles, formulas and addresses."""
    fences, lines = [], []
    for line in text.splitlines():
        if fence := FENCE.match(line):
            turn(fences, *fence.groups())
            lines.append("")
        elif ":class: dropdown" in line:
            fences[-1] = (fences[-1][0], False)
        elif all(heard for _, heard in fences) and not re.match(r"\s*(:[\w-]+:|%)", line):
            lines.append(re.sub(r"^(\s*)\d+\. ", r"\1- ", line))
    return ONE_WORD.sub("X", LINK.sub(r"\1", ROLE.sub(r"\1", "\n".join(lines))))


def turn(fences, marks, directive):
    """Close the innermost fence, or open one: its marks, and whether its content counts."""
    if fences and not directive and fences[-1][0] == marks:
        fences.pop()
    else:
        fences.append((marks, directive in SPOKEN))


def words(text):
    """How many words of a page's source count."""
    return len(re.findall(r"[^\s|]*\w[^\s|]*", spoken(text)))


def sections(text):
    """The words of each section, by its heading; what stands before the first one by the page's own."""
    parts = re.split(r"^##? (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], map(words, parts[2::2]), strict=True))


def sentences(text):
    """The sentences of paragraphs, lists and captions, without headings and the bold words that stand for one."""
    blocks = re.split(r"\n\s*\n|\n(?=\s*- )", re.sub(r"^(#|\s*\|).*$", "", spoken(text), flags=re.MULTILINE))
    flat = (re.sub(r"^\s*(- )?(\*\*[^*]+[.?!:]\*\*)?", "", " ".join(block.split())) for block in blocks)
    return [sentence for block in flat for sentence in re.split(r"(?<=[.?!]) +(?=['\"(]?[A-Z])", block) if words(sentence)]


def short(text):
    """The sentences of fewer than eight words."""
    return [sentence for sentence in sentences(text) if words(sentence) < SHORT]
