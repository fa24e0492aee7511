"""Mends tables: columns of numbers are set from the right, and heads that are formulas become letters."""

import re

from bs4 import BeautifulSoup

NUMBER = re.compile(r"[+−-]?[\d.,]+( ?%| ?×)?|—|–|")
ROWS = {"math", "mrow"}


def _column(table, place):
    """The cells of a column below the head; none where cells are joined."""
    rows = [row.find_all(["td", "th"], recursive=False) for row in table.select("tbody > tr")]
    even = len({len(row) for row in rows}) == 1 and place < len(rows[0])
    return [row[place] for row in rows] if even else []


def align_numbers(page):
    """Give every cell of a numbers' column, and its head, the class `text-right`."""
    for table in page.select("article table"):
        for place, head in enumerate(table.select("thead > tr:last-child > th")):
            cells = _column(table, place)
            texts = [cell.get_text(strip=True) for cell in cells]
            if any(texts) and all(NUMBER.fullmatch(text) for text in texts):
                for cell in (head, *cells):
                    cell["class"] = [*cell.get("class", []), "text-right"]


def letters(formula):
    """A formula of letters, signs and subscripts as HTML; None where it holds more."""
    parts = [letters(part) for part in formula.find_all(True, recursive=False)]
    if None in parts:
        return None
    if formula.name in ROWS:
        return "".join(parts)
    if formula.name == "msub":
        return f"{parts[0]}<sub>{parts[1]}</sub>"
    text = formula.get_text()
    return {"mi": f"<i>{text}</i>" if len(text) == 1 else text, "mn": text, "mo": text}.get(formula.name)


def spell_heads(page):
    """Set heads that are nothing but a formula in letters: for a program that knows no MathML they would be empty."""
    for formula in page.select("article th math"):
        html = letters(formula)
        if html and formula.get_text() == formula.find_parent("th").get_text().strip():
            formula.replace_with(BeautifulSoup(html, "html.parser"))
