"""Says which characters each font of the site must hold: those that its family shows on a page."""

import re
import unicodedata
from collections import defaultdict
from copy import copy
from string import ascii_letters, ascii_lowercase, digits

SLANTED = "em, i, cite, dfn, var, .claim-statement"
CODE = "pre, code, kbd, samp"
UNSEEN = "script, style, template"

BY_SCRIPTS = set(ascii_letters + digits + " .,:;!?'\"()/%+-–−×=‘’…#&")
"""What scripts and readers may write, beyond what stands on the pages."""

ITALIC = [*range(0x1D434, 0x1D468), 0x210E, *range(0x1D6E2, 0x1D71C)]
"""The slanted letters of Unicode's mathematical block: browsers take them for a formula's plain letters."""

PLAIN = re.compile(r"[A-Za-z\u0391-\u03c9\u03d1\u03d5\u03f5]")
"""The letters that a formula never shows as they are; others that only look like one, as ℓ, it does."""

TEXT_LIKE = set(ascii_letters + digits + ".,")
"""What formulas take from the serif font, which has the same drawings."""

ROOT_SIGN = "\u221a"
"""What a browser draws for `msqrt` and `mroot`: it stands in no text of the page."""


def slanted(characters):
    """The slanted mathematical letters that stand for just these plain ones: \\phi is another character than φ."""
    plain = {f"{ord(character):04X}" for character in characters}
    return {chr(code) for code in ITALIC if unicodedata.decomposition(chr(code))[-4:] in plain}


def shown_in(formula):
    """The characters that a browser sets for a parsed formula: a single letter becomes a slanted one, a root gets its sign."""
    shown = roots_in(formula)
    for token in formula.select("mi, mn, mo, mtext"):
        text = token.get_text()
        alone = token.name == "mi" and len(text) == 1 and token.get("mathvariant") != "normal"
        shown |= (slanted(text) if alone else set()) | (set() if alone and PLAIN.fullmatch(text) else set(text))
    return shown


def roots_in(part):
    """The sign of a root, if a parsed part has any."""
    return {ROOT_SIGN} if part.select("msqrt, mroot") else set()


def _text(part, *without):
    """The characters of a parsed part, but those in what the selectors match."""
    part = copy(part)
    for left_out in part.select(", ".join((UNSEEN, *without))):
        left_out.decompose()
    return set(part.get_text())


def _text_of(page, selector, *without):
    return set().union(*(_text(part, *without) for part in page.select(selector)))


def characters(page):
    """The characters of a parsed page by font, and under `stretched` those of its formulas that may grow."""
    formulas = set().union(*map(shown_in, page.select("math")))
    return {
        "sans": _text_of(page, "body", "math", CODE),
        "serif": _text_of(page, "article", "math", CODE) | formulas & TEXT_LIKE,
        "serif-italic": _text_of(page, SLANTED, "math", CODE),
        "mono": _text_of(page, CODE),
        "maths": formulas - TEXT_LIKE,
        "stretched": _text_of(page, 'mo:not([stretchy="false"])') | roots_in(page),
    }


def joined(pages):
    """The characters of all pages together, with those that scripts write."""
    found = defaultdict(set, {font: set(BY_SCRIPTS) for font in ("sans", "serif", "mono")})
    found["serif-italic"] = set(ascii_lowercase)
    for page in pages:
        for font, shown in page.items():
            found[font] |= shown
    return found
