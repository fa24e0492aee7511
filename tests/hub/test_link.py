"""The link to a lab on any hub, and what following it again does to a notebook that a student has begun."""

import os
import shutil
import subprocess
from urllib.parse import parse_qs, urlsplit

import nbformat
import pytest
import yaml

from teaching.hub.link import BRANCH, link, main
from tests.paths import LABS, ROOT
from utils.book.students import student_edition
from utils.book.updating import stamp

HUB, LAB = "https://hub.example.edu", "02a_rnn_from_scratch"
PULLER = shutil.which("gitpuller")


def test_every_lab_has_a_link_to_its_edition():
    for lab in LABS:
        parts = urlsplit(link(HUB, lab.stem))
        asked = {name: value for name, (value,) in parse_qs(parts.query, strict_parsing=True).items()}
        assert (parts.netloc, parts.path) == ("hub.example.edu", "/hub/user-redirect/git-pull")
        assert asked == {"repo": yaml.safe_load((ROOT / "_config.yml").read_text())["repository"]["url"], "branch": "editions",
                         "targetpath": "rnn-labs", "urlpath": f"lab/tree/rnn-labs/{lab.stem}.ipynb"}


def test_the_branch_is_the_one_that_is_published():
    published = yaml.safe_load((ROOT / ".github" / "workflows" / "publish.yml").read_text())["jobs"]["publish"]
    assert f".ci/publish _build/html/editions {BRANCH}" in [step.get("run") for step in published["steps"]]


def test_another_repository_and_a_slash_at_the_end():
    assert link(f"{HUB}/", LAB, "https://git.example.edu/labs").startswith(
        f"{HUB}/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgit.example.edu%2Flabs&")


@pytest.mark.parametrize(("hub", "lab", "said"), [
    ("hub.example.edu", LAB, "hub: got 'hub.example.edu', expected an address such as https://hub.example.edu"),
    (HUB, "02z", "lab: got '02z', expected the name of a lab, such as 02a_rnn_from_scratch")])
def test_what_makes_no_link_is_refused(hub, lab, said, monkeypatch, capsys):
    with pytest.raises(ValueError) as error:
        link(hub, lab)
    assert str(error.value) == said
    monkeypatch.setattr("sys.argv", ["link", hub, lab])
    with pytest.raises(SystemExit):
        main()
    assert said in capsys.readouterr().err


def test_the_command_prints_it(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["link", HUB, LAB])
    main()
    assert capsys.readouterr().out == f"{link(HUB, LAB)}\n"


def git(folder, *words):
    who = ["-c", "user.email=teacher@example.edu", "-c", "user.name=Teacher"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def cell(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


@pytest.mark.skipif(not PULLER, reason="nbgitpuller is not installed (pip install -r teaching/hub/requirements.txt)")
def test_a_correction_arrives_through_the_link_and_the_students_work_stays(tmp_path):
    """The same in the puller as on a hub: it merges line by line, with the student's side where both changed."""
    theirs, mine = tmp_path / "theirs", tmp_path / "rnn-labs"
    theirs.mkdir()
    edition = student_edition(nbformat.read(ROOT / "labs" / f"{LAB}.ipynb", as_version=4))
    nbformat.write(edition, theirs / "lab.ipynb")
    for words in (["init", "-b", "editions"], ["add", "."], ["commit", "-m", "first"]):
        git(theirs, *words)
    pull(theirs, mine)
    begin(mine / "lab.ipynb")
    for name in ("exercise-1-check", "exercise-3-check", "equations", "exercise-1-code"):
        cell(edition, name).source = f"# corrected: {name}"
    nbformat.write(stamp(edition), theirs / "lab.ipynb")
    git(theirs, "commit", "-am", "second")
    pull(theirs, mine)
    found = nbformat.read(mine / "lab.ipynb", as_version=4)
    nbformat.validate(found)
    for name in ("exercise-1-check", "exercise-3-check", "equations"):
        assert cell(found, name).source == f"# corrected: {name}"
    assert cell(found, "exercise-1-code").source == "def rnn_step(h, x, W_hh, W_xh, b_h):\n    return h"
    assert "mine = 1" in [each.source for each in found.cells]


def pull(theirs, mine):
    done = subprocess.run([PULLER, str(theirs), "editions", mine.name], cwd=mine.parent, capture_output=True, text=True,
                          env=os.environ)
    assert done.returncode == 0, done.stderr


def begin(path):
    """What a student does: writes an answer, runs two cells, adds one."""
    notebook = nbformat.read(path, as_version=4)
    cell(notebook, "exercise-1-code").source = "def rnn_step(h, x, W_hh, W_xh, b_h):\n    return h"
    for name in ("exercise-1-check", "shapes"):
        cell(notebook, name).execution_count = 3
        cell(notebook, name).outputs = [nbformat.v4.new_output("stream", name="stdout", text="seen\n")]
    notebook.cells.insert(4, nbformat.v4.new_code_cell("mine = 1"))
    nbformat.write(notebook, path)
