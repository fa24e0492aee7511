"""What a process and its descendants hold, read from a `/proc` made for the test and from the real one."""

import os
import subprocess
import sys

import pytest

from teaching.hub.memory import family, held, pss


@pytest.fixture
def proc(tmp_path):
    """A `/proc` of four processes: 1 is the parent of 2, 2 of 3; 9 is a stranger."""
    for pid, parent, kilobytes in ((1, 0, 1000), (2, 1, 500), (3, 2, 250), (9, 0, 4000)):
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "stat").write_text(f"{pid} (a (strange) name) S {parent} 0 0")
        (tmp_path / str(pid) / "smaps_rollup").write_text(f"0-1 ---p\nRss: {9 * kilobytes} kB\nPss:  {kilobytes} kB\n")
    return tmp_path


def test_descendants_count_and_strangers_do_not(proc):
    assert sorted(family(1, proc)) == [1, 2, 3]
    assert held(1, proc) == pytest.approx(1750 * 1024 / 1e6)
    assert held(2, proc) == pytest.approx(750 * 1024 / 1e6)


def test_what_has_ended_holds_nothing(proc):
    assert pss(77, proc) == 0 and family(77, proc) == [77]


@pytest.mark.skipif(not os.path.exists("/proc/self/smaps_rollup"), reason="this system has no /proc/self/smaps_rollup")
def test_a_child_that_takes_a_hundred_megabytes_is_seen():
    code = "held = bytearray(100_000_000); held[::4096] = b'1' * len(held[::4096]); print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        assert child.pid in family(os.getpid())
        assert 100 < held(child.pid) < 160
        child.communicate(b"\n")
