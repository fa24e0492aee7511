"""Has a trial come out again? What its stored outcome and a new one differ in. Needs the standard library only."""

import json
import math


def outcome(row):
    """What a row says of its trial: the results, and in the place of one that is not finite what it was."""
    return row["result"] | row.get("not_finite", {})


def verdict(stored, found, tolerance):
    """How a trial came out again, as ``(word, differences)``: "equal", "within" the tolerance, or "different".

    Parameters
    ----------
    stored, found : dict
        Results by name; those found pass through JSON, as those stored did.
    tolerance : float
        How far, relative, a float may lie.

    Returns
    -------
    The word, and the results that lie outside the tolerance as {name: (stored, found)}.
    """
    outside = differing(stored, found, tolerance)
    if outside:
        return "different", outside
    return "within" if differing(stored, found, 0) else "equal", {}


def differing(stored, found, tolerance):
    """The results that differ by more than the tolerance, as {name: (stored, found)}; one that is not there is "missing"."""
    found = json.loads(json.dumps(found))
    pairs = {key: (stored.get(key, "missing"), found.get(key, "missing")) for key in stored | found}
    return {key: pair for key, pair in pairs.items() if not same(*pair, tolerance)}


def same(stored, found, tolerance):
    """Whether two results are equal, or two floats equal within the tolerance, relative; of lists, entry by entry."""
    if type(stored) is type(found) is list:
        return len(stored) == len(found) and all(same(*pair, tolerance) for pair in zip(stored, found, strict=True))
    if type(stored) is type(found) is float:
        return math.isclose(stored, found, rel_tol=tolerance)
    return type(stored) is type(found) and stored == found
