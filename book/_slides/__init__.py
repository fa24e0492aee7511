"""Slides, a deck for each chapter, cut from the built site: `make slides` writes them into `_build/slides`.

A deck's source, in `teaching/slides`, names what is shown (a drawing, a claim, an equation, a question) and says why it comes
now; what it shows is taken from the pages and from what the labs stored. So no measured number is typed in a deck, and what a
chapter says differently tomorrow its slides say too.
"""

import sys
from pathlib import Path

# The book's own Sphinx extensions, which know how claims, formulas and live figures look.
EXTENSIONS = str(Path(__file__).resolve().parents[1] / "_ext")
if EXTENSIONS not in sys.path:
    sys.path.insert(0, EXTENSIONS)
