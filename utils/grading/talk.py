"""A conversation of two processes in which each may call the other's functions while it waits for an answer.

The judge sends pickles, which the student's side may trust; the student's side sends plain data (`wire`). Whichever side is
asked while it waits does what is asked, and waits on.
"""

import io
import os
import pickle
import select
import time
import types
from functools import partial

import cloudpickle

from utils.grading import wire
from utils.grading.gradients import follow, followed, leaves_of

OURS = "utils.exercises"  # what is defined there is called where it is, and never sent


class TooLong(BaseException):
    """The other side has not answered in time."""


class Closed(BaseException):
    """The judge has closed the talk; no EOFError, which a student's `input()` raises."""


class Here:
    """What the student's side gets for a function of the judge's: its number."""

    def __init__(self, number):
        self.number = number


class Judge:
    """The judge's end: call what the student has written.

    Parameters
    ----------
    to, back : int
        File descriptors to write to and to read from.

    Attributes
    ----------
    until : float
        When the time is over for all that is asked, by the monotonic clock; what is asked after it has none.
    """

    def __init__(self, to, back):
        self.to, self.back, self.functions, self.ways, self.until = to, back, [], [], float("inf")

    def ask(self, what, *given, seconds):
        """Ask for something, and do what is asked meanwhile; the answer.

        Raises
        ------
        TooLong
            After that many seconds.
        wire.Broken
            If the process has ended, or says what is no plain data.
        Exception
            What the student's code raised, by its name and its words.
        """
        before, self.until = self.until, min(time.monotonic() + seconds, self.until)
        try:
            self.tell(what, *given)
            return self.answer()
        finally:
            self.until = before

    def again(self, what, *given):
        """Ask for more within the time that runs."""
        return self.ask(what, *given, seconds=float("inf"))

    def tell(self, *message):
        """Send a message; blocks no longer than the other side may take."""
        file = io.BytesIO()
        cloudpickle.dump(self.with_numbers(message), file)
        rest = memoryview(wire.HEAD.pack(file.tell()) + file.getvalue())
        while rest:
            self.wait([], [self.to])
            try:
                rest = rest[os.write(self.to, rest[: select.PIPE_BUF]) :]  # more might block
            except BrokenPipeError as error:
                raise wire.Broken("the process has ended") from error

    def with_numbers(self, value):
        """A value whose functions of ours are numbers; looked for in lists, tuples and dicts."""
        if type(value) in (list, tuple):
            return type(value)(map(self.with_numbers, value))
        if type(value) is dict:
            return {name: self.with_numbers(part) for name, part in value.items()}
        if isinstance(value, types.FunctionType | types.MethodType | partial) and not importable(value):
            self.functions.append(value)
            return Here(len(self.functions) - 1)
        return value

    def unasked(self):
        """Whether something has come that was not asked for: what follows would be taken for an answer."""
        return bool(select.select([self.back], [], [], 0)[0])

    def wait(self, read, write):
        """Wait until one of the descriptors is ready, within the time that runs."""
        left = self.until - time.monotonic()
        if left <= 0 or not any(select.select(read, write, [], None if left == float("inf") else left)):
            raise TooLong

    def read(self, count):
        """That many bytes, or fewer at the end."""
        parts = bytearray()
        while len(parts) < count:
            self.wait([self.back], [])
            part = os.read(self.back, min(count - len(parts), 2**20))
            if not part:
                break
            parts += part
        return bytes(parts)

    def answer(self):
        """The next answer; what is asked before it is done."""
        while True:
            message = wire.receive(self, partial(handle_of, self))
            match message:
                case ["value", value]:
                    return value
                case ["error", str(name), str(text), str(line)]:
                    raise error_of(name, text, line)
                case ["call", int(number), tuple(given), dict(named)] if 0 <= number < len(self.functions):
                    self.serve(partial(followed, self.functions[number], self.ways), given, named)
                case ["gradients", int(number), list(slopes)] if 0 <= number < len(self.ways):
                    self.serve(self.ways[number], [slopes], {})
                case _:
                    raise wire.Broken("not a message")

    def serve(self, function, given, named):
        """Do what is asked; an error goes back as it is."""
        try:
            result = ("value", function(*given, **named))
        except (wire.Broken, TooLong):
            raise
        except Exception as error:
            result = ("raise", type(error).__name__, str(error))
        self.tell(*result)


