"""What every lab must have, read from its file: the shape of the design, stored outputs of one run, figures with words."""

import ast
import re
import statistics
import tomllib

import nbformat
import pytest
import yaml

from tests.paths import LABS, ROOT
from utils.book.grading import POINTS, kind
from utils.book.outcome import DECIDED
from utils.book.stored import stored

TIMING = "nbval-ignore-output"
MOST_TIMING_CELLS = 3
FEWEST_CELLS, MOST_CELLS = 20, 45  # that a student reads: neither folded nor a box to write in
LONGEST_CODE, LONGEST_FOLDED, USUAL_CODE, WIDEST = 15, 25, 8, 95  # lines of code, of a folded cell, the median; columns
LONGEST_PROSE, USUAL_PROSE = 110, 60  # words of a text cell, the median; what is folded is not counted
FOLD = re.compile(r"<details>.*?</details>", re.DOTALL)
HINTS = ["Hint 1: a question", "Hint 2: the formula", "Hint 3: the line"]
# Minutes of a person who works through a lab: measured by working all of them (2a, 3a and 3b took about 90).
WORDS_PER_MINUTE, LINES_PER_MINUTE, BOX = 100, 6, 2
EXERCISE = {"line": 5, "steps": 10, "signature": 12, "investigation": 20}


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
    for cell in code(lab):
        others = {tag for tag in cell.metadata.get("tags", []) if tag.startswith("nbval") and tag != TIMING}
        assert not others and "NBVAL" not in cell.source, f"{cell.id}: nbval is told to look away"
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


def folded(cell):
    return cell.metadata.get("jupyter", {}).get("source_hidden", False)


def words(cell):
    """The words of a text cell that show without a click; formulas count by their spaces."""
    return len(FOLD.sub("", cell.source).split())


def read(notebook):
    """The text cells that a student reads, and the code cells."""
    boxes = {cell.id for tag in ("prediction", "answer") for cell in tagged(notebook, tag)}
    shown = [cell for cell in notebook.cells if not folded(cell) and cell.id not in boxes]
    texts = [cell for cell in shown if cell.cell_type == "markdown" and words(cell)]
    return texts, [cell for cell in shown if cell.cell_type == "code"]


def lines(cell):
    return len([line for line in cell.source.splitlines() if line.strip()])


def test_cells_are_few_and_hold_one_idea_each(lab):
    texts, codes = read(lab)
    assert FEWEST_CELLS <= len(texts) + len(codes) <= MOST_CELLS
    assert not {cell.id: words(cell) for cell in texts if words(cell) > LONGEST_PROSE}
    assert not {cell.id: lines(cell) for cell in codes if lines(cell) > LONGEST_CODE}
    assert statistics.median(map(words, texts)) <= USUAL_PROSE
    assert statistics.median(map(lines, codes)) <= USUAL_CODE


def test_no_line_of_code_is_wide_and_what_is_folded_is_short(lab):
    for cell in code(lab):
        assert max(map(len, cell.source.splitlines()), default=0) <= WIDEST, cell.id
        assert lines(cell) <= LONGEST_FOLDED, cell.id


def test_the_time_that_is_stated_is_what_words_lines_and_exercises_take(lab):
    texts, codes = read(lab)
    stated = re.search(r"\*\*Time\.\*\* (\d+) minutes for you", texts[0].source)
    assert stated, "the first cell says: **Time.** N minutes for you"
    minutes = sum(map(words, texts)) / WORDS_PER_MINUTE + sum(map(lines, codes)) / LINES_PER_MINUTE
    minutes += BOX * len(tagged(lab, "prediction")) + sum(EXERCISE[kind(cell)] for cell in tagged(lab, "exercise"))
    assert abs(int(stated[1]) - minutes) <= 5, f"stated {stated[1]} minutes, by words, lines and exercises {minutes:.0f}"


