"""The fingerprint changes with the code that runs, and with nothing else."""

import pytest

from utils.experiments import fingerprint as fp

CODE = '''"""What it is."""

import numpy as np

# why
def double(x):
    """Twice x."""
    return 2 * x  # here

TEXT = """a line
# no comment

another"""
'''


@pytest.mark.parametrize("change", [
    ("What it is", "What it was"),
    ("Twice x", "Two times x,\n    that is"),
    ("# why\n", "# because\n# of this\n"),
    ("# here", "# there"),
    ("\n\nimport", "\nimport"),
    ("2 * x", "(2*\n   x)"),
])
def test_words_and_layout_do_not_count(change):
    assert fp.hashed(CODE.replace(*change)) == fp.hashed(CODE)


@pytest.mark.parametrize("change", [
    ("2 * x", "3 * x"), ("2 * x", "2.0 * x"), ("double", "twice"), ("import numpy as np\n", ""),
    ("# no comment", "# nor this"), ("comment\n\n", "comment\n"), ("a line", "a  line"),
])
def test_code_counts(change):
    assert change[0] in CODE and fp.hashed(CODE.replace(*change)) != fp.hashed(CODE)


def test_it_is_the_same_in_every_python():
    assert fp.hashed(CODE) == "ea67f8bf8841ae5e"  # as Python 3.11, 3.12 and 3.13 give it


def test_a_name_is_followed_to_where_it_is_defined():
    assert fp.home("utils.layers", "LSTM") == "utils.layers.lstm"
    assert fp.home("utils.data", "names") == "utils.data.names"
    assert fp.home("utils.training.fitting", "fit") == "utils.training.fitting"


def test_a_module_is_hashed_with_all_that_it_imports():
    found = fp.fingerprint("utils.training.fitting")
    assert {"utils.training.fitting", "utils.training.optimisers"} <= set(found)
    assert "utils.layers.convert" not in found
    assert all(len(code) == 16 for code in found.values())


MADE = {"__init__": "", "room.__init__": "from .deep import thing as passed\nfrom ._stars import *", "room.deep": "thing = 1",
        "room._stars": "star = 2", "room.beside": "from . import deep\nfrom .. import alone", "alone": "from json import loads"}


@pytest.mark.parametrize("code, expected", [
    ("import utils.alone", {"alone"}),
    ("from .alone import x", {"alone"}),
    ("from . import alone", {"alone"}),
    ("from utils.alone import *", {"alone"}),
    ("from .room import passed", {"room.deep"}),
    ("from utils.room import star", {"room", "room.deep", "room._stars"}),
    ("from .room import *", {"room", "room.deep", "room._stars"}),
    ("from .room import beside", {"room.beside", "room.deep", "alone"}),
    ("def f():\n    from .room.deep import thing", {"room.deep"}),
    ("import json\nfrom utilsother import x", set()),
])
def test_every_way_to_import_is_followed(tmp_path, monkeypatch, code, expected):
    for name, text in {**MADE, "one": code}.items():
        path = tmp_path.joinpath("utils", *name.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(fp, "ROOT", tmp_path)
    assert set(fp.fingerprint("utils.one")) == {"utils.one"} | {f"utils.{name}" for name in expected}


def test_a_change_in_an_imported_module_is_seen(monkeypatch):
    before = fp.fingerprint("utils.layers.lstm")
    real = fp.source_of
    monkeypatch.setattr(fp, "source_of", lambda m: real(m) + "x = 1\n" * (m == "utils.layers.recurrent"))
    after = fp.fingerprint("utils.layers.lstm")
    assert {name for name in after if after[name] != before[name]} == {"utils.layers.recurrent"}
