"""Small notebooks made for the tests, and the path to the book's Sphinx extensions."""

import sys
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from utils.book import kernel
from utils.book.claims import controls, measurement
from utils.book.in_words import line

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))
matplotlib.use("Agg")

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="504pt" height="252pt"><path stroke="#0067ac" d="M0 0L9 9"/></svg>'
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SOLVED = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION\n\nprint(double(2))"


class Made:
    """Makers of cells, outputs and notebook files."""

    ROOT, SVG, SOLVED = ROOT, SVG, SOLVED
    markdown = staticmethod(new_markdown_cell)

    @staticmethod
    def code(source="pass", *outputs, tags=()):
        """A code cell."""
        return new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)} if tags else {})

    @staticmethod
    def measured(name="excess", value=1.02, says="error over the best error", between=(1, 1.05), seeds=None, claim=None,
                 stated="digits"):
        """The output of `claim`, or of `number` where no claim is given."""
        record = measurement(name, value, says, between, None, None, seeds, stated)
        record |= {"claim": claim, "controls": controls({"untrained": 1.5}, record)} if claim else {}
        return new_output("display_data", {"text/plain": line(record)}, metadata={"measurement": record})

    @staticmethod
    def figure(name="waves", alt="Two waves that meet in the middle.", svg=SVG):
        """The output of `show`."""
        data = {"image/png": PNG, "text/plain": f"[figure {name}] {alt}"}
        return new_output("display_data", data, metadata={"figure": {"name": name, "alt": alt, "svg": svg}})

    @staticmethod
    def picture():
        """The output of a picture that did not go through `show`."""
        return new_output("display_data", {"image/png": PNG, "text/plain": "<Figure>"})

    @staticmethod
    def stream(text="4\n"):
        """What `print` leaves."""
        return new_output("stream", name="stdout", text=text)

    @staticmethod
    def notebook(*cells):
        """A notebook of these cells."""
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        return new_notebook(cells=list(cells), metadata={"kernelspec": kernel, "language_info": {"name": "python"}})

    def lab(self, path, *cells):
        """A notebook file of these cells."""
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(self.notebook(*cells), path)
        return path


@pytest.fixture(autouse=True)
def fresh_kernel():
    """Each test begins as a fresh kernel does: nothing recorded, `start` not called, no figure open."""
    kernel.forget()
    yield
    kernel.forget()
    plt.close("all")


@pytest.fixture
def made():
    """The makers."""
    return Made()


@pytest.fixture
def root():
    """The project's root folder."""
    return ROOT
