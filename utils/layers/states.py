"""States as the layers know them: an array (B, m), or a tuple of states, as for an LSTM (h and c) or a stack (one a layer)."""


def parts(state):
    """The arrays of a state, in order: (h,), or (h, c), or those of all layers."""
    return tuple(part for inner in state for part in parts(inner)) if isinstance(state, tuple) else (state,)


def rebuilt(like, arrays):
    """The inverse of `parts`: a state built as `like` is, with these arrays."""
    arrays = iter(arrays)

    def build(state):
        return tuple(build(inner) for inner in state) if isinstance(state, tuple) else next(arrays)

    return build(like)


def check_tuple(name, state, count, each):
    """`state` as a tuple of `count`, all None for None. ValueError unless there are as many; `each` says what they are."""
    if state is None:
        return (None,) * count
    if not isinstance(state, (tuple, list)) or len(state) != count:
        came = f"{len(state)} of them" if isinstance(state, (tuple, list)) else type(state).__name__
        raise ValueError(f"{name}: got {came}, expected a tuple of {count}: {each}")
    return tuple(state)
