"""Put what a student wrote into the teacher's own lab: which lab it is, which cell is which, and what is run in which order."""

from dataclasses import dataclass, field

from utils.book.grading import tags
from utils.book.markers import BOX, STUB
from utils.grading.labs import LEFT_OUT, defines

SHOWN = 8000  # characters of an answer that a feedback page shows


class Refused(ValueError):
    """A submission that cannot be graded; the message is the line that says why."""


@dataclass(frozen=True)
class Cell:
    """A cell to run: whose it is (``"lab"``, ``"own"`` or ``"exercise"``), the exercise's function, and the text."""

    whose: str
    name: str
    source: str


@dataclass
class Work:
    """What is run of a submission, and what was found on the way."""

    cells: list
    answers: dict  # the text of each exercise, by function; those that are missing are not in it
    written: dict  # the text of each written answer, by function
    notes: list = field(default_factory=list)


def which(notebook, known):
    """The lab that a notebook belongs to, by its cells.

    Raises
    ------
    Refused
        If none of its cells is a lab's exercise.
    """
    names, texts = identifiers(notebook), [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    def likeness(lab):
        own = sum(task.cell in names for task in lab.tasks)
        functions = sum(any(defines(text, task.function) for text in texts) for task in lab.tasks)
        return (own or functions, own, functions, len(names & lab.ids))
    best = max(known.values(), key=likeness)
    if not likeness(best)[0]:
        raise Refused("it belongs to no lab: none of its cells is an exercise")
    return best


def identifiers(notebook):
    """What a notebook's cells are called: by nbgrader's metadata, which outlive a program that drops ids, and by ids."""
    return {name for cell in notebook.cells for name in names_of(cell)}


def names_of(cell):
    """The names of one cell, the surer first."""
    marked = cell.metadata.get("nbgrader", {})
    marked = marked.get("grade_id") if isinstance(marked, dict) else None
    return [name for name in (marked, cell.id) if isinstance(name, str)]


def assemble(lab, notebook):
    """The work to grade: the teacher's cells, the student's answers in their places, their own cells before these."""
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    found = {task.function: cell for task in lab.tasks if (cell := answer_to(task, codes)) is not None}
    own = own_cells(lab, codes, found)
    cells = [cell for source in lab.cells if source.cell_type == "code" for cell in placed(source, lab, found, own)]
    work = Work(cells, {name: cell.source for name, cell in found.items()}, written_answers(lab, notebook))
    work.notes += notes(lab, codes, found, own)
    return work


def answer_to(task, codes):
    """The student's cell for an exercise: by its name, else one that defines the function; of several as `chosen` says."""
    by_name = [cell for cell in codes if task.cell in names_of(cell)]
    by_function = [cell for cell in codes if defines(cell.source, task.function)]
    both = [cell for cell in by_name if cell in by_function]
    return chosen(both or by_function or by_name, STUB)


def chosen(cells, blank):
    """Of a cell and its copies the last that no longer holds what was handed out, else the last; None of none."""
    written = [cell for cell in cells if blank not in cell.source]
    return (written or cells or [None])[-1]


def own_cells(lab, codes, found):
    """The code cells that the student added, by the function of the exercise before which they run."""
    known = {cell.source.strip() for cell in lab.cells}
    waiting, own = [], {}
    function_of = {id(cell): name for name, cell in found.items()}
    for cell in codes:
        if id(cell) in function_of:
            own[function_of[id(cell)]], waiting = waiting, []
        elif not lab.ids & {*names_of(cell)} and cell.source.strip() not in known:
            waiting.append(cell.source)
    return own


def placed(source, lab, found, own):
    """What is run in the place of one of the lab's cells."""
    task = next((task for task in lab.tasks if task.cell == source.id), None)
    if task is None:
        return [] if tags(source) & LEFT_OUT else [Cell("lab", source.id, source.source)]
    before = [Cell("own", task.function, text) for text in own.get(task.function, [])]
    return [*before, Cell("exercise", task.function, found[task.function].source)] if task.function in found else before


def written_answers(lab, notebook):
    """The student's sentences, by the function of the exercise that they belong to."""
    texts = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    found = {task.function: chosen([cell for cell in texts if task.written in names_of(cell)], BOX) for task in lab.tasks}
    return {function: cell.source for function, cell in found.items() if cell is not None}


def notes(lab, codes, found, own):
    """What the student should know of how the notebook was taken."""
    source = {cell.id: cell for cell in lab.cells if cell.cell_type == "code"}
    exercises = {task.cell for task in lab.tasks}
    changed = [name for cell in codes for name in names_of(cell)[:1]
               if name in source and name not in exercises and cell.source.strip() != source[name].source.strip()]
    count = sum(map(len, own.values()))
    if changed:
        yield (f"{len(changed)} of the lab's own cells had been changed ({', '.join(changed[:3])}"
               f"{', ...' if len(changed) > 3 else ''}): the teacher's were run")
    if count:
        yield f"{count} code cell{'s' * (count > 1)} that you added ran before the exercise that follows"
