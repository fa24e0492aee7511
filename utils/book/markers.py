"""The marks around a solution, ``### BEGIN SOLUTION`` and ``### END SOLUTION``: one reading for editions and pages.

A mark that is spelt otherwise hides nothing, so whatever a person would take for one is an error. Needs the standard
library only: the site has neither nbgrader nor a kernel.
"""

import difflib
import io
import re
import tokenize

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
# what a student finds in the place of a solution and of a written answer
STUB = 'raise NotImplementedError("your turn: put your code in place of this line")'
BOX = "*Double-click here and write your answer.*"
# the words side by side, in a comment, a text or prose; nbgrader's other marks, which nothing here cuts, as well
SIDE_BY_SIDE = re.compile(r"(?<![a-z])(begin|start|end|stop)[\s_:-]{0,3}(solution|hidden[\s_]?test|mark[\s_]?scheme)", re.I)
TWO_HASHES = re.compile(r"\s*##+\s*(begin|end|solution)\b", re.IGNORECASE)  # in code; a heading in Markdown
COMMENT = re.compile(r"(?:^|\s)#+([^#]*)$")
ALONE = {"begin", "end"}  # as the only word of a comment
WORDS = [a + b for word in ("begin", "start", "end", "stop") for a, b in ((word, "solution"), ("solution", word))]
ALIKE = 0.85  # difflib's ratio from which a comment is one of `WORDS` misspelt


def check_marks(notebook, lab="the lab"):
    """Read the marks of every cell.

    Raises
    ------
    ValueError
        If a mark has no partner, stands in another, within a text, or outside code, or if a line only looks like one.
        It names lab, cell and line.
    """
    for number, cell in enumerate(notebook.cells, 1):
        where = f"{lab}, cell {number} ({cell.get('id', 'without id')})"
        marks = marked_lines(cell.source, cell.cell_type == "code", where)
        check_pairs(marks, where)
        check_comments(cell.source, marks, where)


def marked_lines(source, code, where):
    """The marks of a cell by line number; a ValueError at the first line that is none and looks like one."""
    marks = {}
    for number, line in enumerate(source.split("\n"), 1):
        if code and line.lstrip(" \t") in (BEGIN, END):
            marks[number] = line.lstrip(" \t")
        elif looks_like_a_mark(line, code):
            raise ValueError(f"{where}, line {number}: got {line.lstrip()!r}, which looks like a mark; "
                             f"expected {BEGIN!r} or {END!r}, exactly so, alone on a line of code")
    return marks


def looks_like_a_mark(line, code):
    """Whether a person would take a line for a mark, however it is spelt."""
    if "SOLUTION" in line or SIDE_BY_SIDE.search(line) or (code and TWO_HASHES.match(line)):
        return True
    comment = COMMENT.search(line)
    letters = re.sub("[^a-z]", "", comment[1].lower()) if comment else ""
    return letters in ALONE or bool(difflib.get_close_matches(letters, WORDS, n=1, cutoff=ALIKE))


def check_pairs(marks, where):
    """Raise ValueError unless every BEGIN is followed by its END."""
    begun = None
    for number, mark in marks.items():
        if (mark == BEGIN) == (begun is not None):
            raise ValueError(f"{where}, line {number}: got {mark!r}, expected {END if begun else BEGIN!r} first")
        begun = number if mark == BEGIN else None
    if begun:
        raise ValueError(f"{where}, line {begun}: got {BEGIN!r} without {END!r} after it")


def check_comments(source, marks, where):
    """Raise ValueError unless every mark is a comment: one within a text of several lines is none."""
    if not marks:
        return
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError) as error:
        raise ValueError(f"{where}: cannot be read as Python ({error}), so its marks cannot be told from text") from error
    comments = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
    for number in sorted(set(marks) - comments):
        raise ValueError(f"{where}, line {number}: got {marks[number]!r} within a text, expected it as a comment")


def split(source, gap):
    """A cell's code twice: with `gap` in the place of each solution, and with the solutions; neither holds a mark.

    The marks must have been checked.
    """
    task, solved, inside = [], [], False
    for line in source.split("\n"):
        mark = line.lstrip(" \t")
        if mark in (BEGIN, END):
            inside = mark == BEGIN
            task += [line[: -len(mark)] + gap] * inside
        else:
            solved.append(line)
            task += [line] * (not inside)
    return "\n".join(task), "\n".join(solved)


def solutions(source):
    """What stands between the marks of a cell, a list of lines for each pair. The marks must have been checked."""
    found, inside = [], False
    for line in source.split("\n"):
        mark = line.lstrip(" \t")
        if mark in (BEGIN, END):
            inside = mark == BEGIN
            found += [[]] * inside
        elif inside:
            found[-1] = [*found[-1], line]
    return found
