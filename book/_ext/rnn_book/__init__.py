"""The book's own Sphinx extensions: `labs` (what the labs stored), `live` (figures that answer), `maths` (formulas),
`lean_pages` (light pages), `previews` (what links show), `search_index` (what search knows), `interview` (questions
that are asked), `gathered` (what chapters have, on one page), `reproductions` (their cards),
`editions` (students' labs)."""

import sys
from pathlib import Path

# `utils` of this very checkout, whatever else is installed: rendering installs no package of the book's own.
ROOT = str(Path(__file__).parents[3])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)
