"""What nbgrader must find in a lab's cells, so that its Validate button, autograding and feedback work on our editions.

Everything follows from a cell's tags. An exercise carries its kind, and the kind its points. Needs the standard library only.
"""

import hashlib

POINTS = {"line": 1, "steps": 2, "signature": 3, "investigation": 3}  # of the check that follows an exercise of this kind
WRITTEN = 3  # points of a written answer, which a person gives
SCHEMA = 3  # version of nbgrader's metadata


def tags(cell):
    """A cell's tags, as a set."""
    return set(cell.metadata.get("tags", []))


def kind(cell):
    """The kind of an exercise: one of `POINTS`.

    Raises
    ------
    ValueError
        If its tags name no kind, or several.
    """
    kinds = tags(cell) & set(POINTS)
    if len(kinds) != 1:
        raise ValueError(f"{cell.id}: got the tags {sorted(tags(cell))}, expected exactly one of {', '.join(POINTS)}")
    return kinds.pop()


def add_grading(notebook):
    """Give every exercise, check and written answer of a notebook nbgrader's metadata, in place.

    Raises
    ------
    ValueError
        If an exercise is of no kind, or a check stands before any exercise.
    """
    points = None
    for cell in notebook.cells:
        if "exercise" in tags(cell):
            points = POINTS[kind(cell)]
            cell.metadata["nbgrader"] = entry(cell, solution=True)
        elif "check" in tags(cell):
            if points is None:
                raise ValueError(f"{cell.id}: got a check, expected an exercise before it")
            cell.metadata["nbgrader"] = entry(cell, grade=True, locked=True, points=points)
        elif "answer" in tags(cell):
            cell.metadata["nbgrader"] = entry(cell, grade=True, solution=True, points=WRITTEN)


def entry(cell, *, points=None, **is_it):
    """One cell's metadata: what the cell is, what it is called, and what its text was when it was handed out."""
    found = {"grade": False, "locked": False, "solution": False, "task": False, "grade_id": cell.id, "schema_version": SCHEMA,
             "cell_type": cell.cell_type, **is_it}
    if points is not None:
        found["points"] = points
    return found | {"checksum": checksum(cell, found)}


def checksum(cell, found):
    """nbgrader's own checksum of a cell (`nbgrader.utils.compute_checksum`), by which Validate sees a changed check."""
    is_it = [str(found[name]) for name in ("grade", "solution", "locked")]
    points = [str(float(found["points"]))] if found["grade"] else []
    texts = [cell.source, cell.cell_type, *is_it, found["grade_id"], *points]
    return hashlib.md5("".join(texts).encode(), usedforsecurity=False).hexdigest()
