"""Two ends that call each other: values, errors, functions, changes in place, PyTorch's gradients, time."""

import os
import threading
import time

import numpy as np
import pytest
import torch

from utils.grading import wire
from utils.grading.answer import Answer
from utils.grading.student import called
from utils.grading.talk import Judge, Student, TooLong


@pytest.fixture
def box():
    """A function (function of the student's) -> the answer that a check would call; the student's end is a thread."""
    opened = []

    def of(function, seconds=10):
        (ours, theirs), (back, out) = os.pipe(), os.pipe()
        student = Student(os.fdopen(ours, "rb"), os.fdopen(out, "wb"), {})
        student.do["call"] = lambda name, given: called(function, student.ways, given)
        thread = threading.Thread(target=student.serve, daemon=True)
        thread.start()
        opened.append((theirs, back, thread, student))
        return Answer(Judge(theirs, back), "f", seconds)

    yield of
    for theirs, back, thread, student in opened:
        os.close(theirs)
        thread.join(5)
        student.target.close()
        os.close(back)


def test_values_come_back(box):
    answer = box(lambda x, n: {"sum": x.sum(), "n": (n, [x])})
    found = answer(np.arange(3.0), 2)
    assert found["sum"] == 3 and found["n"][0] == 2 and np.array_equal(found["n"][1][0], np.arange(3.0))


def test_an_error_comes_by_its_name_and_words(box):
    def fails(x):
        raise {"key": KeyError("W_h"), "own": type("Mine", (Exception,), {})("so"), "exit": SystemExit(3),
               "asks": EOFError("EOF when reading a line")}[x]

    answer = box(fails)
    with pytest.raises(KeyError, match=r"^'W_h'$"):
        answer("key")
    for name, kind, text in (("asks", "EOFError", "EOF when"), ("own", "Mine", "so"), ("exit", "SystemExit", "3")):
        with pytest.raises(Exception, match=text) as error:
            answer(name)
        assert type(error.value).__name__ == kind and isinstance(error.value, Exception)


def test_a_function_that_is_given_is_called_where_it_is_and_its_errors_too(box):
    calls = []

    def loss(w, scale=1.0):
        calls.append(w.copy())
        if w[0] > 5:
            raise ValueError("too far")
        return scale * float((w**2).sum())

    def slope(f, w):
        try:
            f(w + 100)
        except ValueError as error:
            return (f(w + 0.5) - f(w - 0.5, scale=1.0)), str(error)

    assert box(slope)(loss, np.array([3.0])) == (6.0, "too far") and len(calls) == 3


def test_the_students_own_function_can_be_called_from_here(box):
    make = box(lambda n: lambda x: n * x)(3)
    assert make(4) == 12 and type(make).__name__ == "function"


def test_what_is_changed_in_place_is_changed_here(box):
    x, t = np.zeros(3), torch.zeros(2)

    def change(x, t):
        x[1] = 5
        t += 1

    assert box(change)(x, t) is None
    assert x.tolist() == [0, 5, 0] and t.tolist() == [1, 1]


def test_gradients_pass_through_there_and_back(box):
    x, w = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in ([1.0, 2.0], [3.0, 5.0]))
    squares, cut = box(lambda x, w: ((x * w) ** 2, w.detach()))(x, w)
    assert squares.requires_grad and not cut.requires_grad
    found = torch.autograd.grad(squares.sum(), (x, w), allow_unused=True)
    expected = torch.autograd.grad(((x * w) ** 2).sum(), (x, w))
    assert all(torch.allclose(a, b) for a, b in zip(found, expected, strict=True))
    only_x = box(lambda x, w: x * w.detach())(x, w)
    assert torch.autograd.grad(only_x.sum(), (x, w), allow_unused=True)[1] is None


def test_gradients_of_a_function_that_is_given_pass_too(box):
    def gradient(model, x):
        x = x.clone().requires_grad_()
        return torch.autograd.grad(model(x).sum(), x)[0]

    assert box(gradient)(lambda x: x**3, torch.tensor([1.0, 2.0])).tolist() == [3, 12]


def test_what_takes_too_long_is_given_up(box):
    begun = time.monotonic()
    with pytest.raises(TooLong):
        box(lambda: time.sleep(3), seconds=0.3)()
    assert time.monotonic() - begun < 2


def test_what_is_asked_of_a_result_later_has_no_more_time_than_the_answer(box):
    class Slow:
        @property
        def detail(self):
            time.sleep(3)

    found, begun = box(Slow, seconds=0.3)(), time.monotonic()
    with pytest.raises(TooLong):
        _ = found.detail
    assert time.monotonic() - begun < 2


def test_gradients_that_take_too_long_are_given_up(box):
    class Sleepy(torch.autograd.Function):
        @staticmethod
        def forward(context, x):
            return x.clone()

        @staticmethod
        def backward(context, slope):
            time.sleep(3)
            return slope

    found, begun = box(lambda x: Sleepy.apply(x), seconds=0.5)(torch.ones(1, requires_grad=True)), time.monotonic()
    with pytest.raises(TooLong):
        found.sum().backward()
    assert time.monotonic() - begun < 2


@pytest.fixture
def raw():
    """The judge's end and the bare pipes of the other: (judge, where to write, where to read)."""
    (theirs, to), (back, out) = os.pipe(), os.pipe()
    yield Judge(to, back), out, theirs
    for number in (theirs, to, back, out):
        os.close(number)


def test_a_flood_of_calls_ends_with_the_time(raw):
    judge, out, theirs = raw
    body = wire.packed(["call", 0, (), {}])
    over = threading.Event()

    def flood():
        while not over.is_set():
            os.write(out, wire.HEAD.pack(len(body)) + body)

    def drain():
        while not over.is_set():
            os.read(theirs, 2**16)

    threads = [threading.Thread(target=work, daemon=True) for work in (flood, drain)]
    for thread in threads:
        thread.start()
    begun = time.monotonic()
    with pytest.raises(TooLong):
        judge.ask("call", lambda: 1, seconds=0.5)
    assert time.monotonic() - begun < 2
    over.set()
    os.read(judge.back, 2**16)  # whoever waits for room or for something to read goes on
    os.write(judge.to, b"x")
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def test_who_does_not_read_what_is_sent_has_no_more_time(raw):
    judge, _, _ = raw
    judge.until = time.monotonic() + 0.5
    judge.tell("value", b"x" * 10)
    with pytest.raises(TooLong):
        judge.tell("value", b"x" * 200_000)
    assert time.monotonic() < judge.until + 1


def test_what_is_no_message_is_broken(tmp_path):
    message = wire.packed(["value"])
    (tmp_path / "said").write_bytes(wire.HEAD.pack(len(message)) + message)
    with (tmp_path / "asked").open("wb") as to, (tmp_path / "said").open("rb") as back:
        with pytest.raises(wire.Broken, match="not a message"):
            Judge(to.fileno(), back.fileno()).ask("call", seconds=5)
        with pytest.raises(wire.Broken, match="the process has ended"):
            Judge(to.fileno(), back.fileno()).ask("call", seconds=5)
