"""The marks around a solution: the one spelling is read, every other that a person would take for one is refused."""

import pytest

from utils.book.markers import BEGIN, END, check_marks, solutions, split

MISSPELT = [
    "### begin solution", "### end solution", "### Begin Solution", "##BEGIN", "## END", "### BEGIN", "### END",
    "# end", "#begin",
    "###BEGIN SOLUTION", "###END SOLUTION", "###  BEGIN SOLUTION", "### BEGIN  SOLUTION", "### END\tSOLUTION",
    "### BEGIN SOLUTION ", "### END SOLUTION\t", "## BEGIN SOLUTION", "# END SOLUTION", "#### BEGIN SOLUTION",
    "### BEGIN SOLUTION:", "### END SOLUTION.", "### BEGIN SOLUTIONS", "### BEGIN_SOLUTION", "# begin-solution",
    "### BEGINSOLUTION",
    "### BEGIN\u00a0SOLUTION", "### BEGIN SOLUTOIN", "### EDN SOLUTION", "### BGIN solution", "### Solution begins",
    "# solution starts", "# solution stops",
    "### solution end", "### START SOLUTION", "### stop solution", "### SOLUTION", "# SOLUTION",
    "BEGIN SOLUTION", "end solution",
    "x = 1 ### BEGIN SOLUTION", "x = 1  # end", 's = "### BEGIN SOLUTION"', "s = '### end solution'", "<!-- BEGIN SOLUTION -->",
    "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS", "### BEGIN MARK SCHEME", "print('SOLUTION')"]
ONLY_IN_CODE = ["### Solution", "## begin here", "## End of it"]
HARMLESS = [
    "# begin with the last step", "# the end of a sequence", "# the solution of the equation", "# best solution so far", "#",
    "end = begin + 1", "append(solution)", "x = weekend  # solutions by hand", "# our solution, step by step", "",
    "# starts at 0",
    "the solution begins at rest, and ends there", "[the end](page.md#end)", "#### A note", "# the backend solution",
    "a # b # c"]


def check(made, *cells):
    """Check the marks of a lab of these cells."""
    check_marks(made.notebook(*cells), "01a_lab")


@pytest.mark.parametrize("line", MISSPELT)
@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_what_looks_like_a_mark_is_refused_in_every_cell(made, line, kind):
    cell = getattr(made, kind)(f"first\n  {line}")
    with pytest.raises(ValueError) as error:
        check(made, made.code("x"), cell)
    assert str(error.value) == (f"01a_lab, cell 2 ({cell.id}), line 2: got {line!r}, which looks like a mark; "
                                f"expected '### BEGIN SOLUTION' or '### END SOLUTION', exactly so, alone on a line of code")


@pytest.mark.parametrize("line", ONLY_IN_CODE)
def test_headings_in_markdown_may_say_more(made, line):
    check(made, made.markdown(line))
    with pytest.raises(ValueError, match="looks like a mark"):
        check(made, made.code(f"    {line}"))


@pytest.mark.parametrize("line", HARMLESS)
def test_other_lines_are_let_be(made, line):
    check(made, made.code(line), made.markdown(line))


@pytest.mark.parametrize("mark", [BEGIN, END])
def test_a_mark_outside_code_is_refused(made, mark):
    with pytest.raises(ValueError, match=r"line 1: got '### .* SOLUTION', which looks like a mark"):
        check(made, made.markdown(f"{mark}\nx"))


@pytest.mark.parametrize(("lines", "message"), [
    ([BEGIN, "x"], f"line 1: got {BEGIN!r} without {END!r} after it"),
    (["x", END], f"line 2: got {END!r}, expected {BEGIN!r} first"),
    ([BEGIN, BEGIN, END], f"line 2: got {BEGIN!r}, expected {END!r} first"),
    ([BEGIN, "x", END, END], f"line 4: got {END!r}, expected {BEGIN!r} first"),
    ([END, "x", BEGIN], f"line 1: got {END!r}, expected {BEGIN!r} first"),
    ([BEGIN, END, "x", BEGIN], f"line 4: got {BEGIN!r} without {END!r} after it")])
def test_a_mark_without_its_partner_is_refused_with_lab_cell_and_line(made, lines, message):
    cell = made.code("\n".join(lines))
    with pytest.raises(ValueError) as error:
        check(made, cell)
    assert str(error.value) == f"01a_lab, cell 1 ({cell.id}), {message}"


def test_a_solution_does_not_go_on_into_the_next_cell(made):
    with pytest.raises(ValueError, match=r"cell 1 .* without '### END SOLUTION'"):
        check(made, made.code(BEGIN), made.code(END))


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_a_mark_within_a_text_is_refused(made, quotes):
    cell = made.code(f"def f():\n    {quotes}\n    {BEGIN}\n    x\n    {END}\n    {quotes}")
    with pytest.raises(ValueError) as error:
        check(made, cell)
    assert str(error.value) == f"01a_lab, cell 1 ({cell.id}), line 3: got {BEGIN!r} within a text, expected it as a comment"


def test_marks_in_what_is_no_python_are_refused(made):
    told = r"cell 1 \(\w+\): cannot be read as Python \(.+\), so its marks cannot be told from text$"
    with pytest.raises(ValueError, match=told):
        check(made, made.code(f"{BEGIN}\nx = (\n{END}"))


def test_without_marks_a_cell_need_not_be_python(made):
    check(made, made.code("%%bash\necho 'it"), made.code(f"%time x\n{BEGIN}\n!ls\n{END}"))


def test_cells_of_older_notebooks_have_no_identifier(made):
    notebook = made.notebook(made.code("# end"))
    del notebook.cells[0]["id"]
    with pytest.raises(ValueError, match=r"^the lab, cell 1 \(without id\), line 1"):
        check_marks(notebook)


SOURCE = f"a = 1\n\t{BEGIN}\n\tb\n\n\tc\n\t{END}\n# then\n    {BEGIN}\n    d\n    {END}\ne"


def test_task_and_solved_code_hold_no_mark_and_keep_every_other_line():
    assert split(SOURCE, "...") == ("a = 1\n\t...\n# then\n    ...\ne", "a = 1\n\tb\n\n\tc\n# then\n    d\ne")
    assert split("a\n\nb", "...") == ("a\n\nb", "a\n\nb")


def test_solutions_are_the_lines_between_marks():
    assert solutions(SOURCE) == [["\tb", "", "\tc"], ["    d"]]
    assert solutions(f"{BEGIN}\n{END}") == [[]] and solutions("a") == []


@pytest.mark.parametrize("before", ["X", "\x0c", "\u00a0"])
def test_only_spaces_and_tabs_may_stand_before_a_mark(made, before):
    with pytest.raises(ValueError, match=r"line 1: got .* which looks like a mark"):
        check(made, made.code(f"{before}{BEGIN}\nx\n{END}"))
