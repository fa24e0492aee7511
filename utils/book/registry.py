"""The registry of claims. Needs the standard library only, so that the site can read it."""

import re
import tomllib
from pathlib import Path

REGISTRY = Path(__file__).with_name("claims.toml")
VERDICTS = ("holds", "holds if", "wrong as stated")
FIELDS = {"guide", "statement", "verdict", "truth"}
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def registered(path=REGISTRY):
    """The registry of claims: a dict from identifier to its entry (guide, statement, verdict, truth).

    Raises
    ------
    ValueError
        If the file cannot be read, an identifier is not of the form ``ar-ma``, or an entry lacks a field, has another
        or an empty one, or a verdict that is none of `VERDICTS`.
    """
    try:
        claims = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from error
    for identifier, entry in claims.items():
        check_entry(identifier, entry, path)
    return claims


def check_entry(identifier, entry, path):
    """Raise ValueError, which names the file and the claim, if an entry has a fault."""
    where = f"{path}: claim {identifier!r}"
    if not IDENTIFIER.fullmatch(identifier) or not isinstance(entry, dict):
        raise ValueError(f"{where}: got {entry!r}, expected a table under lower-case words with hyphens between")
    if set(entry) != FIELDS:
        raise ValueError(f"{where}: got the fields {', '.join(sorted(entry))}, expected {', '.join(sorted(FIELDS))}")
    for field, text in entry.items():
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{where}: {field}: got {text!r}, expected words")
    if entry["verdict"] not in VERDICTS:
        raise ValueError(f"{where}: verdict: got {entry['verdict']!r}, expected one of {VERDICTS}")
