"""Keeps a comma or a bracket on the line of the formula that it belongs to: browsers break lines on either side of one."""

import re

from bs4 import NavigableString

BEFORE, AFTER = re.compile(r"\S+\Z"), re.compile(r"\A\S+")


def _cut(text, pattern):
    """Take what matches out of a text node; return it."""
    found = pattern.search(text) if type(text) is NavigableString else None
    if not found:
        return ""
    text.replace_with(NavigableString(text[: found.start()] + text[found.end():]))
    return found[0]


def keep_together(page):
    """Put each inline formula of a parsed page and what touches it into a box that does not break."""
    for formula in page.select("article math:not(.tml-display)"):
        before, after = _cut(formula.previous_sibling, BEFORE), _cut(formula.next_sibling, AFTER)
        if before or after:
            box = formula.wrap(page.new_tag("span", attrs={"class": "together"}))
            box.insert(0, before)
            box.append(after)