def importable(function):
    """Whether a function can be had by its name on the student's side too."""
    name, module = getattr(function, "__qualname__", "<"), getattr(function, "__module__", None) or OURS
    return "<" not in name and not module.startswith((OURS, "__main__", "tests", "teaching"))


class Handle:
    """Something that stays on the student's side."""

    def __init__(self, judge, number):
        self._judge, self._number = judge, number

    def __call__(self, *given, **named):
        """Call it there."""
        return self._judge.again("handle", self._number, given, named)

    def __getattr__(self, name):
        """Its attribute, a value or another handle."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self._judge.again("attribute", self._number, name)


def handle_of(judge, number_and_kind):
    """A handle whose class is called as that of what it stands for, so that a check names it rightly."""
    number, name = number_and_kind
    return type(name if str(name).isidentifier() else "object", (Handle,), {})(judge, int(number))


def error_of(name, text, line=""):
    """An error of that name: Python's own where there is one, so that a check knows it."""
    kind = getattr(__import__("builtins"), name, None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = type(name[:40], (Exception,), {})
    try:
        error = kind(text)
    except TypeError:  # such as UnicodeDecodeError, which takes five
        error = type(name, (Exception,), {})(text)
    error.line = line[:200]
    return error


class Student:
    """The student's end: do what the judge asks.

    Parameters
    ----------
    source, target : binary files
    do : dict of str to callable
        What may be asked.
    """

    def __init__(self, source, target, do):
        self.source, self.target, self.kept = source, target, []
        self.ways = []
        self.do = {"handle": self.call, "attribute": self.attribute, "way": self.way, **do}

    def serve(self):
        """Do what is asked, until the judge closes."""
        try:
            self.wait()
        except Closed:
            return

    def wait(self):
        """The judge's answer; what is asked before it is done."""
        while True:
            kind, *rest = self.receive()
            if kind == "value":
                return rest[0]
            if kind == "raise":
                raise error_of(*rest)
            self.send(*self.outcome(self.do[kind], rest))

    def receive(self):
        """The next message."""
        head = self.source.read(wire.HEAD.size)
        if len(head) < wire.HEAD.size:
            raise Closed
        return Unpickler(io.BytesIO(self.source.read(*wire.HEAD.unpack(head))), self).load()

    def outcome(self, do, given):
        """What came of it, as a message."""
        try:
            return "value", do(*given)
        except Closed:
            raise
        except BaseException as error:  # what a student writes may raise anything: SystemExit, KeyboardInterrupt
            return "error", type(error).__name__, words(error), line_of(error)

    def send(self, *message):
        """Send a message; what cannot be sent is an error of its own."""
        try:
            wire.send(self.target, list(message), self.keep)
        except Exception as error:
            wire.send(self.target, ["error", type(error).__name__, words(error), ""], self.keep)

    def keep(self, value):
        """A number for what stays here, and the name of its kind."""
        self.kept.append(value)
        return [len(self.kept) - 1, type(value).__name__[:60]]

    def call(self, number, given, named):
        """Call what was kept."""
        return self.kept[number](*given, **named)

    def way(self, number, slopes):
        """The gradients at what was given to a call, for those at what came of it."""
        return self.ways[number](slopes)

    def attribute(self, number, name):
        """An attribute of what was kept."""
        return getattr(self.kept[number], name)

    def back(self, number):
        """A function that the judge does."""
        def function(*given, **named):
            self.send("call", number, given, named)
            found, flows, way = self.wait()
            return follow(lambda slopes: self.gradients(way, slopes), leaves_of(given), found, flows)
        return function

    def gradients(self, way, slopes):
        """The gradients of what the judge has done."""
        self.send("gradients", way, slopes)
        return self.wait()


class Unpickler(pickle.Unpickler):
    """Reads what the judge sends, with functions in place of numbers."""

    def __init__(self, file, student):
        super().__init__(file)
        self.student = student

    def load(self):
        """The message."""
        return self.with_functions(super().load())

    def with_functions(self, value):
        """A value whose numbers are functions again."""
        if isinstance(value, Here):
            return self.student.back(value.number)
        if type(value) in (list, tuple):
            return type(value)(map(self.with_functions, value))
        if type(value) is dict:
            return {name: self.with_functions(part) for name, part in value.items()}
        return value


def words(error):
    """What an error says; a KeyError quotes it when it is made again."""
    return str(error.args[0] if isinstance(error, KeyError) and error.args else error)[:2000]


def line_of(error):
    """The student's own line in which an error arose."""
    import traceback

    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith("<ipython-input")]
    return (frames[-1].line or "").strip() if frames else ""
