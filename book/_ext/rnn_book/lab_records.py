"""What the labs stored and the registry of claims, and how both read on a page. Nothing here needs Sphinx."""

import difflib
import re
import statistics
from collections import Counter
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path

from utils.book import registry, stored
from utils.book.in_words import MARKS

REDUCERS = {"min": min, "max": max, "mean": statistics.fmean, "median": statistics.median, "count": len}
REFERENCE = re.compile(r"(?P<key>[\w-]+/\w+)(\|(?P<reducer>\w+))?(:(?P<spec>.+))?")
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MINUS = re.compile(r"(?<![\w.])-(?=\.?\d)")
EXPONENT = re.compile(r"(?<![\w.])(-?)(\d[\d.]*)e([+-]?\d+)\b")
CLAIM_DIRECTIVE = re.compile(r"^(?:`{3,}|:{3,})\{claim\}[ \t]+(\S+)", re.MULTILINE)


class Library:
    """The stored measurements and figures of a folder of labs, and the registered claims."""

    def __init__(self, folder, claims_file):
        self.folder, self.claims_file = Path(folder), Path(claims_file)

    @cached_property
    def measurements(self):
        """Every stored measurement, by key."""
        return stored.index(self.folder, "measurement")

    @cached_property
    def figures(self):
        """Every stored figure, by key."""
        return stored.index(self.folder, "figure")

    @cached_property
    def claims(self):
        """The registered claims, by identifier, in the order of the registry."""
        return registry.registered(self.claims_file)

    def of_claim(self, identifier):
        """The measurements that decide a claim."""
        return [found for found in self.measurements.values() if found.record.get("claim") == identifier]

    def measured_claims(self):
        """The identifiers of all claims that a lab measures."""
        return {f.record["claim"] for f in self.measurements.values() if "claim" in f.record}

    def path(self, found):
        """The notebook that a record comes from."""
        return self.folder / f"{found.lab}.ipynb"


def claims_stated_in(text):
    """The identifiers of the claims that a chapter's source states, in order."""
    return CLAIM_DIRECTIVE.findall(text)


def disagreements(registered, stated, measured):
    """What registry, pages and labs do not agree on, a sentence each.

    Parameters
    ----------
    registered, measured : iterable of str
        Identifiers of the claims in the registry, and of those that a lab measures.
    stated : iterable of str
        Identifiers of the claims that pages state, once for every time.
    """
    registered, times, measured = set(registered), Counter(stated), set(measured)
    known = registered | set(times) | measured
    tests = {
        "is registered and no page states it": lambda c: c in registered and not times[c],
        "is stated on a page and no lab measures it": lambda c: times[c] and c not in measured,
        "is measured by a lab and not registered": lambda c: c in measured and c not in registered,
        "is stated on a page and not registered": lambda c: times[c] and c not in registered,
        "is stated more than once": lambda c: times[c] > 1,
    }
    return [f"claim {c!r} {what}" for c in sorted(known) for what, test in tests.items() if test(c)]


def unknown(what, key, known, where="stored in the labs"):
    """The sentence that says that a key is unknown, with those close to it."""
    close = difflib.get_close_matches(key, known, n=3, cutoff=0.4)
    return f"no {what} {key!r} is {where}" + (f"; close to it: {', '.join(close)}" if close else "")


def lab_title(lab):
    """'Lab 1b' for 01b_series_frames_and_sensors."""
    numbered = re.match(r"0*(\d+[a-z]?)_", lab)
    return f"Lab {numbered[1]}" if numbered else f"Lab {lab}"


def guide_place(guide):
    """Where in the source guide, in words: 'section 2' for '2'."""
    return guide if "section" in guide else re.sub(r"\b(?=\d)", "section ", guide, count=1)


def resolve(reference):
    """Split ``key|reducer:format`` into its parts, None where one is not given.

    Raises
    ------
    ValueError
        If the reference is not of that form, or the reducer is none of `REDUCERS`.
    """
    parts = REFERENCE.fullmatch(reference.strip())
    if not parts:
        raise ValueError(f"got {reference!r}, expected claim/name or lab/name, then |reducer and :format if wanted")
    if parts["reducer"] not in {None, *REDUCERS}:
        raise ValueError(f"reducer: got {parts['reducer']!r}, expected one of {', '.join(REDUCERS)}")
    return parts["key"], parts["reducer"], parts["spec"]


def summary(values, reducer=None, spec=None, digits=3):
    """Values in print: one number, or 'smallest to largest' where they differ in print.

    A largest value that is asked for as ``max`` is never printed too small, nor a ``min`` too large: 4.07e-14 is at most 5e-14.
    """
    numbers = [REDUCERS[reducer](values)] if reducer else [min(values), max(values)]
    away = {"max": 1, "min": -1}.get(reducer, 0)
    printed = [typeset(n, spec, digits, away) for n in numbers]
    return " to ".join(dict.fromkeys(printed))


def typeset(value, spec=None, digits=3, away=0):
    """A number in print: a true minus sign, and powers of ten where Python writes an exponent.

    Without a format, whole numbers stand whole, others with so many significant digits and, from a thousand on, no decimals.
    With `away` of 1 or -1 what is printed is rounded up or down.
    """
    whole = float(value).is_integer() and abs(value) < 1e9
    if spec is None:
        spec = "," if whole else f".{digits}g" if abs(value) < 999.5 else ",.0f"
    value = int(value) if whole and spec[-1] in "d," else value
    return in_print(format(beyond(value, spec, away) if away else value, spec))


def beyond(value, spec, away):
    """A value next to this one whose print lies on the side of `away` (1: at or above, -1: at or below), or on it."""
    printed = plain_number(format(value, spec))
    if printed is None or (printed - Decimal(repr(value))) * away >= 0:
        return value
    unit = Decimal(1).scaleb(printed.as_tuple().exponent)  # one in the last place that is printed
    return float(printed + away * unit)


def plain_number(text):
    """What a printed number says, as a decimal with the places that it shows; None where that cannot be told."""
    percent = text.endswith("%")
    try:
        number = Decimal(text.rstrip("%").replace(",", ""))
    except InvalidOperation:
        return None
    return number.scaleb(-2) if percent else number


def unmarked(line):
    """A lab's line in pieces, (text, whether it was measured), without the marks."""
    pieces = re.split(f"[{MARKS}]", line)
    return [(text, bool(i % 2)) for i, text in enumerate(pieces) if text]


def in_print(text):
    """Text with true minus signs before numbers, and every number such as 2.3e-15 as a power of ten."""
    return MINUS.sub("−", EXPONENT.sub(power, text))


def power(number):
    """What a match of `EXPONENT` reads like in print."""
    sign, mantissa, exponent = number.groups()
    ten = f"10{str(int(exponent)).translate(SUPERSCRIPTS)}"
    return f"{sign.replace('-', '−')}{ten if float(mantissa) == 1 else f'{mantissa} × {ten}'}"
