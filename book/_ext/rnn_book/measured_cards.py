"""How a number was measured, as the HTML of the card that a preview shows: value, bounds, control, lab, the cell's code."""

import re
from functools import cache
from html import escape

import nbformat
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from utils.book.in_words import bounds_in_words, controls, on_seeds, values_in_words
from utils.book.markers import split

from .lab_pages import YOUR_TURN
from .lab_records import in_print, lab_title
from .shown import SAID
from .solutions import shown

PLAIN_TOKEN = re.compile(r'<span class="(?:n|p|w)">([^<]*)</span>')  # no style sheet colours them
HEADING = re.compile(r"^#{2,} +(.+)$", re.MULTILINE)


def card(found, library, address):
    """The card of a measurement; `address` leads from its page to the lab's cell."""
    record, lab = found.record, lab_title(found.lab)
    code, heading = cells(library.path(found))[found.cell]
    place = f"{lab}, {heading}" if heading else lab
    return (f'<div class="measured-card"><p>{value(record)} {escape(in_print(record["says"]))}{on_seeds(record)}</p>'
            f"<dl>{''.join(f'<div><dt>{escape(term)}</dt><dd>{text}</dd></div>' for term, text in facts(record, library))}"
            f'<div><dt>Where</dt><dd><a href="{escape(address)}">{escape(place)}</a></dd></div></dl>'
            f"<details><summary>How this number was measured</summary>{code}</details></div>")


def facts(record, library):
    """Bounds, each control, and the claim that rests on it: pairs of a term and HTML."""
    yield "Bounds", escape(in_print(bounds_in_words(record)))
    for words, values in controls(record).items():
        yield "Control", f"{escape(words)}: {value(record, values)}"
    if "claim" in record:
        yield "Claim", f"{escape(record['claim'])}: {SAID[library.claims[record['claim']]['verdict']]}"


def value(record, values=None):
    """Measured digits, so that the eye finds them."""
    return f'<strong class="measured-value">{escape(in_print(values_in_words(record, values)))}</strong>'


@cache
def cells(path):
    """Every code cell of a notebook by its id: the highlighted code without marks, and the heading that it stands under."""
    found, heading = {}, ""
    for each in nbformat.read(path, as_version=4).cells:
        if each.cell_type == "markdown":
            heading = [heading, *HEADING.findall(each.source)][-1]
        else:
            found[each.get("id", "")] = highlighted(without_marks(each.source)), heading.replace("`", "").replace("*", "")
    return found


def codes(path):
    """The code of every cell, each once."""
    return list(dict.fromkeys(code for code, _ in cells(path).values()))


def without_marks(source):
    """The code of a cell without the lines that mark a solution; in a site without solutions, without the solutions."""
    task, solved = split(source, YOUR_TURN)
    return solved if shown() else task


def highlighted(source):
    """Code as the pages show it, in a box that scrolls by keyboard."""
    text = PLAIN_TOKEN.sub(r"\1", highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))
    return f'<div class="highlight"><pre tabindex="0" role="group" aria-label="The code of the cell">{text}</pre></div>'
