"""What a drawing computes: so a test can hold it against the cell that it shows.

Values may be of any kind that adds and multiplies; matrices come as functions, so that nothing here needs NumPy.
"""

from math import prod


def value(drawing, name, given, functions, weights):
    """What arrives at the part `name`.

    Parameters
    ----------
    drawing : Drawing
    name : str
    given : dict
        Values of parts that nothing leads to, by name.
    functions : dict
        ``"sigmoid"`` and ``"tanh"``.
    weights : callable
        ``weights(part, sources)``: the sum that a gate or a layer makes of what it reads, from a dict of values by name.
    """
    known = dict(given)

    def of(name):
        if name not in known:
            known[name] = compute(drawing.part(name), [edge.start for edge in drawing.into(name)])
        return known[name]

    def compute(part, starts):
        if not starts:
            raise ValueError(f"given: nothing leads to {part.name!r}, and no value was given for it")
        if part.kind in ("gate", "layer"):
            total = weights(part.name, {source: of(source) for source in sources(drawing, part.name)})
            return functions[part.means](total) if part.means != "sum" else total
        values = [of(start) for start in starts]
        return {"times": prod, "plus": sum, "one_minus": lambda v: 1 - v[0], "tanh": lambda v: functions["tanh"](v[0]),
                "": lambda v: v[0]}[part.means](values)

    return of(name)


def sources(drawing, name):
    """The parts that one reads, through the dots where lines join."""
    found = []
    for edge in drawing.into(name):
        found += sources(drawing, edge.start) if drawing.part(edge.start).kind == "join" else [edge.start]
    return found
