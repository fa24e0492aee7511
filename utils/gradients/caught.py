"""The table of mutants as a file, for the site is built without torch: `python -m utils.gradients.caught` writes it anew."""

import json
import textwrap
from pathlib import Path

from utils.gradients import mutants

FILE = Path(__file__).with_name("caught.json")
FIELDS = ("layer", "name", "part", "says", "before", "after", "caught_by")


def rows():
    """A dict for each mutant: what `mutants.table` says of it, and the lines of source before and after."""
    shown = [dict(zip(("before", "after"), lines(mutant), strict=True)) for mutant in mutants.MUTANTS]
    return [{field: (row | code)[field] for field in FIELDS} for row, code in zip(mutants.table(), shown, strict=True)]


def lines(mutant):
    """The whole lines of source that a mutant changes, before and after."""
    source = mutants.program(mutant.layer)
    found = source.index(mutant.old)
    start, end = source.rfind("\n", 0, found) + 1, source.index("\n", found + len(mutant.old))
    before = source[start:end]
    return textwrap.dedent(before), textwrap.dedent(before.replace(mutant.old, mutant.new))


def write(path=FILE):
    """Write the table, a mutant per line."""
    text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows())
    path.write_text(f"[\n{text}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    write()
