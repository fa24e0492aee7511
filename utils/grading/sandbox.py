"""The box in which a student's code runs: bubblewrap around a Python that sees the book's code and nothing else.

No network, no other processes, no file of the machine but Python and `utils` without its exercises, all of it read only; a
home and /tmp in memory, of limited size. Limits on memory, processes, files and processor time are set inside, before any of
the student's code runs. Where root grades, the box goes on as a user that owns nothing, since limits do not bind root.
"""

import os
import resource
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import asdict, dataclass
from pathlib import Path

from utils.experiments.fingerprint import ROOT

MEGABYTE = 2**20
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives")
APART = ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try")
BOOK = "/book"  # where `utils` is, inside
NOBODY = 60000  # the first of the users that root's boxes run as
INSTALL = "on Debian and Ubuntu: apt-get install bubblewrap"


@dataclass(frozen=True)
class Limits:
    """What one submission may use; times in seconds, sizes in megabytes."""

    set_up: float = 120.0  # to begin, and for each of the lab's own cells
    cell: float = 30.0  # for each of the student's
    check: float = 30.0  # for the checks of an exercise
    whole: float = 300.0  # for everything
    memory: int = 3000  # resident, all processes together
    addresses: int = 12000  # of one process; PyTorch reserves much and uses little
    disk: int = 100  # of /tmp, and as much of /dev/shm; in memory too
    processes: int = 64  # threads count
    processor: int = 300


class NoSandbox(RuntimeError):
    """There is no bubblewrap, or the machine does not let it work."""


def command(limits, python=sys.executable):
    """The command that runs `python` in a box; further arguments are Python's own."""
    root = os.geteuid() == 0
    words = ["bwrap", *APART, "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv", "--proc", "/proc",
             "--dev", "/dev"]
    words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"] if root else ["--unshare-user", "--disable-userns"]
    for path in SYSTEM:
        words += seen(path)
    for place in ("/tmp", "/dev/shm"):  # before Python, whose environment may lie below one of them
        words += ["--perms", "1777", "--size", str(limits.disk * MEGABYTE), "--tmpfs", place]
    for path in pythons(python):
        words += [*above(path), "--ro-bind", path, path]
    words += [*above(f"{BOOK}/utils"), "--ro-bind", str(ROOT / "utils"), f"{BOOK}/utils"]
    words += ["--tmpfs", f"{BOOK}/utils/exercises"]
    for place in (f"{BOOK}/utils/exercises", "/dev"):  # in memory without a limit until here
        words += ["--remount-ro", place]
    for name, value in environment().items():
        words += ["--setenv", name, value]
    return [*words, "--remount-ro", "/", "--chdir", "/tmp", python, "-B"]


def seen(path):
    """Let a path of the system be seen as it is, a link as a link."""
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind-try", path, path]


def above(path):
    """Make the folders above a path, open to whoever the box runs as."""
    folders = list(Path(path).parents)[-2::-1]
    return [word for folder in folders for word in ("--perms", "0755", "--dir", str(folder))]


def pythons(python):
    """The folders that a Python needs: its environment, the installation behind it, and what its paths name."""
    found = {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), *(p for p in sys.path if "site-packages" in p),
             str(Path(python).parent), str(Path(os.path.realpath(python)).parent.parent)}
    found = sorted({path for path in found if os.path.isdir(path)})
    inside = lambda path, other: path != other and Path(path).is_relative_to(other)  # noqa: E731
    return [path for path in found if not any(inside(path, other) for other in (*found, *SYSTEM))]


def environment():
    """The variables inside: nothing of the machine's own."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    return {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "MPLBACKEND": "Agg", "TQDM_DISABLE": "1",
            "PYTHONPATH": BOOK, "MPLCONFIGDIR": "/tmp/.matplotlib", "IPYTHONDIR": "/tmp/.ipython", "USER": "student", **threads}


def set_limits(limits, user):
    """Bind this process and all that it starts; called inside, before any of the student's code."""
    bound = {resource.RLIMIT_AS: limits.addresses * MEGABYTE, resource.RLIMIT_FSIZE: limits.disk * MEGABYTE,
             resource.RLIMIT_CPU: limits.processor, resource.RLIMIT_CORE: 0, resource.RLIMIT_NOFILE: 256}
    for which, most in bound.items():
        resource.setrlimit(which, (most, most))
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    resource.setrlimit(resource.RLIMIT_NPROC, (limits.processes, limits.processes))


def bind_all(words):
    """The same from the words of a command line: a user's number, then ``name=value`` for each limit."""
    user, *settings = words
    values = dict(setting.split("=") for setting in settings)
    set_limits(Limits(**{name: type(getattr(Limits, name))(float(value)) for name, value in values.items()}), int(user))


def start(limits, isolation="bwrap"):
    """Start the process in which a student's code will run; its standard input and output are the judge's.

    Parameters
    ----------
    limits : Limits
    isolation : str
        ``"bwrap"``, or ``"none"`` for no box at all.
    """
    run = ["-m", "utils.grading.student"]
    if isolation == "none":
        own = {"PYTHONPATH": str(ROOT), "HOME": str(Path.home())}
        words, where = [sys.executable, *run], {**os.environ, **environment(), **own}
    else:
        settings = [f"{name}={value}" for name, value in asdict(limits).items()]
        words = [*command(limits), *run, str(NOBODY + os.getpid() % 5000), *settings]
        where = {"PATH": os.environ.get("PATH", "/usr/bin:/bin")}
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=where,
                            cwd="/", bufsize=0, start_new_session=True)


def probe():
    """Why no box can be made here, as a sentence, or None."""
    if shutil.which("bwrap") is None:
        return f"bubblewrap is not installed ({INSTALL})" if sys.platform == "linux" else "bubblewrap runs on Linux only"
    done = subprocess.run([*command(Limits()), "-c", "import numpy; print('inside')"], capture_output=True, text=True, cwd="/")
    if done.stdout.strip() != "inside":
        return f"bubblewrap does not work on this machine: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
    return None


def need_sandbox(isolation):
    """Refuse to go on where no box can be made.

    Raises
    ------
    NoSandbox
        With the reason, and what one may do.
    """
    if isolation not in ("bwrap", "none"):
        raise NoSandbox(f"ISOLATION: got {isolation!r}, expected 'bwrap' or 'none'")
    if isolation == "bwrap" and (reason := probe()):
        raise NoSandbox(f"{reason}. Without it what students hand in would run with your rights: it could read and delete your "
                        "files, use your network and change the marks. If you trust every line of it, say ISOLATION=none")
