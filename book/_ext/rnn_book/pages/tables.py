"""Puts the numbers of a table under each other: a column of nothing but numbers is set from the right."""

import re

NUMBER = re.compile(r"[+−-]?[\d.,]+( ?%| ?×)?|—|–|")


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
