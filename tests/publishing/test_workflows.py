"""The workflows run elsewhere; here are held their form, their pins, what they call, and the scripts that do the work."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.paths import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CI = ROOT / ".ci"


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.stem)
def workflow(request):
    return request.param


def test_there_are_four():
    assert [path.stem for path in WORKFLOWS] == ["canary", "publish", "release", "test"]


def test_actions_are_pinned_by_commit_with_the_version_beside_it(workflow):
    used = re.findall(r"uses: (\S+)(.*)", workflow.read_text())
    own = [name for name, _ in used if name.startswith("./")]
    assert all((ROOT / name).is_file() for name in own)
    for name, rest in used:
        if name not in own:
            assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", name) and re.fullmatch(r" # v\d+\.\d+\.\d+", rest), (name, rest)


def test_an_action_has_one_pin_everywhere():
    used = {pin for path in WORKFLOWS for pin in re.findall(r"uses: (actions/\S+)", path.read_text())}
    assert len({pin.split("@")[0] for pin in used}) == len(used)


def test_nothing_may_write_unless_its_job_says_so(workflow):
    settings = yaml.safe_load(workflow.read_text())
    assert settings["permissions"] == {"contents": "read"}
    assert all("timeout-minutes" in job or "uses" in job for job in settings["jobs"].values())


def steps(path):
    """The commands of a workflow."""
    jobs = yaml.safe_load(path.read_text())["jobs"].values()
    return [step["run"] for job in jobs for step in job.get("steps", ()) if "run" in step]


def test_what_it_calls_is_there(workflow):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for command in steps(workflow):
        for script in re.findall(r"(?<!\S)\.ci/\w+", command):
            assert os.access(ROOT / script, os.X_OK), script
        if command.startswith("make "):
            assert set(command.split()[1:]) <= targets, command


def test_publishing_and_releasing_wait_for_the_tests():
    for name in ("publish", "release"):
        jobs = yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text())["jobs"]
        others = [job for title, job in jobs.items() if title != "test"]
        assert jobs["test"] == {"uses": "./.github/workflows/test.yml"} and all("needs" in job for job in others)


def test_the_canary_opens_an_issue_only_where_none_is_open():
    text = (ROOT / ".github" / "workflows" / "canary.yml").read_text()
    assert "cron:" in text and "if: failure()" in text and "gh issue list" in text and "gh issue create" in text
    assert {"numpy", "torch", "jupyterlab"} <= set((CI / "newest").read_text().split())


CHECKER = shutil.which("check-jsonschema", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")


@pytest.mark.skipif(not CHECKER, reason="check-jsonschema is not installed (pip install -r requirements.txt)")
def test_the_form_is_that_of_a_workflow(workflow, tmp_path):
    check = [CHECKER, "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*check, workflow], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    (tmp_path / "wrong.yml").write_text(workflow.read_text().replace("runs-on:", "runs_on:"))
    assert subprocess.run([*check, tmp_path / "wrong.yml"], capture_output=True).returncode != 0


LINTER = shutil.which("actionlint")


@pytest.mark.skipif(not LINTER, reason="actionlint is not installed (https://github.com/rhysd/actionlint)")
def test_actionlint_finds_nothing(workflow):
    done = subprocess.run([LINTER, workflow], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def git(folder, *words):
    who = ["-c", "user.email=a@example.edu", "-c", "user.name=A"]
    return subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path):
    """A checkout of a repository with one commit, and its remote."""
    remote, here = tmp_path / "remote.git", tmp_path / "here"
    here.mkdir()
    git(tmp_path, "init", "--quiet", "--bare", "-b", "main", str(remote))
    git(here, "init", "--quiet", "-b", "main")
    (here / ".gitignore").write_text("_build/\n")
    (here / "_build" / "site").mkdir(parents=True)
    git(here, "add", ".")
    git(here, "commit", "--quiet", "-m", "first")
    git(here, "remote", "add", "origin", str(remote))
    return here, remote


def publish(here):
    done = subprocess.run([CI / "publish", here / "_build" / "site", "pages"], cwd=here, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_folder_goes_to_a_branch_of_its_own_and_its_history_stays(checkout):
    here, remote = checkout
    (here / "_build" / "site" / ".nojekyll").touch()
    (here / "_build" / "site" / "_one.html").write_text("1")
    assert publish(here) == "pages: 2 files"
    assert publish(here) == "pages: nothing new"
    (here / "_build" / "site" / "_one.html").unlink()
    (here / "_build" / "site" / "two.html").write_text("2")
    assert publish(here) == "pages: 2 files"
    assert git(remote, "ls-tree", "-r", "--name-only", "pages").split() == [".nojekyll", "two.html"]
    assert git(remote, "rev-list", "--count", "pages") == "2"
    assert git(here, "status", "--porcelain") == "" and git(here, "branch", "--show-current") == "main"
    assert len(git(here, "worktree", "list").splitlines()) == 1


CHANGELOG = "## [0.2.0] - 2026-12-01\n\n### Added\n\n- One.\n\n## [0.1.0]\n\n- Old.\n"


@pytest.fixture
def versions(tmp_path):
    """A function that writes version and changelog beside a copy of the script, and asks for a tag's notes."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(CI / "notes", tmp_path / ".ci" / "notes")

    def notes(tag, version="0.2.0", project=None, changelog=CHANGELOG):
        (tmp_path / "CITATION.cff").write_text(f'cff-version: 1.2.0\nversion: {version}\n')
        (tmp_path / "pyproject.toml").write_text(f'[project]\nversion = "{project or version}"\n')
        (tmp_path / "CHANGELOG.md").write_text(changelog)
        return subprocess.run([tmp_path / ".ci" / "notes", tag], capture_output=True, text=True)

    return notes


def test_the_notes_of_a_release_are_its_section(versions):
    done = versions("v0.2.0")
    assert done.returncode == 0 and done.stdout.strip() == "### Added\n\n- One."


@pytest.mark.parametrize(("options", "said"), [
    ({"tag": "v0.3.0"}, "tag: got v0.3.0, expected v0.2.0, the version of CITATION.cff"),
    ({"tag": "v0.2.0", "project": "0.1.0"}, "tag: got v0.2.0, expected v0.1.0, the version of pyproject.toml"),
    ({"tag": "v0.2.0", "changelog": "## [Unreleased]\n\n- One.\n"}, "got no section for 0.2.0"),
    ({"tag": "v0.2.0", "changelog": "## [0.2.0]\n\n## [0.1.0]\n\n- Old.\n"}, "got no section for 0.2.0")])
def test_a_tag_without_its_version_or_section_is_refused(versions, options, said):
    done = versions(**options)
    assert done.returncode == 1 and said in done.stderr and not done.stdout


def test_the_version_is_the_same_in_both_files():
    version = yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"]
    assert f'version = "{version}"' in (ROOT / "pyproject.toml").read_text()


def test_the_changelog_begins_with_what_is_to_come():
    sections = re.findall(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert sections[0] == "Unreleased" and all(re.fullmatch(r"\d+\.\d+\.\d+", name) for name in sections[1:])
