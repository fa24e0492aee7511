"""Shared code of the book: NumPy layers and their proofs, training loops, data sources, and the book's own machinery.

The rooms are ``layers``, ``gradients``, ``training``, ``models``, ``drawings``, ``data``, ``experiments`` (longer runs),
``exercises`` (the checks of the labs), ``bench`` and ``book``. They know neither labs nor chapters.
"""

BOOK = "Recurrent neural networks, measured"  # by which a lab knows this package from others called utils
