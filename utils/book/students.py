"""Make the students' editions: the solved labs without solutions, written answers and outputs.

The solved notebook is the only source. What stands between ``### BEGIN SOLUTION`` and ``### END SOLUTION`` gives way to
``raise NotImplementedError``, and the text of a cell tagged `answer` to a box to write in. Checks are tagged so that
Run All goes on past them, and what is graded has nbgrader's metadata. Needs nbformat only: the site is built with it.

    python -m utils.book.students labs workspace
    python -m utils.book.students --update labs workspace    # begun ones too get what is new, as `utils.book.updating` says
    python -m utils.book.students --solved labs course/source/labs    # for a teacher: with solutions, as nbgrader wants them
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from utils.book.grading import add_grading, tags
from utils.book.markers import BOX, STUB, check_marks, solutions, split
from utils.book.stored import labs
from utils.book.updating import hand_out, stamp

GO_ON = "raises-exception"  # the tag by which Run All does not stop
KEPT_OF_NOTEBOOK, KEPT_OF_CELL = ("kernelspec", "language_info"), ("tags", "jupyter")  # metadata; the rest is cut
PASSAGE = 3  # lines of a solution in a row that must not stand elsewhere; a shorter solution counts as a whole
TRIVIAL = 12  # characters, spaces left out, up to which a passage may: `return loss` gives nothing away


def student_edition(solved, lab="the lab"):
    """A student's notebook from a solved one, stamped with what each cell is when it is handed out.

    Parameters
    ----------
    solved : nbformat.NotebookNode
        Stays as it is.
    lab : str
        What errors call the notebook.

    Raises
    ------
    ValueError
        If a mark has no partner or is misspelt, a solution also stands outside its marks, or a cell has an attachment.
    """
    check_marks(solved, lab)
    edition = nbformat.from_dict(solved)
    keep(edition.metadata, KEPT_OF_NOTEBOOK)
    for cell in edition.cells:
        keep(cell.metadata, KEPT_OF_CELL)
        empty(cell)
    add_grading(edition)
    check_leaks(solved, edition, lab)
    return stamp(edition)


def solved_edition(solved, lab="the lab"):
    """The solved notebook with nbgrader's metadata: an assignment's source, from which nbgrader marks our editions."""
    check_marks(solved, lab)
    edition = nbformat.from_dict(solved)
    add_grading(edition)
    return edition


def empty(cell):
    """Take a solution, a written answer and outputs out of a cell, in place."""
    if cell.cell_type == "code":
        cell.source = split(cell.source, STUB)[0]
        cell.outputs, cell.execution_count = [], None
    if "answer" in tags(cell):
        cell.source = BOX
    if "check" in tags(cell):
        cell.metadata["tags"] = [*cell.metadata["tags"], GO_ON]


def keep(metadata, keys):
    """Leave only these keys."""
    for key in set(metadata) - set(keys):
        del metadata[key]


def check_leaks(solved, edition, lab):
    """Raise ValueError where an edition still holds a passage of a solution, or an attachment, which nothing can read.

    A passage is compared line by line without its spaces; the same idea in other words is not found.
    """
    hidden = [passage for cell in solved.cells for lines in secrets(cell) for passage in passages(lines)]
    for number, cell in enumerate(edition.cells, 1):
        where = f"{lab}, cell {number} ({cell.get('id', 'without id')})"
        if cell.get("attachments"):
            raise ValueError(f"{where}: got an attachment, expected none: it could hold a solution")
        text = "\n".join(bare(cell.source.split("\n")))
        for passage in hidden:
            if passage in text:
                raise ValueError(f"{where}: holds a passage of a solution outside its marks, without spaces:\n{passage}")


def secrets(cell):
    """What a student must not see of a cell, a list of lines each."""
    return [cell.source.split("\n")] if "answer" in tags(cell) else solutions(cell.source)


def passages(lines):
    """The passages of a solution that must not stand anywhere else."""
    lines = bare(lines)
    starts = range(max(1, len(lines) - PASSAGE + 1))
    found = ["\n".join(lines[i : i + PASSAGE]) for i in starts]
    return [passage for passage in found if len(passage) > TRIVIAL]


def bare(lines):
    """The lines without their spaces, the empty ones left out."""
    return [line for line in ("".join(line.split()) for line in lines) if line]


def write_editions(source, target, edition=student_edition):
    """Write the edition of every lab in `source` that `target` does not hold yet; existing files stay as they are.

    Parameters
    ----------
    source, target : path
        Folders.
    edition : callable
        `student_edition` or `solved_edition`.

    Returns
    -------
    (list of Path, list of Path)
        The files written, and those left alone.

    Raises
    ------
    ValueError
        If `source` holds no notebooks, `target` is a file, or a lab has a fault; then nothing is written.
    """
    source, target = Path(source), Path(target)
    if not labs(source):
        raise ValueError(f"source: {source} holds no notebooks, expected the folder of the solved labs")
    if target.exists() and not target.is_dir():
        raise ValueError(f"target: {target} is a file, expected a folder")
    kept = [target / lab.name for lab in labs(source) if (target / lab.name).exists()]
    fresh = {target / lab.name: edition(nbformat.read(lab, as_version=4), lab.stem)
             for lab in labs(source) if target / lab.name not in kept}
    target.mkdir(parents=True, exist_ok=True)
    for path, notebook in fresh.items():
        nbformat.write(notebook, path)
    return list(fresh), kept


def update_editions(source, target):
    """Write the editions that `target` does not hold yet, and put what is new into those that it holds: `updating.hand_out`."""
    with TemporaryDirectory() as folder:
        write_editions(source, folder)
        return hand_out(folder, target)


def main():
    """Write the editions and say what happened to each; the exit status is 1 where one could not be updated."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", help="folder of the solved labs")
    parser.add_argument("target", help="folder for the students' copies; a file that is there stays as it is")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--solved", action="store_true", help="leave the solutions in: an assignment's source for nbgrader")
    how.add_argument("--update", action="store_true", help="put what is new into copies that are there; a backup is kept")
    arguments = parser.parse_args()
    if arguments.update:
        lines, faults = update_editions(arguments.source, arguments.target)
        print("\n".join(lines))
        return 1 if faults else 0
    edition = solved_edition if arguments.solved else student_edition
    written, kept = write_editions(arguments.source, arguments.target, edition)
    for path in written:
        print(f"wrote  {path}")
    for path in kept:
        print(f"kept   {path} (yours; delete it to get a fresh one)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
