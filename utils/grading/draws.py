"""Draw other inputs for a check, alike in kind to those that it has: an answer fitted to the visible ones fails on them.

An array is put into another order and made smaller by a common factor, so signs, shapes and ranges stay; one that is sorted
stays sorted, rows that add up to 1 still do, and zeros and ones, counts and labels keep their values. Numbers become smaller;
every second attempt makes whole ones larger by a few units, too. A draw counts only if the reference can take it and gives
something else.
"""

import copy
import types

import numpy as np

from utils.book.checking import as_array, difference

ATTEMPTS = 30
LEAST, MOST = 0.6, 0.97  # factors


def redrawn(cases, reference, rng):
    """Other cases than these.

    Parameters
    ----------
    cases : list of tuples
        Arguments for each call.
    reference : callable
        A right answer.
    rng : numpy.random.Generator

    Returns
    -------
    list of tuples
        One for each case for which another was found.
    """
    found = (another(case, reference, rng) for case in cases)
    return [case for case in found if case is not None]


def another(case, reference, rng):
    """Another case, or None if none was found."""
    try:
        with np.errstate(all="ignore"):
            before = reference(*copy.deepcopy(case))
    except Exception:  # a case that nothing but the check's own class can take
        return None
    for attempt in range(ATTEMPTS):
        drawn = tuple(drawn_like(part, rng, whole=attempt % 2) for part in case)
        if usable(drawn, reference, before):
            return drawn
    return None


def usable(case, reference, before):
    """Whether a reference gives something finite for a case, of the same kind as before and different from it."""
    try:
        with np.errstate(all="raise"):
            after = reference(*copy.deepcopy(case))
        return all(map(finite, parts(after))) and alike(before, after) and difference(after, before) is not None
    except Exception:  # the reference refuses it, whatever the reason
        return False


def parts(value):
    """What a result consists of."""
    return value if isinstance(value, tuple) else (value,)


def finite(value):
    """Whether a value holds no NaN and no infinity."""
    array = as_array(value)
    return array is not None and (array.dtype.kind in "biuU" or bool(np.isfinite(array).all()))


def alike(before, after):
    """Whether two results have the same number of parts and dimensions."""
    before, after = ([np.ndim(as_array(part)) for part in parts(value)] for value in (before, after))
    return before == after


def drawn_like(value, rng, whole=False):
    """A value of the same kind; `whole` lets whole numbers change as well."""
    if isinstance(value, bool | str | bytes | types.FunctionType) or value is None:
        return value
    if isinstance(value, int | np.integer):
        return value + int(rng.integers(1, 4)) if whole else value
    if isinstance(value, float | np.floating):
        return type(value)(value * rng.uniform(LEAST, MOST))
    if isinstance(value, np.ndarray):
        return array_like(value, rng)
    if type(value) in (list, tuple):
        return several_like(value, rng, whole)
    if type(value) is dict:
        return {name: drawn_like(part, rng, whole) for name, part in value.items()}
    return object_like(value, rng)


def several_like(values, rng, whole):
    """A list or tuple: numbers as an array of them would change."""
    array = as_array(list(values)) if values and all(isinstance(v, int | float | np.number) for v in values) else None
    if array is None or array.dtype.kind not in "f":
        return type(values)(drawn_like(value, rng, whole) for value in values)
    return type(values)(map(float, array_like(array, rng)))


def array_like(value, rng):
    """An array with the same range, and whatever holds it together kept."""
    if value.dtype.kind != "f":
        return value if monotone(value) else permuted(value, rng)
    if value.size < 2 or monotone(value):
        return value * rng.uniform(LEAST, MOST)
    if shares(value) or orthogonal(value) or (value == np.round(value)).all():
        return permuted(value, rng)
    return permuted(value, rng) * rng.uniform(LEAST, MOST)


def monotone(value):
    """Whether a row of numbers goes up or down all the way."""
    steps = np.diff(value) if value.ndim == 1 and value.dtype.kind in "iuf" and len(value) > 2 else np.array([1, -1])
    return bool((steps > 0).all() or (steps < 0).all())


def shares(value):
    """Whether rows are shares of 1."""
    return bool((value >= 0).all() and np.allclose(value.sum(axis=-1), 1))


def orthogonal(value):
    """Whether it is a matrix whose rows are of one length, each at right angles to the others."""
    if value.ndim != 2 or value.shape[0] != value.shape[1]:
        return False
    product = value @ value.T
    return bool(np.allclose(product, product[0, 0] * np.eye(len(value))))


def permuted(value, rng):
    """The same entries in another order: along the first axis, and turned along the last where there is one."""
    value = value[rng.permutation(len(value))] if value.ndim else value
    return np.ascontiguousarray(np.roll(value, rng.integers(value.shape[-1]), axis=-1)) if value.ndim > 1 else value


def object_like(value, rng):
    """Layers and tensors: their numbers; everything else as it is."""
    if hasattr(value, "detach") and hasattr(value, "numpy"):
        return tensor_like(value, rng)
    if isinstance(getattr(value, "parameters", None), dict):
        value = copy.deepcopy(value)
        value.parameters.update({name: part * rng.uniform(LEAST, MOST, part.shape) for name, part in value.parameters.items()})
    return value


def tensor_like(value, rng):
    """A PyTorch tensor."""
    import torch

    return torch.tensor(array_like(value.detach().numpy(), rng)).requires_grad_(value.requires_grad)
