"""Make the students' editions: the solved labs without solutions and outputs.

The solved notebook is the only source. nbgrader's own preprocessor cuts what stands between ``### BEGIN SOLUTION`` and
``### END SOLUTION`` and puts ``raise NotImplementedError()`` in its place.

    python -m utils.book.students labs workspace
"""

import argparse
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ClearOutputPreprocessor
from nbgrader.preprocessors import ClearSolutions
from traitlets.config import Config

STUB = '# your code here\nraise NotImplementedError("your turn: write this, then run the check below")'


def student_edition(solved):
    """A student's notebook from a solved one (nbformat NotebookNode in, a new one out).

    Raises
    ------
    RuntimeError
        If a solution is begun and not ended.
    """
    edition = nbformat.from_dict(solved)
    settings = Config({"ClearSolutions": {"code_stub": {"python": STUB}, "enforce_metadata": False}})
    for preprocessor in (ClearSolutions(config=settings), ClearOutputPreprocessor()):
        edition, _ = preprocessor.preprocess(edition, {})
    for cell in edition.cells:
        cell.metadata.pop("execution", None)
    return edition


def write_editions(source, target):
    """Write the edition of every lab in `source` that `target` does not hold yet; existing files stay as they are.

    Returns
    -------
    (list of Path, list of Path)
        The files written, and those left alone.
    """
    source, target = Path(source), Path(target)
    labs = sorted(source.glob("*.ipynb"))
    if not labs:
        raise ValueError(f"source: {source} holds no notebooks, expected the folder of the solved labs")
    target.mkdir(parents=True, exist_ok=True)
    kept = [target / lab.name for lab in labs if (target / lab.name).exists()]
    fresh = [lab for lab in labs if not (target / lab.name).exists()]
    for lab in fresh:
        nbformat.write(student_edition(nbformat.read(lab, as_version=4)), target / lab.name)
    return [target / lab.name for lab in fresh], kept


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
