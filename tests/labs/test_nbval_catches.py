"""The labs' own test put to the test: a stale output, a wrong claim and an exception each fail a run of nbval."""

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

CLAIM = (
    "from utils.book.claims import claim\n"
    "claim('weight-sharing', 'count', {value}, says='number of parameters', near=2, tolerance=0)"
)
LINE = "✓ weight-sharing (holds): number of parameters is 2."


def shown(text):
    return new_output("display_data", data={"text/plain": text})


CASES = {
    "right": (CLAIM.format(value=2), [shown(LINE)], True),
    "wrong claim": (CLAIM.format(value=3), [shown(LINE)], False),
    "stale output": ("print('new')", [new_output("stream", name="stdout", text="old\n")], False),
    "exception": ("1 / 0", [], False),
}


@pytest.mark.parametrize("case", CASES)
def test_nbval_passes_only_what_is_right(case, tmp_path):
    source, outputs, passes = CASES[case]
    notebook = new_notebook(cells=[new_code_cell(source, outputs=outputs, execution_count=1)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "lab.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "lab.ipynb"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (run.returncode == 0) is passes, run.stdout
    assert ("1 passed" if passes else "1 failed") in run.stdout
