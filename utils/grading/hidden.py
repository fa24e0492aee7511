"""Hidden checks: the check of an exercise again, on inputs that no student has seen.

They are drawn by a seed that only the teacher has. What is drawn when nothing is said, `draws` describes; where an exercise
needs other inputs, a file of its lab's name in `teaching/hidden` has a function of the exercise's name. It takes a generator
of random numbers, and gives cases (a list of tuples of arguments), or new values for the names that the check reads (a dict;
``"leaking.BATCH"`` is a name of `utils.exercises.leaking`), or a check (an `Exercise`). ``INSIDE`` names the exercises whose
check asks what only the process of the student's code can know, such as how often a layer was called; what is asked there can
be forged there, so values are compared outside as well. ``GIVEN`` holds what the lab imports from its checks for its readers.
"""

import copy
import importlib
import importlib.util
import zlib
from contextlib import contextmanager, nullcontext
from pathlib import Path

import numpy as np

from utils.book import checking
from utils.book.checking import Exercise
from utils.experiments.fingerprint import ROOT
from utils.grading.draws import redrawn

FOLDER = ROOT / "teaching" / "hidden"
ROUNDING = 1e-6  # relative: on drawn numbers an answer half in float32 may miss the visible check's bound, which it has kept


def load(lab, folder=FOLDER):
    """What a lab's own file defines, by name: the file in `folder`, else the book's; nothing where there is neither.

    Raises
    ------
    ValueError
        If there is no such folder.
    """
    if not Path(folder).is_dir():
        raise ValueError(f"HIDDEN: got {folder}, expected a folder of hidden checks")
    path = next((path for place in (folder, FOLDER) if (path := Path(place) / f"lab_{lab}.py").exists()), None)
    if path is None:
        return {}
    spec = importlib.util.spec_from_file_location(f"teaching_hidden_{lab}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


def variants(check, drawn, checks, function, seed):
    """The hidden checks of an exercise, each a context in which it can be called.

    Parameters
    ----------
    check : Exercise
        The visible one.
    drawn : dict
        What `load` gave.
    checks : module
        Where the visible check is.
    function : str
        The exercise's name.
    seed : int
    """
    rng = np.random.default_rng([seed, zlib.crc32(f"{checks.__name__}.{function}".encode())])
    if function in drawn:
        return [variant(check, checks, drawn[function](rng))]
    if check.reference is None:
        return []
    cases = check.cases() if callable(check.cases) else check.cases
    found = redrawn(cases, check.reference, rng)
    return [on(check, found)] if found else []


def variant(check, checks, drawn):
    """The hidden check from what a file's function gives."""
    if isinstance(drawn, Exercise):
        return nullcontext(drawn)
    return changed(check, checks, drawn) if isinstance(drawn, dict) else on(check, drawn)


@contextmanager
def on(check, cases):
    """The check on other cases, and without what it asks besides: that has been asked."""
    other = copy.copy(check)
    other.cases, other.also = cases, ()
    before, checking.TOLERANCE = checking.TOLERANCE, ROUNDING
    if type(check).__name__ == "Together":  # its parts are named after its cases
        other.parts = [f"the result of case {k}" for k in range(1, len(cases[0]) + 1)]
    try:
        yield other
    finally:
        checking.TOLERANCE = before


@contextmanager
def changed(check, checks, values):
    """The check with other values of what it reads."""
    places = [(place_of(name, checks), name.rpartition(".")[2], value) for name, value in values.items()]
    before = [getattr(module, name) for module, name, _ in places]
    try:
        for module, name, value in places:
            setattr(module, name, value)
        yield check
    finally:
        for (module, name, _), value in zip(places, before, strict=True):
            setattr(module, name, value)


def place_of(name, checks):
    """The module in which a name stands."""
    module = name.rpartition(".")[0]
    return importlib.import_module(f"utils.exercises.{module}") if module else checks
