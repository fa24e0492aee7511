"""The trial of a class: its parts by themselves, and, where a hub is installed, one student who does a lab from end to end."""

import asyncio
import json
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec

import nbformat
import pytest

from teaching.hub import class_of
from teaching.hub.student import Hub, Student, outputs
from tests.paths import LABS, ROOT

MISSING = [name for name, there in (("jupyterhub", find_spec("jupyterhub")),
                                    ("configurable-http-proxy", shutil.which("configurable-http-proxy"))) if not there]


@pytest.mark.parametrize("lab", LABS, ids=lambda path: path.stem)
def test_the_right_answers_of_a_lab_are_its_solutions_without_marks(lab):
    found = class_of.right_answers(lab.stem)
    exercises = {cell.id: cell.source for cell in nbformat.read(lab, as_version=4).cells
                 if "exercise" in cell.metadata.get("tags", [])}
    assert found.keys() == exercises.keys() and len(found) >= 4
    assert all("SOLUTION" not in code and code != exercises[name] for name, code in found.items())


class Channel:
    """A kernel's channel that answers every request with these messages, a stranger's among them."""

    def __init__(self, *messages):
        self.messages, self.sent, self.left = messages, [], []

    async def write_message(self, text):
        message = json.loads(text)
        self.sent.append(message["content"]["code"])
        own = message["header"]["msg_id"]
        self.left = [(own if mine else "another", kind, content) for mine, kind, content in self.messages]

    async def read_message(self):
        if not self.left:
            return None
        parent, kind, content = self.left.pop(0)
        return json.dumps({"header": {"msg_type": kind}, "parent_header": {"msg_id": parent}, "content": content})


IDLE = (True, "status", {"execution_state": "idle"})


def test_outputs_are_those_of_the_cell_that_was_run():
    channel = Channel((True, "status", {"execution_state": "busy"}), (False, "stream", {"name": "stdout", "text": "not mine"}),
                      (False, "status", {"execution_state": "idle"}), (True, "stream", {"name": "stdout", "text": "mine"}),
                      (True, "display_data", {"data": {}, "metadata": {}, "transient": {"a": 1}}), IDLE)
    assert asyncio.run(outputs(channel, "x")) == [{"output_type": "stream", "name": "stdout", "text": "mine"},
                                                  {"output_type": "display_data", "data": {}, "metadata": {}}]
    assert channel.sent == ["x"]


def test_a_kernel_that_went_away_is_an_error():
    with pytest.raises(RuntimeError, match="the kernel's channel has closed"):
        asyncio.run(outputs(Channel((True, "stream", {"name": "stdout", "text": "last words"})), "x"))


def test_only_checks_that_passed_are_counted_and_errors_are_kept():
    student = Student(Hub("http://here", "key"), "ada")
    passed = {"output_type": "stream", "name": "stdout", "text": "✓ Exercise 1: passed"}
    wrong = {"output_type": "error", "ename": "Wrong", "evalue": "Exercise 2: no"}
    for name, tags, output in (("a", ["check"], passed), ("b", [], passed), ("c", ["check"], wrong)):
        student.read({"id": name, "metadata": {"tags": tags}, "outputs": [output]})
    assert student.passed == 1 and student.errors == ["c: Wrong: Exercise 2: no"]


def test_what_was_measured_is_said_in_six_lines(monkeypatch):
    monkeypatch.setattr(class_of, "version", lambda name: "1.0")
    hub = Hub("http://here", "key")
    students = [Student(hub, "ada", waited=2, seconds={"to a server": 4, "in the lab": 30}, passed=4),
                Student(hub, "boris", seconds={"to a server": 9, "in the lab": 50}, passed=3, errors=["no"])]
    lines = class_of.said(students, {"ada": (100, 400), "boris": (120, 410)}, 150, "02a_rnn_from_scratch")
    assert lines[0].endswith("JupyterHub 1.0: 2 students at once, 02a_rnn_from_scratch")
    assert lines[1:] == [
        "to a server: 4 to 9 (median 6) s; told to ask again: 2 times in all",
        "in the lab, from opening to saved: 30 to 50 (median 40) s",
        "checks passed: 7 of 8; errors: 1",
        "memory of a student (PSS): 100 to 120 (median 110) MB when the server has come, 400 to 410 (median 405) MB at most, "
        "with a kernel",
        "memory of all students: 0.8 GB; of hub and proxy: 150 MB"]
    assert [class_of.through(student, "02a_rnn_from_scratch") for student in students] == [True, False]


@pytest.mark.parametrize("server", [{}, {"": {"ready": False, "stopped": True}}], ids=["gone", "stopped"])
def test_a_server_that_does_not_start_is_an_error_and_not_waited_for(server):
    class Failing:
        async def ask(self, method, path, body=None):
            return {"servers": server} if method == "GET" else None

    with pytest.raises(RuntimeError, match="ada: the server has ended before it was ready"):
        asyncio.run(asyncio.wait_for(Student(Failing(), "ada").begin(), 5))


def test_a_hub_that_ends_is_not_waited_for(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    process.wait()
    with pytest.raises(RuntimeError, match="the hub has ended with status 3"):
        asyncio.run(class_of.until_up(Hub("http://127.0.0.1:9", "key"), process))


def test_a_lab_that_is_not_there_is_said_before_the_hub_starts(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["class_of", "1", "--lab", "02z"])
    with pytest.raises(SystemExit):
        class_of.main()
    assert "--lab: got '02z', expected the name of a lab" in capsys.readouterr().err


def test_what_a_hub_leaves_behind_is_ended_too():
    """A hub that ends at once and leaves a child in a group of its own, as it does with its proxy."""
    code = ("import subprocess, sys; child = subprocess.Popen(['sleep', '99'], start_new_session=True); "
            "print(child.pid, flush=True); sys.stdin.read()")
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    child = int(process.stdout.readline())
    class_of.stop(process)
    for _ in range(100):
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(child)], capture_output=True, text=True).stdout.strip()
        if not state or state.startswith("Z"):
            break
        time.sleep(0.1)
    assert not state or state.startswith("Z")
    assert process.returncode is not None


def test_three_free_ports_in_a_row_are_found():
    port = class_of.free_ports()
    assert all(class_of.free(port + k) for k in range(3))


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (teaching/hub/README.md says how)")
def test_one_student_gets_through_and_nothing_is_left_running(tmp_path):
    done = subprocess.run([sys.executable, "-m", "teaching.hub.class_of", "1", "--log", tmp_path / "hub.log",
                           "--record", tmp_path / "measured.txt"], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr + (tmp_path / "hub.log").read_text()[-3000:]
    assert (tmp_path / "measured.txt").read_text() == done.stdout
    assert "checks passed: 4 of 4; errors: 0" in done.stdout
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert "student-01" not in left
