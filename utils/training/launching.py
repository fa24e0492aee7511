"""Start torchrun from Python, and kill one of its workers by its id while it runs.

All that is started runs on the processor, for the sake of equal bits and processor times, talks over this machine's own
loopback, at ports that the system chooses, and is ended with the call.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 900  # seconds after which a run is ended; its processes wait for each other for less, see `parallel.TIMEOUT`
TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--local-addr=127.0.0.1"]
LOOPBACK = {"linux": {"GLOO_SOCKET_IFNAME": "lo"}, "darwin": {"GLOO_SOCKET_IFNAME": "lo0"}}


def command(program, *arguments, processes=2, restarts=0):
    """The words of a command: torchrun with so many processes of a module, started again up to so many times."""
    return [*TORCHRUN, f"--nproc-per-node={processes}", f"--max-restarts={restarts}", "-m", program, *map(str, arguments)]


def environment():
    """The processor, one thread per process, the loopback, and the tree on the path."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    own = {"CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1", "PYTHONPATH": path}
    return LOOPBACK.get(sys.platform, {}) | os.environ | own


@contextmanager
def torchrun(words):
    """A run as a process, what it says in two pipes; whatever happens meanwhile, it and its workers are ended at the end."""
    agent = subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield agent
    finally:
        if agent.poll() is None:
            agent.terminate()  # torchrun then ends its workers
            agent.communicate()


def finished(agent, limit=LIMIT):
    """What a run printed and what it said of errors, once it has ended; after so many seconds it is told to."""
    try:
        return agent.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        agent.terminate()
        return agent.communicate()


def launch(program, *arguments, limit=LIMIT, **options):
    """Run to the end and return what was printed; RuntimeError, with what was said, where it fails or takes too long."""
    with torchrun(command(program, *arguments, **options)) as agent:
        printed, said = finished(agent, limit)
    if agent.returncode:
        raise RuntimeError(f"torchrun ended with status {agent.returncode}\n{said[-3000:]}")
    return printed


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
    with torchrun(command(program, folder, *arguments, restarts=restarts)) as agent:
        killed = kill_when(folder, rank, after, agent)
        _, said = finished(agent)
    return {"status": agent.returncode, "killed": killed, "said": said}


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
