"""The settings of a class on one machine, the image's and the cluster's: they agree with each other and with the measured."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from tests.hub.conftest import HUB
from tests.paths import ROOT
from utils.book.students import student_edition, write_editions
from utils.book.updating import stamp


def test_only_the_class_may_log_in_and_the_teacher_sees_all(settings, tmp_path):
    names = tmp_path / "class.txt"
    names.write_text("# spring\nada\n\nboris   # from exchange\nclara teacher\n")
    found = settings(CLASS=str(names))
    assert found.JupyterHub.authenticator_class == "pam"
    assert (found.Authenticator.allowed_users, found.Authenticator.admin_users) == ({"ada", "boris", "clara"}, {"clara"})
    assert "allow_all" not in found.Authenticator and "services" not in found.JupyterHub
    assert "--allow-root" not in found.Spawner.args


@pytest.mark.parametrize("line", ["ada lovelace", "ada teacher too"])
def test_a_line_that_is_no_name_is_refused(settings, tmp_path, line):
    (tmp_path / "class.txt").write_text(f"boris\n{line}\n")
    with pytest.raises(ValueError, match=rf"class.txt, line 2: got '{line}', expected a name, or a name and 'teacher'"):
        settings(CLASS=str(tmp_path / "class.txt"))


def test_a_trial_needs_no_accounts_and_has_a_key(settings, tmp_path):
    found = settings(HUB_TRIAL=str(tmp_path), HUB_TOKEN="key", HUB_PORT="8200")
    assert found.JupyterHub.spawner_class == "simple" and found.DummyAuthenticator.password == "key"
    assert found.SimpleLocalProcessSpawner.home_dir_template == f"{tmp_path}/{{username}}"
    assert found.JupyterHub.services[0]["api_token"] == "key"
    assert (found.JupyterHub.bind_url, found.JupyterHub.hub_port) == ("http://:8200", 8201)
    assert found.ConfigurableHTTPProxy.api_url == "http://127.0.0.1:8202"


def test_without_editions_the_hub_does_not_begin(settings, tmp_path):
    with pytest.raises(ValueError, match="EDITIONS: got nothing, expected the folder of the students' editions"):
        settings(HUB_TRIAL=str(tmp_path), HUB_TOKEN="key", EDITIONS="")


def test_the_limits_are_those_with_which_twelve_got_through(settings, tmp_path):
    found = settings(HUB_TRIAL=str(tmp_path), HUB_TOKEN="key")
    assert (found.JupyterHub.concurrent_spawn_limit, found.Spawner.start_timeout, found.Spawner.http_timeout) == (3, 180, 120)


def test_a_server_begins_by_handing_out(settings, tmp_path):
    found = settings(HUB_TRIAL=str(tmp_path), HUB_TOKEN="key", EDITIONS="/there")
    assert found.Spawner.cmd == [str(HUB / "begin.sh")] and os.access(HUB / "begin.sh", os.X_OK)
    assert found.Spawner.environment["EDITIONS"] == "/there"


@pytest.fixture
def begin(tmp_path):
    """A function that runs begin.sh with editions as given and a server that only says what it was called with."""
    (tmp_path / "bin").mkdir()
    server = tmp_path / "bin" / "jupyterhub-singleuser"
    server.write_text('#!/bin/sh\necho "server $@"\n')
    server.chmod(0o755)

    def run(editions):
        environment = {**os.environ, "HOME": str(tmp_path / "home"), "EDITIONS": str(editions), "PYTHONPATH": str(ROOT),
                       "PATH": f"{tmp_path / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"}
        (tmp_path / "home").mkdir(exist_ok=True)
        return subprocess.run([HUB / "begin.sh", "--port=1"], env=environment, capture_output=True, text=True)

    return run


def test_begin_hands_out_and_starts_the_server(begin, tmp_path):
    (tmp_path / "labs").mkdir()
    shutil.copy(ROOT / "labs" / "02a_rnn_from_scratch.ipynb", tmp_path / "labs")
    write_editions(tmp_path / "labs", tmp_path / "editions")
    done = begin(tmp_path / "editions")
    assert done.stdout.splitlines()[-1] == "server --port=1" and done.returncode == 0
    assert (tmp_path / "home" / "labs" / "02a_rnn_from_scratch.ipynb").is_file()


def test_begin_brings_a_correction_to_who_has_begun(begin, tmp_path):
    edition = stamp(student_edition(nbformat.read(ROOT / "labs" / "02a_rnn_from_scratch.ipynb", as_version=4)))
    (tmp_path / "editions").mkdir()
    nbformat.write(edition, tmp_path / "editions" / "lab.ipynb")
    begin(tmp_path / "editions")
    mine = nbformat.read(tmp_path / "home" / "labs" / "lab.ipynb", as_version=4)
    cell(mine, "exercise-1-code").source = "def rnn_step(h, x, W_hh, W_xh, b_h):\n    return h"
    nbformat.write(mine, tmp_path / "home" / "labs" / "lab.ipynb")
    cell(edition, "exercise-1-check").source = "check.rnn_step(rnn_step)  # corrected"
    nbformat.write(stamp(edition), tmp_path / "editions" / "lab.ipynb")
    done = begin(tmp_path / "editions")
    found = nbformat.read(tmp_path / "home" / "labs" / "lab.ipynb", as_version=4)
    assert "1 renewed" in done.stdout and done.stdout.endswith("server --port=1\n")
    assert cell(found, "exercise-1-check").source.endswith("# corrected")
    assert cell(found, "exercise-1-code").source == cell(mine, "exercise-1-code").source
    assert len(list((tmp_path / "home" / "labs" / "backups").iterdir())) == 1


def cell(notebook, name):
    return next(each for each in notebook.cells if each.id == name)


def test_begin_starts_the_server_though_nothing_can_be_handed_out(begin, tmp_path):
    done = begin(tmp_path / "missing")
    assert done.stdout == "server --port=1\n" and done.returncode == 0
    assert "Not every lab could be handed out" in done.stderr


def test_the_image_holds_no_solved_lab_and_the_versions_of_the_requirements():
    image = (HUB / "Dockerfile").read_text()
    last = image.split("FROM ${BASE}\n")[1]
    assert not re.search(r"COPY labs( |/\S*ipynb)", last) and "COPY --from=editions /editions editions" in last
    pinned = (HUB / "requirements.txt").read_text()
    assert f"ARG JUPYTERHUB={re.search('^jupyterhub==(.*)$', pinned, re.M)[1]}" in last
    labs = (ROOT / "labs" / "requirements.txt").read_text()
    assert f"nbformat=={re.search('^nbformat==(.*)$', labs, re.M)[1]}" in image
    assert not [line for line in pinned.splitlines() if line[:1] not in "#-" and "==" not in line]


def test_what_the_image_copies_is_there_and_not_ignored():
    kept = [line[1:] for line in (HUB / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")]
    copies = [line.split() for line in (HUB / "Dockerfile").read_text().splitlines() if line.startswith("COPY")]
    sources = [word for _, *words, _ in copies if not words[0].startswith("--from") for word in words]
    assert len(sources) > 5
    for source in sources:
        assert (ROOT / source).exists() and any(source == name or source.startswith(f"{name}/") for name in kept), source


def megabytes(text):
    return float(text[:-1]) * {"M": 1, "G": 1000}[text[-1]]


def test_the_cluster_gives_each_student_what_a_student_was_measured_to_hold():
    values = yaml.safe_load((HUB / "values.yaml").read_text())
    most = int(re.search(r"(\d+) \(median \d+\) MB at most", (HUB / "measured.txt").read_text())[1])
    memory = values["singleuser"]["memory"]
    assert 1.2 * most <= megabytes(memory["guarantee"]) <= 2 * most < megabytes(memory["limit"])
    assert values["singleuser"]["cmd"] in (HUB / "Dockerfile").read_text()
    assert set(values) == {"singleuser", "cull"}  # who may log in stands in the teacher's own file


def test_twelve_got_through():
    text = (HUB / "measured.txt").read_text()
    assert "12 students at once, 02a_rnn_from_scratch" in text
    assert "checks passed: 48 of 48; errors: 0" in text
