"""Sphinx extension that lets the bibliography read LaTeX names next to a package that answers for any codec.

future_typing, which one of the labs' packages brings along, starts with every Python of the environment and
claims each encoding that Python does not know, `ulatex` of the bibliography included.
"""

import codecs
import sys


def _answers_for_any_codec():
    try:
        return codecs.lookup("no-such-codec").name == "future_typing"
    except LookupError:
        return False


def release_codecs():
    """Take back the encodings that future_typing claims, if it is installed."""
    greedy = sys.modules.get("future_typing.codec")
    while greedy and _answers_for_any_codec():
        codecs.unregister(greedy.search_function)  # one of them at a time: it may be there twice


def setup(app):
    """Release the codecs before the bibliography is read."""
    release_codecs()
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
