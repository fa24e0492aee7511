"""The colours of figures, each with its partner for a dark page. Needs the standard library only: the site reads it."""

import re

# name: (on a light page, on a dark page). Each has a contrast of at least 3 to 1 with its page; the hues are those that
# Okabe and Ito chose for colour-blind readers, moved until they had it.
PAIRS = {
    "ink": ("#1f2328", "#e6e8eb"),
    "grey": ("#6b7280", "#a0a8b3"),
    "faint": ("#d5d9df", "#3c434d"),
    "blue": ("#0067ac", "#5fb4f2"),
    "orange": ("#c45200", "#ff9e4a"),
    "green": ("#007a5e", "#35c9a0"),
    "purple": ("#9a4a8a", "#e09ccc"),
}
COLOURS = {name: light for name, (light, _) in PAIRS.items()}
PARTNERS = dict(PAIRS.values())


def to_dark(svg):
    """The same SVG text with every house colour replaced by its partner for a dark page."""
    return re.sub(r"#[0-9a-fA-F]{6}\b", lambda found: PARTNERS.get(found[0].lower(), found[0]), svg)
