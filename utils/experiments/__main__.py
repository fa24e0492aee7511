"""Measure what needs more than a lab's minute, or a GPU, and write its record.

    python -m utils.experiments long [--name NAME] [--jobs N]
    python -m utils.experiments gpu [--name NAME]
"""

import argparse
import os

from utils.experiments import records
from utils.experiments.running import measure
from utils.optional import need


def main(arguments=None):
    """Run one experiment of a kind, or all; ImportError with the pip command where joblib or PyTorch is missing."""
    parser = argparse.ArgumentParser(prog="python -m utils.experiments", description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=("long", "gpu"))
    parser.add_argument("--name", help="one experiment; without it, all of the kind")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="trials at a time, one thread each (one on a GPU)")
    given = parser.parse_args(arguments)
    known = [name for name in records.names() if records.kind(name) == given.kind]
    if given.name and given.name not in known:
        parser.error(f"--name: got {given.name!r}, expected one of {', '.join(known)}")
    if given.kind == "gpu" and not need("torch").cuda.is_available():
        print("No GPU that PyTorch can use: nothing was measured, no record was changed.")
        return
    for name in [given.name] if given.name else known:
        print(f"written: {measure(name, jobs=1 if given.kind == 'gpu' else given.jobs)}")


if __name__ == "__main__":
    main()
