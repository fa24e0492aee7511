"""The hidden checks of every lab: a right answer passes them, and one that is fitted to the visible check does not.

Each lab's cells are run once, in a box where one can be made; what a student might write is put in, one after the other.
"""

import importlib

import numpy as np
import pytest

from tests.grading.making import given
from utils.book.checking import NotWritten, Wrong
from utils.grading import hidden
from utils.grading.judge import asked, load_checks
from utils.grading.labs import LEFT_OUT, all_labs
from utils.grading.matching import Cell
from utils.grading.sandbox import Limits, probe
from utils.grading.session import Session

ROOMY = Limits(set_up=300, cell=100, check=100, whole=1200)
SEED = 3


@pytest.fixture(params=all_labs(), scope="module")
def lab(request):
    return all_labs()[request.param]


@pytest.fixture(scope="module")
def session(lab):
    """A box in which the lab's cells have run."""
    cells = [Cell("lab", cell.id, cell.source) for cell in lab.cells
             if cell.cell_type == "code" and not LEFT_OUT & set(cell.metadata.get("tags", []))]
    session = Session(cells, ROOMY, "none" if probe() else "bwrap", hidden.load(lab.name).get("GIVEN"))
    yield session
    session.close()


def test_what_is_left_out_is_needed_by_nothing_that_is_run(session):
    session.begin()
    assert not session.lab_faults


class Fitted:
    """An answer that gives again what a right one gave, call by call, whatever it is given."""

    def __init__(self, results):
        self.results, self.calls = results, 0

    def __call__(self, *given):
        """The next result."""
        self.calls += 1
        return self.results[(self.calls - 1) % len(self.results)]


def passes(check, answer, inside=False):
    """Whether an answer passes a check, and what is said."""
    try:
        return True, asked(check, answer, inside)
    except (Wrong, NotWritten) as wrong:
        return False, str(wrong)


def test_right_answers_pass_and_fitted_and_wrong_ones_do_not(lab, session):
    checks, drawn = load_checks(lab.name), hidden.load(lab.name)
    for task in lab.tasks:
        check, inside = getattr(checks, task.function), task.function in drawn.get("INSIDE", ())
        right, wrong = given(lab.stem)[task.function]
        results = []
        for source in right:
            answer = defined(session, source, task.function, results)
            assert passes(check, answer, inside)[0], f"{task.function}: {passes(check, answer, inside)[1]}\n{source}"
            for one in hidden.variants(check, drawn, checks, task.function, SEED):
                with one as other:
                    fine, said = passes(other, answer, inside and other.reference is None)
                    assert fine, f"{task.function}, hidden: {said}\n{source}"
        for source in wrong[:2]:
            answer = defined(session, source, task.function, [])
            assert not passes(check, answer, inside)[0], f"{task.function}: passed\n{source}"
        fitted(check, drawn, checks, task.function, defined(session, right[0], task.function, results))


def defined(session, source, name, results):
    """An answer, defined in the box; what it gives is put into `results`."""
    session.begin()
    session.judge.ask("cell", source, seconds=60)
    answer = session.answer(name)
    call = type(answer).__call__

    def kept(*given):
        results.append(call(answer, *given))
        return results[-1]

    kept.inside = answer.inside
    return kept


def fitted(check, drawn, checks, name, answer):
    """A right answer's results by heart: they may pass the visible check, never the hidden one."""
    results = []
    values = hidden.variant(check, checks, check.cases() if callable(check.cases) else check.cases) if check.reference else None
    if values is not None:
        with values as visible:
            assert passes(visible, lambda *given: results.append(answer(*given)) or results[-1])[0]
            assert passes(visible, Fitted(results))[0], f"{name}: results by heart do not even pass the visible check"
    variants = hidden.variants(check, drawn, checks, name, SEED)
    assert variants or name in drawn.get("INSIDE", ()), f"{name}: no hidden check"
    for one in variants:
        with one as other:
            assert not results or not passes(other, Fitted(results))[0], f"{name}: results by heart pass the hidden check"


def test_other_seeds_draw_other_inputs():
    checks = importlib.import_module("utils.exercises.lab_05b")
    drawn = [hidden.variants(checks.gone_back, {}, checks, "gone_back", seed)[0] for seed in (1, 1, 2)]
    with drawn[0] as one, drawn[1] as again, drawn[2] as other:
        assert all(np.array_equal(a, b) for a, b in zip(one.cases[0], again.cases[0], strict=True))
        assert any(not np.array_equal(a, b) for case, more in zip(one.cases, other.cases, strict=True)
                   for a, b in zip(case, more, strict=True))
