"""One trial in a process of its own, born with the OpenBLAS kernel that the trial names, with AVX2 at most and one thread.

Libraries choose their kernels once, when they are imported, and a worker of a pool or cluster has done that already. So every
trial has a fresh interpreter (a fifth of a second), on whatever the worker is: `row_of` starts it, `main` is what it runs.
"""

import importlib
import json
import math
import os
import subprocess
import sys
import threading
import time
from contextlib import redirect_stdout

from utils.experiments.fingerprint import ROOT, fingerprint

# Wider instructions round otherwise, and a long training can turn on that: without these, trials on a processor with AVX-512
# come out otherwise than on one without. Of NumPy's own loops, PyTorch's, oneDNN's and MKL's; no effect but on x86.
AVX2_AT_MOST = {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR", "ATEN_CPU_CAPABILITY": "avx2",
                "ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def row_of(module, trial):
    """The row of a trial of an experiment, run in a new process.

    Parameters
    ----------
    module : str
        For instance ``"utils.experiments.recall"``.
    trial : dict

    Returns
    -------
    A dict: "trial", "result", "seconds" (of processor time), "machine" (what the process ran on) and, if need be, "not_finite"
    and "kernel"; if the process failed, "trial" and "error", what it said. An exception instead would overtake, in joblib, the
    rows finished before it.
    """
    done = subprocess.run([sys.executable, "-m", "utils.experiments.process", module], input=json.dumps(trial),
                          capture_output=True, text=True, cwd=ROOT, env=environment(trial))
    if done.returncode:
        return {"trial": trial, "error": f"status {done.returncode}\n{done.stderr}"}
    return json.loads(done.stdout)


def environment(trial):
    """The variables with which a trial's process starts."""
    kernels = {"OPENBLAS_CORETYPE": trial["kernel"]} | AVX2_AT_MOST if "kernel" in trial else {}
    return os.environ | dict.fromkeys(THREADS, "1") | kernels


def main():
    """Read a trial from the standard input and print its row as JSON; what the trial itself prints goes to the errors."""
    end_with_parent()
    with redirect_stdout(sys.stderr):
        row = run(sys.argv[1], json.load(sys.stdin))
    print(json.dumps(row, allow_nan=False))


def run(module, trial):
    """The row of a trial, run in this process."""
    from utils.bench import machine  # imports NumPy, which `row_of` has no need of

    code, experiment = fingerprint(module), importlib.import_module(module)
    begun = spent()
    row = finite({"trial": trial, "result": experiment.run(trial)}) | {"seconds": round(spent() - begun, 1)}
    if "kernel" in trial and machine.kernel() != trial["kernel"]:
        row["kernel"] = machine.kernel()
    return row | {"machine": {"processor": device(experiment), "simd": machine.simd(), "versions": machine.versions(),
                              "code": code}}


def spent():
    """Processor seconds of this process and of all that it has started and that have ended."""
    return sum(os.times()[:4])


def device(experiment):
    """What a trial runs on: the processor, or the GPU where the experiment is about one."""
    from utils.bench import machine

    if experiment.KIND == "gpu":
        import torch

        return torch.cuda.get_device_name()
    return machine.processor()


def finite(row):
    """The row with None in the place of each result that is NaN or infinite, and what it was under "not_finite".

    So one training that blows up does not cost the record, and who reads the record cannot take it for a number.
    """
    bad = {key: str(value) for key, value in row["result"].items() if isinstance(value, float) and not math.isfinite(value)}
    return row | {"result": row["result"] | dict.fromkeys(bad), "not_finite": bad} if bad else row


def end_with_parent(every=0.5):
    """Watch, beside the work, that the process which started this one is there, and end when it is gone.

    So a run that was killed leaves no process that goes on computing what nobody will write down.
    """
    parent = os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(every)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main()
