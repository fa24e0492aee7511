"""The first cell of every lab, run where the book's code is missing: it clones, or stops and says why."""

import os
import subprocess
import sys

import nbformat
import pytest
import yaml

from tests.paths import LABS, ROOT

CELL = next(cell for cell in nbformat.read(LABS[0], as_version=4).cells if cell.cell_type == "code").source
ADDRESS = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]
OURS = (ROOT / "utils" / "__init__.py").read_text(encoding="utf-8")
GIT = """#!{python}
import pathlib, sys
pathlib.Path("asked").write_text(" ".join(sys.argv[1:]))
CODE = {code!r}
if CODE is None:
    sys.exit("fatal: unable to access the address: Could not resolve host")
folder = pathlib.Path(sys.argv[-1]) / "utils"
folder.mkdir(parents=True)
(folder / "__init__.py").write_text(CODE)
(folder / "part.py").write_text("NAME = 'ours'")
"""


@pytest.fixture
def run(tmp_path):
    """Run the cell in an empty folder, with a git that brings `fetched`, after `utils` of others has been put there."""

    def run(fetched=None, there=None, then=""):
        git = tmp_path / "bin" / "git"
        git.parent.mkdir()
        git.write_text(GIT.format(python=sys.executable, code=fetched))
        git.chmod(0o755)
        if there is not None:
            (tmp_path / "utils").mkdir()
            (tmp_path / "utils" / "__init__.py").write_text(there)
            (tmp_path / "utils" / "part.py").write_text("NAME = 'other'")
        before, _, after = then.partition("|")
        (tmp_path / "lab.py").write_text(f"import sys; sys.path[:0] = ['']\n{before}\n{CELL}\n{after}")
        path = f"{git.parent}{os.pathsep}{os.environ['PATH']}"
        env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | {"PATH": path}
        done = subprocess.run([sys.executable, "-S", "lab.py"], cwd=tmp_path, env=env, capture_output=True, text=True)
        return done, (tmp_path / "asked").read_text() if (tmp_path / "asked").exists() else None

    return run


def test_where_the_code_is_there_nothing_is_fetched(run):
    done, asked = run(there=OURS)
    assert done.returncode == 0 and asked is None, done.stderr


def test_a_missing_code_is_cloned_at_the_labs_tag_and_found(run):
    done, asked = run(fetched=OURS, then="|from utils.part import NAME; print(NAME)")
    assert done.stdout == "ours\n", done.stderr
    assert asked == "clone --quiet --depth=1 --branch=v0.1.0 " + ADDRESS + " rnn-book"


def test_another_package_called_utils_is_not_taken_for_ours_even_where_it_was_imported_before(run):
    done, _ = run(fetched=OURS, there="BOOK = 'cookery'", then="import utils.part|from utils.part import NAME; print(NAME)")
    assert done.stdout == "ours\n", done.stderr


@pytest.mark.parametrize(("fetched", "said"), [(None, "Could not resolve host"), ("", "other code")])
@pytest.mark.parametrize("there", [None, "", "raise ImportError('half a package')"])
def test_what_cannot_be_fetched_stops_the_lab_with_one_line_that_says_why(run, fetched, there, said):
    done, _ = run(fetched=fetched, there=there, then="|print('went on')")
    assert done.returncode != 0 and "went on" not in done.stdout
    assert f"ImportError: no code of the book from {ADDRESS} at v0.1.0: " in done.stderr and said in done.stderr
