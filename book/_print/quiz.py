"""The self-test as a quiz in QTI, which Canvas and other platforms import: numbers to give, each with its tolerance."""

from pathlib import Path

from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz

from utils.book.interview import asked

TITLE = "Quiz title: Recurrent neural networks, measured: numbers"


def write_quiz(target):
    """Write the items of the self-test as a quiz; return how many there are."""
    items = [item for _, item in asked()]
    lines = [TITLE, *(question(number, item) for number, item in enumerate(items, 1))]
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    QTI(Quiz("\n".join(lines), config=Config())).save(str(target))
    return len(items)


def question(number, item):
    """An item in the language of text2qti: the question, and the interval of right answers."""
    ask, answer = item["ask"].replace("^", r"\^"), item["prints"]
    return f"\n{number}. {ask}\n= {answer.replace(',', '')} +- {tolerance(answer):g}"


def tolerance(prints):
    """How far an answer may lie from what is printed: a unit of its last decimal, or half a one of a whole number."""
    decimals = len(prints.partition(".")[2])
    return 10**-decimals if decimals else 0.5
