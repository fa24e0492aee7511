"""Judge one submission: every exercise by the check that the student sees, then by the hidden one. The verdict is made here.

Student code runs in another process, in a box (`sandbox`), and sends back what its functions return. So nothing that it prints,
writes, changes in NumPy or says of itself can reach the verdict: only returning the right values can. (What `INSIDE` names in a
file of hidden checks is the exception: it is asked in the box.)

    python -m utils.grading.judge < job.json > result.json
"""

import base64
import contextlib
import copy
import importlib
import io
import json
import resource
import sys
import time
from functools import partial
from pathlib import Path

import cloudpickle

from utils.book.checking import NotWritten, Wrong
from utils.experiments.process import end_with_parent
from utils.grading import hidden, matching, submissions, wire
from utils.grading.labs import WRITTEN, all_labs
from utils.grading.matching import Refused
from utils.grading.sandbox import MEGABYTE, Limits
from utils.grading.session import Session, Stopped
from utils.grading.talk import TooLong

LONGEST = 2000  # characters of a line
PASSED = "✓"


def judge(data, seed, limits=None, isolation="bwrap", folder=hidden.FOLDER):
    """Grade a notebook.

    Parameters
    ----------
    data : bytes
        What was handed in.
    seed : int
        From which hidden checks draw their inputs.
    limits : Limits, optional
    isolation : str
        ``"bwrap"`` or ``"none"``.
    folder : path
        Where the hidden checks are.

    Returns
    -------
    A dict: "lab" (None if it is of none), "line" (empty, or why it was not graded), "notes", "exercises", "written", and the
    "seconds" and "processor" seconds that it took.
    """
    begun = time.monotonic()
    result = {"lab": None, "line": "", "notes": [], "exercises": [], "written": [], "processor": 0.0}
    try:
        notebook = submissions.notebook_in(data)
        lab = matching.which(notebook, all_labs())
        work = matching.assemble(lab, notebook)
        result |= {"lab": lab.stem, **graded(lab, work, seed, limits or Limits(), isolation, folder)}
    except Refused as refused:
        result["line"] = str(refused)
    result["processor"] = round(result["processor"] + time.process_time(), 3)
    return result | {"seconds": round(time.monotonic() - begun, 3)}


def graded(lab, work, seed, limits, isolation, folder):
    """The verdicts on all exercises of a lab."""
    checks, drawn = load_checks(lab.name), hidden.load(lab.name, folder)
    session = Session(work.cells, limits, isolation, drawn.get("GIVEN"))
    try:
        exercises = [verdict(session, task, work, checks, drawn, seed) for task in lab.tasks]
    finally:
        session.close()
    faults = [f"the lab's cell {name} stopped with {said}" for name, said in session.lab_faults.items()]
    written = [to_read(task, work) for task in lab.tasks if task.written]
    notes = [*work.notes, *faults]
    return {"exercises": exercises, "notes": notes, "written": written, "processor": session.processor}


def load_checks(lab):
    """The module of a lab's checks; what it defines goes to a student's process by its code, since the module is not there."""
    checks = importlib.import_module(f"utils.exercises.lab_{lab}")
    for name in [name for name in sys.modules if name.startswith("utils.exercises.")]:
        cloudpickle.register_pickle_by_value(sys.modules[name])
    return checks


def verdict(session, task, work, checks, drawn, seed):
    """The verdict on one exercise."""
    begun, check = time.monotonic(), getattr(checks, task.function)
    if task.function in work.answers:
        passed, line = tried(session, task.function, check, partial(hidden.variants, check, drawn, checks, task.function, seed),
                             task.function in drawn.get("INSIDE", ()))
    else:
        passed, line = False, f"{check.name}: its cell is missing, and no other defines {task.function}"
    return {"function": task.function, "name": check.name, "points": task.points if passed else 0, "of": task.points,
            "line": line[:LONGEST], "seconds": round(time.monotonic() - begun, 3),
            "answer": work.answers.get(task.function, "")[: matching.SHOWN]}


def tried(session, function, check, variants, inside=False):
    """Whether an answer passes a check and its hidden variants, and the line to say."""
    try:
        answer, begun = session.answer(function), f"{check.name}: "
        line = asked(check, answer, inside)
        for other in variants():
            begun = f"{check.name}: right for the inputs of its check, and not for others. "
            with other as hidden_check:
                asked(hidden_check, answer, inside and hidden_check.reference is None)
        return True, line
    except (Wrong, NotWritten) as wrong:
        return False, begun + str(wrong).removeprefix(f"{check.name}: ")
    except Stopped as stopped:
        return False, f"{check.name}: {stopped}"
    except (TooLong, wire.Broken) as error:
        return False, begun + session.close(error)


def asked(check, answer, inside):
    """The line of a check for a right answer; `inside` has all but its values asked in the box."""
    if not inside:
        return heard(check, answer)
    values, rest = copy.copy(check), copy.copy(check)
    values.also, rest.cases, rest.reference, rest.slips = (), (), None, {}
    line = heard(values, answer)
    if sentence := answer.inside(rest):
        raise Wrong(str(sentence))
    return line


def heard(check, answer):
    """The line that a check prints for a right answer."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            check(answer)
    except (Wrong, NotWritten):
        raise
    except Exception as error:  # a check is written for what students return, and a hostile one returns anything
        raise Wrong(f"{check.name}: the check cannot read what your function returns ({type(error).__name__})") from error
    return next((line for line in said.getvalue().splitlines() if line.startswith(PASSED)), f"{PASSED} {check.name}: passed")


def to_read(task, work):
    """A written answer, which a person gives points."""
    return {"function": task.function, "of": WRITTEN, "text": work.written.get(task.function, "")[: matching.SHOWN]}


def bound(megabytes):
    """Bound the memory of this process as the box's: it reads what the box sends, and a short frame can make a large value."""
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]  # stays, so that the box, which inherits both, can lift this one
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE, most))


def main():
    """Read a job, print its result; nothing else is printed."""
    end_with_parent()
    job, out = json.load(sys.stdin), sys.stdout
    sys.stdout, limits = sys.stderr, Limits(**job["limits"])
    bound(limits.memory)
    result = judge(base64.b64decode(job["data"]), job["seed"], limits, job["isolation"], Path(job["hidden"]))
    json.dump(result, out)


if __name__ == "__main__":
    main()
