"""What processes hold in memory, from Linux's `/proc`: PSS, in which a page that several share counts in parts."""

from pathlib import Path

PROC = Path("/proc")


def pss(pid, proc=PROC):
    """The proportional set size of one process, in MB (1e6 bytes); 0 for one that has ended."""
    try:
        lines = (Path(proc) / str(pid) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    kilobytes = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return kilobytes * 1024 / 1e6


def family(pid, proc=PROC):
    """A process and all that descend from it."""
    children = {}
    for entry in Path(proc).glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(entry.parent.name))
    found = [pid]
    for member in found:
        found += children.get(member, [])
    return found


def held(pid, proc=PROC):
    """What a process and all that descend from it hold together, in MB."""
    return sum(pss(member, proc) for member in family(pid, proc))
