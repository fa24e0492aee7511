"""A class on trial: start the hub on this machine, let N students do a lab at once, say what each costs, and stop everything.

    python -m teaching.hub.class_of 12 --record teaching/hub/measured.txt
    python -m teaching.hub.class_of 12 --lab 03a_lstm_from_scratch

Needs `teaching/hub/requirements.txt`, configurable-http-proxy (npm), and Linux, whose `/proc` tells what memory is held.
"""

import argparse
import asyncio
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from statistics import median

import nbformat
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from teaching.hub.memory import family, held
from teaching.hub.student import Hub, Student
from utils.bench.machine import processor
from utils.book.markers import split
from utils.book.students import write_editions

HERE = Path(__file__).resolve().parent
BOOK = HERE.parents[1]
LAB = "02a_rnn_from_scratch"
UP = 60  # seconds in which the hub must answer


@cache
def right_answers(lab):
    """The solved code of each exercise of a lab, by the cell's identifier: what students type in who get everything right."""
    notebook = nbformat.read(BOOK / "labs" / f"{lab}.ipynb", as_version=4)
    return {cell.id: split(cell.source, "")[1] for cell in notebook.cells if "exercise" in cell.metadata.get("tags", [])}


def free_ports():
    """The first of three ports in a row that nothing listens on."""
    for port in range(8100, 9000, 3):
        if all(free(port + k) for k in range(3)):
            return port
    raise RuntimeError("expected three free ports in a row between 8100 and 9000, found none")


def free(port):
    """Whether nothing listens on a port."""
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) != 0


def start(folder, log):
    """Start the hub with a trial's settings; the process and how to reach it."""
    write_editions(BOOK / "labs", Path(folder, "editions"))
    port, token = free_ports(), secrets.token_hex(16)
    there = {"HUB_TRIAL": folder, "HUB_TOKEN": token, "HUB_PORT": str(port), "EDITIONS": f"{folder}/editions"}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    process = subprocess.Popen([sys.executable, "-m", "jupyterhub", "-f", HERE / "jupyterhub_config.py"], cwd=folder,
                               env={**os.environ, **there, "PATH": path}, stdout=log, stderr=log, start_new_session=True)
    return process, Hub(f"http://127.0.0.1:{port}", token)


async def until_up(hub, process):
    """Wait until the hub answers; RuntimeError if it ends or takes too long."""
    for _ in range(UP):
        if process.poll() is not None:
            raise RuntimeError(f"the hub has ended with status {process.returncode}; see its log")
        try:
            return await hub.ask("GET", "/hub/api/")
        except (OSError, HTTPClientError):  # nobody listens yet, or the proxy, which comes first, has no hub
            await asyncio.sleep(1)
    raise RuntimeError(f"the hub did not answer within {UP} s; see its log")


async def one(student, lab, given):
    """All that one student does; an error is kept, and stops nobody else."""
    try:
        await student.begin()
        await student.work(f"labs/{lab}.ipynb", given)
    except Exception as error:
        student.errors.append(f"{type(error).__name__}: {error}")


async def watch(students, seen):
    """Note what each student's processes hold, every two seconds, until cancelled."""
    while True:
        for student in students:
            if student.pid:
                now = await asyncio.to_thread(held, student.pid)
                first, most = seen.get(student.name, (now, 0))
                seen[student.name] = first, max(most, now)
        await asyncio.sleep(2)


async def lesson(hub, process, count, lab):
    """Let so many students do a lab at once: the students, what each held at first and at most (MB), and what the hub holds."""
    AsyncHTTPClient.configure(None, max_clients=10 * count + 10)
    await until_up(hub, process)
    students, seen = [Student(hub, f"student-{number:02d}") for number in range(1, count + 1)], {}
    watching = asyncio.create_task(watch(students, seen))
    await asyncio.gather(*(one(student, lab, right_answers(lab)) for student in students))
    at_the_end = held(process.pid)
    watching.cancel()
    return students, seen, at_the_end - sum(held(student.pid) for student in students if student.pid)


def said(students, seen, hub, lab):
    """What was measured, in lines: where, how long each waited and worked, what a student held."""
    first, most = ([held[k] for held in seen.values()] for k in (0, 1))
    wanted = len(right_answers(lab))
    return [
        f"{date.today()}, {len(os.sched_getaffinity(0))} cores of {processor()}, JupyterHub {version('jupyterhub')}: "
        f"{len(students)} students at once, {lab}",
        f"to a server: {span([s.seconds.get('to a server', 0) for s in students])} s; "
        f"told to ask again: {sum(s.waited for s in students)} times in all",
        f"in the lab, from opening to saved: {span([s.seconds.get('in the lab', 0) for s in students])} s",
        f"checks passed: {sum(s.passed for s in students)} of {wanted * len(students)}; "
        f"errors: {sum(len(s.errors) for s in students)}",
        f"memory of a student (PSS): {span(first)} MB when the server has come, {span(most)} MB at most, with a kernel",
        f"memory of all students: {sum(most) / 1e3:.1f} GB; of hub and proxy: {hub:.0f} MB"]


def span(values):
    """The least, the middle and the largest of some values."""
    return f"{min(values):.0f} to {max(values):.0f} (median {median(values):.0f})" if values else "none"


def through(student, lab):
    """Whether a student passed every check without an error."""
    return student.passed == len(right_answers(lab)) and not student.errors


def stop(process):
    """End the hub, which ends proxy and servers; then what it left, as one does that ends while it still starts."""
    started = family(process.pid)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
    for pid in started[1:]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


def main():
    """Hold a lesson; the exit status is 0 where every check of every student passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, help="how many students")
    parser.add_argument("--lab", default=LAB, help="the lab that they do")
    parser.add_argument("--log", default="class_of.log", help="where the hub writes what it says")
    parser.add_argument("--record", type=Path, help="a file for what was measured, such as teaching/hub/measured.txt")
    asked = parser.parse_args()
    if not (BOOK / "labs" / f"{asked.lab}.ipynb").is_file():
        parser.error(f"--lab: got {asked.lab!r}, expected the name of a lab, such as {LAB}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, open(asked.log, "w", encoding="utf-8") as log:
        process, hub = start(folder, log)
        try:
            found = asyncio.run(lesson(hub, process, asked.count, asked.lab))
        finally:
            stop(process)
    students, lines = found[0], said(*found, asked.lab)
    print("\n".join([*lines, *(f"{student.name}: {error}" for student in students for error in student.errors)]))
    if asked.record:
        asked.record.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if all(through(student, asked.lab) for student in students) else 1


if __name__ == "__main__":
    sys.exit(main())
