"""What a PDF says and shows, read from the file itself, for the tests."""

import re

from pypdf import PdfReader

NUMBERS = 26
"""Points at the right of a row of the contents that its number may take."""

HAIRLINE = 2
"""Points: a row that had to go to the next page leaves as much of its link at the foot of the one before."""

FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def squeezed(text):
    """Letters and digits alone: what is left of a text however it was broken and spaced."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def placed(inside, around):
    """Where a text begins: its own place, moved as the page around it is."""
    across, up = inside[4], inside[5]
    return across * around[0] + up * around[2] + around[4], across * around[1] + up * around[3] + around[5]


class Printed:
    """A PDF that was printed, and what is in it."""

    def __init__(self, path):
        self.reader = PdfReader(path)
        self.places = {name.removeprefix("/"): place for name, place in self.reader.named_destinations.items()}

    def text(self, number):
        """The text of a page, from 1."""
        return self.reader.pages[number - 1].extract_text()

    def outline(self, level=1, entries=None):
        """(level, title, page) of every entry of the outline."""
        for entry in self.reader.outline if entries is None else entries:
            if isinstance(entry, list):
                yield from self.outline(level + 1, entry)
            else:
                yield level, entry.title, self.reader.get_destination_page_number(entry) + 1

    def fragments(self, page):
        """(across, up, text) of every piece of text of a page, in points."""
        found = []
        page.extract_text(visitor_text=lambda text, around, inside, *_: found.append((*placed(inside, around), text)))
        return [(across, up, text) for across, up, text in found if text.strip()]

    def rows(self):
        """(words squeezed, number) of every row of the contents as printed: a row is a link, its number at the right."""
        first, after = [page for level, _, page in self.outline() if level == 1][1:3]
        for page in self.reader.pages[first - 1:after - 1]:
            fragments = self.fragments(page)
            for note in page["/Annots"]:
                left, low, right, high = map(float, note.get_object()["/Rect"])
                if high - low < HAIRLINE:
                    continue
                inside = [(across > right - NUMBERS, text) for across, up, text in fragments
                          if low <= up <= high and left - 1 < across <= right]
                words, number = ("".join(text for is_number, text in inside if is_number == side) for side in (False, True))
                yield squeezed(words), int(number)

    def links(self):
        """(page, where to) of every link: the name of a place in the file, or an address elsewhere."""
        for number, page in enumerate(self.reader.pages, 1):
            for note in page.get("/Annots", []):
                note = note.get_object()
                if note.get("/Subtype") == "/Link":
                    where = str(note["/Dest"]).removeprefix("/") if "/Dest" in note else note["/A"].get("/URI", "")
                    yield number, where

    def fonts(self):
        """{name: whether it is in the file} of every font of every page."""
        found = {}
        for page in self.reader.pages:
            for font in page["/Resources"].get("/Font", {}).values():
                font = font.get_object()
                if font["/Subtype"] != "/Type3":  # its letters are drawings in the file
                    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
                    found[inner["/BaseFont"]] = any(file in inner.get("/FontDescriptor", {}) for file in FILES)
        return found

    def alternative_texts(self):
        """Every alternative text of the tags, in no order."""
        entries = [self.reader.trailer["/Root"]["/StructTreeRoot"]]
        while entries:
            entry = entries.pop().get_object()
            if isinstance(entry, list):
                entries += entry
            elif isinstance(entry, dict):
                entries += [entry["/K"]] if "/K" in entry else []
                yield from [entry["/Alt"]] if "/Alt" in entry else []


def headings(printed):
    """(title squeezed, page) of all that the contents should list: chapters and their sections, of labs the titles alone."""
    lab = False
    for level, title, page in list(printed.outline())[2:]:  # after the book's title and the contents' own
        lab = title.startswith("Lab ") if level == 1 else lab
        if level == 1 or (level == 2 and not lab):
            yield squeezed(title), page


def complaints(printed):
    """Where the numbers of the contents are not those of the pages on which the outline finds the headings."""
    rows, outline = list(printed.rows()), list(headings(printed))
    pairs = zip(rows, outline, strict=False)
    wrong = [f"{row} in the contents, {found} in the outline" for row, found in pairs if row != found]
    return wrong if len(rows) == len(outline) else [*wrong, f"{len(rows)} rows for {len(outline)} headings"]
