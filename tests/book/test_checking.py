"""The helper for checks of exercises: right however it is written, and wrong by name."""

import linecache

import numpy as np
import pytest
import torch

from utils.book.checking import Exercise, NotWritten, Wrong

ROWS = np.array([[0.25, -1.5, 2.0], [4.0, 0.5, -0.125]])


def double(x):
    return 2 * x


def an_exercise(**options):
    return Exercise("Exercise 2", [(ROWS,), (ROWS[::-1],)], double, **options)


def message(check, answer):
    """What a student reads."""
    with pytest.raises(Wrong) as caught:
        check(answer)
    shown = caught.value._render_traceback_()
    assert shown == [f"✗ {caught.value}"] and str(caught.value).startswith("Exercise 2: ")
    return str(caught.value).removeprefix("Exercise 2: ")


def in_place(x):
    x *= 2
    return x


@pytest.mark.parametrize("answer", [
    double, in_place, lambda x: (2 * x).tolist(), lambda x: (2 * x).astype(np.float32), lambda x: torch.tensor(2 * x),
    lambda x: torch.tensor(2 * x, requires_grad=True), lambda x: [list(row + row) for row in x], lambda x: 2 * x + 1e-12])
def test_what_is_right_passes_however_it_is_written_and_says_so_in_one_line(answer, capsys):
    before = ROWS.copy()
    an_exercise()(answer)
    assert capsys.readouterr().out == "✓ Exercise 2: passed\n" and np.array_equal(ROWS, before)


@pytest.mark.parametrize(("answer", "said"), [
    (lambda x: None, "returns nothing: does it end with return?"),
    (lambda x: 2 * x[0], "the result: got shape (3,), expected (2, 3)"),
    (lambda x: x, "the result: 6 of 6 values are wrong; the first at [0, 0]: got 0.25, expected 0.5"),
    (lambda x: np.where(x > 3, x, 2 * x), "1 of 6 values are wrong; the first at [1, 0]: got 4, expected 8"),
    (lambda x: 2 * x + 1e-7, "6 of 6 values are wrong"),
    (lambda x: (2 * x + 0.01).astype("f"), "6 of 6 values are wrong"),
    (lambda x: x / 0 * 0, "the result: got NaN or infinity"),
    (lambda x: "2 x", "the result: got text, expected numbers"),
    (lambda x: x > 0, "the result: got True or False, expected numbers"),
    (lambda x: print, "the result: got a builtin_function_or_method, expected numbers"),
    (lambda x: {"x": x}, "the result: got a dict, expected numbers"),
    (lambda x: [[1], [2, 3]], "the result: got a list, expected numbers"),
    (lambda x, y: x, "your function stopped. Python says: TypeError: "),
    (lambda x: x @ x, "your function stopped. Python says: ValueError: matmul")])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_is_wrong_gets_a_sentence(answer, said):
    assert said in message(an_exercise(), answer)


def test_a_slip_is_known_by_what_it_gives_and_may_fail_where_it_cannot_be_made():
    check = an_exercise(slips={"that is half": lambda x: x / 2, "never": lambda x: x @ x, "that is the square": lambda x: x**2})
    assert message(check, lambda x: x * 0.5) == "that is half"
    assert message(check, lambda x: x * x) == "that is the square"
    assert message(check, lambda x: x * x + 1).startswith("the result: ")


def test_a_slip_is_looked_for_in_the_first_case_that_is_wrong():
    check = Exercise("Exercise 2", [(1,), (3,)], double, slips={"one more": lambda x: x + 1})
    assert message(check, lambda x: x + 1) == "one more"


def test_a_fault_of_shape_says_what_an_entry_is():
    check = an_exercise(each="one row per sequence")
    assert message(check, lambda x: 2 * x.T) == "the result: got shape (3, 2), expected (2, 3), one row per sequence"


def test_a_fault_of_shape_says_so_of_each_thing_that_is_returned():
    check = Exercise("Exercise 2", [(ROWS,)], lambda x: (x, 2 * x), each="one row per sequence")
    assert message(check, lambda x: (x, x[0])).endswith("got shape (3,), expected (2, 3), one row per sequence")


def pair(x):
    return x + 1, x - 1


def of_pairs(parts=()):
    return Exercise("Exercise 2", [(3,)], pair, parts=parts)


@pytest.mark.parametrize("answer", [pair, lambda x: [4, 2], lambda x: np.array([4, 2]), lambda x: (np.int64(4), 2.0)])
@pytest.mark.parametrize("parts", [(), ("h", "c")])
def test_a_pair_may_be_a_list_or_an_array(answer, parts):
    of_pairs(parts)(answer)


