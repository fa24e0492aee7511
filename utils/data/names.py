"""Real: 5,163 first names of the United States' census of 1990, from the PyPI package `names`.

Source: US Census Bureau, frequently occurring first names of 1990 (public domain), as files in `names`
0.3.0 by Trey Hunner (MIT). The files are read where the package lies; their frequencies are left out, so
each name counts once.
"""

import math

import numpy as np

from utils.data.vocabulary import Vocabulary
from utils.optional import folder

REQUIREMENT = "names==0.3.0"
BOUNDARY = "\n"  # starts and ends a name; index 0 of the vocabulary


def load():
    """All first names, female and male, in lower case, each once, sorted: 5,163 strings of a to z.

    Raises ImportError with the pip command when `names` is missing.
    """
    home = folder("names", REQUIREMENT)
    return sorted(set(_read(home / "dist.female.first")) | set(_read(home / "dist.male.first")))


def split(items, seed=0, parts=(0.8, 0.1, 0.1)):
    """`items` shuffled by `seed` and cut into one list per share in `parts`: disjoint, together everything.

    Sizes are rounded at the cuts. Raises ValueError when items repeat or the parts are not shares with sum 1.
    """
    items, parts = list(items), tuple(parts)
    if len(set(items)) != len(items):
        raise ValueError(f"items: got {len(items) - len(set(items))} repeats, which could fall on both sides of the split")
    if not parts or min(parts) <= 0 or not math.isclose(sum(parts), 1):
        raise ValueError(f"parts: got {parts}, expected positive shares with sum 1")
    order = np.random.default_rng(seed).permutation(len(items))
    cuts = np.round(np.cumsum(parts)[:-1] * len(items)).astype(int)
    return tuple([items[i] for i in piece] for piece in np.split(order, cuts))


def vocabulary():
    """The 27 symbols of a character model of names: the boundary (a line break, index 0) and a to z."""
    return Vocabulary("abcdefghijklmnopqrstuvwxyz", boundary=BOUNDARY)


def _read(path):
    return [line.split()[0].lower() for line in path.read_text(encoding="ascii").splitlines() if line.strip()]
