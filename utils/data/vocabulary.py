"""Characters as integers, for the names and the plays: a vocabulary, and padded time-first batches."""

import numpy as np


class Vocabulary:
    """The sorted set of characters in `source` (a string or several); with a `boundary`, that character is index 0.

    `characters` is the list in index order, `boundary` the symbol that starts and ends an item (or None).
    """

    def __init__(self, source, boundary=None):
        found = set("".join(source))
        if not found:
            raise ValueError(f"source: got {source!r}, expected at least one character")
        if boundary is not None and (not isinstance(boundary, str) or len(boundary) != 1):
            raise ValueError(f"boundary: got {boundary!r}, expected one character or None")
        if boundary in found:
            raise ValueError(f"boundary: got {boundary!r}, which the source already uses; choose another character")
        self.boundary = boundary
        self.characters = ([] if boundary is None else [boundary]) + sorted(found)
        self._index = {character: i for i, character in enumerate(self.characters)}

    def __len__(self):
        return len(self.characters)

    def __repr__(self):
        return f"Vocabulary of {len(self)}: {''.join(self.characters)!r}"

    def encode(self, text):
        """Indices (len(text),), int64; a character outside the vocabulary is a ValueError that names it and its place."""
        try:
            return np.array([self._index[character] for character in text], dtype=np.int64)
        except KeyError as error:
            unknown = error.args[0]
            raise ValueError(
                f"text: got {unknown!r} at position {text.index(unknown)}, "
                f"expected only characters of {''.join(self.characters)!r}"
            ) from error

    def decode(self, indices):
        """The string of a sequence of indices; one outside 0 ... len - 1 is a ValueError."""
        indices = np.asarray(indices)
        if indices.size and (not np.issubdtype(indices.dtype, np.integer) or indices.min() < 0 or indices.max() >= len(self)):
            raise ValueError(f"indices: got {indices!r}, expected integers from 0 to {len(self) - 1}")
        return "".join(self.characters[i] for i in indices.ravel())


def batch(encoded, boundary=0):
    """Encoded items as (inputs (T, B), targets (T, B), lengths (B,)), to train a model of the next character.

    An item c1 ... cn becomes the inputs boundary, c1 ... cn and the targets c1 ... cn, boundary: n + 1 steps, so `lengths`
    is n + 1 and T the largest of them. Past its length an item is padded with `boundary`, in inputs and targets alike;
    `mask(lengths)` tells which targets count. B items come back in the order given.
    """
    items = [_item(i, item) for i, item in enumerate(encoded)]
    if not items:
        raise ValueError("encoded: got no items, expected at least one")
    lengths = np.array([len(item) + 1 for item in items])
    inputs = np.full((lengths.max(), len(items)), boundary, dtype=np.int64)
    targets = inputs.copy()
    for column, item in enumerate(items):
        inputs[1 : len(item) + 1, column] = item
        targets[: len(item), column] = item
    return inputs, targets, lengths


def mask(lengths, steps=None):
    """Boolean (T, B): True where step t lies before the end of item b. T is `steps`, or the largest length."""
    lengths = np.asarray(lengths)
    steps = lengths.max() if steps is None else steps
    return np.arange(steps)[:, None] < lengths


def _item(place, item):
    item = np.asarray(item)
    if item.ndim != 1 or not np.issubdtype(item.dtype, np.integer):
        raise ValueError(
            f"encoded[{place}]: got {item.dtype} of shape {item.shape}, expected integers of shape (length,), "
            "as Vocabulary.encode returns"
        )
    return item
