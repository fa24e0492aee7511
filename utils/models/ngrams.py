"""An n-gram model of characters, smoothed after Kneser and Ney (1995) in the interpolated form of Chen and Goodman (1999).

Each order gives a fixed discount from every count that it has seen to the order below, whose counts are not how often a
character occurred but after how many different characters it did. The lowest order gives its share to all symbols alike.
"""

from collections import Counter, defaultdict

import numpy as np


class NGram:
    """Probabilities of the next character, given at most `order` - 1 characters before it.

    Parameters
    ----------
    items : list of str
        What to count: names, lines. No character reaches across from one item to the next.
    order : int
        1 counts characters, 2 pairs, and so on.
    symbols : str or list of str
        All characters that may come, `boundary` among them.
    discount : float
        Between 0 and 1; may be set anew at any time, for instance to tune it.
    boundary : str
        The character that stands before and after each item.
    """

    def __init__(self, items, order, symbols, *, discount=0.75, boundary="\n"):
        if not isinstance(order, int) or order < 1:
            raise ValueError(f"order: got {order!r}, expected a positive integer")
        if boundary not in symbols:
            raise ValueError(f"symbols: got {''.join(symbols)!r}, expected the boundary {boundary!r} among them")
        if not items:
            raise ValueError("items: got none, expected at least one string to count")
        self.order, self.symbols, self.boundary, self.discount = order, list(symbols), boundary, discount
        self.counts = self._count(items)

    @property
    def discount(self):
        """What each seen count gives away."""
        return self._discount

    @discount.setter
    def discount(self, value):
        if not 0 < value < 1:
            raise ValueError(f"discount: got {value!r}, expected a number between 0 and 1")
        self._discount = value

    def _count(self, items):
        """Context -> Counter of what came next: how often (longest context, item's start), else after how many kinds."""
        windows, seen, counts = Counter(), Counter(), defaultdict(Counter)
        for text in items:
            text = self.boundary + text + self.boundary
            # an item's first boundary follows nothing: where windows are single characters, it is left out
            windows.update(text[i : i + self.order] for i in range(self.order == 1, len(text)))
        for window, times in windows.items():
            for size in range(1, len(window) + 1):
                seen[window[:size]] += times
        for gram, times in seen.items():
            context, shorter = gram[:-1], gram[1:-1]
            if len(gram) == self.order or context[:1] == self.boundary:
                counts[context][gram[-1]] += times
            if context and shorter[:1] != self.boundary:
                counts[shorter][gram[-1]] += 1  # one kind more of character before it
        return dict(counts)

    def probability(self, context, symbol):
        """P(symbol | context). The context may begin with the boundary; its last `order` - 1 characters count."""
        if symbol not in self.symbols:
            raise ValueError(f"symbol: got {symbol!r}, expected one of {''.join(self.symbols)!r}")
        p = 1 / len(self.symbols)
        for start in range(len(context), -1, -1):  # from no context to the longest that was seen
            seen = self.counts.get(context[start:])
            if seen is None:
                break
            total = seen.total()
            p = (max(seen[symbol] - self.discount, 0) + self.discount * len(seen) * p) / total
        return p

    def losses(self, text):
        """-ln P of each character of `text` and of the boundary after it: (len(text) + 1,), in nats."""
        text, reach = self.boundary + text + self.boundary, self.order - 1
        return np.array([-np.log(self.probability(text[max(0, i - reach) : i], text[i])) for i in range(1, len(text))])

    def cross_entropy(self, items):
        """Mean loss in nats per character over all items, the boundary that ends each one counted."""
        return float(np.concatenate([self.losses(text) for text in items]).mean())
