"""Shared code of the book: NumPy layers and their proofs, training loops, data sources, and the book's own machinery.

The rooms are ``layers``, ``gradients``, ``training``, ``models``, ``data``, ``experiments`` (longer runs), ``bench`` and
``book``. They know neither labs nor chapters.
"""
