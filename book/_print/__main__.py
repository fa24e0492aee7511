"""`python -m book._print pdf` or `epub`: the book in one file, from the site that `make book` built, into the site's `downloads`."""

import argparse
import sys
from pathlib import Path

from .chromium import NoBrowser
from .facts import read_facts

ROOT = Path(__file__).resolve().parents[2]
NAME = "recurrent-neural-networks-measured"


def main(arguments=None):
    """Write the file that was asked for, and say where it is; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m book._print", description=__doc__)
    parser.add_argument("form", choices=["pdf", "epub"])
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="the built site")
    asked = parser.parse_args(arguments)
    target = asked.site / "downloads" / f"{NAME}.{asked.form}"
    try:
        write(asked.form, target, asked.site)
    except (NoBrowser, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
    return 0


def write(form, target, site):
    """Write one form of the book; each form's own needs are asked for only where it is made."""
    book = read_facts(ROOT)
    if form == "pdf":
        from .pdf import write_pdf as writer
    else:
        from .epub import write_epub as writer
    writer(target, book, site)


if __name__ == "__main__":
    sys.exit(main())
