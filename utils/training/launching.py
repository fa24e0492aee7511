"""Start torchrun from Python, and kill one of its workers by its id while it runs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 600  # seconds that a killed run may go on; processes that wait for each other do so for half an hour
TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--standalone"]


def command(program, *arguments, processes=2, restarts=0):
    """The words of a command: torchrun with so many processes of a module, started again up to so many times."""
    return [*TORCHRUN, f"--nproc-per-node={processes}", f"--max-restarts={restarts}", "-m", program, *map(str, arguments)]


def environment():
    """One thread per process, and the tree on the path."""
    return os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


def launch(program, *arguments, **options):
    """Run to the end and return what was printed; RuntimeError, with what was said, where it fails."""
    done = subprocess.run(command(program, *arguments, **options), env=environment(), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"torchrun ended with status {done.returncode}\n{done.stderr[-3000:]}")
    return done.stdout


def launch_and_kill(program, folder, *arguments, rank, after, restarts=1):
    """Run a training in a folder and kill one worker by its id.

    Parameters
    ----------
    program : str
        A module that keeps the files `log` and `pids` in the folder as `utils.training.parallel` does.
    folder : path
    arguments
        More of the program's.
    rank, after : int
        Whom to kill, and how many updates must be done before.
    restarts : int
        How often torchrun may start all again.

    Returns
    -------
    dict: "status" (of torchrun; 0 is success), "killed" (the id, or None where it ended before), "said" (its errors).
    """
    words = command(program, folder, *arguments, restarts=restarts)
    with subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as agent:
        killed = kill_when(folder, rank, after, agent)
        said = to_the_end(agent)
    return {"status": agent.returncode, "killed": killed, "said": said}


def to_the_end(agent, limit=LIMIT):
    """What torchrun says until it ends; after so many seconds it is told to, and ends its workers."""
    try:
        return agent.communicate(timeout=limit)[0]
    except subprocess.TimeoutExpired:
        agent.terminate()
        return agent.communicate()[0]


def kill_when(folder, rank, after, agent):
    """Wait until so many updates are done, then kill the worker of that rank; returns its id, or None if the run ended."""
    while agent.poll() is None:
        if len(lines(folder, "log")) >= after:
            ids = {int(line.split()[1]): int(line.split()[2]) for line in lines(folder, "pids")}
            os.kill(ids[rank], signal.SIGKILL)
            return ids[rank]
        time.sleep(0.005)
    return None


def lines(folder, name):
    """The lines of a file of a folder, none where it is not there."""
    path = Path(folder) / name
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
