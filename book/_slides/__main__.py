"""`python -m book._slides`: a deck of slides for each chapter, as one HTML file and as a PDF, from the built site."""

import argparse
import sys
from pathlib import Path

from sphinx.errors import SphinxError

from book._print.chromium import NoBrowser

from .chapters import ROOT, decks
from .make import print_deck, write_decks


def main(arguments=None):
    """Write the decks and say where they are; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m book._slides", description=__doc__)
    parser.add_argument("names", nargs="*", help="decks, such as 03_gated_networks; all of them if none is named")
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="the built site")
    parser.add_argument("--to", type=Path, default=ROOT / "_build" / "slides", help="the folder for the decks")
    parser.add_argument("--no-pdf", action="store_true", help="slides only")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - set(decks()):
        parser.error(f"names: got {', '.join(sorted(unknown))}, expected some of {', '.join(decks())}")
    try:
        written = write_decks(asked.to, asked.site, asked.names)
        for deck in written:
            print(f"{deck}: {deck.stat().st_size / 1e6:.1f} MB")
        for deck in [] if asked.no_pdf else written:
            print(f"{deck.with_suffix('.pdf')}: {print_deck(deck)} pages")
    except (SphinxError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except NoBrowser as error:
        print(f"{error}\nThe decks are written; only their PDFs are not (PDF=0, or --no-pdf, asks for none).", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
