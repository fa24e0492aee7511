"""Bring a corrected lab to a student who has already begun it, and keep their work.

What a check does needs nothing of this: its cell only calls `utils.exercises`, which the book's code beside the notebook has.
This is for the cells of the notebook. Each edition says of every cell what it was when it was handed out (`stamp`). By that:

- what a student may not change, a check, is renewed, and put back where it was deleted;
- any other cell of the book is renewed if the student left it as it was handed out, and stays as it is if they changed it;
- a cell of the student's own stays where it stands, and so does every output of a cell that stays;
- a new cell of the book is put behind the one that it follows there; one that is no longer in the book goes if it is unchanged.

Before a notebook is changed a copy goes to `backups/`. A second run changes nothing. Needs nbformat only.

    python -m utils.book.updating editions workspace
"""

import argparse
import hashlib
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from utils.book.stored import labs

HANDED_OUT = "handed_out"  # the notebook's metadata: a hash of each cell of the book, by its name
BACKUPS = "backups"
NEEDED = "nbgrader"  # the metadata of what is graded: such a cell comes back where a student deleted it


@dataclass
class Changes:
    """What an update did to the cells of a notebook, by their names."""

    renewed: list = field(default_factory=list)
    added: list = field(default_factory=list)
    removed: list = field(default_factory=list)
    kept: list = field(default_factory=list)  # corrected in the book, and changed by the student too

    def __str__(self):
        parts = [f"{len(names)} {what}" for what, names in vars(self).items() if names and what != "kept"]
        yours = f"; left as you wrote them, though the book's have changed: {', '.join(self.kept)}" if self.kept else ""
        return (", ".join(parts) or "nothing new but marks") + yours


def stamp(edition):
    """Write into an edition's metadata what each of its cells is, in place."""
    edition.metadata[HANDED_OUT] = {name_of(cell): digest(cell) for cell in edition.cells}
    return edition


def digest(cell):
    """A short hash of a cell's text and kind."""
    return hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]


def name_of(cell):
    """By what a cell is known: nbgrader's name, which stays where a program gives cells new identifiers, else its own."""
    return cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")


def locked(cell):
    """Whether a student may not change a cell."""
    return cell.metadata.get("nbgrader", {}).get("locked", False)


def updated(mine, edition):
    """A student's notebook with the corrections of a newer edition; both stay as they are.

    Parameters
    ----------
    mine, edition : nbformat.NotebookNode
        What the student has, and the stamped edition.

    Returns
    -------
    (nbformat.NotebookNode, Changes)

    Raises
    ------
    ValueError
        If the notebook has no cell of this edition: it is another one.
    """
    book = {name_of(cell): cell for cell in edition.cells}
    changes, before = Changes(), mine.metadata.get(HANDED_OUT)
    result = identified(nbformat.from_dict(mine), before or {})
    if not any(name_of(cell) in book for cell in result.cells):
        raise ValueError("holds no cell of this lab")
    result.cells = list(met(result.cells, book, before or {}, changes))
    add_missing(result.cells, edition.cells, before, changes)
    result.metadata[HANDED_OUT] = dict(edition.metadata[HANDED_OUT])
    keep_identifiers_apart(result.cells)
    return result, changes


def identified(notebook, before):
    """A notebook with identifiers; where a program dropped them, a cell that is as handed out has its name again. In place."""
    if all("id" in cell for cell in notebook.cells):
        return notebook
    notebook, names = nbformat.v4.upgrade(notebook), {text: name for name, text in before.items()}
    for cell in notebook.cells:
        cell["id"] = names.pop(digest(cell), cell["id"])
    return notebook


def met(cells, book, before, changes):
    """The student's cells in their order, each as it is to stand; of several with one name one is the book's."""
    of_the_book = {id(bearer(cells, name, before)) for name in book}
    for cell in cells:
        name, unchanged = name_of(cell), before.get(name_of(cell)) == digest(cell)
        if id(cell) in of_the_book:
            yield renewed(cell, book[name], unchanged, before, changes)
        elif name in book or not unchanged:
            yield own(cell)
        else:
            changes.removed.append(name)


def bearer(cells, name, before):
    """Of the cells with a name the last that the student wrote in, else the first; of a check the first. None without any."""
    named = [cell for cell in cells if name_of(cell) == name]
    written = [cell for cell in named if not locked(cell) and before.get(name) != digest(cell)]
    return next(iter([*written[::-1], *named]), None)


def own(cell):
    """A cell of the student's own: a copy of a graded one is not graded."""
    cell.metadata.pop("nbgrader", None)
    return cell


