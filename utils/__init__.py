"""Shared code of the book: NumPy layers and their proofs, training loops, data sources, and the book's own machinery.

The rooms are ``layers``, ``gradients``, ``training``, ``models``, ``data`` and ``book``. They know neither labs nor chapters.
"""
