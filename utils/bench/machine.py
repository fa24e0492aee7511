"""The machine that measures: its processor, its kernels, the versions that matter. Without PyTorch, which takes a second."""

import platform
import subprocess
from importlib import metadata
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info


def processor(cpuinfo="/proc/cpuinfo"):
    """The processor's name, as the system gives it."""
    lines = Path(cpuinfo).read_text(encoding="utf-8").splitlines() if Path(cpuinfo).exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def versions():
    """The versions of Python, NumPy and, where it is installed, PyTorch, by name."""
    found = {"Python": platform.python_version(), "NumPy": np.__version__}
    try:
        return found | {"PyTorch": metadata.version("torch")}
    except metadata.PackageNotFoundError:
        return found


def kernel():
    """The OpenBLAS kernel with which NumPy multiplies matrices in this process, such as "Haswell"; None without OpenBLAS."""
    found = [library["architecture"] for library in threadpool_info() if library["internal_api"] == "openblas"]
    return found[0] if found else None


def simd():
    """The instruction sets that NumPy's own loops found here beyond those it was built for, in one string."""
    return " ".join(np.show_config(mode="dicts")["SIMD Extensions"].get("found", []))


def commit(folder, *pathspec):
    """The commit of the tree in a folder, with "-dirty" where a file has changed since; None outside git.

    Parameters
    ----------
    folder : path
    pathspec : str
        Which files count, as git reads it; without any, all.
    """
    def git(*words):
        return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()

    try:
        return git("rev-parse", "HEAD") + ("-dirty" if git("status", "--porcelain", "--", *pathspec) else "")
    except (OSError, subprocess.CalledProcessError):
        return None
