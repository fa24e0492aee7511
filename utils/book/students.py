"""Make the students' editions: the solved labs without solutions and outputs.

The solved notebook is the only source. nbgrader's own preprocessor cuts what stands between ``### BEGIN SOLUTION`` and
``### END SOLUTION`` and puts ``raise NotImplementedError()`` in its place. What it would let through is refused before.

    python -m utils.book.students labs workspace
"""

import argparse
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ClearOutputPreprocessor
from nbgrader.preprocessors import ClearSolutions
from traitlets.config import Config

from utils.book.markers import check_marks, solutions
from utils.book.stored import labs

STUB = '# your code here\nraise NotImplementedError("your turn: write this, then run the check below")'
KEPT_OF_NOTEBOOK, KEPT_OF_CELL = ("kernelspec", "language_info"), ("tags", "jupyter")  # metadata; the rest is cut
PASSAGE = 3  # lines of a solution in a row that must not stand elsewhere; a shorter solution counts as a whole
TRIVIAL = 12  # characters, spaces left out, up to which a passage may: `return loss` gives nothing away


def student_edition(solved, lab="the lab"):
    """A student's notebook from a solved one.

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
    settings = Config({"ClearSolutions": {"code_stub": {"python": STUB}, "enforce_metadata": False}})
    for preprocessor in (ClearSolutions(config=settings), ClearOutputPreprocessor()):
        edition, _ = preprocessor.preprocess(edition, {})
    keep(edition.metadata, KEPT_OF_NOTEBOOK)
    for cell in edition.cells:
        keep(cell.metadata, KEPT_OF_CELL)
    check_leaks(solved, edition, lab)
    return edition


def keep(metadata, keys):
    """Leave only these keys."""
    for key in set(metadata) - set(keys):
        del metadata[key]


def check_leaks(solved, edition, lab):
    """Raise ValueError where an edition still holds a passage of a solution, or an attachment, which nothing can read.

    A passage is compared line by line without its spaces; the same idea in other words is not found.
    """
    hidden = [passage for cell in solved.cells for lines in solutions(cell.source) for passage in passages(lines)]
    for number, cell in enumerate(edition.cells, 1):
        where = f"{lab}, cell {number} ({cell.get('id', 'without id')})"
        if cell.get("attachments"):
            raise ValueError(f"{where}: got an attachment, expected none: it could hold a solution")
        text = "\n".join(bare(cell.source.split("\n")))
        for passage in hidden:
            if passage in text:
                raise ValueError(f"{where}: holds a passage of a solution outside its marks, without spaces:\n{passage}")


def passages(lines):
    """The passages of a solution that must not stand anywhere else."""
    lines = bare(lines)
    starts = range(max(1, len(lines) - PASSAGE + 1))
    found = ["\n".join(lines[i : i + PASSAGE]) for i in starts]
    return [passage for passage in found if len(passage) > TRIVIAL]


def bare(lines):
    """The lines without their spaces, the empty ones left out."""
    return [line for line in ("".join(line.split()) for line in lines) if line]


def write_editions(source, target):
    """Write the edition of every lab in `source` that `target` does not hold yet; existing files stay as they are.

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
    fresh = {target / lab.name: student_edition(nbformat.read(lab, as_version=4), lab.stem)
             for lab in labs(source) if target / lab.name not in kept}
    target.mkdir(parents=True, exist_ok=True)
    for path, edition in fresh.items():
        nbformat.write(edition, path)
    return list(fresh), kept


def main():
    """Write the editions and say what happened to each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", help="folder of the solved labs")
    parser.add_argument("target", help="folder for the students' copies; nothing in it is overwritten")
    arguments = parser.parse_args()
    written, kept = write_editions(arguments.source, arguments.target)
    for path in written:
        print(f"wrote  {path}")
    for path in kept:
        print(f"kept   {path} (yours; delete it to get a fresh one)")


if __name__ == "__main__":
    main()
