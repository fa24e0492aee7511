"""What people expect at the top level, and facts that stand in one place only."""

import re
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.paths import ROOT

TOP = ["README.md", "Makefile", "_config.yml", "_toc.yml", "requirements.txt", "pyproject.toml", "LICENSE", "LICENSE-TEXT",
       "CITATION.cff", "CHANGELOG.md", "CONTRIBUTING.md", ".ci/run", "book", "labs", "utils", "tests"]


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TOP)
def test_the_top_level_holds(name):
    assert (ROOT / name).exists()


@pytest.mark.parametrize("name", ["requirements.txt", "book/requirements.txt", "labs/requirements.txt",
                                  "labs/kernels.txt", "teaching/grading.txt"])
def test_every_requirement_is_pinned_exactly(name):
    lines = [line.split("#")[0].strip() for line in text(name).splitlines()]
    loose = [line for line in lines if line and not line.startswith("-r") and not re.fullmatch(r"[\w.-]+==[\w.]+", line)]
    assert not loose


def test_rendering_needs_no_torch_and_no_kernel():
    assert not re.search(r"^(torch|numpy|jupyterlab|ipykernel)\b", text("book/requirements.txt"), re.M)


def test_what_a_lab_imports_is_ranged_loosely_for_other_set_ups():
    assert "==" not in text("pyproject.toml").split("dependencies")[1].split("[tool")[0]


def test_every_command_of_the_readme_is_a_target_of_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.M))
    named = set(re.findall(r"\bmake ([a-z]+)", text("README.md")))
    assert named and named <= targets


def test_make_alone_lists_every_target():
    listed = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (.*)$", text("Makefile"), re.M).group(1).split()
    assert all(f"make {target}" in listed for target in phony)


def test_ci_runs_the_readmes_own_test_command():
    assert text(".ci/run").rstrip().endswith("make test")
    assert "make test" in text("README.md")


def test_the_books_address_stands_in_the_configuration_the_citation_and_the_labs_only():
    address = yaml.safe_load(text("_config.yml"))["repository"]["url"]
    search = ["git", "grep", "-l", "--untracked", address]
    files = subprocess.run(search, cwd=ROOT, capture_output=True, text=True).stdout.split()
    assert {name.split("/")[0] for name in files} <= {"_config.yml", "CITATION.cff", "labs"}


def test_chapters_have_no_code_cells():
    for path in (ROOT / "book").glob("*.md"):
        assert "{code-cell}" not in path.read_text(encoding="utf-8"), path.name


def test_the_citation_has_the_books_address():
    assert yaml.safe_load(text("CITATION.cff"))["repository-code"] == yaml.safe_load(text("_config.yml"))["repository"]["url"]


def test_a_site_built_the_other_way_is_built_anew(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("book/requirements.txt", ".venv/pyvenv.cfg", ".venv/book.done", "_build/solutions.1",
                 "_build/html/index.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    def asked(*words):
        return subprocess.run(["make", "-n", *words], cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert "jupyter-book build" not in asked("epub") and "_print epub" in asked("epub")
    other = asked("SOLUTIONS=0", "epub")
    assert "jupyter-book build" in other and "touch _build/solutions.0" in other and "built without solutions." in other
    assert "touch _build/solutions.1" in asked("book") and "is built. Open" in asked("book")


def test_a_site_built_anew_leaves_the_teachers_pages_and_decks_and_nothing_of_the_old_site(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    kept = ["_build/teacher/chapter-01.html", "_build/slides/02_vanilla_rnn.pdf"]
    old = ["_build/html/old.html", "_build/solutions.0"]
    for name in ("book/requirements.txt", ".venv/pyvenv.cfg", ".venv/book.done", *kept, *old):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    builder = tmp_path / ".venv" / "bin" / "jupyter-book"
    builder.parent.mkdir()
    builder.write_text("#!/bin/sh\n")
    builder.chmod(0o755)
    subprocess.run(["make", "book"], cwd=tmp_path, capture_output=True, check=True)
    assert [name for name in (*kept, *old) if (tmp_path / name).exists()] == kept


MAKE = """
import os, sys
if "venv" in sys.argv:
    os.makedirs(".venv/bin")
    open(".venv/pyvenv.cfg", "w").close()
    sys.exit("The virtual environment was not created successfully because ensurepip is not available.")
"""


def test_a_python_without_venv_leaves_nothing_behind_and_is_told_what_to_install(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    bad = tmp_path / "python"
    bad.write_text(f"#!{sys.executable}{MAKE}")
    bad.chmod(0o755)

    def make(python):
        return subprocess.run(["make", f"PYTHON={python}", ".venv/pyvenv.cfg"], cwd=tmp_path, capture_output=True, text=True)

    done = make(bad)
    assert done.returncode != 0 and "python3-venv" in done.stderr and not (tmp_path / ".venv").exists()
    done = make(sys.executable)
    assert done.returncode == 0 and (tmp_path / ".venv/bin/python").exists(), done.stderr
