"""The registry of claims. Needs the standard library only, so that the site can read it."""

import tomllib
from pathlib import Path

REGISTRY = Path(__file__).with_name("claims.toml")
VERDICTS = ("holds", "holds if", "wrong as stated")


def registered(path=REGISTRY):
    """The registry of claims: a dict from identifier to its entry (guide, statement, verdict, truth).

    Raises
    ------
    ValueError
        If an entry lacks a field or its verdict is none of `VERDICTS`.
    """
    claims = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    for identifier, entry in claims.items():
        missing = {"guide", "statement", "verdict", "truth"} - set(entry)
        if missing:
            raise ValueError(f"{path}: claim {identifier!r} has no {', '.join(sorted(missing))}")
        if entry["verdict"] not in VERDICTS:
            raise ValueError(f"{path}: verdict of {identifier!r}: got {entry['verdict']!r}, expected one of {VERDICTS}")
    return claims