@pytest.mark.parametrize(("parts", "answer", "said"), [
    (("h", "c"), lambda x: 4, "got 1 thing, expected 2: h, c"),
    (("h", "c"), lambda x: (4, 2, 0), "got 3 things, expected 2: h, c"),
    (("h", "c"), lambda x: (4, 3), "c: got 3, expected 2"),
    ((), lambda x: (4, None), "value 2 of those returned: got nothing (None), expected a number"),
    ((), lambda x: (4, 3), "value 2 of those returned: got 3, expected 2"),
    ((), lambda x: (3, 2), "value 1 of those returned: got 3, expected 4")])
def test_what_is_returned_is_named_part_by_part(parts, answer, said):
    assert message(of_pairs(parts), answer) == said


@pytest.mark.parametrize(("expected", "good", "bad", "said"), [
    (3, np.int64(3), 4, "got 4, expected 3"),
    (3, 3.0, 3.5, "got 3.5, expected 3"),
    (0.5, np.float32(0.5), 0.6, "got 0.6, expected 0.5"),
    (True, np.bool_(True), 1, "got a number, expected True or False"),
    ("abc", np.str_("abc"), "abx", "got abx, expected abc"),
    (["even", "odd"], ("even", "odd"), ["even", "even"], "1 of 2 values are wrong; the first at [1]: got even, expected odd"),
    ("abc", "abc", [1, 2], "got whole numbers, expected text"),
    ("abc", "abc", np.array([1, 2], dtype=np.uint8), "got whole numbers, expected text"),
    (0.5, 0.5, 0.5 + 0j, "got a complex number, expected a number"),
    ([0.5], [0.5], [0.5 + 0j], "got complex numbers, expected numbers"),
    ("abc", "abc", b"abc", "got a bytes, expected text"),
    ([1, 2], (1, 2), [1, 2, 3], "got shape (3,), expected (2,)"),
    (0.0, 0.0, 1e-20, "got 1e-20, expected 0"),
    (0.0, 1e-22, 1, "got 1, expected 0"),
    (1 + 2j, np.complex128(1 + 2j), 1.0, "got 1, expected 1+2j")])
def test_kinds_of_values(expected, good, bad, said):
    check = Exercise("Exercise 2", [()], lambda: expected)
    check(lambda: good)
    assert message(check, lambda: bad) == f"the result: {said}"


def test_only_what_could_differ_by_rounding_may_differ():
    check = Exercise("Exercise 2", [()], lambda: 1000.0)
    check(lambda: 1000 * (1 + 0.9e-9))
    message(check, lambda: 1000 * (1 + 1.1e-9))
    check(lambda: np.float32(1000.09))
    message(check, lambda: np.float32(1000.11))


def test_what_else_must_hold_is_asked_of_the_answer_with_its_errors_turned_into_sentences():
    asked = []

    def odd(answer):
        asked.append(answer(ROWS))
        return "two of the same" if answer(np.array([1.0]))[0] == 2 else None

    check = an_exercise(also=(lambda answer: None, odd))
    assert message(check, double) == "two of the same" and np.array_equal(asked[0], 2 * ROWS)
    only = Exercise("Exercise 2", also=(lambda answer: answer(1) / 0,))
    with pytest.raises(Wrong, match=r"Exercise 2: your function stopped\. Python says: KeyError: 'h'"):
        only(lambda x: {}["h"])
    Exercise("Exercise 2", also=(lambda answer: None,))(print)


def test_cases_may_be_made_when_they_are_needed():
    Exercise("Exercise 2", lambda: [(2,), (5,)], double)(double)
    assert message(Exercise("Exercise 2", lambda: [(2,), (5,)], double), lambda x: 4) == "the result: got 4, expected 10"


def test_nothing_written_is_said_and_is_no_wrong_answer():
    def stub(x):
        raise NotImplementedError("your turn")

    with pytest.raises(NotWritten, match=r"Exercise 2: nothing is written yet\. Write it in the cell above and run both again"):
        an_exercise()(stub)
    assert not issubclass(NotWritten, Wrong) and issubclass(Wrong, AssertionError)


@pytest.mark.parametrize(("given", "said"), [
    (3, "got a number"), (ROWS, "got numbers"), (None, "got nothing (None)"), ("double", "got text")])
def test_a_result_in_place_of_the_function_is_told_apart(given, said):
    assert f"{said}" in message(an_exercise(), given) and "expected your function, without brackets" in message(
        an_exercise(), given)


def test_an_error_names_the_students_own_line():
    source = "def answer(x):\n    y = x + 1\n    return y['a']\n"
    file = "ipykernel_1/2.py"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    space = {}
    exec(compile(source, file, "exec"), space)
    try:
        assert "your function stopped in its line `return y['a']`. Python says: IndexError" in message(
            an_exercise(), space["answer"])
    finally:
        del linecache.cache[file]


def test_what_an_answer_raises_is_told_in_one_line():
    def stop(x):
        raise ValueError("first\nsecond")

    def silent(x):
        raise RuntimeError

    assert message(an_exercise(), stop).endswith("Python says: ValueError: first")
    assert message(an_exercise(), silent).endswith("Python says: RuntimeError: no more")