def test_every_question_of_the_text_has_a_box_and_every_box_an_outcome(lab):
    tasks = {before.id for before, cell in zip(lab.cells, lab.cells[1:], strict=False) if cell in tagged(lab, "exercise")}
    for cell, following in zip(lab.cells, [*lab.cells[1:], None], strict=True):
        prose = re.sub(r"^#.*$", "", FOLD.sub("", cell.source), flags=re.MULTILINE)
        if cell.cell_type == "markdown" and "?" in prose and cell.id not in tasks:
            tags = following.metadata.get("tags", []) if following else []
            assert {"prediction", "answer"} & {*tags, *cell.metadata.get("tags", [])}, f"{cell.id}: no box after a question"
    outcomes = sum(len(DECIDED.findall(cell.source)) for cell in lab.cells)
    assert outcomes == len(tagged(lab, "prediction")) >= 1


def test_the_first_code_cell_fetches_the_code_where_it_is_missing_by_the_books_address_and_tag(lab):
    address = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    first = code(lab)[0]
    assert "colab" in first.metadata.tags and folded(first)
    assert f'"{address}"' in first.source and f'"v{version}"' in first.source
    others = {code(nbformat.read(path, as_version=4))[0].source for path in LABS}
    assert others == {first.source}, "the same cell in every lab"


def test_the_lab_sets_one_thread_and_its_seed(lab):
    assert "start(seed=0)" in code(lab)[1].source


def parts(notebook):
    """(task, exercise, check, what follows) of each exercise."""
    cells = [*notebook.cells, None]
    return [cells[i - 1 : i + 3] for i, cell in enumerate(notebook.cells) if "exercise" in cell.metadata.get("tags", [])]


def test_exercises_are_a_ladder_of_four_kinds_each_with_task_solution_and_check(lab):
    assert {kind(exercise) for _, exercise, _, _ in parts(lab)} == set(POINTS)
    for task, exercise, check, _ in parts(lab):
        assert task.cell_type == "markdown" and "Exercise" in task.source
        assert exercise.source.count("### BEGIN SOLUTION") == exercise.source.count("### END SOLUTION") >= 1
        name = [node.name for node in ast.parse(exercise.source).body if isinstance(node, ast.FunctionDef)][-1]
        assert "check" in check.metadata.tags and check.source == f"check.{name}({name})", check.id


def test_an_exercise_of_steps_numbers_them_inside_the_function(lab):
    for _, exercise, _, _ in parts(lab):
        if kind(exercise) == "steps":
            assert all(f"# {k}. " in exercise.source for k in (1, 2, 3)), exercise.id


def test_an_investigation_asks_for_words_and_has_a_model_answer(lab):
    for _, exercise, _, following in parts(lab):
        if kind(exercise) == "investigation":
            assert "answer" in following.metadata.get("tags", []) and len(following.source.split()) >= 30, exercise.id


def test_hints_come_in_three_folded_steps(lab):
    for task, exercise, _, _ in parts(lab):
        assert re.findall("<summary>(Hint.*?)</summary>", task.source) == HINTS, exercise.id


def test_no_other_cell_needs_what_a_student_writes(lab):
    for _, exercise, check, _ in parts(lab):
        written = {node.name for node in ast.parse(exercise.source).body if isinstance(node, ast.FunctionDef)}
        for cell in code(lab):
            if cell.id not in (exercise.id, check.id) and not cell.source.startswith("%"):
                used = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
                assert not used & written, f"{cell.id} uses {used & written}"


def test_what_needs_triton_says_so_and_nothing_else_does(lab):
    for cell in code(lab):
        asks = "if TRITON" in cell.source or "import in_triton" in cell.source
        assert asks == ("triton" in cell.metadata.get("tags", [])), cell.id


def test_the_lab_records_at_least_one_claim(lab):
    path = next(p for p in LABS if nbformat.read(p, as_version=4) == lab)
    assert any("claim" in found.record for found in stored(path, "measurement"))