def renewed(cell, fresh, unchanged, before, changes):
    """A cell of the book: the new text with no outputs where it is new and may be put in, else the student's with new marks."""
    name = name_of(fresh)
    if digest(cell) == digest(fresh):
        cell.metadata.update(fresh.metadata)
    elif unchanged or locked(fresh):
        changes.renewed.append(name)
        return nbformat.from_dict(fresh)
    else:
        cell.metadata.update(fresh.metadata)
        changes.kept += [name] if before.get(name, digest(fresh)) != digest(fresh) else []
    return cell


def add_missing(cells, fresh, before, changes):
    """Put in, in place, what the student's notebook lacks: cells new in the book, and graded ones that were deleted."""
    there = {name_of(cell) for cell in cells}
    place = 0
    for cell in fresh:
        name = name_of(cell)
        if name in there:
            place = next(k for k, mine in enumerate(cells) if name_of(mine) == name) + 1
        elif NEEDED in cell.metadata or (before is not None and name not in before):
            cells.insert(place, nbformat.from_dict(cell))
            changes.added.append(name)
            place += 1


def keep_identifiers_apart(cells):
    """Give a cell a new identifier where one before it has the same, in place; what is graded keeps its own."""
    seen = set()
    for cell in sorted(cells, key=lambda cell: NEEDED not in cell.metadata):
        if cell.get("id") in seen:
            cell["id"] = hashlib.sha256(f"{cell['id']} {len(seen)}".encode()).hexdigest()[:8]
        seen.add(cell.get("id"))


def update(edition, path):
    """Update a student's file from a stamped edition, after a copy into `backups`; return the line that says what was done.

    Raises
    ------
    ValueError
        If the student's file is no notebook, or one without a cell of the edition; the file stays as it is.
    """
    text = Path(path).read_bytes()
    try:
        mine = nbformat.reads(text.decode("utf-8"), as_version=4)
        nbformat.validate(mine)
    except Exception as error:  # whatever a damaged file makes nbformat raise
        raise ValueError(f"cannot be read as a notebook ({str(error).splitlines()[0]})") from error
    result, changes = updated(mine, edition)
    if nbformat.from_dict(mine) == result:
        return f"kept   {path}: nothing new"
    saved = back_up(Path(path), text)
    replace(Path(path), result)
    return f"update {path}: {changes}; as it was: {saved}"


def back_up(path, text):
    """A copy of a file as it is, under a name that no other state of it has."""
    saved = path.parent / BACKUPS / f"{path.stem}-{hashlib.sha256(text).hexdigest()[:8]}.ipynb"
    saved.parent.mkdir(exist_ok=True)
    shutil.copy2(path, saved)
    return saved


def replace(path, notebook):
    """Write a notebook in place of a file, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    nbformat.write(notebook, part)
    if path.exists():
        shutil.copymode(path, part)
    os.replace(part, path)


def hand_out(editions, workspace):
    """Write each edition that a workspace lacks, update each that it has; a line for each, and how many could not be updated.

    Raises
    ------
    ValueError
        If the folder of the editions holds none, or something else.
    """
    if not labs(editions):
        raise ValueError(f"editions: {editions} holds no notebooks, expected the folder of the students' editions")
    fresh = {Path(workspace) / path.name: edition_at(path) for path in labs(editions)}
    Path(workspace).mkdir(parents=True, exist_ok=True)
    lines, faults = [], 0
    for path, edition in fresh.items():
        try:
            lines.append(update(edition, path) if path.exists() else written(edition, path))
        except (ValueError, OSError) as error:
            what = f"cannot be read or written ({error.strerror})" if isinstance(error, OSError) else error
            lines.append(f"left   {path}: it {what}; to get a fresh one, move yours away and run this again")
            faults += 1
    return lines, faults


def edition_at(path):
    """The stamped edition in a file; ValueError if it holds none."""
    edition = nbformat.read(path, as_version=4)
    if HANDED_OUT not in edition.metadata:
        raise ValueError(f"editions: {path} does not say what its cells are, expected a student's edition of this version")
    return edition


def written(edition, path):
    """Write an edition that is not there yet; the line that says so."""
    replace(path, edition)
    return f"wrote  {path}"


def main(arguments=None):
    """Hand out, say what was done to each lab; the exit status is 1 where one could not be updated."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("editions", help="folder of the students' editions, as `python -m utils.book.students` writes them")
    parser.add_argument("workspace", help="the student's folder; what is changed there is copied to its folder backups first")
    asked = parser.parse_args(arguments)
    lines, faults = hand_out(asked.editions, asked.workspace)
    print("\n".join(lines))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
