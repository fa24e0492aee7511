"""Synthetic: sentences of several numbers from 0 to 99, in German words and in English ones.

The words are those of the PyPI package `num2words` 0.5.14 (LGPL). Where German joins three words by 'und', they are split:
42 is 'zwei und vierzig', in English 'forty two'. No sign stands between two numbers. A German sentence can be read in one way
only; an English one need not: 'forty two' is 42, or 40 and 2. So German is the source and English the target, and each
source has one right translation.

Symbol 0 is no word: in a source it is padding, in a target it is the stop, and what stands after it.
"""

import re
from functools import cache

import numpy as np

from utils.checks import one_of, whole
from utils.optional import need

REQUIREMENT = "num2words==0.5.14"
NUMBERS = 100  # 0 to 99
STOP = PADDING = 0
PARTS = {"test": (0,), "validation": (1,), "training": range(2, 10)}  # of ten shares of all sentences
MIXING = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))  # of Steele, Lea and Flood's SplitMix, 2014


class Language:
    """A language's words for the numbers.

    Parameters
    ----------
    code : str
        ``"de"`` or ``"en"``.

    `words` lists them in the order of their symbols; entry 0 is empty. ImportError with the pip command if `num2words` is
    missing.
    """

    def __init__(self, code):
        self.code = one_of("code", code, ("de", "en"))
        said = [split(need("num2words", REQUIREMENT).num2words(n, lang=code)) for n in range(NUMBERS)]
        self.words = ["", *dict.fromkeys(word for words in said for word in words)]
        self.index = {word: symbol for symbol, word in enumerate(self.words)}
        self.sizes = np.array([len(words) for words in said])
        self.table = np.zeros((NUMBERS, self.sizes.max()), dtype=np.int64)
        for n, words in enumerate(said):
            self.table[n, : len(words)] = [self.index[word] for word in words]

    def __len__(self):
        return len(self.words)

    def encode(self, numbers):
        """Sentences of numbers as symbols.

        Parameters
        ----------
        numbers : integers (N, K)
            A sentence per row; -1 stands after its last number.

        Returns
        -------
        symbols : integers (T, N)
            Time first, 0 after a sentence's last word; T is the largest of the lengths.
        lengths : integers (N,)
            Words of each sentence.
        """
        there = numbers >= 0
        symbols = np.where(there[..., None], self.table[numbers], 0).reshape(len(numbers), -1)
        lengths = np.count_nonzero(symbols, axis=1)
        order = np.argsort(symbols == 0, axis=1, kind="stable")  # words first, in their order
        return np.take_along_axis(symbols, order, 1)[:, : lengths.max()].T, lengths

    def decode(self, symbols):
        """A sentence's words as one string: of symbols (T,), up to the first 0."""
        symbols = [int(symbol) for symbol in symbols]
        end = symbols.index(0) if 0 in symbols else len(symbols)
        return " ".join(self.words[symbol] for symbol in symbols[:end])


@cache
def language(code):
    """The `Language` of a code, made once."""
    return Language(code)


def split(said):
    """The words of a number: 'zweiundvierzig' is zwei, und, vierzig; 'forty-two' is forty, two."""
    return re.sub("(.)und(.)", r"\1 und \2", said).replace("-", " ").split()


def part_of(numbers):
    """The share, 0 to 9, that each sentence (N, K) belongs to: a hash of its numbers, the same everywhere and for ever."""
    mixed = np.zeros(len(numbers), np.uint64)
    for column in numbers.T:  # digits of a number to the base 101, which an empty place leaves alone
        mixed = np.where(column >= 0, mixed * np.uint64(NUMBERS + 1) + (column + 1).astype(np.uint64), mixed)
    for shift, factor in MIXING:
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return (mixed ^ (mixed >> np.uint64(31))) % np.uint64(10)


def draw(count, part, lengths, rng):
    """Sentences of one part, drawn with replacement.

    Parameters
    ----------
    count : int
    part : str
        One of `PARTS`: no sentence is in two of them.
    lengths : (int, int)
        The fewest and the most numbers of a sentence, both included; each in between is as likely.
    rng : numpy.random.Generator

    Returns
    -------
    integers (count, most)
        A sentence per row; -1 stands after its last number.

    Raises
    ------
    ValueError
        If there is no such part, a number is no whole one or too small, or the most are fewer than the fewest.
    """
    shares, count = PARTS[one_of("part", part, PARTS)], whole("count", count, 1)
    low = whole("lengths[0]", lengths[0], 1)
    high, found, size = whole("lengths[1]", lengths[1], low), [], 0
    while size < count:
        numbers = rng.integers(NUMBERS, size=(count, high))
        numbers[np.arange(high) >= rng.integers(low, high + 1, count)[:, None]] = -1
        found.append(numbers[np.isin(part_of(numbers), shares)])
        size += len(found[-1])
    return np.concatenate(found)[:count]


def pairs(numbers):
    """Sentences of numbers (N, K) as source (T, N), its lengths (N,), target (U, N) with a stop, its lengths with the stop."""
    x, x_lengths = language("de").encode(numbers)
    y, y_lengths = language("en").encode(numbers)
    return x, x_lengths, np.concatenate([y, np.zeros_like(y[:1])]), y_lengths + 1


def reverse(x, lengths):
    """Each sequence of x (T, N) backwards within its own length, so that padding stays behind the end."""
    t = np.arange(len(x))[:, None]
    return np.take_along_axis(x, np.where(t < lengths, lengths - 1 - t, t), 0)
