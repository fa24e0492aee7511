"""Grade what students hand in: ``make grade SUBMISSIONS=folder``, or ``python -m utils.grading folder --out graded``."""

import argparse
import sys
from pathlib import Path

from utils.grading import hidden
from utils.grading.report import report
from utils.grading.run import Busy, grade
from utils.grading.sandbox import NoSandbox
from utils.grading.submissions import moment

UNSAFE = ("Grading WITHOUT isolation: what students handed in runs with your rights. It can read and delete your files, use "
          "your network and change these marks.")


def main(words=None):
    """Grade, report, and say in a few lines what came out; 1 if that cannot be done."""
    given = arguments().parse_args(words)
    if given.isolation == "none":
        print(UNSAFE, file=sys.stderr)
    try:
        graded = grade(given.submissions, given.out, jobs=given.jobs, seed=given.seed, isolation=given.isolation,
                       checks=given.hidden, shard=given.shard)
        if given.shard != (0, 1):
            print(f"part {given.shard[0]} of {given.shard[1]} is graded; a run without --shard writes the tables")
            return 0
        rows = report(graded, given.out, given.due)
    except (NoSandbox, Busy, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    say(rows, given.out)
    return 0


def arguments():
    """What may be given."""
    parser = argparse.ArgumentParser(prog="python -m utils.grading", description=__doc__.partition(":")[0])
    parser.add_argument("submissions", type=Path, help="folder of what students have handed in")
    parser.add_argument("--out", type=Path, default=Path("graded"), help="folder for tables, feedback and results (graded)")
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time on this machine (2)")
    parser.add_argument("--seed", type=seed, help="of the hidden checks' inputs; without it one is drawn and kept in OUT/seed")
    parser.add_argument("--due", type=due, help="when it was due, such as '2026-12-01 18:00'; what is later is marked as late")
    parser.add_argument("--isolation", default="bwrap", help="bwrap (bubblewrap), or none: everything runs with your rights")
    parser.add_argument("--hidden", type=Path, default=hidden.FOLDER, help="folder of hidden checks (teaching/hidden)")
    parser.add_argument("--shard", type=part, default=(0, 1), help="which part of the work, such as 0/8: machines share OUT")
    return parser


def seed(text):
    """A whole number from 0, as NumPy's generators take it."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"SEED: got {text!r}, expected a whole number from 0")
    return int(text)


def due(text):
    """A time, as it was written."""
    try:
        moment(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"DUE: {error}") from error
    return text


def part(text):
    """Which of how many, from ``"0/8"``."""
    number, _, count = text.partition("/")
    if not (number.isdigit() and count.isdigit() and int(number) < int(count)):
        raise argparse.ArgumentTypeError(f"got {text!r}, expected a number and how many there are, such as 0/8")
    return int(number), int(count)


def say(rows, out):
    """Say how many were graded, and what could not be."""
    refused = [row for row in rows if row.result["line"]]
    print(f"{len(rows) - len(refused)} graded, {len(refused)} not. Table: {out / 'scores.csv'}; feedback: {out / 'feedback'}")
    for row in refused:
        print(f"  {row.one.student}: {row.one.relative}: {row.result['line']}")
    if waiting := sum(bool(row.unread) for row in rows if row.counts):
        print(f"{waiting} hold written answers without points: put some into {out / 'written.csv'} and run this again")


if __name__ == "__main__":
    sys.exit(main())
