"""The role `minutes`: how long labs take a student, added up from what each lab states of itself."""

import re
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.util.docutils import SphinxRole

from .labs_domain import warn

STATED = re.compile(r"\*\*Time\.\*\* (\d+) minutes")


def stated(folder, number):
    """The minutes that the lab of a number, such as 2a, states; ValueError where there is no such lab or it states none."""
    found = sorted(Path(folder).glob(f"0{number}_*.ipynb"))
    if len(found) != 1:
        raise ValueError(f"minutes: got lab {number!r}, expected one that is in {folder}")
    cells = nbformat.read(found[0], as_version=4).cells
    minutes = next((said for cell in cells if (said := STATED.search(cell.source))), None)
    if not minutes:
        raise ValueError(f"minutes: {found[0].name} states none")
    return int(minutes[1])


def in_words(minutes):
    """'1 h 40' for 100."""
    return f"{minutes // 60} h {minutes % 60:02}"


class Minutes(SphinxRole):
    """{minutes}`1a 2a`: hours and minutes of these labs together."""

    def run(self):
        """The words, or a warning."""
        folder = Path(self.env.srcdir, self.env.config.labs_folder)
        try:
            text = in_words(sum(stated(folder, number) for number in self.text.split()))
        except ValueError as error:
            warn(str(error), self.get_location())
            text = "?"
        self.env.note_reread()  # any lab may have another time by the next build
        return [nodes.inline("", text, classes=["minutes"])], []
