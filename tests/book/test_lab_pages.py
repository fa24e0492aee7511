"""How a lab becomes a page: a pure function from notebook to notebook."""

import nbformat
import pytest
from rnn_book.lab_pages import YOUR_TURN, page, read_lab, split


def text_of(output):
    """What an output shows as MyST."""
    return output.data["text/markdown"]


def test_solution_is_folded_below_its_task_and_no_marker_is_left(made):
    task, solution = page(made.notebook(made.code(made.SOLVED, made.stream()))).cells
    assert task.source == f"def double(x):\n    {YOUR_TURN}\n\nprint(double(2))"
    assert solution.source == "def double(x):\n    return 2 * x\n\nprint(double(2))"
    assert "hide-cell" in solution.metadata["tags"] and solution.metadata["mystnb"]["code_prompt_show"] == "Solution"


def test_output_goes_with_the_solution_but_not_measurements_and_figures(made):
    outputs = made.stream(), made.measured(), made.figure()
    task, solution, results = page(made.notebook(made.code(made.SOLVED, *outputs))).cells
    assert (len(task.outputs), [o.output_type for o in solution.outputs]) == (0, ["stream"])
    assert "stored-measurement} excess" in text_of(results.outputs[0])
    assert "stored-figure} waves" in text_of(results.outputs[1])
    assert "remove-input" in results.metadata["tags"]


def test_parts_of_a_cell_keep_its_tags_and_have_ids_of_their_own(made):
    cells = page(made.notebook(made.code(made.SOLVED, made.figure(), tags=["exercise"]))).cells
    assert len({cell.id for cell in cells}) == 3
    assert all("exercise" in cell.metadata["tags"] for cell in cells)
    nbformat.validate(made.notebook(*cells))


def test_two_solutions_in_one_cell_and_comments_between_them():
    first, second = "### BEGIN SOLUTION\na = 1\n### END SOLUTION", "    ### BEGIN SOLUTION\n    b\n    ### END SOLUTION"
    task, solution = split(f"{first}\n# then\nif a:\n{second}")
    assert task == f"{YOUR_TURN}\n# then\nif a:\n    {YOUR_TURN}"
    assert solution == "a = 1\n# then\nif a:\n    b"


@pytest.mark.parametrize("source", [
    "### BEGIN SOLUTION\na = 1", "a = 1\n### END SOLUTION", "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION"])
def test_marker_without_its_partner_is_refused(made, source):
    with pytest.raises(ValueError, match="SOLUTION"):
        page(made.notebook(made.code(source)))


def test_measurement_becomes_a_directive_with_its_line(made):
    cell, = page(made.notebook(made.code("x", made.measured(claim="ar-ma"), made.measured("best")))).cells
    of_claim, of_lab = map(text_of, cell.outputs)
    assert of_claim.split("\n")[0].endswith("{stored-measurement} ar-ma/excess")
    assert "✓ ar-ma: error over the best error lies between 1 and 1.05." in of_claim
    assert of_lab.split("\n")[0].endswith("{stored-measurement} best")
    assert cell.metadata["mystnb"]["markdown_format"] == "myst"


@pytest.mark.parametrize(("tag", "count"), [("colab", 1), ("remove-page", 1), ("hide-input", 2)])
def test_cells_that_are_not_for_the_page_are_left_off(made, tag, count):
    shown = page(made.notebook(made.markdown("# Lab"), made.code("pip install", tags=[tag])))
    assert len(shown.cells) == count


def test_markdown_and_plain_code_stay_as_they_are(made):
    notebook = made.notebook(made.markdown("# Lab"), made.code("1 + 1", made.stream(), made.picture()))
    assert nbformat.writes(page(notebook)) == nbformat.writes(notebook)


def test_the_notebook_given_is_not_changed(made):
    notebook = made.notebook(made.code(made.SOLVED, made.measured(), made.figure()))
    before = nbformat.writes(notebook)
    page(notebook)
    assert nbformat.writes(notebook) == before


def test_reader_takes_text(made):
    assert len(read_lab(nbformat.writes(made.notebook(made.code(made.SOLVED)))).cells) == 2
