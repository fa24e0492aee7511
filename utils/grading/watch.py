"""Watch what a box uses: memory of all its processes together, which no limit of a single process can bound."""

import os
import threading

EVERY = 0.1  # seconds
PAGE, TICKS = (os.sysconf(name) if hasattr(os, "sysconf") else 1 for name in ("SC_PAGE_SIZE", "SC_CLK_TCK"))


class Watch(threading.Thread):
    """Ends a process and all its children when they use too much; `reason` says so, `processor` is their time in seconds.

    Parameters
    ----------
    process : subprocess.Popen
    memory : int
        Megabytes, resident, all together.
    """

    def __init__(self, process, memory):
        super().__init__(daemon=True)
        self.process, self.memory, self.reason, self.processor = process, memory * 2**20, "", 0.0
        self.start()

    def run(self):
        """Look every tenth of a second, until the process has ended."""
        while self.process.poll() is None:
            self.look()
            threading.Event().wait(EVERY)

    def look(self):
        """See what all of them use."""
        numbers = family(self.process.pid)
        self.processor = max(self.processor, sum(map(processor, numbers)))
        if sum(map(resident, numbers)) > self.memory:
            self.reason = f"it used more than {self.memory // 2**20} megabytes of memory"
            self.process.kill()


def family(number):
    """The numbers of a process and of all that it started."""
    found, ahead = [], [number]
    while ahead:
        found.append(ahead.pop())
        ahead += children(found[-1])
    return found


def children(number):
    """The numbers of a process's children."""
    try:
        threads = os.listdir(f"/proc/{number}/task")
        return [int(child) for thread in threads for child in text(f"/proc/{number}/task/{thread}/children").split()]
    except OSError:
        return []


def resident(number):
    """Bytes in memory of one process; 0 where it has ended."""
    try:
        return int(text(f"/proc/{number}/statm").split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def processor(number):
    """Seconds of processor time of a process and of those of its children that have ended; 0 where it has ended itself."""
    try:
        return sum(map(int, text(f"/proc/{number}/stat").rpartition(")")[2].split()[11:15])) / TICKS
    except (OSError, ValueError):
        return 0.0


def text(path):
    """What a file of /proc says."""
    with open(path, encoding="utf-8") as file:
        return file.read()
