"""What every lab must have, read from its file: the shape of the design, stored outputs of one run, figures with words."""

import nbformat
import pytest
import yaml

from tests.paths import LABS, ROOT
from utils.book.stored import stored

TIMING = "nbval-ignore-output"
MOST_TIMING_CELLS = 3
LONGEST_CODE, LONGEST_PROSE = 25, 150  # lines, words


@pytest.fixture(params=LABS, ids=lambda path: path.stem)
def lab(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tagged(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def test_there_are_labs_and_every_one_is_in_the_contents():
    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    assert LABS
    for path in LABS:
        assert f"labs/{path.stem}" in contents


def test_outputs_come_from_one_run_from_top_to_bottom(lab):
    assert [cell.execution_count for cell in code(lab)] == list(range(1, len(code(lab)) + 1))


def test_nothing_stored_is_an_error_a_warning_or_a_progress_bar(lab):
    for cell in code(lab):
        for output in cell.outputs:
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", f"{cell.id}: {output.text}"


def test_only_timings_are_exempt_from_comparison(lab):
    exempt = tagged(lab, TIMING)
    assert len(exempt) <= MOST_TIMING_CELLS
    for cell in exempt:
        assert "time" in cell.source, f"{cell.id}: exempt from comparison, and times nothing"


def test_every_picture_was_shown_under_a_name_with_alternative_text(lab):
    for cell in code(lab):
        for output in cell.outputs:
            kinds = set(output.get("data", {}))
            if any(kind.startswith("image/") for kind in kinds):
                assert output.metadata.get("figure", {}).get("alt", "").strip(), f"{cell.id}: a picture without words"


def test_every_figure_is_followed_by_a_sentence_that_reads_it(lab):
    for cell, following in zip(lab.cells, [*lab.cells[1:], None], strict=True):
        if any("figure" in output.get("metadata", {}) for output in cell.get("outputs", [])):
            assert following is not None and following.cell_type == "markdown", cell.id


def test_cells_are_short_and_few(lab):
    assert 18 <= len(lab.cells) <= 45
    for cell in lab.cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= LONGEST_CODE, cell.id
        else:
            assert len(cell.source.split()) <= LONGEST_PROSE, cell.id


def test_the_first_code_cell_fetches_the_code_on_colab_from_the_books_address(lab):
    address = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]
    first = code(lab)[0]
    assert "colab" in first.metadata.tags
    assert f"git+{address}" in first.source


def test_the_lab_sets_one_thread_and_its_seed(lab):
    assert "start(seed=0)" in code(lab)[1].source


def test_at_least_three_exercises_each_with_a_solution_and_a_check(lab):
    exercises, checks = tagged(lab, "exercise"), tagged(lab, "check")
    assert len(exercises) == len(checks) >= 3
    for exercise in exercises:
        assert exercise.source.count("### BEGIN SOLUTION") == exercise.source.count("### END SOLUTION") >= 1
    for check in checks:
        assert "assert" in check.source, check.id
        for line in check.source.split("assert ")[1:]:
            assert ", " in line, f"{check.id}: an assert without a message"


def test_the_lab_records_at_least_one_claim(lab):
    path = next(p for p in LABS if nbformat.read(p, as_version=4) == lab)
    assert any("claim" in found.record for found in stored(path, "measurement"))
