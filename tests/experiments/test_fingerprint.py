"""The fingerprint changes with the code that runs, and with nothing else."""

import pytest

from utils.experiments import fingerprint as fp

CODE = '''"""What it is."""

import numpy as np

# why
def double(x):
    """Twice x."""
    return 2 * x  # here
'''


@pytest.mark.parametrize("change", [
    ("What it is", "What it was"),
    ("Twice x", "Two times x,\n    that is"),
    ("# why\n", "# because\n# of this\n"),
    ("\n\nimport", "\nimport"),
])
def test_words_do_not_count(change):
    assert fp.code_lines(CODE.replace(*change)) == fp.code_lines(CODE)


@pytest.mark.parametrize("change", [("2 * x", "3 * x"), ("double", "twice"), ("import numpy as np\n", "")])
def test_code_counts(change):
    assert fp.code_lines(CODE.replace(*change)) != fp.code_lines(CODE)


def test_a_name_is_followed_to_where_it_is_defined():
    assert fp.home("utils.layers", "LSTM") == "utils.layers.lstm"
    assert fp.home("utils.data", "names") == "utils.data.names"
    assert fp.home("utils.training.fitting", "fit") == "utils.training.fitting"


def test_a_module_is_hashed_with_all_that_it_imports():
    found = fp.fingerprint("utils.training.fitting")
    assert {"utils.training.fitting", "utils.training.optimisers"} <= set(found)
    assert "utils.layers.convert" not in found
    assert all(len(code) == 16 for code in found.values())


def test_a_change_in_an_imported_module_is_seen(monkeypatch):
    before = fp.fingerprint("utils.layers.lstm")
    real = fp.code_lines
    monkeypatch.setattr(fp, "code_lines", lambda s: [*real(s), "x = 1"] if "class SumOverSteps" in s else real(s))
    after = fp.fingerprint("utils.layers.lstm")
    assert {name for name in after if after[name] != before[name]} == {"utils.layers.recurrent"}
