"""The students' editions: nothing of a solution left, and running one stops only where the student has something to write."""

import nbformat
import pytest
from nbclient import NotebookClient

from tests.paths import LABS, ROOT
from utils.book.students import student_edition


def errors(cell):
    """(cell's id, name of the exception) for each error among its outputs."""
    return [(cell.id, output.ename) for output in cell.get("outputs", []) if output.output_type == "error"]


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_an_edition_stops_only_at_what_is_to_be_written(path):
    edition = student_edition(nbformat.read(path, as_version=4))
    text = nbformat.writes(edition)
    assert "SOLUTION" not in text
    assert not any(cell.get("outputs") for cell in edition.cells)
    NotebookClient(edition, timeout=300, allow_errors=True, resources={"metadata": {"path": str(ROOT / "labs")}}).execute()
    stops = dict(stop for cell in edition.cells for stop in errors(cell))
    assert set(stops.values()) == {"NotImplementedError"}, stops
    exercises = [cell for cell in edition.cells if "exercise" in cell.metadata.get("tags", [])]
    assert all("NotImplementedError" in cell.source for cell in exercises)
    checks = [cell.id for cell in edition.cells if "check" in cell.metadata.get("tags", [])]
    assert set(stops) >= set(checks), "a check passes before anything is written"
