"""The role `minutes` adds up what the labs state."""

import nbformat
import pytest
from rnn_book.lab_minutes import in_words, stated

from tests.paths import LABS


def write(folder, name, text):
    cells = [nbformat.v4.new_markdown_cell("# Lab"), nbformat.v4.new_markdown_cell(text)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")


@pytest.mark.parametrize("lab", LABS, ids=lambda path: path.stem)
def test_every_lab_states_its_minutes(lab):
    assert 20 <= stated(lab.parent, lab.stem.split("_")[0].lstrip("0")) <= 150


def test_the_first_statement_of_the_lab_counts(tmp_path):
    write(tmp_path, "02a_network", "**Time.** 105 minutes for you.")
    assert stated(tmp_path, "2a") == 105


def test_a_lab_that_is_not_there_or_states_nothing_is_named(tmp_path):
    write(tmp_path, "02a_network", "Time is long.")
    with pytest.raises(ValueError, match=r"^minutes: got lab '2b', expected one that is in"):
        stated(tmp_path, "2b")
    with pytest.raises(ValueError, match=r"^minutes: 02a_network.ipynb states none"):
        stated(tmp_path, "2a")


@pytest.mark.parametrize("minutes, words", [(105, "1 h 45"), (60, "1 h 00"), (205, "3 h 25"), (59, "0 h 59")])
def test_hours_and_minutes(minutes, words):
    assert in_words(minutes) == words
