"""Known wrong answers to an exercise: its reference with one mistake put in, as `utils.gradients.mutants` does to a layer."""

import inspect


def slips(reference, table):
    """Wrong answers by the sentence to say, from (fragment of the reference's source, what stands in its place), or a function.

    More pairs may follow the first. Raises ValueError where a fragment is not in the source.
    """
    return {says: what if callable(what) else changed(reference, *what) for says, what in table.items()}


def changed(reference, *pairs):
    """A function of a module, with fragments of its source replaced: every `old` by its `new`, given in turn."""
    source, space = inspect.getsource(reference), dict(reference.__globals__)
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        if old not in source:
            raise ValueError(f"{reference.__name__}: found no {old!r} in its source")
        source = source.replace(old, new)
    exec(source, space)
    return space[reference.__name__]
