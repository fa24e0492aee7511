"""What is said of the machine: processor, kernel, instruction sets, versions, commit."""

import os
import subprocess
import sys
from importlib import metadata

import pytest

from tests.paths import ROOT
from utils.bench import machine


def test_the_processor_is_named_from_the_systems_file(tmp_path):
    (tmp_path / "cpuinfo").write_text("processor : 0\nmodel name : A Chip 9\nmodel name : A Chip 9\n")
    assert machine.processor(tmp_path / "cpuinfo") == "A Chip 9"
    assert machine.processor(tmp_path / "nothing")


def test_without_pytorch_its_version_is_left_out(monkeypatch):
    assert machine.versions()["PyTorch"] == metadata.version("torch")
    def missing(name):
        raise metadata.PackageNotFoundError(name)
    monkeypatch.setattr(machine.metadata, "version", missing)
    assert list(machine.versions()) == ["Python", "NumPy"]


def test_without_openblas_there_is_no_kernel(monkeypatch):
    assert isinstance(machine.kernel(), str)
    monkeypatch.setattr(machine, "threadpool_info", lambda: [{"internal_api": "mkl"}])
    assert machine.kernel() is None


def test_instruction_sets_are_those_that_numpy_found():
    code, without = "from utils.bench import machine; print(machine.simd())", {"NPY_DISABLE_CPU_FEATURES": machine.simd()}
    disabled = subprocess.run([sys.executable, "-c", code], cwd=ROOT, text=True, capture_output=True, check=True,
                              env=os.environ | without)
    assert disabled.stdout.split() == [] != machine.simd()


@pytest.fixture
def tree(tmp_path):
    """A function that runs git in a tree with one commit."""
    def git(*words):
        words = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words]
        return subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()

    git("init")
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "one.py").write_text("1")
    git("add", ".")
    git("commit", "-m", "one")
    return git


def test_a_commit_is_that_of_the_tree_and_dirty_where_what_counts_has_changed(tree, tmp_path):
    head = tree("rev-parse", "HEAD")
    assert machine.commit(tmp_path) == head and len(head) == 40
    (tmp_path / "prose").write_text("new")
    assert machine.commit(tmp_path) == f"{head}-dirty" and machine.commit(tmp_path, "code") == head
    (tmp_path / "code" / "one.py").write_text("2")
    assert machine.commit(tmp_path, "code") == f"{head}-dirty"
    assert machine.commit(tmp_path, "code", ":(exclude)code/one.py") == head


def test_outside_git_there_is_no_commit(tmp_path, monkeypatch):
    assert machine.commit(tmp_path) is None
    monkeypatch.setenv("PATH", "")
    assert machine.commit(ROOT) is None
