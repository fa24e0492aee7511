"""A student's code in its box: cells run in order, functions called; begun again without the cell that brought it down."""

import time

from utils.book.checking import said
from utils.grading import sandbox, wire
from utils.grading.answer import Answer
from utils.grading.talk import Judge, TooLong
from utils.grading.watch import Watch

MOST_STARTS = 12


class Stopped(Exception):
    """The code did not come through; the message says why."""


class Session:
    """The box of one submission.

    Parameters
    ----------
    cells : list of Cell
    limits : Limits
    isolation : str
    given : dict
        Functions that the lab imports from its checks; they are called here.
    """

    def __init__(self, cells, limits, isolation="bwrap", given=None):
        self.cells, self.limits, self.isolation, self.given = cells, limits, isolation, given or {}
        self.faults, self.left_out, self.lab_faults = {}, set(), {}
        self.process, self.starts, self.processor, self.end = None, 0, 0.0, time.monotonic() + limits.whole

    def answer(self, function):
        """The student's function, ready to be called; all its calls together have the time of one check.

        Raises
        ------
        Stopped
            If its cell did not run, or the box cannot be set up.
        """
        if self.process is not None and self.judge.unasked():
            self.close()
        self.begin()
        if function in self.faults:
            raise Stopped(self.faults[function])
        return Answer(self.judge, function, self.seconds(self.limits.check))

    def begin(self):
        """Start the box and run the cells, unless that is done."""
        while self.process is None:
            self.starts += 1
            if self.starts > MOST_STARTS or self.seconds(1) <= 0:
                raise Stopped("no time was left: what ran before it had used it up")
            self.start()
            for number, cell in enumerate(self.cells):
                if number not in self.left_out and not self.run(number, cell):
                    break

    def start(self):
        """A new box."""
        self.process = sandbox.start(self.limits, self.isolation)
        self.watch = Watch(self.process, self.limits.memory)
        self.judge = Judge(self.process.stdin.fileno(), self.process.stdout.fileno())
        try:
            self.judge.ask("lab", self.given, seconds=self.limits.set_up)
        except (TooLong, wire.Broken) as error:  # nothing of the student's has run
            raise RuntimeError(f"the box did not start: {self.close(error)}") from error

    def run(self, number, cell):
        """Run a cell; False if that brought the box down, which is then left out at the next start."""
        try:
            self.within(self.limits.set_up if cell.whose == "lab" else self.limits.cell, "cell", cell.source)
        except Stopped as stopped:
            if cell.whose == "lab":
                raise Stopped(f"the lab's own cell {cell.name} did not run in your notebook: {stopped}") from stopped
            self.left_out.add(number)
            self.fault(cell, stopped)
            return False
        except Exception as error:
            if cell.whose == "lab":
                self.lab_faults[cell.name] = f"{type(error).__name__}: {error}"
            else:
                self.fault(cell, f"its cell stops with {said(error)[:300]}")
        return True

    def fault(self, cell, sentence):
        """Keep what became of an exercise's cell; what the student's other cells do is no fault of it."""
        if cell.whose == "exercise":
            self.faults[cell.name] = str(sentence)

    def within(self, seconds, what, *given):
        """Ask for something.

        Raises
        ------
        Stopped
            If the time runs out or the process ends.
        """
        try:
            return self.judge.ask(what, *given, seconds=self.seconds(seconds))
        except (TooLong, wire.Broken) as error:
            raise Stopped(self.close(error)) from error

    def seconds(self, wanted):
        """As many seconds as wanted, or as are left."""
        return min(wanted, self.end - time.monotonic())

    def close(self, error=None):
        """End the box; what brought it down, as a sentence."""
        if self.process is None:
            return ""
        self.watch.look()
        self.processor += self.watch.processor
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            stream.close()
        self.watch.join()
        self.process, reason = None, self.watch.reason
        if isinstance(error, TooLong):
            return reason or "it was stopped because it took too long: is there a loop without end?"
        return reason or f"it ended the process that ran it, or sent what nothing can read ({error})"
