"""A class on one machine: JupyterHub's settings. README.md says what to do with them.

    EDITIONS    folder of the students' editions, which `python -m utils.book.students --update labs FOLDER` writes
    CLASS       file with the names that may log in, one a line; `name teacher` for who may see all servers
    HUB_PORT    where the class knocks, 8000 without it
    HUB_TRIAL   folder of a trial without accounts (`class_of.py`): every student is this account, in a folder of their own
    HUB_TOKEN   the trial's key to the hub's API, which is also its password
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BOOK = HERE.parents[1]
PORT = int(os.environ.get("HUB_PORT", "8000"))
TRIAL = os.environ.get("HUB_TRIAL")
EDITIONS = os.environ.get("EDITIONS")
if not EDITIONS:
    raise ValueError("EDITIONS: got nothing, expected the folder of the students' editions; README.md says how to write them")


def roster(path):
    """(all names, names of teachers) in a file with a name a line; ValueError at a line that is neither."""
    people, teachers = set(), set()
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        words = line.partition("#")[0].split()
        if len(words) > 2 or words[1:] not in ([], ["teacher"]):
            raise ValueError(f"{path}, line {number}: got {line!r}, expected a name, or a name and 'teacher'")
        people.update(words[:1])
        teachers.update(words[:1] if len(words) == 2 else [])
    return people, teachers


c = get_config()  # noqa: F821  JupyterHub gives it to this file

# Servers that start together slow each other down: few at a time, and limits that a busy machine keeps. Twelve got through so.
c.JupyterHub.concurrent_spawn_limit = 3
c.Spawner.start_timeout = 180
c.Spawner.http_timeout = 120

c.JupyterHub.bind_url = f"http://:{PORT}"
c.JupyterHub.hub_port = PORT + 1
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PORT + 2}"
c.JupyterHub.cleanup_servers = True

# A student's server hands out what is new, then starts: with the Python of this hub, and the labs of this checkout.
c.Spawner.cmd = [str(HERE / "begin.sh")]
c.Spawner.default_url = "/lab/tree/labs"
c.Spawner.environment = {
    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(BOOK),
    "EDITIONS": EDITIONS,
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# A kernel that nobody used for an hour ends, and after two hours the server: what they held is the class's memory.
c.Spawner.args = ["--MappingKernelManager.cull_idle_timeout=3600", "--ServerApp.shutdown_no_activity_timeout=7200"]

if TRIAL:
    c.JupyterHub.authenticator_class = "dummy"
    c.DummyAuthenticator.password = os.environ["HUB_TOKEN"]
    c.Authenticator.allow_all = True
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = f"{TRIAL}/{{username}}"
    c.JupyterHub.services = [{"name": "class-of", "api_token": os.environ["HUB_TOKEN"]}]
    c.JupyterHub.load_roles = [{"name": "class-of", "services": ["class-of"],
                                "scopes": ["admin:users", "admin:servers", "admin:server_state", "access:servers"]}]
    c.Spawner.args += ["--allow-root"] * (os.getuid() == 0)
else:
    c.JupyterHub.authenticator_class = "pam"
    c.Authenticator.allowed_users, c.Authenticator.admin_users = roster(os.environ.get("CLASS", "class.txt"))
