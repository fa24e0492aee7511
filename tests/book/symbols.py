"""Formulas taken apart into symbols, and the register of symbols on the notation page.

A symbol is a letter with what makes it another symbol than the letter alone. Subscripts that count (steps, entries, numbers)
are places of one symbol: h_0, h_{t-1} and h_{t,1} are all h. Other subscripts belong to its name: W_{hh} and W_{xh} are two.
Of weights and biases, and above a, the letter of a gate stands for any gate: W_{hf} is W_{h\\gamma}, a^f is a^{\\gamma}.
"""

import re
from dataclasses import dataclass

from tests.book.pages import FORMULA, line_of

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
COUNTS = {"t", "T", "j", "l", "w", "D", "U"}  # letters that number places
GATES = {"i", "f", "o", "g", "r", "z", "n", r"\gamma"}
NAMED = {"W", "b"}  # letters that are nothing without their subscript
SKIPPED = {r"\text", r"\operatorname", r"\begin", r"\end", r"\label"}  # with their argument: words
STYLES = {r"\mathbb", r"\mathcal", r"\mathrm", r"\mathbf", r"\hat", r"\tilde", r"\bar"}  # with their argument: a letter
PLAIN = re.compile(  # mathematics that needs no register
    r"\\(?:[dt]?frac|sqrt|sum|prod|ln|exp|log|tanh|max|min|arg|[lg]e|neq?|approx|in|to|mid|cdot|[cl]?dots|infty|partial|top|pm|times"
    r"|q?quad|left|right|[lr]vert|[bB]igl?|[bB]igr|textstyle|displaystyle|[^A-Za-z])")
LETTER = r"\\?[A-Za-z]+(?:\{[A-Za-z]\})?(?:_(?:\w|\\[A-Za-z]+|\{[^}]*\}))?"
MENTION = re.compile(rf"\s*{LETTER}(?:\s*,\s*{LETTER})*\s*")  # a formula that names symbols and says nothing of them


@dataclass(frozen=True)
class Symbol:
    """A symbol in a formula: its name, whether a bracket follows at once, whether it hangs on another, and the page's line.

    `mentioned` says that the formula only names symbols.
    """

    name: str
    applied: bool
    hangs: bool
    mentioned: bool
    line: int


def argument(tokens, start):
    """The tokens of the argument that begins at or after a place, and the place after it."""
    while start < len(tokens) and tokens[start].isspace():
        start += 1
    if start >= len(tokens):
        return [], start
    if tokens[start] != "{":
        return [tokens[start]], start + 1
    depth, end = 1, start + 1
    while depth and end < len(tokens):
        depth += {"{": 1, "}": -1}.get(tokens[end], 0)
        end += 1
    return tokens[start + 1:end - 1], end


def squeezed(tokens):
    """Tokens as one word."""
    return "".join(token for token in tokens if not token.isspace())


def counts(tokens):
    """Whether a subscript numbers places."""
    return all(token in COUNTS or token.isspace() or re.fullmatch(r"[\d,+\-]+|\\infty|\\dots", token) for token in tokens)


def with_gates(tokens):
    """A subscript of weights, with gamma for the letter of any gate."""
    return squeezed(r"\gamma" if token in GATES else token for token in tokens)


def attached(tokens, place):
    """What hangs on a letter that ends at a place: its subscript, its superscript, and the place after them."""
    hangs = {"_": [], "^": []}
    while place < len(tokens) and (tokens[place] in hangs or tokens[place] == "'"):
        if tokens[place] == "'":
            place += 1
        else:
            hangs[tokens[place]], place = argument(tokens, place + 1)
    return hangs["_"], hangs["^"], place


def named(letter, below, above):
    """The name of a symbol, and the tokens in its subscript and superscript that are symbols themselves."""
    if letter in NAMED:
        return (f"{letter}_{{{with_gates(below)}}}" if below else letter), above
    if letter == "a" and above and squeezed(above) != r"\top":
        return f"a^{{{with_gates(above)}}}", below
    if counts(below):
        return letter, [*below, " ", *above]
    return f"{letter}_{{{squeezed(below)}}}", above


def symbols(formula, line=0):
    """The symbols of a formula, in order."""
    mentioned = bool(MENTION.fullmatch(formula))
    return [Symbol(*found, mentioned, line) for found in walk(TOKEN.findall(formula))]


def walk(tokens, hangs=False):
    """Name, applied and hangs of each symbol in tokens; those in sub- and superscripts after the one that they hang on."""
    place = 0
    while place < len(tokens):
        token, place = tokens[place], place + 1
        if token in SKIPPED:
            _, place = argument(tokens, place)
            continue
        if token in STYLES:
            inner, place = argument(tokens, place)
            token = f"{token}{{{squeezed(inner)}}}"
        if PLAIN.fullmatch(token) or not re.match(r"[A-Za-z]|\\[A-Za-z]", token):
            continue
        below, above, place = attached(tokens, place)
        name, more = named(token, below, above)
        yield name, tokens[place:place + 1] == ["("], hangs
        yield from walk(more, hangs=True)


@dataclass(frozen=True)
class Row:
    """A row of the register: the names that it defines, for one chapter or (None) for all, and what shape they have."""

    names: tuple[str, ...]
    chapter: int | None
    meaning: str
    shape: str
    line: int


def register(text):
    """The rows of the tables of a notation page whose first or, after a chapter's number, second cell is a formula."""
    rows = []
    for line, source in enumerate(text.split("\n"), 1):
        cells = [cell.strip() for cell in source.strip().strip("|").split("|")]
        chapter = int(cells.pop(0)) if cells[0].isdigit() else None
        if source.startswith("|") and FORMULA.fullmatch(cells[0]):
            names = dict.fromkeys(symbol.name for symbol in symbols(cells[0].strip("$")) if not symbol.hangs)
            rows.append(Row(tuple(names), chapter, cells[1], cells[2], line))
    return rows


def twice(rows):
    """What a register says of a symbol in two rows."""
    seen, faults = {}, []
    for row in rows:
        for name in row.names:
            if name in seen:
                faults.append(f"line {row.line}: {name} is {row.meaning!r} here and {seen[name]!r} above")
            seen.setdefault(name, row.meaning)
    return faults


def faults(text, formulas, rows, chapter=None):
    """What is wrong with the symbols in formulas of a page, as (line, sentence)."""
    known = {name: row.shape for row in rows if row.chapter in (None, chapter) for name in row.names}
    found = (symbol for place, formula in formulas for symbol in symbols(formula, line_of(text, place)))
    return [f"line {symbol.line}: {said}" for symbol in found if (said := wrong(symbol, known))]


def wrong(symbol, known):
    """What is wrong with a symbol, in words; nothing if it is used as the register says."""
    if symbol.name not in known:
        return f"{symbol.name} is not in the register"
    shape = known[symbol.name]
    if shape == "function" and not symbol.applied and not symbol.mentioned:
        return f"{symbol.name} is a function, and nothing in brackets follows it"
    if symbol.applied and "function" not in shape and shape != "integer":
        return f"{symbol.name} is no function, and a bracket follows it at once: for a product leave a space"
    return ""
