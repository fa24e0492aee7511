"""How a lab becomes a page: a pure function from notebook to notebook."""

import nbformat
import pytest
from rnn_book.lab_pages import YOUR_TURN, page, read_lab
from rnn_book.measured_cards import without_marks
from rnn_book.solutions import shown


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


def test_two_solutions_in_one_cell_and_comments_between_them(made):
    first, second = "### BEGIN SOLUTION\na = 1\n### END SOLUTION", "    ### BEGIN SOLUTION\n    b\n    ### END SOLUTION"
    task, solution = page(made.notebook(made.code(f"{first}\n# then\nif a:\n{second}"))).cells
    assert task.source == f"{YOUR_TURN}\n# then\nif a:\n    {YOUR_TURN}"
    assert solution.source == "a = 1\n# then\nif a:\n    b"


@pytest.mark.parametrize(("source", "line"), [
    ("### BEGIN SOLUTION\na = 1", 1), ("a = 1\n### END SOLUTION", 2),
    ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", 2),
    ("### begin solution\na = 1\n### end solution", 1), ("##BEGIN\na = 1\n##END", 1),
    ("###BEGIN SOLUTION\na\n###END SOLUTION", 1),
    ('"""\n### BEGIN SOLUTION\na\n### END SOLUTION\n"""', 2), ("a = 1 ### BEGIN SOLUTION\n### END SOLUTION", 1)])
@pytest.mark.parametrize("tags", [["exercise"], ["colab"]])
def test_a_wrong_mark_is_refused_with_the_labs_heading(made, source, line, tags):
    lab = made.notebook(made.markdown("Before.\n# Lab 1a: order\n## Goal\n# Later"), made.code(source, tags=tags))
    with pytest.raises(ValueError, match=rf"^Lab 1a: order, cell 2 \({lab.cells[1].id}\), line {line}: got"):
        page(lab)


def test_marks_in_markdown_are_refused_also_in_a_lab_without_a_heading(made):
    with pytest.raises(ValueError, match=r"^a lab without a heading, cell 1 .*looks like a mark"):
        page(made.notebook(made.markdown("### BEGIN SOLUTION\nx\n### END SOLUTION"), made.code("# Not this")))


def test_measurement_becomes_a_directive_with_its_line(made):
    cell, = page(made.notebook(made.code("x", made.measured(claim="ar-ma"), made.measured("best")))).cells
    of_claim, of_lab = map(text_of, cell.outputs)
    assert of_claim.split("\n")[0].endswith("{stored-measurement} ar-ma/excess")
    assert "✓ ar-ma/excess: error over the best error: ⟨1.02⟩; bounds: 1 to 1.05; control, untrained: ⟨1.5⟩." in of_claim
    assert of_lab.split("\n")[0].endswith("{stored-measurement} best")
    assert cell.metadata["mystnb"]["markdown_format"] == "myst"


@pytest.mark.parametrize(("tag", "count"), [("colab", 1), ("remove-page", 1), ("prediction", 1), ("hide-input", 2)])
def test_cells_that_are_not_for_the_page_are_left_off(made, tag, count):
    shown = page(made.notebook(made.markdown("# Lab"), made.code("pip install", tags=[tag])))
    assert len(shown.cells) == count


def test_code_that_a_notebook_folds_is_folded_on_the_page_and_a_solution_in_it_only_once(made):
    folded, plain = made.code("fig = 1", made.figure(), tags=["a"]), made.code("x")
    folded.metadata["jupyter"] = {"source_hidden": True}
    first, second = page(made.notebook(folded, plain)).cells
    assert first.metadata["tags"] == ["a", "hide-input"] and "tags" not in second.metadata
    assert "stored-figure} waves" in text_of(first.outputs[0])


def test_a_model_answer_is_folded(made):
    written = made.markdown("Longer is slower.\n\nSo it is.")
    written.metadata["tags"] = ["answer"]
    cell, = page(made.notebook(written)).cells
    assert cell.source == "<details><summary>Model answer</summary>\n\nLonger is slower.\n\nSo it is.\n\n</details>"
    assert written.source == "Longer is slower.\n\nSo it is."


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


def test_a_page_without_solutions_has_the_task_and_all_outputs(made):
    outputs = made.stream(), made.measured(), made.figure()
    task, results = page(made.notebook(made.code(made.SOLVED, *outputs)), solved=False).cells
    assert task.source == f"def double(x):\n    {YOUR_TURN}\n\nprint(double(2))" and task.outputs == []
    assert "2 * x" not in results.source and "remove-input" in results.metadata["tags"]
    assert [output.output_type for output in results.outputs] == ["stream", "display_data", "display_data"]
    assert "stored-measurement} excess" in text_of(results.outputs[1])
    assert len(page(made.notebook(made.code(made.SOLVED)), solved=False).cells) == 1


def test_a_page_without_solutions_says_that_the_model_answer_is_left_out(made):
    answer = made.markdown("It doubles.")
    answer.metadata["tags"] = ["answer"]
    shown, = page(made.notebook(answer), solved=False).cells
    assert "It doubles." not in shown.source and "Left out of this edition of the site." in shown.source
    assert "It doubles." in page(made.notebook(answer)).cells[0].source


def test_the_reader_and_the_cards_ask_the_environment(made, monkeypatch):
    lab = nbformat.writes(made.notebook(made.code(made.SOLVED)))
    for asked, left in ((None, 1), ("", 1), ("1", 1), ("0", 0)):
        monkeypatch.setenv("SOLUTIONS", asked) if asked is not None else monkeypatch.delenv("SOLUTIONS", raising=False)
        assert nbformat.writes(read_lab(lab)).count("return 2 * x") == left
        assert without_marks(made.SOLVED).count("return 2 * x") == left
        assert "SOLUTION" not in without_marks(made.SOLVED)


def test_another_value_than_0_and_1_is_refused():
    with pytest.raises(ValueError, match=r"^SOLUTIONS: got 'no', expected 0 \(leave solutions out of the site\) or 1"):
        shown({"SOLUTIONS": "no"})
